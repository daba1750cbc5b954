/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts whose masses are a power, k^-s / (sum of n^-s), k = 1, 2, ... up to `last`, which may be infinite: the zeta law and its
 * finite sister, also shifted (Zipf and Mandelbrot).
 *
 * Sums of powers are added up to a count n0 of 64 or more and 10 |s| or more; from there, by Euler and Maclaurin, they are the
 * integral from n0 - 1/2 (DLMF 25.11.5 for the Hurwitz zeta function) with corrections in differences (ratio_sum.h). Finite sums
 * have both ends, and s may be 1 or less: the integral is (d^(1 - s) - c^(1 - s)) / (1 - s) through expm1. Nothing cancels.
 */
#ifndef TER__POWER_LAW_H
#define TER__POWER_LAW_H

#include "counts.h"

/*
 * log of the sum over n = first .. last of (n / first)^-s: relative error some 2^-90. first >= 1 is whole, s above 1 where last is
 * infinite, else any number.
 */
ter__dd ter__power_log_sum(ter__dd s, ter__dd first, double last);
/* The same of ((n + shift) / (first + shift))^-s for a shift of 0 or more. */
ter__dd ter__power_log_sum_shifted(ter__dd s, double shift, ter__dd first, double last);

/* All operations of a family with the exponent as first parameter and the support 1 .. last. Prepared are 5 doubles. */
void ter__power_prepare(double exponent, double last, double *prepared);
/*
 * The same for masses (k + shift)^-s, except the summaries and the gradient, of which this is the derivative in the exponent, and
 * E[(1 + shift) / (X + shift)], which that in the shift needs.
 */
void ter__power_prepare_shifted(double exponent, double shift, double last, double *prepared);
double ter__power_exponent_slope(const ter_dist *dist, double x);
ter__dd ter__power_mean_inverse(double exponent, double shift, double last);
extern const ter__statement ter__power_statement;
ter__moment ter__power_raw_moment, ter__power_central_moment;
ter__summary ter__power_mean, ter__power_variance, ter__power_skewness, ter__power_excess_kurtosis, ter__power_mode;

#define TER__POWER_SUMMARIES                                                                                                       \
    {                                                                                                                              \
        [TER_MEAN] = ter__power_mean, [TER_VARIANCE] = ter__power_variance, [TER_SKEWNESS] = ter__power_skewness,                  \
        [TER_EXCESS_KURTOSIS] = ter__power_excess_kurtosis, [TER_MODE] = ter__power_mode,                                          \
    }

#endif
