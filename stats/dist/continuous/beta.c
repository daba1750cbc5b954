/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The beta law: f(x) = x^(alpha - 1) (1 - x)^(beta - 1) / B(alpha, beta), 0 <= x <= 1. 1 - x is exact as a double-double, so
 * nothing is lost at the upper end.
 */
#include "beta_variable.h"

#include <string.h>

#include "beta_summary.h"
#include "dist/common_parameters.h"
#include "special/elementary.h"

static ter__beta_variable variable_of(const ter_dist *dist) {
    ter__beta_variable v;
    memcpy(&v, dist->prepared, sizeof v);
    return v;
}

static void prepare(const double *p, double *prepared) {
    ter__dd nothing = {0.0, 0.0};
    ter__beta_variable v = ter__beta_variable_make(ter__dd_make(p[0], 0.0), ter__dd_make(p[1], 0.0), nothing);
    memcpy(prepared, &v, sizeof v);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static ter__beta_place place_of(double x) {
    return ter__beta_place_of(ter__dd_make(x, 0.0), ter__two_sum(1.0, -x));
}

/* x^(alpha - 1) as x goes to 0: infinite, beta or 0. */
static ter__dd log_density_at_end(double here, double other) {
    return here == 1.0 ? ter__dd_log_d(other) : ter__dd_make(here < 1.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    if (x == 0.0 || x == 1.0)
        return log_density_at_end(dist->parameter[x == 0.0 ? 0 : 1], dist->parameter[x == 0.0 ? 1 : 0]);
    ter__beta_variable v = variable_of(dist);
    ter__beta_place at = place_of(x);
    return ter__beta_variable_log_density(&v, &at, 1.0, 1.0);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__beta_variable v = variable_of(dist);
    ter__beta_place at = place_of(x);
    return ter__beta_variable_log_tail(&v, &at, upper);
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__beta_variable v = variable_of(dist);
    return ter__dd_value(ter__beta_variable_inverse(&v, log_tail, upper).x);
}

/* (alpha - 1) / x - (beta - 1) / (1 - x). */
static double slope_at(const ter__beta_variable *v, const ter__beta_place *at) {
    ter__dd a = ter__two_sum(v->shape.a, -1.0), b = ter__two_sum(v->shape.b, -1.0);
    if (at->x.hi < 1e-200) /* products below would underflow; the first term is all there is unless it is 0 */
        return a.hi / at->x.hi - b.hi;
    ter__dd difference = ter__dd_sub(ter__dd_mul(a, at->y), ter__dd_mul(b, at->x));
    return ter__dd_value(ter__dd_div(difference, at->y)) / at->x.hi;
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__beta_variable v = variable_of(dist);
    ter__beta_place at = place_of(x);
    *slope = slope_at(&v, &at);
    if (by_parameter != NULL) {
        by_parameter[0] = ter__beta_variable_by_a(&v, &at);
        by_parameter[1] = ter__beta_variable_by_b(&v, &at);
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    return ter__beta_mean(dist->parameter[0], dist->parameter[1], value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    return ter__beta_variance(dist->parameter[0], dist->parameter[1], value);
}

static ter_status skewness(const ter_dist *dist, double *value) {
    return ter__beta_skewness(dist->parameter[0], dist->parameter[1], value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    return ter__beta_excess_kurtosis(dist->parameter[0], dist->parameter[1], value);
}

static ter_status mode(const ter_dist *dist, double *value) {
    return ter__beta_mode(dist->parameter[0], dist->parameter[1], value);
}

static ter_status entropy(const ter_dist *dist, double *value) {
    ter__beta_variable v = variable_of(dist);
    *value = ter__beta_entropy(&v);
    return TER_OK;
}

/* E X^r = product of (alpha + k) / (alpha + beta + k). */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double product = 1.0;
    for (unsigned k = 0; k < order; k++)
        product *= 1.0 / (1.0 + dist->parameter[1] / (dist->parameter[0] + k));
    *value = product;
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("alpha", "a", "power of x, less 1"),
    TER__POSITIVE_PARAMETER("beta", "b", "power of 1 - x, less 1"),
};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_PDF, 0.25, 1.0},     {{1.0, 1.0}, TER_LOG_PDF, 0.75, 0.0},      {{1.0, 4.0}, TER_PDF, 0.0, 4.0},
    {{4.0, 1.0}, TER_PDF, 1.0, 4.0},      {{0.5, 0.5}, TER_PDF, 0.0, TER__INFINITY}, {{2.0, 2.0}, TER_PDF, 1.0, 0.0},
    {{2.0, 3.0}, TER_CDF, 1.5, 1.0},      {{2.0, 3.0}, TER_CDF, -0.5, 0.0},          {{5.0, 5.0}, TER_QUANTILE, 0.5, 0.5},
    {{1e6, 1e6}, TER_CDF, 0.5, 0.5},      {{1e7, 1e7}, TER_QUANTILE, 0.5, 0.5},      {{2.0, 3.0}, TER_QUANTILE, 0.0, 0.0},
    {{2.0, 3.0}, TER_QUANTILE, 1.0, 1.0}, {{2.0, 3.0}, TER_ISF, 1.5, TER__NAN},      {{2.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
    .tail_error = 0x1p-48,
};

const ter_family ter__family_beta = {
    .name = "beta",
    .title = "Beta",
    .formula = "x^(alpha - 1) (1 - x)^(beta - 1) / B(alpha, beta), 0 <= x <= 1",
    .conventions = "scipy: beta(a, b). R: dbeta(x, shape1, shape2). By mean and precision: beta_proportion. On another interval: "
                   "beta_scaled, pert.",
    .parameter_count = 2,
    .parameters = parameters,
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
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .accuracy_range = "alpha and beta from 1e-3 to 1e8, all x; both tails and their logs to the ends of the double range",
    .accuracy = TER__BETA_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
