/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maximum likelihood for the normal law, shared with the lognormal one, which is it on logs. */
#ifndef TER__NORMAL_FIT_H
#define TER__NORMAL_FIT_H

#include "dist/family.h"

/*
 * Weighted mean and standard deviation (divisor: the sum of weights) of v[n], in two passes, scaled so that nothing overflows.
 * Returns false when the weights sum to 0.
 */
bool ter__normal_fit_moments(size_t n, const double *v, const double *weights, double *mean, double *sd);

/* Likelihood of ter__fitter for v under the normal law (mean, sd). */
bool ter__normal_fit_likelihood(size_t n, const double *v, const double *weights, const double *parameters, double *value,
                                double *gradient, double *hessian);

#endif
