/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integrals over S = sqrt(V / df), V chi-squared: given S = s the variable T = (Z + noncentrality) / S of the noncentral t law is
 * normal, so that with z = t s - noncentrality its density is the integral of s phi(z) and its upper tail that of P(Z > z) over the
 * law of S. All integrands are positive and log-concave in s: nothing cancels, on whichever side of the noncentrality t is.
 */
#ifndef TER__NONCENTRAL_T_INTEGRAL_H
#define TER__NONCENTRAL_T_INTEGRAL_H

#include "special/dd.h"

typedef struct ter__noncentral_t {
    double df, noncentrality;
    ter__dd log_constant; /* ter__noncentral_t_log_constant(df) */
} ter__noncentral_t;

/* log of 2 (v / 2)^(v / 2) exp(-v / 2) / Gamma(v / 2), the constant of the density of log S. */
ter__dd ter__noncentral_t_log_constant(double df);

/* log P(T > t), t not 0: relative error of the tail below 2^-64. Of any size; best asked for where it is the smaller tail. */
ter__dd ter__noncentral_t_log_upper(const ter__noncentral_t *law, double t);

/* The density's integral, and what its derivatives are made of: means of S given T = t. */
typedef struct ter__noncentral_t_density {
    ter__dd log_density;
    ter__dd slope, by_noncentrality; /* of the log density; set when asked for */
    ter__dd mean_log_kernel;         /* of log s - (s^2 - 1) / 2 */
} ter__noncentral_t_density;

ter__noncentral_t_density ter__noncentral_t_density_at(const ter__noncentral_t *law, double t, int with_means);

#endif
