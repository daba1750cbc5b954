/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gumbel law of minima: P(X > x) = exp(-s), s = exp(z), z = (x - location) / scale; that of -X for a Gumbel X. In the terms of
 * extreme.h w = z.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "extreme_stated.h"
#include "summary_moments.h"

enum { LOG_SCALE = TER__STANDARD_SIZE };

static const ter__dd euler_gamma = {0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58};

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

/* z - s - log scale. */
static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    if (isinf(z.hi))
        return ter__dd_make(-TER__INFINITY, 0.0);
    ter__dd s = ter__exp_whole(z);
    return s.hi > 0x1p1000 ? ter__dd_neg(s) : ter__dd_sub(ter__dd_sub(z, s), log_scale_of(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x);
    return upper ? ter__extreme_stated_tail(z) : ter__log_rest_of_power(z);
}

/* s / scale. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    return isinf(z.hi) ? z : ter__dd_sub(z, log_scale_of(dist));
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    return ter__standard_undo(ter__standard_load(dist->prepared), ter__extreme_w_of(log_tail, !upper));
}

/* slope (1 - s) / scale; by scale (z (s - 1) - 1) / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd z = z_of(dist, x);
    double scale = dist->parameter[1];
    bool plain = fabs(z.hi) < 600.0;
    ter__dd excess = plain ? ter__dd_expm1(z) : ter__dd_make(z.hi < 0.0 ? -1.0 : ter__exp_dd(z), 0.0);
    *slope = 0.0 - ter__dd_value(excess) / scale;
    if (fabs(z.hi) < TER__NEAR_MIDDLE)
        *slope = 0.0 - ter__standard_z_over_scale(ter__standard_load(dist->prepared), x);
    if (by_parameter != NULL) {
        by_parameter[0] = -*slope;
        by_parameter[1] = plain ? ter__dd_value(ter__dd_add_d(ter__dd_mul(z, excess), -1.0)) / scale : z.hi * excess.hi / scale;
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = ter__standard_undo(ter__standard_load(dist->prepared), ter__dd_neg(euler_gamma));
    return TER_OK;
}

/* scale^2 pi^2 / 6. */
static ter_status variance(const ter_dist *dist, double *value) {
    double scale = dist->parameter[1];
    *value = ter__dd_value(ter__dd_mul_d(ter__dd_make(0x1.a51a6625307d3p+0, 0x1.1873d8912200cp-54), scale)) * scale;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = -1.1395470994046486575; /* -12 sqrt(6) zeta(3) / pi^3 */
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 2.4;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add(ter__dd_add_d(euler_gamma, 1.0), log_scale_of(dist)));
    return TER_OK;
}

/* exp(i t location) Gamma(1 + i t scale) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    return ter__log_gamma_characteristic(p[0], p[1], 1.0, t, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("mode"),
    TER__SCALE_PARAMETER("scale, sd sqrt(6) / pi"),
};

static const ter_alias aliases[] = {{"gumbel_l", "scipy"}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_LOG_PDF, 0.0, -1.0},
    {{0.0, 1.0}, TER_LOG_SF, 0.0, -1.0},
    {{0.0, 1.0}, TER_CDF, 0.0, 0.63212055882855767},
    {{0.0, 1.0}, TER_LOG_CDF, -1e300, -1e300},
    {{0.0, 2.0}, TER_HAZARD, 0.0, 0.5},
    {{3.0, 2.0}, TER_LOG_PDF_SLOPE, 3.0, 0.0},
    {{0.0, 1.0}, TER_ISF_LOG, -1.0, 0.0},
    {{0.0, 1.0}, TER_QUANTILE_LOG, -1e300, -1e300},
    {{0.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_gumbel_min = {
    .name = "gumbel_min",
    .title = "Gumbel of minima",
    .formula = "exp(z - exp(z)) / scale, z = (x - location) / scale",
    .conventions = "The law of minima (extreme value type I), skewed to the left: that of -X for X of gumbel(-location, scale). "
                   "scipy: gumbel_l(loc, scale). R gamlss.dist: dGU(x, mu = location, sigma = scale).",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
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
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "all locations, scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
