/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Laplace law: f(x) = exp(-|z|) / (2 scale), z = (x - location) / scale.
 *
 * The log of the smaller tail is -|z| - log 2, so z of a tail is its log plus log 2: exactly 0 at the median.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "laplace_fit.h"
#include "log_terms.h"
#include "standard.h"

enum { LOG_TWO_SCALE = TER__STANDARD_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_two_scale = ter__dd_add(ter__dd_log_d(p[1]), ter__log_two());
    prepared[LOG_TWO_SCALE] = log_two_scale.hi;
    prepared[LOG_TWO_SCALE + 1] = log_two_scale.lo;
}

static ter__dd log_two_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_TWO_SCALE], dist->prepared[LOG_TWO_SCALE + 1]);
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* -|z|. */
static ter__dd fall(ter__dd z) {
    return z.hi > 0.0 ? ter__dd_neg(z) : z;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd z = fall(z_of(dist, x));
    return isinf(z.hi) ? z : ter__dd_sub(z, log_two_scale_of(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x), down = fall(z);
    ter__dd small = isinf(down.hi) ? down : ter__dd_sub(down, ter__log_two());
    return (z.hi > 0.0) == upper ? small : ter__log_rest(small);
}

/* 1 / scale above the location, the density over 1 - F below. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x), log_rate = ter__dd_sub(ter__log_two(), log_two_scale_of(dist));
    if (z.hi >= 0.0)
        return log_rate;
    return isinf(z.hi) ? z : ter__dd_sub(log_density(dist, x), log_tail(dist, x, true));
}

/* No slope at the location, where the density has its corner. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double scale = dist->parameter[1], location = dist->parameter[0];
    *slope = x == location ? TER__NAN : x > location ? -1.0 / scale : 1.0 / scale;
    if (by_parameter != NULL) {
        by_parameter[0] = -*slope;
        by_parameter[1] = -ter__dd_value(ter__dd_add_d(fall(z_of(dist, x)), 1.0)) / scale;
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd z = ter__dd_add(log_tail, ter__log_two());
    return ter__standard_undo(ter__standard_load(dist->prepared), upper ? ter__dd_neg(z) : z);
}

static ter_status variance(const ter_dist *dist, double *value) {
    *value = 2.0 * dist->parameter[1] * dist->parameter[1];
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 3.0;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(log_two_scale_of(dist), 1.0));
    return TER_OK;
}

/* order! scale^order for even orders. */
static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double product = 1.0;
    for (unsigned i = 1; i <= order; i++)
        product *= i * dist->parameter[1];
    *value = order % 2 == 1 ? 0.0 : product;
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    return ter__raw_moment_about(dist, central_moment, dist->parameter[0], order, value);
}

/* location, 3 scale / 4, 0, 17 scale / 96 (Hosking 1986). */
static ter_status l_moment(const ter_dist *dist, unsigned order, double *value) {
    double scale = dist->parameter[1];
    const double moments[] = {dist->parameter[0], 0.75 * scale, 0.0, 17.0 * scale / 96.0};
    *value = moments[order - 1];
    return TER_OK;
}

/* exp(i t location) / (1 + t^2 scale^2) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__complex factor = ter__log_one_minus(t, dist->parameter[1]);
    ter__complex log = {ter__dd_scale(factor.re, -2.0), ter__two_product(t, dist->parameter[0])};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("mean, median and mode"),
    TER__SCALE_PARAMETER("scale: the mean distance from the location"),
};

static const ter_alias aliases[] = {{"double_exponential", "Stan"}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_PDF, 0.0, 0.5},
    {{0.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 0.5}, TER_LOG_PDF, -3.0, -6.0},
    {{1.0, 2.0}, TER_HAZARD, 1e300, 0.5},
    {{1.0, 2.0}, TER_HAZARD, 1.0, 0.5},
    {{1.0, 2.0}, TER_LOG_PDF_SLOPE, 0.0, 0.5},
    {{1.0, 2.0}, TER_LOG_PDF_SLOPE, 2.0, -0.5},
    {{1.0, 2.0}, TER_LOG_PDF_SLOPE, 1.0, TER__NAN},
    {{3.0, 1.0}, TER_QUANTILE, 0.5, 3.0},
    {{3.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{3.0, 1.0}, TER_ISF, 0.0, TER__INFINITY},
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_laplace = {
    .name = "laplace",
    .title = "Laplace (double exponential)",
    .formula = "exp(-|z|) / (2 scale), z = (x - location) / scale",
    .conventions =
        "scipy: laplace(loc, scale). R: extraDistr::dlaplace(x, mu, sigma), the same. Stan: double_exponential. The second "
        "parameter is the scale, not the sd, which is sqrt(2) of it.",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__summary_first,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = ter__summary_zero,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_MEDIAN] = ter__summary_first,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .l_moment = l_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &ter__laplace_fitter,
    .accuracy_range =
        "all locations, scales and arguments; both tails and their logs to the ends of the double range. The slope is "
        "NaN at the location, where the density has a corner.",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
