/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The logistic law: f(x) = exp(-z) / (scale (1 + exp(-z))^2), z = (x - location) / scale.
 *
 * All of it is log(1 + exp(-|z|)) in double-double: log f = -|z| - 2 log(1 + exp(-|z|)) - log scale, the log of the smaller tail is
 * -|z| - log(1 + exp(-|z|)).
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "standard.h"

enum { LOG_SCALE = TER__STANDARD_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
}

/* log(1 + exp(z)), also where exp(z) is below the doubles and for infinite z. */
static ter__dd softplus(ter__dd z) {
    if (z.hi == TER__INFINITY)
        return z;
    return z.hi < -640.0 ? ter__dd_make(ter__exp_dd(z), 0.0) : ter__dd_log1pexp(z);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x), fall = z.hi > 0.0 ? ter__dd_neg(z) : z; /* -|z| */
    if (isinf(fall.hi))
        return fall;
    ter__dd twice = ter__dd_scale(softplus(fall), 2.0);
    return ter__dd_sub(ter__dd_sub(fall, twice), log_scale_of(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x);
    return ter__dd_neg(softplus(upper ? z : ter__dd_neg(z)));
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    /* z = log(p / (1 - p)) of the smaller tail, negative */
    ter__dd rest = log_tail.hi < -640.0 ? ter__dd_make(-ter__exp_dd(log_tail), 0.0) : ter__dd_log1mexp(log_tail);
    ter__dd z = ter__dd_sub(log_tail, rest);
    return ter__standard_undo(ter__standard_load(dist->prepared), upper ? ter__dd_neg(z) : z);
}

/* h(z) = 1 / (1 + exp(-z)) / scale, without overflow of its parts. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd rest = softplus(ter__dd_neg(z_of(dist, x)));
    return isinf(rest.hi) ? ter__dd_neg(rest) : ter__dd_neg(ter__dd_add(rest, log_scale_of(dist)));
}

/* d log f / dz = -tanh(z / 2). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd z = z_of(dist, x), fall = z.hi > 0.0 ? ter__dd_neg(z) : z;
    ter__dd e = ter__dd_expm1(fall.hi < -600.0 ? ter__dd_make(-600.0, 0.0) : fall);
    ter__dd tanh_half = ter__dd_div(ter__dd_neg(e), ter__dd_add_d(e, 2.0)); /* of |z| / 2 */
    double sign = z.hi > 0.0 ? -1.0 : 1.0, scale = dist->parameter[1];
    *slope = sign * ter__dd_value(tanh_half) / scale;
    if (fabs(z.hi) < 0x1p-30) /* -z / 2, where z may be below the normal doubles */
        *slope = -0.5 * ter__standard_z_over_scale(ter__standard_load(dist->prepared), x);
    if (by_parameter != NULL) {
        by_parameter[0] = -*slope;
        by_parameter[1] = -ter__dd_value(ter__dd_add_d(ter__dd_mul(ter__dd_scale(z, sign), tanh_half), 1.0)) / scale;
    }
}

static ter_status location(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

/* scale^2 pi^2 / 3. */
static ter_status variance(const ter_dist *dist, double *value) {
    double s = dist->parameter[1];
    *value = ter__dd_value(ter__dd_mul_d(ter__dd_make(0x1.a51a6625307d3p+1, 0x1.1873d8912200cp-53), s)) * s;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.0;
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 1.2;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(log_scale_of(dist), 2.0));
    return TER_OK;
}

/* exp(i t location) a / sinh(a), a = pi t scale */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    static const ter__dd pi = TER__PI;
    ter__dd a = ter__dd_mul(ter__characteristic_near(fabs(t), dist->parameter[1]), pi), two_a = ter__dd_scale(a, 2.0);
    ter__complex log = {ter__dd_make(0.0, 0.0), ter__two_product(t, dist->parameter[0])};
    if (a.hi > 1e-20)
        log.re = ter__dd_sub(ter__dd_sub(ter__dd_log(two_a), a), ter__dd_log1mexp(ter__dd_neg(two_a)));
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("mean, median and mode"),
    TER__SCALE_PARAMETER("scale, sd sqrt(3) / pi"),
};

static const ter_alias aliases[] = {{"logis", "R"}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_PDF, 0.0, 0.25},
    {{0.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 1.0}, TER_LOG_PDF, -800.0, -800.0},
    {{0.0, 1.0}, TER_LOG_SF, 800.0, -800.0},
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.5, 0.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 2.0}, TER_HAZARD, 1e300, 0.5},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "logistic", scipy_parameters, NULL),
};

const ter_family ter__family_logistic = {
    .name = "logistic",
    .title = "Logistic",
    .formula = "exp(-z) / (scale (1 + exp(-z))^2), z = (x - location) / scale",
    .conventions = "scipy: logistic(loc, scale). R: dlogis(x, location, scale). The second parameter is the scale, not the sd.",
    .parameter_count = 2,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = location,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = location,
            [TER_MEDIAN] = location,
            [TER_ENTROPY] = entropy,
        },
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "all locations, scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
