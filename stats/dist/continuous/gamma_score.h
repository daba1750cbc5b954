/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of a monotone function of a gamma variable: the law of X where G = exp(w(X)) has the gamma law with shape a and scale 1. The
 * score w, the log of G, is what a family knows best: a power of x is a multiple of log x, exp(x) is x itself. With
 * f(x) = a [G^a exp(-G) / Gamma(a + 1)] |dw/dx| all follows from the incomplete gamma functions.
 */
#ifndef TER__GAMMA_SCORE_H
#define TER__GAMMA_SCORE_H

#include "dist/family.h"
#include "special/gamma_inc.h"

/* log f(x); log_rate is log |dw/dx|. hi = -inf where it is below the doubles. */
ter__dd ter__gamma_score_log_density(const ter__gamma_shape *shape, ter__dd w, ter__dd log_rate);
/* log P(G <= exp(w)), or of P(G > exp(w)) with `upper`. */
ter__dd ter__gamma_score_log_tail(const ter__gamma_shape *shape, ter__dd w, bool upper);
/* log(density / tail) on the side of G that is X's upper one: what density and tail have in common is never formed. */
ter__dd ter__gamma_score_log_hazard(const ter__gamma_shape *shape, ter__dd w, ter__dd log_rate, bool upper);
/* The score with this log of the lower (or with `upper` the upper) tail of G, which is negative and at most about log(1/2). */
ter__dd ter__gamma_score_inverse(const ter__gamma_shape *shape, ter__dd log_tail, bool upper);
/* G itself, infinite where it overflows. */
ter__dd ter__gamma_score_value(ter__dd w);

/*
 * X = scale (G / c)^(1 / power), power of either sign: w = power log x + shift with shift = log c - power log scale. Kept in the
 * prepared values of a family, which takes the statement and the summaries below.
 */
typedef struct ter__gamma_power {
    ter__gamma_shape shape;
    ter__dd shift;
    ter__dd log_power; /* of |power| */
    ter__dd log_plain; /* of f(x) exp(G) where shape * power is 1 and no power of x is left */
    double power;
    double plain; /* 1 where that is so */
} ter__gamma_power;

void ter__gamma_power_prepare(ter__dd shape, double power, ter__dd shift, double *prepared);
ter__gamma_power ter__gamma_power_of(const ter_dist *dist);
/* w at x. */
ter__dd ter__gamma_power_score(const ter__gamma_power *law, double x);

/* What a gradient is made of at x: slope = d log f / dx, by_score = d log f / dw = a - G, by_shape = d log f / da = w - digamma(a).
 */
typedef struct ter__gamma_power_gradient {
    double slope, by_score, by_shape, score;
} ter__gamma_power_gradient;
ter__gamma_power_gradient ter__gamma_power_gradient_at(const ter__gamma_power *law, double x);

ter__dd ter__gamma_power_log_density(const ter_dist *dist, double x);
ter__dd ter__gamma_power_log_tail(const ter_dist *dist, double x, bool upper);
ter__dd ter__gamma_power_log_hazard(const ter_dist *dist, double x);
ter__summary ter__gamma_power_mean, ter__gamma_power_variance, ter__gamma_power_skewness, ter__gamma_power_excess_kurtosis,
    ter__gamma_power_mode, ter__gamma_power_entropy;
ter__moment ter__gamma_power_raw_moment, ter__gamma_power_central_moment;

#define TER__GAMMA_POWER_STATEMENT                                                                                                 \
    .log_density = ter__gamma_power_log_density, .log_tail = ter__gamma_power_log_tail, .log_hazard = ter__gamma_power_log_hazard, \
    .density_at_lower = true, .tail_error = 0x1p-52

#define TER__GAMMA_POWER_SUMMARIES                                                                                                 \
    {                                                                                                                              \
        [TER_MEAN] = ter__gamma_power_mean, [TER_VARIANCE] = ter__gamma_power_variance,                                            \
        [TER_SKEWNESS] = ter__gamma_power_skewness, [TER_EXCESS_KURTOSIS] = ter__gamma_power_excess_kurtosis,                      \
        [TER_MODE] = ter__gamma_power_mode, [TER_ENTROPY] = ter__gamma_power_entropy,                                              \
    }

#endif
