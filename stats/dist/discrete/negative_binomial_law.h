/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The negative binomial law under its several parameterisations: P(X = k) = Gamma(k + r) / (k! Gamma(r)) p^r q^k, k = 0, 1, ..,
 * with p, q = 1 - p and their logs each known to double-double, however near to 0 or 1. Masses are in saddle-point form (Loader
 * 2000) as x^r y^k / (k B(r, k)); P(X <= k) = I_p(r, k + 1) (DLMF 8.17.24).
 */
#ifndef TER__NEGATIVE_BINOMIAL_LAW_H
#define TER__NEGATIVE_BINOMIAL_LAW_H

#include "counts.h"

/* Copied from and to the prepared values: doubles only. q is 0 for the law at 0. */
typedef struct ter__negative_binomial {
    double size;
    ter__dd p, q, log_p, log_q;
} ter__negative_binomial;

/* p and q given as exactly as they are known; log_p and log_q follow. */
void ter__negative_binomial_prepare(double size, ter__dd p, ter__dd q, double *prepared);
ter__negative_binomial ter__negative_binomial_of(const ter_dist *dist);

ter__dd ter__negative_binomial_log_mass(const ter__negative_binomial *law, double k);
ter__dd ter__negative_binomial_log_side(const ter__negative_binomial *law, double k, bool upper, bool sharp);
/* Near the count whose tail has this log. */
double ter__negative_binomial_near(const ter__negative_binomial *law, double log_tail, bool upper);
/* d log mass / d size at fixed p. */
double ter__negative_binomial_size_slope(const ter__negative_binomial *law, double k);

/* The statement and the summaries for distributions prepared as above. */
ter__dd ter__negative_binomial_log_density(const ter_dist *dist, double x);
ter__dd ter__negative_binomial_log_tail(const ter_dist *dist, double x, bool upper);
ter__dd ter__negative_binomial_log_tail_sharp(const ter_dist *dist, double x, bool upper);
ter__dd ter__negative_binomial_log_hazard(const ter_dist *dist, double x);
double ter__negative_binomial_start(const ter_dist *dist, double log_tail, bool upper);
ter__summary ter__negative_binomial_mean, ter__negative_binomial_variance, ter__negative_binomial_skewness,
    ter__negative_binomial_excess_kurtosis, ter__negative_binomial_mode;
ter__moment ter__negative_binomial_raw_moment, ter__negative_binomial_central_moment;

/* Of the tails, from the quadrature of the incomplete beta function; what TER__COUNTS_ACCURACY is for masses. */
#define TER__NEGATIVE_BINOMIAL_TAIL_ERROR 0x1p-49

#endif
