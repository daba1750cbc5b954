/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moyal's approximation of the energy lost by fast particles (J. E. Moyal, Phil. Mag. 46, 1955): exp(-z) is a chi-squared variable
 * with one degree of freedom, z = (x - location) / scale. f(x) = exp(-(z + exp(-z)) / 2) / (scale sqrt(2 pi)); the tails are those
 * of a gamma variable of shape 1/2 at the score -z - log 2.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "gamma_score.h"
#include "log_terms.h"
#include "standard.h"

enum { LOG_SCALE = TER__STANDARD_SIZE, SHAPE = LOG_SCALE + 2 };

_Static_assert(SHAPE * sizeof(double) + sizeof(ter__gamma_shape) <= TER__PREPARED_MAX * sizeof(double), "the shape fits in");

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
    *(ter__gamma_shape *)(void *)(prepared + SHAPE) = ter__gamma_shape_of(ter__dd_make(0.5, 0.0));
}

static const ter__gamma_shape *shape_of(const ter_dist *dist) {
    return (const ter__gamma_shape *)(const void *)(dist->prepared + SHAPE);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

static ter__dd score_of(ter__dd z) {
    return isinf(z.hi) ? ter__dd_neg(z) : ter__dd_neg(ter__dd_add(z, ter__log_two()));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__gamma_score_log_density(shape_of(dist), score_of(z_of(dist, x)), ter__dd_neg(log_scale_of(dist)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return ter__gamma_score_log_tail(shape_of(dist), score_of(z_of(dist, x)), !upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    if (z.hi == -TER__INFINITY)
        return z;
    if (z.hi > 100.0) /* 1 / (2 scale) */
        return ter__dd_neg(ter__dd_add(log_scale_of(dist), ter__log_two()));
    return ter__gamma_score_log_hazard(shape_of(dist), score_of(z), ter__dd_neg(log_scale_of(dist)), false);
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd z = ter__dd_neg(ter__dd_add(ter__gamma_score_inverse(shape_of(dist), log_tail, !upper), ter__log_two()));
    return ter__standard_undo(ter__standard_load(dist->prepared), z);
}

/* d log f / dz = (exp(-z) - 1) / 2. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd z = z_of(dist, x), rise = ter__dd_make(-0.5, 0.0);
    double scale = dist->parameter[1];
    if (z.hi < -640.0)
        rise = ter__dd_make(TER__INFINITY, 0.0);
    else if (z.hi < 640.0)
        rise = ter__dd_scale(ter__dd_expm1(ter__dd_neg(z)), 0.5);
    *slope = ter__dd_value(rise) / scale;
    if (fabs(z.hi) < TER__NEAR_MIDDLE)
        *slope = 0.0 - 0.5 * ter__standard_z_over_scale(ter__standard_load(dist->prepared), x);
    if (isinf(rise.hi)) { /* exp(-z) / (2 scale), whose parts may be beyond the doubles */
        ter__dd log_slope = ter__dd_neg(ter__dd_add(ter__dd_add(z, log_scale_of(dist)), ter__log_two()));
        *slope = isinf(z.hi) ? TER__INFINITY : ter__exp_dd(log_slope);
    }
    if (by_parameter != NULL) {
        by_parameter[0] = 0.0 - *slope;
        by_parameter[1] = isinf(rise.hi) ? -z.hi * *slope : -ter__dd_value(ter__dd_add_d(ter__dd_mul(rise, z), 1.0)) / scale;
    }
}

/* location + scale (Euler's constant + log 2). */
static ter_status mean(const ter_dist *dist, double *value) {
    static const ter__dd middle = {0x1.45367fdb4f804p+0, 0x1.509ba1f319054p-56};
    *value = ter__standard_undo(ter__standard_load(dist->prepared), middle);
    return TER_OK;
}

/* (pi scale)^2 / 2. */
static ter_status variance(const ter_dist *dist, double *value) {
    double s = dist->parameter[1];
    *value = ter__dd_value(ter__dd_mul_d(ter__dd_make(0x1.3bd3cc9be45dep+2, 0x1.692b71366cc04p-52), s)) * s;
    return TER_OK;
}

/* 28 sqrt(2) zeta(3) / pi^3. */
static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 1.53514159072290598;
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 4.0;
    return TER_OK;
}

/* log(scale sqrt(2 pi)) + (1 + Euler's constant + log 2) / 2. */
static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add(log_scale_of(dist), ter__dd_make(0x1.06ed671866daep+1, 0x1.7738a3626371bp-54)));
    return TER_OK;
}

/* exp(i t location) Gamma(1/2 - i t scale) / (2^(i t scale) Gamma(1/2)). */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd s = ter__characteristic_near(t, dist->parameter[1]);
    ter__complex log = ter__complex_log_gamma(ter__complex_make(ter__dd_make(0.5, 0.0), ter__dd_neg(s)));
    log.re = ter__dd_sub(log.re, ter__dd_lgamma(0.5));
    log.im = ter__dd_sub(ter__dd_add(log.im, ter__two_product(t, dist->parameter[0])), ter__dd_mul(s, ter__log_two()));
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: the mode"),
    TER__SCALE_PARAMETER("scale: the sd is pi / sqrt(2) of it"),
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "moyal", scipy_parameters, NULL),
};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_LOG_PDF_SLOPE, 0.0, 0.0},       {{0.0, 1.0}, TER_CDF, -TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},       {{0.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY}, {{0.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 2.0}, TER_HAZARD, 1e300, 0.25},           {{0.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .tail_error = 0x1p-52,
};

const ter_family ter__family_moyal = {
    .name = "moyal",
    .title = "Moyal",
    .formula = "exp(-(z + exp(-z)) / 2) / (scale sqrt(2 pi)), z = (x - location) / scale",
    .conventions = "scipy: moyal(loc, scale), the same. TFP: Moyal(loc, scale). Mathematica: MoyalDistribution[location, scale]. "
                   "landau is the law that it approximates.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_ENTROPY] = entropy,
        },
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "all locations, scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.25, 4.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
