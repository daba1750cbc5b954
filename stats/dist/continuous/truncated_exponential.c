/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exponential law cut off above: f(x) = exp(-z) / (scale (1 - exp(-b))), z = x / scale, b = upper / scale, 0 <= x <= upper.
 *
 * The lower tail is (1 - exp(-z)) / (1 - exp(-b)), the upper one exp(-z) (1 - exp(-(b - z))) / (1 - exp(-b)) with upper - x exact;
 * all three parts are known by the logs of their exponents, so that nothing is lost where z is below the doubles or b beyond.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "log_quotient.h"
#include "standard.h"
#include "summary_moments.h"
#include "tilted_uniform.h"

enum { LOG_SCALE = TER__STANDARD_SIZE, B = LOG_SCALE + 2, LOG_WHOLE = B + 2, BEND = LOG_WHOLE + 2 };

static ter__dd prepared_at(const ter_dist *dist, int at) {
    return ter__dd_make(dist->prepared[at], dist->prepared[at + 1]);
}

static void store(double *prepared, int at, ter__dd value) {
    prepared[at] = value.hi;
    prepared[at + 1] = value.lo;
}

static ter__dd prepared_b(const double *prepared) {
    return ter__dd_make(prepared[B], prepared[B + 1]);
}

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(0.0, p[0], prepared);
    store(prepared, LOG_SCALE, ter__dd_log_d(p[0]));
    store(prepared, B, ter__standard_whole_z(ter__standard_load(prepared), p[1]));
    /* log(1 - exp(-b)); and log((1 - exp(-b)) / b) + b / 2 = b^2 / 24 - b^4 / 2880 + ... */
    store(prepared, LOG_WHOLE, ter__log_rest_of_power(ter__log_quotient(p[1], p[0])));
    ter__dd b = prepared_b(prepared), square = ter__dd_square(b), bend = ter__dd_div_d(square, 24.0);
    if (b.hi > 1e-8 && b.hi < 600.0)
        bend = ter__dd_add(ter__dd_log(ter__dd_div(ter__dd_neg(ter__dd_expm1(ter__dd_neg(b))), b)), ter__dd_scale(b, 0.5));
    store(prepared, BEND, bend);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = 0.0;
    *upper = p[1];
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* Also at both ends. */
static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    if (isinf(z.hi))
        return ter__dd_neg(z);
    ter__dd b = prepared_at(dist, B);
    if (b.hi > 0.5)
        return ter__dd_neg(ter__dd_add(z, ter__dd_add(prepared_at(dist, LOG_SCALE), prepared_at(dist, LOG_WHOLE))));
    /* nearly uniform: b / 2 - z is what it differs by from 1 / upper */
    ter__dd tilt = ter__dd_sub(ter__dd_sub(ter__dd_scale(b, 0.5), z), prepared_at(dist, BEND));
    return ter__dd_sub(tilt, ter__dd_log_d(dist->parameter[1]));
}

static ter__dd log_below(const ter_dist *dist, double x) {
    return ter__dd_sub(ter__log_rest_of_power(ter__log_quotient(x, dist->parameter[0])), prepared_at(dist, LOG_WHOLE));
}

static ter__dd log_above(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x), way = ter__two_sum(dist->parameter[1], -x);
    if (isinf(z.hi))
        return ter__dd_neg(z);
    ter__dd rest = ter__log_rest_of_power(ter__dd_sub(ter__dd_log(way), prepared_at(dist, LOG_SCALE)));
    return ter__dd_sub(ter__dd_sub(rest, z), prepared_at(dist, LOG_WHOLE));
}

/* 1 / (scale (1 - exp(-(b - z)))): the two logs would cancel far out. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd way = ter__two_sum(dist->parameter[1], -x), log_scale = prepared_at(dist, LOG_SCALE);
    return ter__dd_neg(ter__dd_add(ter__log_rest_of_power(ter__dd_sub(ter__dd_log(way), log_scale)), log_scale));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd own = upper ? log_above(dist, x) : log_below(dist, x);
    if (own.hi < -0.7)
        return own;
    return ter__log_rest(upper ? log_below(dist, x) : log_above(dist, x));
}

/*
 * Below: log(1 - exp(-z)) is known. Above: with v = log_tail + log(exp(b) - 1), b - z = log(1 + exp(v)); for v > 0 the b in it is
 * taken out beforehand.
 */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    double scale = dist->parameter[0];
    ter__dd inside = ter__dd_add(log_tail, prepared_at(dist, LOG_WHOLE));
    if (!upper) /* log z from log(1 - exp(-z)) */
        return ter__scale_times_exp(scale, inside.hi < -110.0 ? inside : ter__dd_log(ter__dd_neg(ter__dd_log1mexp(inside))));
    ter__dd v = ter__dd_add(inside, prepared_at(dist, B));
    if (v.hi > 0.0)
        return ter__standard_undo(ter__standard_load(dist->prepared),
                                  ter__dd_neg(ter__dd_add(inside, ter__softplus(ter__dd_neg(v)))));
    ter__dd way = ter__softplus(v);
    return ter__dd_value(ter__dd_add_d(ter__dd_mul_d(way, -scale), dist->parameter[1]));
}

/* By scale (z - mean of z) / scale, by upper -(density at upper). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double scale = dist->parameter[0], upper = dist->parameter[1], b = dist->prepared[B];
    *slope = -1.0 / scale;
    if (by_parameter != NULL) {
        ter__dd mean = ter__dd_mul_d(prepared_at(dist, B), ter__tilted_cumulant(1, b));
        by_parameter[0] = ter__dd_value(ter__dd_sub(z_of(dist, x), mean)) / scale;
        by_parameter[1] = -ter__exp_dd(log_density(dist, upper));
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[1] * ter__tilted_cumulant(1, dist->prepared[B]);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double upper = dist->parameter[1];
    *value = ter__tilted_cumulant(2, dist->prepared[B]) * upper * upper;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    double b = dist->prepared[B], second = ter__tilted_cumulant(2, b);
    *value = b > 1e60 ? 2.0 : ter__tilted_cumulant(3, b) / second / sqrt(second);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double b = dist->prepared[B], second = ter__tilted_cumulant(2, b);
    *value = b > 1e60 ? 6.0 : ter__tilted_cumulant(4, b) / second / second;
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.0;
    return TER_OK;
}

/* E[z] + log scale + log(1 - exp(-b)). */
static ter_status entropy(const ter_dist *dist, double *value) {
    double b = dist->prepared[B], mean_z = b > 1e60 ? 1.0 : b * ter__tilted_cumulant(1, b);
    ter__dd logs = ter__dd_add(prepared_at(dist, LOG_SCALE), prepared_at(dist, LOG_WHOLE));
    *value = ter__dd_value(ter__dd_add_d(logs, mean_z));
    return TER_OK;
}

/* upper = the largest value; then the scale whose mean is that of the data, which must be below half of upper. */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)columns;
    double most = 0.0, total = 0.0, sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        most = weights[i] > 0.0 && x[i] > most ? x[i] : most;
        total += weights[i];
        sum += weights[i] > 0.0 ? weights[i] * x[i] : 0.0;
    }
    double mean = sum / total / most, low = 1e-8, high = 1e12;
    if (!(mean > 0.0 && mean < ter__tilted_cumulant(1, low)))
        return ter_error_set(error, TER_BAD_DATA,
                             "truncated_exponential: the mean of the data must be below half of their largest value, "
                             "else the likelihood grows with the scale without bound");
    for (int i = 0; i < 120; i++) {
        double middle = sqrt(low * high);
        *(ter__tilted_cumulant(1, middle) > mean ? &low : &high) = middle;
    }
    p[0] = most / sqrt(low * high);
    p[1] = most;
    return TER_OK;
}

/* In theta = upper / scale: of -theta mean / upper + log theta - log(1 - exp(-theta)) - log upper, a value. */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *p, double *value,
                       double *gradient, double *hessian) {
    (void)columns;
    double scale = p[0], upper = p[1], theta = upper / scale, total = 0.0, sum = 0.0;
    if (!(scale > 0.0 && scale < TER__INFINITY && upper > 0.0 && upper < TER__INFINITY && theta > 0.0 && theta < TER__INFINITY))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= 0.0 && x[i] <= upper))
            return false;
        total += weights[i];
        sum += weights[i] > 0.0 ? weights[i] * x[i] : 0.0;
    }
    double by_theta = total * ter__tilted_cumulant(1, theta) - sum / upper, e = ter__expm1(theta), rest = -ter__expm1(-theta);
    *value = -sum / scale - total * (ter__log(scale) + ter__log(rest));
    if (gradient != NULL) {
        gradient[0] = -by_theta * theta / scale;
        gradient[1] = -total / (scale * e);
    }
    if (hessian != NULL) {
        double curve = -total * ter__tilted_cumulant(2, theta) * theta * theta, wide = total / (scale * scale * e);
        hessian[0] = (curve + 2.0 * by_theta * theta) / (scale * scale);
        hessian[1] = hessian[2] = wide * (1.0 - theta / rest);
        hessian[3] = wide / rest;
    }
    return true;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .likelihood = likelihood};

/* (1 - exp(-b) exp(i t upper)) / ((1 - i t scale) (1 - exp(-b))), b = upper / scale; no term loses to another. */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    double scale = dist->parameter[0], upper = dist->parameter[1];
    ter__dd b = ter__dd_ratio(upper, scale), turn = ter__two_product(t, upper), sine, cosine, half_sine, half_cosine;
    if (!(fabs(turn.hi) < TER__ANGLE_MAX)) {
        *real = *imaginary = TER__NAN;
        return TER_NOT_ACCURATE;
    }
    ter__dd_sincos(turn, &sine, &cosine);
    ter__dd_sincos(ter__dd_scale(turn, 0.5), &half_sine, &half_cosine);
    ter__dd left = b.hi < 640.0 ? ter__dd_exp(ter__dd_neg(b)) : ter__dd_make(0.0, 0.0);
    ter__dd gone = b.hi < 640.0 ? ter__dd_neg(ter__dd_expm1(ter__dd_neg(b))) : ter__dd_make(1.0, 0.0);
    ter__dd wave = ter__dd_mul(left, ter__dd_scale(ter__dd_square(half_sine), 2.0));
    ter__complex above = {ter__dd_div(ter__dd_add(gone, wave), gone), ter__dd_div(ter__dd_neg(ter__dd_mul(left, sine)), gone)};
    ter__dd s = ter__characteristic_near(t, scale);
    ter__complex below = {ter__dd_make(1.0, 0.0), ter__dd_neg(s)};
    return ter__characteristic_of(ter__complex_mul(above, ter__complex_inverse(below)), real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__SCALE_PARAMETER("scale: mean of the law before it is cut off"),
    {.name = "upper",
     .symbol = "b",
     .description = "where it is cut off",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("b", "b", "where it is cut off, in scales"),
    TER__SCALE_PARAMETER("scale"),
};

static void from_scipy(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[0] * given[1];
}

static const ter__variant variants[] = {{"scipy", "truncexpon", 2, scipy_parameters, from_scipy}};

static const ter__edge edges[] = {
    {{1.0, 2.0}, TER_PDF, -0.5, 0.0},          {{1.0, 2.0}, TER_PDF, 2.5, 0.0},      {{1.0, 2.0}, TER_CDF, 2.0, 1.0},
    {{1.0, 2.0}, TER_CDF, 0.0, 0.0},           {{1.0, 1000.0}, TER_PDF, 0.0, 1.0},   {{2.0, 1e6}, TER_LOG_SF, 600.0, -300.0},
    {{2.0, 1e6}, TER_ISF_LOG, -300.0, 600.0},  {{1.0, 2.0}, TER_QUANTILE, 1.0, 2.0}, {{4.0, 2.0}, TER_LOG_PDF_SLOPE, 1.0, -0.25},
    {{1.0, 2.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

const ter_family ter__family_truncated_exponential = {
    .name = "truncated_exponential",
    .title = "Truncated exponential",
    .formula = "exp(-x / scale) / (scale (1 - exp(-upper / scale))), 0 <= x <= upper",
    .conventions = "scipy: truncexpon(b = upper / scale, loc = 0, scale). Julia: truncated(Exponential(scale), 0, upper).",
    .parameter_count = 2,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
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
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "all parameters and arguments; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
