/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Log-Pearson III: Y = log10 X follows Pearson III with the given mean, standard deviation and skew coefficient. With the standard
 * value w = (y - mean) / sd, t = skew w / 2 and alpha = 4 / skew^2, alpha (1 + t) is gamma with shape alpha (reversed for negative
 * skew). Everything is written in w and t so that skew 0, the lognormal law, is no special case:
 *   alpha phi(t) = w^2 (phi(t) / t^2),  density of w = exp(-w^2 phi(t) / t^2 - Stirling error(alpha)) / (sqrt(2 pi) (1 + t)).
 */
#ifndef TER__LOG_PEARSON3_H
#define TER__LOG_PEARSON3_H

#include "dist/family.h"
#include "special/gamma_inc.h"

typedef struct ter__lp3 {
    double mean, sd, skew;
    double core_scale; /* |skew| / (2 sqrt(2 pi)) */
    ter__dd log_norm;  /* log(2 pi) / 2 + Stirling error(alpha) */
    ter__dd log_sd;
    ter__gamma_shape shape; /* of alpha; not set when `flat` */
    double flat;            /* 1: skew so small that only its expansion is used */
} ter__lp3;

/* Below this |skew| alpha would be too large for the gamma functions; the expansion in 1 / alpha is exact to the last bit there. */
#define TER__LP3_FLAT 1e-100

void ter__lp3_prepare(const double *parameters, double *prepared);
ter__lp3 ter__lp3_of(const ter_dist *dist);
void ter__lp3_support(const double *parameters, double *lower, double *upper);

/* A point in the law's coordinates; `outside` is -1 below the support, 1 above. */
typedef struct ter__lp3_point {
    int outside;
    ter__dd w, t, spread, log_lambda; /* log_lambda = log(1 + t) */
} ter__lp3_point;
ter__lp3_point ter__lp3_point_of(const ter__lp3 *law, ter__dd w);
/* log of the density of w; of the tail P(W <= w) or P(W > w). */
ter__dd ter__lp3_log_density(const ter__lp3 *law, const ter__lp3_point *point);
ter__gamma_tail ter__lp3_tail(const ter__lp3 *law, const ter__lp3_point *point);

/* The w with (upper ? P(W > w) : P(W <= w)) = p or, with `logarithm`, exp(p); 0 < p < 1. */
ter__dd ter__lp3_inverse(const ter__lp3 *law, double p, bool upper, bool logarithm);
/* 10^(mean + sd w). */
double ter__lp3_power(const ter__lp3 *law, ter__dd w);

/* Log density of w and its derivatives in w and skew, in double, for fitting. */
typedef struct ter__lp3_skew {
    double skew;
    double log_norm, slope, bend; /* -log(2 pi) / 2 - Stirling error(4 / skew^2), and its derivatives in skew */
} ter__lp3_skew;
typedef struct ter__lp3_terms {
    double value, by_w, by_skew, by_ww, by_w_skew, by_skew_skew;
} ter__lp3_terms;
ter__lp3_skew ter__lp3_skew_of(double skew);
/* 1 + skew w / 2 > 0. */
ter__lp3_terms ter__lp3_terms_of(const ter__lp3_skew *s, double w);

extern const ter__fitter ter__lp3_fitter;
ter__summary ter__lp3_mean, ter__lp3_variance, ter__lp3_skewness, ter__lp3_excess_kurtosis, ter__lp3_mode, ter__lp3_median,
    ter__lp3_entropy;
ter__moment ter__lp3_raw_moment;

#endif
