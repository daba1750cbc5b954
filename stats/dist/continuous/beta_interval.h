/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The beta law on an interval [lower, upper] and with parameters known to more than a double: beta_scaled, beta_proportion.
 * The distances to both ends are exact, so that nothing is lost next to either.
 */
#ifndef TER__BETA_INTERVAL_H
#define TER__BETA_INTERVAL_H

#include "beta_summary.h"

typedef struct ter__beta_interval {
    ter__beta_variable variable; /* its jacobian is -log(upper - lower) */
    double lower, upper, pre;
    ter__dd width;     /* of pre (upper - lower), see span.h */
    ter__dd log_width; /* of upper - lower */
} ter__beta_interval;

void ter__beta_interval_prepare(ter__dd a, ter__dd b, double lower, double upper, double *prepared);
ter__beta_interval ter__beta_interval_of(const ter_dist *dist);

ter__dd ter__beta_interval_log_density(const ter_dist *dist, double x);
ter__dd ter__beta_interval_log_tail(const ter_dist *dist, double x, bool upper);
double ter__beta_interval_inverse(const ter_dist *dist, ter__dd log_tail, bool upper);

/* Derivatives of the log density: the slope in x, and in a, b, lower and upper. */
typedef struct ter__beta_interval_gradient {
    double slope, a, b, lower, upper;
} ter__beta_interval_gradient;
ter__beta_interval_gradient ter__beta_interval_gradient_at(const ter__beta_interval *law, double x);

ter__summary ter__beta_interval_mean, ter__beta_interval_variance, ter__beta_interval_skewness, ter__beta_interval_excess_kurtosis,
    ter__beta_interval_mode, ter__beta_interval_entropy;

#define TER__BETA_INTERVAL_STATEMENT(gradient_function)                                                                            \
    {                                                                                                                              \
        .log_density = ter__beta_interval_log_density, .log_tail = ter__beta_interval_log_tail, .gradient = gradient_function,     \
        .inverse = ter__beta_interval_inverse, .density_at_lower = true, .density_at_upper = true, .tail_error = 0x1p-48           \
    }

#define TER__BETA_INTERVAL_SUMMARIES                                                                                               \
    {                                                                                                                              \
        [TER_MEAN] = ter__beta_interval_mean, [TER_VARIANCE] = ter__beta_interval_variance,                                        \
        [TER_SKEWNESS] = ter__beta_interval_skewness, [TER_EXCESS_KURTOSIS] = ter__beta_interval_excess_kurtosis,                  \
        [TER_MODE] = ter__beta_interval_mode, [TER_ENTROPY] = ter__beta_interval_entropy,                                          \
    }

#endif
