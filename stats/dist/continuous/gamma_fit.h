/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the gamma law is fitted, and sums of weighted data that its relatives use too. */
#ifndef TER__GAMMA_FIT_H
#define TER__GAMMA_FIT_H

#include "dist/family.h"

extern const ter__fitter ter__gamma_fitter;

/* Weighted sums over observations of positive weight, in order; weights null means 1 each. */
typedef struct ter__weighted {
    double weight; /* sum of the weights */
    double mean;
    double variance; /* with weight - 1 below: weights are counts */
    double skewness; /* bias-corrected: n sum d^3 / ((n - 1) (n - 2) s^3); NaN for n <= 2 */
    double lowest, highest;
} ter__weighted;
ter__weighted ter__weighted_of(size_t n, const double *x, const double *weights);

/* sum w_i y_i. */
double ter__weighted_sum(size_t n, const double *y, const double *weights);

#endif
