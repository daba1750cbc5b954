/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fitting a family to data: maximum likelihood with standard errors, and method of moments.
 *
 * A fit is never silently wrong: TER_OK means that the gradient in scaled parameters is at rounding level and the observed
 * information is positive definite at the estimate (the certificate below says by how much). A likelihood that is unbounded, flat
 * or has its maximum at the edge of the parameter space gives TER_NO_CONVERGENCE and a text that says which.
 */
#ifndef TERCILE_FIT_H
#define TERCILE_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "dist.h"
#include "status.h"

TER_BEGIN_DECLS

typedef enum ter_fit_method { TER_FIT_MAXIMUM_LIKELIHOOD, TER_FIT_MOMENTS } ter_fit_method;

typedef struct ter_fit_options {
    ter_fit_method method;
    const double *weights;   /* weights[n], finite and >= 0: how often each observation counts; null means 1 each. Borrowed. */
    const bool *fixed;       /* fixed[k]: parameters held at start[k]; null means none. Borrowed. Maximum likelihood only. */
    const double *start;     /* start[k]; null means the family's own guess from the data. Borrowed. */
    unsigned iterations_max; /* 0 means 200 */
} ter_fit_options;

/* All zero: maximum likelihood, no weights, nothing fixed. */
#define TER_FIT_OPTIONS_DEFAULT                                                                                                    \
    { TER_FIT_MAXIMUM_LIKELIHOOD, 0, 0, 0, 0 }

typedef struct ter_fit {
    const ter_family *family;
    size_t parameter_count;
    double estimate[TER_PARAMETERS_MAX];
    double standard_error[TER_PARAMETERS_MAX]; /* NaN by the method of moments; 0 for fixed parameters */
    /* covariance of the estimates, column-major k x k in the first k * k entries; from the observed information */
    double covariance[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX];
    size_t free_count;     /* parameters that were estimated */
    double observations;   /* sum of the weights */
    double log_likelihood; /* at the estimate */
    double aic, bic;
    /* the certificate */
    unsigned iterations;
    double gradient_scaled; /* largest |gradient_j * standard_error_j|: 0 at the maximum */
    double curvature;       /* smallest eigenvalue of the information scaled to unit diagonal: > 0 at a maximum */
} ter_fit;

/*
 * Fits `family` to x[n]. On failure *fit is untouched except under TER_NO_CONVERGENCE, when it holds the last iterate for a report.
 * TER_BAD_DATA: a NaN or infinity (with its index), a value outside the support of every member, too few distinct values for the
 * number of parameters (a constant sample). TER_BAD_ARGUMENT: options. TER_UNDEFINED: the moments do not exist for the method.
 */
TER_MUST_USE TER_EXPORT ter_status ter_fit_run(ter_fit *fit, const ter_family *family, size_t n, const double *x,
                                               const ter_fit_options *options, ter_error *error);

/* Standard error of a function g of the parameters by the delta method: sqrt(g' C g) for gradient g'[k] = `gradient`. */
TER_EXPORT double ter_fit_delta_error(const ter_fit *fit, const double *gradient);
/* Estimate of the quantile at p and its standard error by the delta method; TER_BAD_ARGUMENT unless 0 < p < 1. */
TER_MUST_USE TER_EXPORT ter_status ter_fit_quantile(const ter_fit *fit, double p, double *quantile, double *standard_error,
                                                    ter_error *error);
/* The distribution at the estimate, given to the caller. */
TER_MUST_USE TER_EXPORT ter_status ter_fit_dist(const ter_fit *fit, ter_dist **dist, ter_error *error);

TER_END_DECLS
#endif
