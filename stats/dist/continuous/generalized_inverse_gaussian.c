/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generalized inverse Gaussian: f(x) = x^(p-1) exp(-(a x + b / x) / 2) / Z, Z = 2 K_p(sqrt(a b)) (b / a)^(p/2), x > 0.
 *
 * In t = log x the law is log-concave, whatever p: beyond x, with A = a x / 2, B = b / (2 x), the integrand falls as
 *   psi(s) = -c s - A phi(s) - B phi(-s),  phi(s) = e^s - 1 - s,  c = A - B - p    (upwards; downwards A and B change places),
 * where nothing cancels once c is known. The tail away from the mode of t is integrated so (special/quadrature.h); Z is both sides
 * of the mode of t, which spares the Bessel function and holds for any order and argument.
 */
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "special/elementary.h"
#include "special/quadrature.h"

enum { PEAK, LOG_NORM, REACH_LOW = 3, REACH_HIGH, FALL_LOW, FALL_HIGH, MEAN_LOG, MEAN_OF, MEAN_INVERSE };

typedef struct fall_from {
    ter__dd drop, ahead, behind; /* c, and the coefficients of phi(s) and phi(-s) */
} fall_from;

/* e^s - 1 - s without cancellation. */
static ter__dd excess_of(ter__dd s) {
    if (fabs(s.hi) > 0.35)
        return ter__dd_sub(ter__dd_expm1(s), s);
    ter__dd sum = ter__dd_make(1.0, 0.0);
    for (int k = 22; k >= 3; k--)
        sum = ter__dd_add_d(ter__dd_div_d(ter__dd_mul(sum, s), (double)k), 1.0);
    return ter__dd_scale(ter__dd_mul(ter__dd_square(s), sum), 0.5);
}

static ter__dd exponent(const void *context, ter__dd s) {
    const fall_from *f = context;
    if (s.hi > 600.0)
        return ter__dd_make(-TER__INFINITY, 0.0);
    ter__dd grown = ter__dd_mul(f->ahead, excess_of(s)), shrunk = ter__dd_mul(f->behind, excess_of(ter__dd_neg(s)));
    return ter__dd_neg(ter__dd_add(ter__dd_mul(f->drop, s), ter__dd_add(grown, shrunk)));
}

static ter__dd along(const void *context, ter__dd s) {
    (void)context;
    return s;
}

static fall_from fall_at(double p, double a, double b, double x, bool up) {
    ter__dd more = ter__dd_scale(ter__two_product(a, x), 0.5), less = ter__dd_scale(ter__dd_ratio(b, x), 0.5);
    ter__dd drop = ter__dd_add_d(ter__dd_sub(more, less), -p);
    fall_from f = {up ? drop : ter__dd_neg(drop), up ? more : less, up ? less : more};
    return f;
}

static ter__dd integrate(const fall_from *f, bool first_moment) {
    double curvature = sqrt(f->ahead.hi + f->behind.hi), slope = fmax(f->drop.hi, 0.0);
    ter__fall fall = {.context = f,
                      .exponent = exponent,
                      .factor = first_moment ? along : NULL,
                      .end = {TER__INFINITY, 0.0},
                      .first = fmin(25.0 / fmax(slope, 1e-3), 6.0 / fmax(curvature, 1e-3)),
                      .longest = 4.0};
    return ter__fall_integral(&fall);
}

/* p log x - a x / 2 - b / (2 x). */
static ter__dd log_kernel(double p, double a, double b, double x) {
    ter__dd halves = ter__dd_scale(ter__dd_add(ter__two_product(a, x), ter__dd_ratio(b, x)), 0.5);
    return ter__dd_sub(ter__dd_mul_d(ter__dd_log_d(x), p), halves);
}

/* Where a x / 2 - b / (2 x) = order. */
static double balance(double order, double a, double b) {
    double root = sqrt(order * order + a * b);
    return order > 0.0 ? (order + root) / a : b / (root - order);
}

/* The integral over both sides of the balance, and the two sides of the integral of t - log balance. */
static ter__dd log_norm_of(double p, double a, double b, double *mean_log) {
    double peak = balance(p, a, b);
    fall_from up = fall_at(p, a, b, peak, true), down = fall_at(p, a, b, peak, false);
    ter__dd whole = ter__dd_add(integrate(&up, false), integrate(&down, false));
    if (mean_log != NULL) {
        ter__dd first = ter__dd_sub(integrate(&up, true), integrate(&down, true));
        *mean_log = ter__dd_value(ter__dd_add(ter__dd_log_d(peak), ter__dd_div(first, whole)));
    }
    return ter__dd_add(log_kernel(p, a, b, peak), ter__dd_log(whole));
}

/* s with psi(s) = -1, and -psi'(s) there: the shoulders of the envelope that draws are taken from. */
static void shoulder(const fall_from *f, double *reach, double *fall) {
    double low = 0.0, high = 1e-12;
    while (exponent(f, ter__dd_make(high, 0.0)).hi > -1.0 && high < 1e6)
        high *= 2.0;
    for (int i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high);
        *(exponent(f, ter__dd_make(middle, 0.0)).hi > -1.0 ? &low : &high) = middle;
    }
    *reach = high;
    *fall = f->drop.hi + f->ahead.hi * ter__expm1(high) - f->behind.hi * ter__expm1(-high);
}

static void prepare(const double *q, double *prepared) {
    double p = q[0], a = q[1], b = q[2], peak = balance(p, a, b);
    ter__dd log_norm = log_norm_of(p, a, b, &prepared[MEAN_LOG]);
    fall_from up = fall_at(p, a, b, peak, true), down = fall_at(p, a, b, peak, false);
    prepared[PEAK] = peak;
    prepared[LOG_NORM] = log_norm.hi;
    prepared[LOG_NORM + 1] = log_norm.lo;
    shoulder(&up, &prepared[REACH_HIGH], &prepared[FALL_HIGH]);
    shoulder(&down, &prepared[REACH_LOW], &prepared[FALL_LOW]);
    prepared[MEAN_OF] = ter__exp_dd(ter__dd_sub(log_norm_of(p + 1.0, a, b, NULL), log_norm));
    prepared[MEAN_INVERSE] = ter__exp_dd(ter__dd_sub(log_norm_of(p - 1.0, a, b, NULL), log_norm));
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static ter__dd log_norm(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_NORM], dist->prepared[LOG_NORM + 1]);
}

/* Whether a x or b / x is beyond the doubles: density and tail are 0 and 1 there, whatever their logs. */
static bool is_beyond(const double *q, double x) {
    return !(q[1] * x < 0x1p1000 && q[2] / x < 0x1p1000);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    const double *q = dist->parameter;
    if (is_beyond(q, x))
        return ter__dd_make(-fmax(q[1] * (0.5 * x), 0.5 * q[2] / x), 0.0);
    ter__dd kernel = ter__dd_sub(log_kernel(q[0], q[1], q[2], x), log_norm(dist));
    return ter__dd_sub(kernel, ter__dd_log_d(x));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    const double *q = dist->parameter;
    bool above = x > dist->prepared[PEAK];
    ter__dd direct;
    if (is_beyond(q, x)) {
        direct = ter__dd_make(-fmax(q[1] * (0.5 * x), 0.5 * q[2] / x), 0.0);
    } else {
        fall_from f = fall_at(q[0], q[1], q[2], x, above);
        ter__dd kernel = ter__dd_sub(log_kernel(q[0], q[1], q[2], x), log_norm(dist));
        direct = ter__dd_add(kernel, ter__dd_log(integrate(&f, false)));
    }
    if (above == upper)
        return direct;
    return direct.hi < -640.0 ? ter__dd_make(-ter__exp_dd(direct), 0.0) : ter__dd_log1mexp(direct);
}

/* Above the peak 1 / (x times the integral); its limit a / 2. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    const double *q = dist->parameter;
    bool beyond = is_beyond(q, x);
    if (!(x > dist->prepared[PEAK]))
        return beyond ? log_density(dist, x) : ter__dd_sub(log_density(dist, x), log_tail(dist, x, true));
    if (beyond)
        return ter__dd_log_d(0.5 * q[1]);
    fall_from f = fall_at(q[0], q[1], q[2], x, true);
    return ter__dd_neg(ter__dd_add(ter__dd_log_d(x), ter__dd_log(integrate(&f, false))));
}

static double start(const ter_dist *dist, double log_tail, bool upper) {
    (void)log_tail;
    (void)upper;
    return dist->prepared[PEAK];
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *q = dist->parameter;
    if (x < 0x1p-500) { /* b / (2 x^2) may be beyond the doubles */
        *slope = (q[0] - 1.0 + 0.5 * q[2] / x) / x - 0.5 * q[1];
    } else {
        ter__dd over = ter__dd_div_d(ter__dd_make(0.5 * q[2], 0.0), x);
        ter__dd sum = ter__dd_div_d(ter__dd_add(ter__two_sum(q[0], -1.0), over), x);
        *slope = ter__dd_value(ter__dd_add_d(sum, -0.5 * q[1]));
    }
    if (by_parameter == NULL)
        return;
    by_parameter[0] = ter__log(x) - dist->prepared[MEAN_LOG];
    by_parameter[1] = 0.5 * (dist->prepared[MEAN_OF] - x);
    by_parameter[2] = 0.5 * (dist->prepared[MEAN_INVERSE] - 1.0 / x);
}

static ter__dd log_raw(const ter_dist *dist, unsigned order) {
    const double *q = dist->parameter;
    return ter__dd_sub(log_norm_of(q[0] + order, q[1], q[2], NULL), log_norm(dist));
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 0 ? 1.0 : ter__exp_dd(log_raw(dist, order));
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

/* E X^order / mean^order - 1. */
static ter__dd excess_moment(const ter_dist *dist, unsigned order) {
    ter__dd log_ratio = ter__dd_sub(log_raw(dist, order), ter__dd_mul_d(log_raw(dist, 1), (double)order));
    return ter__dd_expm1(log_ratio);
}

static ter_status variance(const ter_dist *dist, double *value) {
    double centre = ter__exp_dd(log_raw(dist, 1));
    *value = ter__dd_value(excess_moment(dist, 2)) * centre * centre;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    ter__dd second = excess_moment(dist, 2), third = ter__dd_sub(excess_moment(dist, 3), ter__dd_mul_d(second, 3.0));
    *value = ter__dd_value(third) / (second.hi * sqrt(second.hi));
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    ter__dd second = excess_moment(dist, 2), third = excess_moment(dist, 3), fourth = excess_moment(dist, 4);
    ter__dd central = ter__dd_add(ter__dd_sub(fourth, ter__dd_scale(third, 4.0)), ter__dd_mul_d(second, 6.0));
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(central, ter__dd_square(second)), -3.0));
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = balance(dist->parameter[0] - 1.0, dist->parameter[1], dist->parameter[2]);
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    const double *q = dist->parameter, *made = dist->prepared;
    ter__dd halves =
        ter__dd_scale(ter__dd_add(ter__two_product(q[1], made[MEAN_OF]), ter__two_product(q[2], made[MEAN_INVERSE])), 0.5);
    ter__dd logs = ter__dd_sub(log_norm(dist), ter__dd_mul_d(ter__two_sum(q[0], -1.0), made[MEAN_LOG]));
    *value = ter__dd_value(ter__dd_add(logs, halves));
    return TER_OK;
}

/*
 * Rejection in t = log x: 1 between the shoulders where the density has fallen to 1 / e of its peak, its tangents' exponentials
 * beyond (L. Devroye, Non-Uniform Random Variate Generation (1986), VII.2): two in three proposals or more are taken.
 */
static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    const double *q = dist->parameter, *made = dist->prepared;
    fall_from up = fall_at(q[0], q[1], q[2], made[PEAK], true);
    const double tip = 0.36787944117144233, left = tip / made[FALL_LOW], right = tip / made[FALL_HIGH];
    const double middle = made[REACH_LOW] + made[REACH_HIGH], whole = left + middle + right;
    for (size_t i = 0; i < n; i++) {
        double s, bound, level;
        do {
            double at = whole * ter_stream_uniform(stream), second = ter_stream_uniform(stream);
            bound = 0.0;
            s = at - left - made[REACH_LOW];
            if (at < left) {
                bound = ter__log(at / left);
                s = -made[REACH_LOW] + bound / made[FALL_LOW];
                bound -= 1.0;
            } else if (at > left + middle) {
                bound = ter__log((whole - at) / right);
                s = made[REACH_HIGH] - bound / made[FALL_HIGH];
                bound -= 1.0;
            }
            /* psi downwards is psi upwards of -s */
            ter__dd grown = ter__dd_mul(up.ahead, excess_of(ter__dd_make(s, 0.0)));
            ter__dd shrunk = ter__dd_mul(up.behind, excess_of(ter__dd_make(-s, 0.0)));
            level = -(up.drop.hi * s + grown.hi + shrunk.hi) - bound;
            level = fabs(s) < 600.0 && ter__log(second) < level ? 1.0 : 0.0;
        } while (level == 0.0);
        out[i] = made[PEAK] * ter__exp(s);
    }
}

static const ter_parameter parameters[] = {
    TER__REAL_PARAMETER("p", "p", "order: the power at 0 and infinity, less 1"),
    TER__POSITIVE_PARAMETER("a", "a", "twice the rate of the upper tail"),
    TER__POSITIVE_PARAMETER("b", "b", "twice the rate in 1 / x of the lower tail"),
};

static const ter_parameter scipy_parameters[] = {
    TER__REAL_PARAMETER("p", "p", "order"),
    TER__POSITIVE_PARAMETER("b", "b", "scipy's b: sqrt(a b) here"),
};

static void from_scipy(const double *given, double *q) {
    q[0] = given[0];
    q[1] = q[2] = given[1];
}

static const ter__variant variants[] = {{"scipy", "geninvgauss", 2, scipy_parameters, from_scipy}};

static const ter__edge edges[] = {
    {{1.0, 1.0, 1.0}, TER_CDF, 0.0, 0.0},           {{1.0, 1.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 1.0, 1.0}, TER_SF, -1.0, 1.0},           {{1.0, 1.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.0, 1.0, 1.0}, TER_QUANTILE, 0.0, 0.0},      {{1.0, 1.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 2.0, 2.0}, TER_QUANTILE, 0.5, 1.0},      {{1.0, 1.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{1.0, 1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

const ter_family ter__family_generalized_inverse_gaussian = {
    .name = "generalized_inverse_gaussian",
    .title = "Generalized inverse Gaussian",
    .formula = "x^(p - 1) exp(-(a x + b / x) / 2) / (2 K_p(sqrt(a b)) (b / a)^(p / 2)), x > 0",
    .conventions = "scipy: geninvgauss(p, b) is a = b, and its scale s makes them a / s and b s. p = -1/2 is the inverse Gaussian.",
    .parameter_count = 3,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean,
                [TER_VARIANCE] = variance,
                [TER_SKEWNESS] = skewness,
                [TER_EXCESS_KURTOSIS] = excess_kurtosis,
                [TER_MODE] = mode,
                [TER_ENTROPY] = entropy},
    .raw_moment = raw_moment,
    .sample = sample,
    .accuracy_range = "|p| from 1e-3 to 1e6 and 0, a and b from 1e-10 to 1e10",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
