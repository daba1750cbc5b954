/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sum of a normal variable and an exponential one. With u = (x - mean) / sd, k = rate sd, v = k - u and Mills' ratio M:
 * f(x) = rate phi(u) M(v), P(X > x) = phi(u) (M(u) + M(v)), P(X <= x) = phi(u) (M(-u) - M(v)).
 *
 * Where v < 0, phi(u) M(v) = exp(k (k / 2 - u)) P(Z < -v), in which nothing overflows. The lower tail is a difference of Mills'
 * ratios (mills.h); for u > 1 and k u < 1 it is P(u - k < Z < u) + (1 - exp(k (k / 2 - u))) P(Z < u - k), a sum of positive terms.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "exponentially_modified_normal_fit.h"
#include "mills.h"
#include "standard.h"
#include "summary_moments.h"

enum { MEAN, SD, RATE };

/* prepared: u, then log rate. */
enum { LOG_RATE = TER__STANDARD_SIZE };

typedef struct place {
    ter__dd u, k, v;
    double far; /* rate (mean - x): k u may be a double where u is none */
} place;

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[MEAN], p[SD], prepared);
    ter__dd log_rate = ter__dd_log_d(p[RATE]);
    prepared[LOG_RATE] = log_rate.hi;
    prepared[LOG_RATE + 1] = log_rate.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

static place place_of(const ter_dist *dist, double x) {
    place at = {.u = ter__standard_whole_z(ter__standard_load(dist->prepared), x)};
    at.k = ter__two_product(dist->parameter[SD], dist->parameter[RATE]);
    at.far = dist->parameter[RATE] * (dist->parameter[MEAN] - x);
    at.v = ter__dd_add_wide(at.k, ter__dd_neg(at.u));
    return at;
}

static ter__dd log_rate_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_RATE], dist->prepared[LOG_RATE + 1]);
}

/* k (k / 2 - u). */
static ter__dd exponent_of(place at) {
    if (isinf(at.u.hi))
        return ter__dd_make(at.far, 0.0);
    return ter__dd_mul_wide(at.k, ter__dd_add_wide(ter__dd_scale(at.k, 0.5), ter__dd_neg(at.u)));
}

/* log(phi(u) M(v)). */
static ter__dd log_product(place at) {
    if (at.v.hi >= 0.0)
        return ter__dd_add_wide(ter__score_log_density(at.u), ter__log_mills(at.v));
    return ter__dd_add_wide(exponent_of(at), ter__score_log_tail(at.v, true));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__dd_add_wide(log_rate_of(dist), log_product(place_of(dist, x)));
}

/* The lower tail where it is direct: u <= 1, or k u < 1. */
static ter__dd log_below(place at) {
    if (at.u.hi <= 1.0) {
        if (at.u.hi < -0x1p500)
            return ter__score_log_density(at.u);
        ter__dd half = ter__dd_scale(at.k, 0.5), middle = ter__dd_add(half, ter__dd_neg(at.u));
        if (middle.hi < 0.0) { /* k < 2: M beside 0, straight */
            ter__dd above = ter__score_log_tail(at.u, false);
            return ter__dd_add(above, ter__log_complement(ter__dd_sub(log_product(at), above)));
        }
        ter__dd difference = ter__log_mills_difference(middle, half, ter__dd_neg(at.u), at.v);
        return ter__dd_add_wide(ter__score_log_density(at.u), difference);
    }
    ter__dd before = ter__dd_sub(at.u, at.k), exponent = exponent_of(at);
    ter__dd between = ter__normal_log_part(before, at.u, at.k);
    return ter__log_sum(between, ter__dd_add(ter__log_complement(exponent), ter__score_log_tail(before, false)));
}

static ter__dd log_above(place at) {
    return ter__log_sum(ter__score_log_tail(at.u, true), log_product(at));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    place at = place_of(dist, x);
    if (at.u.hi <= 1.0 || at.u.hi * at.k.hi < 1.0) {
        ter__dd below = log_below(at);
        if (!upper && below.hi < -0.7)
            return below;
        if (below.hi < -0.7)
            return ter__log_complement(below);
    }
    ter__dd above = log_above(at);
    return upper ? above : ter__log_complement(above);
}

/* rate / (1 + M(u) / M(v)), in logs that phi has left. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    place at = place_of(dist, x);
    if (!(at.u.hi > 0.0))
        return ter__dd_add_wide(log_density(dist, x), ter__dd_neg(log_tail(dist, x, true)));
    ter__dd rest = ter__dd_add_wide(ter__log_mills(at.u), ter__dd_neg(ter__log_mills_any(at.v)));
    if (at.v.hi < 0.0)
        rest = ter__dd_add_wide(ter__dd_add_wide(ter__log_mills(at.u), ter__score_log_density(at.v)),
                                ter__dd_neg(ter__score_log_tail(at.v, true)));
    if (isinf(rest.hi) && rest.hi > 0.0)
        return ter__dd_neg(rest);
    return ter__dd_neg(ter__dd_sub(ter__softplus(isinf(rest.hi) ? ter__dd_make(-1e300, 0.0) : rest), log_rate_of(dist)));
}

/* (1 / M(v) - k) / sd = (excess - u) / sd; in the rate 1 / rate - sd excess; in the sd (u^2 - excess (k + u)) / sd. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    place at = place_of(dist, x);
    ter__dd excess = ter__mills_excess(at.v);
    ter__dd along = ter__dd_add_wide(excess, ter__dd_neg(at.u));
    if (at.v.hi < 0.0) { /* 1 / M is small then */
        ter__dd log_mills = ter__log_mills_any(at.v);
        ter__dd rate = log_mills.hi > 600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(ter__dd_neg(log_mills));
        along = ter__dd_sub(rate, at.k);
        excess = ter__dd_add_wide(rate, ter__dd_neg(at.v));
    }
    *slope = ter__dd_value(along) / p[SD];
    if (by_parameter == NULL)
        return;
    by_parameter[MEAN] = -*slope;
    ter__dd cross = ter__dd_mul_wide(excess, ter__dd_add_wide(at.k, at.u));
    by_parameter[SD] = ter__dd_value(ter__dd_add_wide(ter__dd_mul_wide(at.u, at.u), ter__dd_neg(cross))) / p[SD];
    by_parameter[RATE] = ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, p[RATE]), ter__dd_mul_d(excess, p[SD])));
}

static double start(const ter_dist *dist, double log_tail, bool upper) {
    const double *p = dist->parameter;
    double z = ter__score_inverse(ter__dd_make(fmin(log_tail, -0.7), 0.0), upper).hi;
    return upper ? fmax(p[MEAN] + p[SD] * z, p[MEAN] - log_tail / p[RATE]) : p[MEAN] + p[SD] * z;
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[MEAN] + 1.0 / dist->parameter[RATE];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    *value = p[SD] * p[SD] + 1.0 / p[RATE] / p[RATE];
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

/* 2 / (1 + k^2)^(3/2). */
static ter_status skewness(const ter_dist *dist, double *value) {
    double k = dist->parameter[SD] * dist->parameter[RATE], square = 1.0 + k * k;
    *value = 2.0 / square / sqrt(square);
    return TER_OK;
}

/* 6 / (1 + k^2)^2. */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double k = dist->parameter[SD] * dist->parameter[RATE], square = 1.0 + k * k;
    *value = 6.0 / square / square;
    return TER_OK;
}

/* That of the normal part times 1 / (1 - i t / rate). */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    ter__dd s = ter__characteristic_near(t, p[SD]);
    ter__complex log = {ter__dd_scale(ter__dd_square(s), -0.5), ter__two_product(t, p[MEAN])};
    log = ter__complex_add(log, ter__complex_times(ter__log_one_minus(t, 1.0 / p[RATE]), ter__dd_make(-1.0, 0.0)));
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__REAL_PARAMETER("mean", "mu", "mean of the normal part"),
    TER__POSITIVE_PARAMETER("sd", "sigma", "standard deviation of the normal part"),
    TER__POSITIVE_PARAMETER("rate", "lambda", "rate of the exponential part, 1 / its mean"),
};

static void from_scipy(const double *given, double *own) {
    own[MEAN] = given[1];
    own[SD] = given[2];
    own[RATE] = 1.0 / (given[0] * given[2]);
}

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("K", "K", "1 / (rate sd)"),
    TER__LOCATION_PARAMETER("mean of the normal part"),
    TER__SCALE_PARAMETER("sd of the normal part"),
};

static const ter__variant variants[] = {{"scipy", "exponnorm", 3, scipy_parameters, from_scipy}};

static const ter_alias aliases[] = {{"exp_mod_normal", "Stan"}, {"ExponentiallyModifiedGaussian", "TFP"}};

static const ter__edge edges[] = {
    {{0.0, 1.0, 1.0}, TER_CDF, -TER__INFINITY, 0.0},     {{0.0, 1.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},      {{0.0, 1.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY}, {{0.0, 1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
    .tail_error = 0x1p-58,
};

const ter_family ter__family_exponentially_modified_normal = {
    .name = "exponentially_modified_normal",
    .title = "Exponentially modified normal",
    .formula = "rate exp(rate (mean + rate sd^2 / 2 - x)) P(Z > (mean + rate sd^2 - x) / sd)",
    .conventions = "scipy: exponnorm(K=1 / (rate sd), loc=mean, scale=sd). Stan: exp_mod_normal(mu, sigma, lambda). gamlss' exGAUS "
                   "takes nu = 1 / rate.",
    .parameter_count = 3,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
        },
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &ter__exponentially_modified_normal_fitter,
    .accuracy_range = "rate times sd from 1e-6 to 1e6, all means and arguments",
    .accuracy = TER__STATED_ACCURACY(1.25, 4.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
