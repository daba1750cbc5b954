/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Poisson law's parts. P(X <= k) = Q(k + 1, mean) and P(X > k) = P(k + 1, mean), incomplete gamma functions; the mass is their
 * prefix m^k e^-m / k! in saddle-point form (Loader 2000), in double-double.
 */
#ifndef TER__POISSON_H
#define TER__POISSON_H

#include "dist/family.h"
#include "special/gamma_inc.h"

typedef struct ter__poisson {
    double mean, log_mean;
} ter__poisson;

ter__poisson ter__poisson_of(const ter_dist *dist);

/* log of the mass at the whole number k >= 0. */
ter__dd ter__poisson_log_mass(const ter__poisson *law, double k);
/* P(X <= k) or P(X > k) (upper), or its log, at the whole number k >= 0. */
double ter__poisson_tail(const ter__poisson *law, double k, bool upper, bool logarithm);
/* The smallest k with P(X <= k) >= p or P(X > k) <= p (upper). NaN for p outside. */
double ter__poisson_inverse(const ter__poisson *law, double p, bool upper, bool logarithm);

extern const ter__fitter ter__poisson_fitter;
ter__summary ter__poisson_mean, ter__poisson_variance, ter__poisson_skewness, ter__poisson_excess_kurtosis, ter__poisson_mode,
    ter__poisson_median, ter__poisson_entropy;
ter__moment ter__poisson_raw_moment, ter__poisson_central_moment;

#endif
