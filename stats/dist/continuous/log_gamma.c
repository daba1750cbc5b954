/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log-gamma law: location + scale log G, G a gamma variable with this shape and scale 1. z = (x - location) / scale is the log
 * of G itself: f(x) = exp(shape z - e^z) / (Gamma(shape) scale). For large shapes and a scale of sqrt(shape) it tends to a normal
 * law.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "gamma_law.h"
#include "gamma_score.h"
#include "log_terms.h"
#include "special/elementary.h"
#include "special/gamma.h"
#include "standard.h"

enum { LOG_SCALE = TER__STANDARD_SIZE, SHAPE = LOG_SCALE + 2 };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
    *(ter__gamma_shape *)(void *)(prepared + SHAPE) = ter__gamma_shape_of(ter__dd_make(p[2], 0.0));
}

static const ter__gamma_shape *shape_of(const ter_dist *dist) {
    return (const ter__gamma_shape *)(const void *)(dist->prepared + SHAPE);
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

static ter__dd log_rate(const ter_dist *dist) {
    return ter__dd_make(-dist->prepared[LOG_SCALE], -dist->prepared[LOG_SCALE + 1]);
}

/* Whether shape z, the log of the lower tail, is below all doubles. */
static bool is_far_below(const ter_dist *dist, ter__dd z) {
    return z.hi * dist->parameter[2] < -0x1p1020;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    if (is_far_below(dist, z_of(dist, x)))
        return ter__log_zero();
    return ter__gamma_score_log_density(shape_of(dist), z_of(dist, x), log_rate(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    if (is_far_below(dist, z_of(dist, x)))
        return upper ? ter__dd_make(0.0, 0.0) : ter__log_zero();
    return ter__gamma_score_log_tail(shape_of(dist), z_of(dist, x), upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    if (is_far_below(dist, z) || z.hi > 1e6)
        return ter__dd_make(z.hi > 0.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
    return ter__gamma_score_log_hazard(shape_of(dist), z_of(dist, x), log_rate(dist), true);
}

/* (shape - G) / scale; by shape z - digamma(shape). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double shape = dist->parameter[2], scale = dist->parameter[1];
    ter__dd z = z_of(dist, x), g = ter__gamma_score_value(z), excess = ter__dd_sub(ter__dd_make(shape, 0.0), g);
    double offset = z.hi - shape_of(dist)->log_a.hi;
    if (fabs(offset) < 0.25) { /* shape (1 - e^u), u = z - log shape */
        ter__dd u = ter__dd_sub(z, shape_of(dist)->log_a);
        excess = ter__dd_mul_d(ter__dd_neg(ter__dd_expm1(u)), shape);
    }
    *slope = isinf(g.hi) ? -TER__INFINITY : ter__dd_value(excess) / scale;
    if (shape == 1.0 && fabs(z.hi) < TER__NEAR_MIDDLE)
        *slope = 0.0 - ter__standard_z_over_scale(ter__standard_load(dist->prepared), x);
    if (isinf(g.hi) && z.hi < 1400.0)
        *slope = -ter__exp_dd(ter__dd_add(z, log_rate(dist)));
    if (by_parameter != NULL) {
        by_parameter[0] = 0.0 - *slope;
        by_parameter[1] = isinf(g.hi) ? TER__INFINITY : (0.0 - ter__dd_value(ter__dd_add_d(ter__dd_mul(excess, z), 1.0))) / scale;
        by_parameter[2] = z.hi - ter__digamma(shape);
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    return ter__standard_undo(ter__standard_load(dist->prepared), ter__gamma_score_inverse(shape_of(dist), log_tail, upper));
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = fma(dist->parameter[1], ter__digamma(dist->parameter[2]), dist->parameter[0]);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double s = dist->parameter[1];
    *value = s * s * ter__trigamma(dist->parameter[2]);
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = ter__standard_undo(ter__standard_load(dist->prepared), shape_of(dist)->log_a);
    return TER_OK;
}

/* log scale less the log density's mean: log Gamma(a) - a digamma(a) + a, small for large shapes by its own series. */
static ter_status entropy(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2];
    /* of G it is this plus E[log G] = digamma(shape) */
    *value = ter__gamma_entropy(shape_of(dist)) - ter__digamma(shape) + dist->prepared[LOG_SCALE];
    return TER_OK;
}

/* exp(i t location) Gamma(shape + i t scale) / Gamma(shape) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    return ter__log_gamma_characteristic(p[0], p[1], p[2], t, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location"),
    TER__SCALE_PARAMETER("scale"),
    TER__POSITIVE_PARAMETER("shape", "a", "shape of the gamma variable"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0, 1.0}, TER_LOG_PDF, 0.0, -1.0},           {{0.0, 1.0, 1.0}, TER_LOG_SF, 0.0, -1.0},
    {{0.0, 1.0, 2.0}, TER_CDF, -TER__INFINITY, 0.0},     {{0.0, 1.0, 2.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0, 2.0}, TER_QUANTILE, 1.0, TER__INFINITY}, {{0.0, 1.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .tail_error = 0x1p-52,
};

static void from_scipy(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[2];
    p[2] = given[0];
}

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("c", "c", "shape"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "loggamma", scipy_parameters, from_scipy),
};

const ter_family ter__family_log_gamma = {
    .name = "log_gamma",
    .title = "Log-gamma (log of a gamma variable)",
    .formula = "exp(shape z - e^z) / (Gamma(shape) scale), z = (x - location) / scale",
    .conventions =
        "scipy: loggamma(c = shape, loc, scale). TensorFlow Probability: ExpGamma(concentration, rate) has location -log "
        "rate. Not the law whose log is a gamma variable, which some call log-gamma too.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode, [TER_ENTROPY] = entropy},
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "locations up to 1e10, scales 1e-100 to 1e100, shapes 1e-3 to 1e8, all arguments; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
