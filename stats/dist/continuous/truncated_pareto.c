/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bounded power law: f(x) proportional to x^-(shape + 1) on lower <= x <= upper, shape of any sign and 0. With v = log(x /
 * lower), u = log(upper / x), m = log(upper / lower), h(y) = log((1 - e^-y) / y), h(0) = 0: log F = log v - log m + h(shape v)
 * - h(shape m), log(1 - F) = log u - log m + h(shape u) - h(shape m) - shape v, of which the smaller is taken; smooth through
 * shape 0.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "positive.h"
#include "raw_moments.h"

/* prepared: both ends, m, h(shape m). */
enum { UPPER = TER__POSITIVE_SIZE, M = 2 * TER__POSITIVE_SIZE, H_M = M + 2 };

static ter_status check(const double *p, ter_error *error) {
    if (!(p[0] < p[1]))
        return ter_error_set(error, TER_BAD_ARGUMENT, "truncated_pareto: upper is %.17g, which must be above lower, %.17g", p[1],
                             p[0]);
    return TER_OK;
}

/* log((1 - e^-y) / y). */
static ter__dd h_of(ter__dd y) {
    ter__dd size = y.hi < 0.0 ? ter__dd_neg(y) : y;
    if (size.hi < 0x1p-110)
        return ter__dd_make(0.0, 0.0);
    if (size.hi < 1.0)
        return ter__dd_log(ter__dd_div(ter__dd_neg(ter__dd_expm1(ter__dd_neg(y))), y));
    ter__dd h = ter__dd_sub(ter__log_rest(ter__dd_neg(size)), ter__dd_log(size));
    return y.hi < 0.0 ? ter__dd_add(h, size) : h;
}

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[0], prepared);
    ter__positive_prepare(p[1], prepared + UPPER);
    ter__dd m = ter__positive_log_ratio(prepared, p[1]), h = h_of(ter__dd_mul_d(m, p[2]));
    prepared[M] = m.hi;
    prepared[M + 1] = m.lo;
    prepared[H_M] = h.hi;
    prepared[H_M + 1] = h.lo;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = p[1];
}

static ter__dd m_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[M], dist->prepared[M + 1]);
}

static ter__dd v_of(const ter_dist *dist, double x) {
    return ter__positive_log_ratio(dist->prepared, x);
}

static ter__dd u_of(const ter_dist *dist, double x) {
    return ter__dd_neg(ter__positive_log_ratio(dist->prepared + UPPER, x));
}

/* log m + h(shape m). */
static ter__dd log_weight(const ter_dist *dist) {
    return ter__dd_add(ter__dd_log(m_of(dist)), ter__dd_make(dist->prepared[H_M], dist->prepared[H_M + 1]));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    if (dist->parameter[2] == -1.0) /* uniform: its log may be far smaller than those of the ends */
        return ter__dd_neg(ter__dd_log(ter__two_sum(dist->parameter[1], -dist->parameter[0])));
    ter__dd fall = ter__dd_mul(ter__two_sum(dist->parameter[2], 1.0), v_of(dist, x));
    return ter__dd_neg(ter__dd_add(ter__dd_add(fall, log_weight(dist)), ter__positive_log_scale(dist->prepared)));
}

/* The log of a tail whose end is a distance d away in log x. */
static ter__dd direct(const ter_dist *dist, double x, bool upper) {
    double shape = dist->parameter[2];
    ter__dd d = upper ? u_of(dist, x) : v_of(dist, x);
    ter__dd part = ter__dd_add(ter__dd_log(d), h_of(ter__dd_mul_d(d, shape)));
    part = upper ? ter__dd_sub(part, ter__dd_mul_d(v_of(dist, x), shape)) : part;
    return ter__dd_sub(part, log_weight(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd asked = direct(dist, x, upper);
    return asked.hi < -0.7 ? asked : ter__log_rest(direct(dist, x, !upper));
}

/* h'(y) = 1 / (e^y - 1) - 1 / y. */
static double h_slope(double y) {
    if (fabs(y) < 0.02)
        return -0.5 + y / 12.0 * (1.0 - y * y / 60.0 * (1.0 - y * y / 42.0));
    return (y > 700.0 ? 0.0 : 1.0 / ter__expm1(y)) - 1.0 / y;
}

/* y / (e^y - 1). */
static double bernoulli(double y) {
    return y == 0.0 ? 1.0 : y > 700.0 ? 0.0 : y / ter__expm1(y);
}

/* By lower shape / (1 - e^(-shape m)) / lower, by upper -shape / (e^(shape m) - 1) / upper, by shape -v - m h'(shape m). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    *slope = -ter__dd_value(ter__dd_div_d(ter__two_sum(p[2], 1.0), x));
    if (by_parameter != NULL) {
        double m = dist->prepared[M], y = p[2] * m;
        by_parameter[0] = bernoulli(-y) / m / p[0];
        by_parameter[1] = -bernoulli(y) / m / p[1];
        by_parameter[2] = -v_of(dist, x).hi - m * h_slope(y);
    }
}

/* The distance in log x from the end whose tail has this log, for the law that falls with this shape from there. */
static ter__dd distance(const ter_dist *dist, ter__dd log_tail, double shape) {
    ter__dd y = ter__dd_mul_d(m_of(dist), fabs(shape)), least = ter__log_rest(ter__dd_neg(y));
    if (y.hi < 0x1p-110)
        return ter__dd_mul(m_of(dist), ter__exp_whole(log_tail));
    ter__dd level = ter__dd_add(log_tail, least);
    ter__dd scaled = shape > 0.0 ? ter__dd_neg(ter__log_rest(level)) : ter__softplus(ter__dd_add(level, y));
    return ter__dd_div_d(scaled, fabs(shape));
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    double shape = dist->parameter[2];
    if (upper)
        return ter__positive_undo(dist->prepared + UPPER, ter__dd_neg(distance(dist, log_tail, -shape)));
    return ter__positive_undo(dist->prepared, distance(dist, log_tail, shape));
}

/* E[X^n] = lower^n exp(h((shape - n) m) - h(shape m)). */
static bool log_raw_moment(const ter_dist *dist, unsigned order, ter__dd *log_moment) {
    ter__dd y = ter__dd_mul(m_of(dist), ter__two_sum(dist->parameter[2], -(double)order));
    ter__dd h = ter__dd_sub(h_of(y), ter__dd_make(dist->prepared[H_M], dist->prepared[H_M + 1]));
    *log_moment = ter__dd_add(h, ter__dd_mul_d(ter__positive_log_scale(dist->prepared), (double)order));
    return true;
}

TER__RAW_MOMENT_SLOTS(log_raw_moment)

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[2] < -1.0 ? dist->parameter[1] : dist->parameter[0];
    return TER_OK;
}

/* (shape + 1) E[v] + log lower + log m + h(shape m), E[v] = -m h'(shape m). */
static ter_status entropy(const ter_dist *dist, double *value) {
    double m = dist->prepared[M], shape = dist->parameter[2];
    ter__dd logs = ter__dd_add(log_weight(dist), ter__positive_log_scale(dist->prepared));
    *value = ter__dd_value(logs) - (shape + 1.0) * m * h_slope(shape * m);
    return TER_OK;
}

/* ---- fit -------------------------------------------------------------------------------------------------------------------- */

/* The ends are the extreme values; the shape solves mean log(x / lower) = -m h'(shape m), whose right side falls with the shape. */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *fitted, ter_error *error) {
    (void)columns;
    double least = TER__INFINITY, most = 0.0, total = 0.0, sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            least = x[i] < least ? x[i] : least;
            most = x[i] > most ? x[i] : most;
            total += weights[i];
        }
    }
    double m = ter__log(most / least);
    for (size_t i = 0; i < n; i++)
        sum += weights[i] > 0.0 ? weights[i] * ter__log(x[i] / least) : 0.0;
    double mean_log = sum / total / m; /* inside (0, 1) */
    if (!(m > 0.0) || !(mean_log > 0.0 && mean_log < 1.0))
        return ter_error_set(error, TER_BAD_DATA, "truncated_pareto: three different values are needed");
    double low = -2.0 / (1.0 - mean_log), high = 2.0 / mean_log; /* of shape m */
    for (double middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
        *(0.0 - h_slope(middle) > mean_log ? &low : &high) = middle;
    fitted[0] = least;
    fitted[1] = most;
    fitted[2] = low / m;
    return TER_OK;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("lower", "a", "the lower end"),
    TER__POSITIVE_PARAMETER("upper", "b", "the upper end"),
    TER__REAL_PARAMETER("shape", "alpha", "shape: the density goes like x^-(shape + 1); of any sign, 0 the log-uniform law"),
};

static const ter_alias aliases[] = {{"truncpareto", "R VGAM"}};

static const ter__edge edges[] = {
    {{1.0, 2.0, -1.0}, TER_PDF, 1.0, 1.0},     {{1.0, 2.0, -1.0}, TER_PDF, 2.0, 1.0},
    {{1.0, 2.0, -1.0}, TER_CDF, 1.5, 0.5},     {{1.0, 4.0, 0.0}, TER_CDF, 2.0, 0.5},
    {{1.0, 4.0, 0.0}, TER_QUANTILE, 0.5, 2.0}, {{1.0, 2.0, 1.0}, TER_PDF, 1.0, 2.0},
    {{1.0, 2.0, 1.0}, TER_PDF, 0.5, 0.0},      {{1.0, 2.0, 1.0}, TER_CDF, 3.0, 1.0},
    {{1.0, 2.0, 1.0}, TER_QUANTILE, 0.0, 1.0}, {{1.0, 2.0, 1.0}, TER_QUANTILE, 1.0, 2.0},
    {{1.0, 2.0, 1.0}, TER_ISF, 1.5, TER__NAN}, {{1.0, 2.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

/* scipy: lower = scale, upper = c scale. */
static void from_scipy(const double *given, double *p) {
    p[0] = given[3];
    p[1] = given[1] * given[3];
    p[2] = given[0];
}

static const ter_parameter scipy_parameters[] = {
    TER__REAL_PARAMETER("b", "b", "shape"),
    {.name = "c",
     .symbol = "c",
     .description = "upper / lower",
     .lower = 1.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
    TER__SCIPY_NO_LOC,
    TER__SCIPY_SCALE,
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "truncpareto", scipy_parameters, from_scipy),
};

const ter_family ter__family_truncated_pareto = {
    .name = "truncated_pareto",
    .title = "Truncated Pareto (bounded power law)",
    .formula = "shape x^-(shape + 1) / (lower^-shape - upper^-shape), lower <= x <= upper",
    .conventions = "scipy: truncpareto(b = shape, c = upper / lower, loc = 0, scale = lower). R: VGAM::dtruncpareto(x, lower, "
                   "upper, shape), the same. As a power law x^-alpha the exponent is alpha = shape + 1.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .check = check,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__central_moment_by_variance,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "ends 1e-100 to 1e200, shapes -1e3 to 1e3 and those beside 0, all arguments; both tails and their logs to "
                      "the ends of the double range",
    .accuracy = TER__STATED_ACCURACY_BUT_LOG_PDF(1.0, 2.0, 4500.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
