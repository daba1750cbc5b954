/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the extreme value families share: a tail of the form exp(-s), s standard exponential under the law, known by its log
 * w = log s in double-double. For Gumbel and GEV (of maxima) exp(-s) is the cdf, for Weibull (of minima) the survival function.
 * w.hi may be infinite, with w.lo = 0; NaN is treated by the callers.
 */
#ifndef TER__EXTREME_H
#define TER__EXTREME_H

#include <stdbool.h>

#include "dist/family.h"
#include "special/elementary.h"
#include "standard.h"

/* s, right to double-double for -640 < w < 709. */
TER__INLINE ter__dd ter__extreme_s(ter__dd w) {
    return w.hi < -640.0 ? ter__dd_make(ter__exp_dd(w), 0.0) : ter__dd_exp(w);
}

/* exp(-s): 1 when s < 2^-53, 0 when s > 1000. */
static inline double ter__extreme_tail(ter__dd w) {
    if (w.hi < -100.0)
        return 1.0;
    return w.hi > 7.0 ? 0.0 : ter__exp_dd(ter__dd_neg(ter__dd_exp(w)));
}

/* -s, the log of that; s. */
static inline double ter__extreme_log_tail(ter__dd w) {
    return 0.0 - ter__exp_dd(w);
}

/* 1 - exp(-s). */
static inline double ter__extreme_rest(ter__dd w) {
    if (w.hi < -100.0)
        return ter__exp_dd(w);
    return w.hi > 7.0 ? 1.0 : -ter__dd_value(ter__dd_expm1(ter__dd_neg(ter__dd_exp(w))));
}

/* log(1 - exp(-s)): w - s / 2 + ... for small s, -exp(-s) for large. */
static inline double ter__extreme_log_rest(ter__dd w) {
    if (w.hi < -100.0)
        return ter__dd_value(w);
    if (w.hi > 3.7)
        return 0.0 - ter__extreme_tail(w);
    return ter__dd_value(ter__dd_log1mexp(ter__dd_neg(ter__dd_exp(w))));
}

/* log((1 - exp(-s)) / s), absolute error below 2^-95; w < 5. */
static inline ter__dd ter__extreme_log_rest_by_s(ter__dd w) {
    ter__dd s = ter__extreme_s(w);
    if (w.hi < -45.0)
        return ter__dd_scale(s, -0.5);
    return ter__dd_log(ter__dd_div(ter__dd_neg(ter__dd_expm1(ter__dd_neg(s))), s));
}

/* power w - s + constant: the log of a density. {-inf, 0} where s overflows. */
static inline ter__dd ter__extreme_log_density(ter__dd w, ter__dd power, ter__dd constant) {
    if (w.hi > 600.0)
        return ter__dd_make(0.0 - ter__exp_dd(w), 0.0);
    return ter__dd_add(ter__dd_sub(ter__dd_mul(power, w), ter__extreme_s(w)), constant);
}

/* What an inverse is asked: a probability of the tail exp(-s) or of the rest, or the log of one. */
typedef enum ter__extreme_side {
    TER__EXTREME_TAIL,
    TER__EXTREME_REST,
    TER__EXTREME_LOG_TAIL,
    TER__EXTREME_LOG_REST
} ter__extreme_side;

/* w of the point with that probability; infinite at the ends, NaN outside [0, 1]. */
ter__dd ter__extreme_inverse(ter__extreme_side side, double argument);

/* ---- moments (extreme_moments.c) ---------------------------------------------------------------------------------------- */
/*
 * Of (E^-k - 1) / k with E standard exponential, the standard GEV law (k = 0: -log E, Gumbel's): smooth through k = 0. Each says
 * nothing of its existence, which is for mean k < 1, variance k < 1/2, skewness k < 1/3, kurtosis k < 1/4. Relative error below
 * 2^-50 for |k| < 1, growing to 2^-45 with |k|.
 */
double ter__extreme_mean(double k);
double ter__extreme_variance(double k);
double ter__extreme_skewness(double k);
double ter__extreme_excess_kurtosis(double k);
/* log Gamma(1 - j k) for j k < 1. */
ter__dd ter__extreme_log_moment(unsigned j, double k);

#define TER__EULER_GAMMA 0.5772156649015329

/* Weighted mean and variance (divisor: the weight) of v, and the weight; false when no weight is positive. */
bool ter__extreme_two_moments(size_t n, const double *v, const double *weights, double *mean, double *variance);

#endif
