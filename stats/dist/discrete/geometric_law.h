/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the two geometric laws share, which count the same failures from 0 or from 1 (the support's lower end): with k from there,
 * P(X = k) = p q^k and P(X > k) = q^(k + 1). All of it is log p and log q in double-double; log q is log(1 - p) formed from p,
 * never from a rounded 1 - p.
 */
#ifndef TER__GEOMETRIC_LAW_H
#define TER__GEOMETRIC_LAW_H

#include "counts.h"

/* p in (0, 1]. */
void ter__geometric_prepare(double p, double *prepared);
extern const ter__statement ter__geometric_statement;

/* q / p, the mean of the failures. */
double ter__geometric_odds(const ter_dist *dist);
ter__summary ter__geometric_variance, ter__geometric_skewness, ter__geometric_excess_kurtosis, ter__geometric_mode,
    ter__geometric_entropy;
ter__moment ter__geometric_central_moment;

/* The mean determines p. */
ter_status ter__geometric_estimate(double first, size_t n, const double *x, const double *weights, double *parameter,
                                   ter_error *error);
bool ter__geometric_likelihood(double first, size_t n, const double *x, const double *weights, const double *parameter,
                               double *value, double *slope, double *curvature);

#endif
