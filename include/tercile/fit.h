/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fitting a family to data: maximum likelihood with standard errors, moments, L-moments.
 *
 * A fit is never silently wrong: TER_OK means that the gradient in scaled parameters is at rounding level (below 1e-8 + 1e-14 n of
 * a standard error; 1e-6 for numerical derivatives) and the observed information is positive definite at the estimate (the
 * certificate below says by how much). A likelihood that is unbounded, flat
 * or has its maximum at the edge of the parameter space gives TER_NO_CONVERGENCE and a text that says which.
 */
#ifndef TERCILE_FIT_H
#define TERCILE_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "dist.h"
#include "status.h"

TER_BEGIN_DECLS

/*
 * Moments: as many of mean, variance (divisor n), skewness and excess kurtosis as the family has parameters are those of the data;
 * L-moments likewise, by ter_sample_l_moments. The fit is reported only when the equations hold to 1e-9.
 */
typedef enum ter_fit_method { TER_FIT_MAXIMUM_LIKELIHOOD, TER_FIT_MOMENTS, TER_FIT_L_MOMENTS } ter_fit_method;

typedef struct ter_fit_options {
    ter_fit_method method;
    const double *weights; /* weights[n], finite and >= 0: how often each observation counts; null means 1 each. Borrowed. */
    const bool *fixed;     /* fixed[k]: parameters held at start[k]; null means none. Borrowed. Maximum likelihood only. */
    const double *start;   /* start[k]; null means the family's own guess from the data. Where some are fixed the others may be NaN:
                              the guess again. Borrowed. */
    unsigned iterations_max; /* 0 means 200 */
} ter_fit_options;

/* All zero: maximum likelihood, no weights, nothing fixed. */
#define TER_FIT_OPTIONS_DEFAULT                                                                                                    \
    { TER_FIT_MAXIMUM_LIKELIHOOD, 0, 0, 0, 0 }

typedef struct ter_fit {
    const ter_family *family;
    size_t parameter_count;
    double estimate[TER_PARAMETERS_MAX];
    double
        standard_error[TER_PARAMETERS_MAX]; /* NaN by the method of moments and at edges of the support; 0 for fixed parameters */
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
 * Fits `family` to x[n]. On failure *fit is untouched except under TER_NO_CONVERGENCE, when it holds the best iterate for a report
 * (standard errors NaN where the information is not positive definite).
 *
 * TER_BAD_DATA: a NaN or infinity (with its index), a value outside the support of every member, weights that are negative, not
 * finite or all zero, too few distinct values for the number of parameters (a constant sample). TER_BAD_ARGUMENT: options, and
 * whole-number parameters (a number of trials) that are not held fixed. TER_UNDEFINED: the moments do not exist for the method, or
 * no member of the family has those of the data. TER_NO_MEMORY.
 *
 * The maximum is that of the family's closed form where it has one and nothing is fixed; else it is sought by damped Newton steps
 * on analytic derivatives (numerical ones for families without), from options->start, then the family's own start, then its
 * moments, then a grid, until one leads to a certified maximum.
 *
 * A law whose support ends at a parameter (uniform, Pareto) has its maximum at the edge, where the theory behind standard errors
 * does not hold: such parameters get NaN as standard error and in the covariance, and the certificate is about the others.
 */
TER_MUST_USE TER_EXPORT ter_status ter_fit_run(ter_fit *fit, const ter_family *family, size_t n, const double *x,
                                               const ter_fit_options *options, ter_error *error);

/*
 * Maximum likelihood from observations that are known by bounds only, and from samples that were cut.
 *
 * Observation i lies in (from[i], to[i]]: exact where from[i] = to[i]; known to be above from[i] where to[i] is infinity (right
 * censored: still running when the study ended); at most to[i] where from[i] is -infinity. n each; null `to` means that all are
 * exact. Only values in (truncation_lower, truncation_upper] could enter the sample at all (-INFINITY, INFINITY: any): the
 * likelihood is divided by that probability, and every observation must lie inside.
 *
 * Options as above, but for the method, which is maximum likelihood. TER_BAD_DATA also for from[i] > to[i] and a sample of censored
 * values alone; standard errors come from the observed information as above.
 */
TER_MUST_USE TER_EXPORT ter_status ter_fit_censored(ter_fit *fit, const ter_family *family, size_t n, const double *from,
                                                    const double *to, double truncation_lower, double truncation_upper,
                                                    const ter_fit_options *options, ter_error *error);

/*
 * ter_fit_run for many runs on the same data under other weights (a bootstrap): the data are checked and prepared once, and a run
 * allocates nothing. A run depends on its options alone, not on earlier runs. One thread at a time per fitter. x is borrowed until
 * the fitter, given to the caller, is destroyed (null is allowed there). Errors as above, those of the data from create.
 */
typedef struct ter_fitter ter_fitter;
TER_MUST_USE TER_EXPORT ter_status ter_fitter_create(ter_fitter **fitter, const ter_family *family, size_t n, const double *x,
                                                     ter_error *error);
TER_MUST_USE TER_EXPORT ter_status ter_fitter_run(ter_fitter *fitter, ter_fit *fit, const ter_fit_options *options,
                                                  ter_error *error);
TER_EXPORT void ter_fitter_destroy(ter_fitter *fitter);

/* Standard error of a function g of the parameters by the delta method: sqrt(g' C g) for gradient g'[k] = `gradient`. */
TER_EXPORT double ter_fit_delta_error(const ter_fit *fit, const double *gradient);
/* Estimate of the quantile at p and its standard error by the delta method; TER_BAD_ARGUMENT unless 0 < p < 1. */
TER_MUST_USE TER_EXPORT ter_status ter_fit_quantile(const ter_fit *fit, double p, double *quantile, double *standard_error,
                                                    ter_error *error);
/* The distribution at the estimate, given to the caller. */
TER_MUST_USE TER_EXPORT ter_status ter_fit_dist(const ter_fit *fit, ter_dist **dist, ter_error *error);

TER_END_DECLS
#endif
