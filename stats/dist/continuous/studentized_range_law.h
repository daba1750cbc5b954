/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tukey's studentized range q = W / S, W the range of k standard normal values, df S^2 chi-squared: with s = exp(t),
 *   P(q > x) = integral of exp(A(t)) P(W > x s) dt,  A = log(2 (df/2)^(df/2) / Gamma(df/2)) + df t - df s^2 / 2,
 * and the same with P(W <= x s) and, for x f(x), with x s times the density of W.
 */
#ifndef TER__STUDENTIZED_RANGE_LAW_H
#define TER__STUDENTIZED_RANGE_LAW_H

#include "dist/family.h"
#include "normal_range.h"

/* Of a mixture: its log, and the means of s^2 - 1, of s^2 - 1 - 2 t, and of the square of the latter in it. */
typedef struct ter__range_mixture {
    ter__dd log_value, mean_excess, mean_distance, mean_square;
} ter__range_mixture;

/* What is mixed: exp(power t - half (s^2 - 1)) times a part of W at x s. */
typedef struct ter__range_blend {
    ter__range_part part;
    int k;
    double power, half;
    ter__dd log_x;
} ter__range_blend;

/* The integral over t, with a relative error of some 2^-62, and with or without the means. */
ter__range_mixture ter__range_mix(const ter__range_blend *blend, bool with_means);
/* Its log alone, with some 8 digits, in a fifth of the time. */
double ter__range_mix_roughly(const ter__range_blend *blend);

/* log of 2 (df/2)^(df/2) exp(-df/2) / Gamma(df/2). */
ter__dd ter__studentized_range_log_factor(double df);

#endif
