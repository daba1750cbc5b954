/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one start to a stationary point: variable projection and Levenberg-Marquardt, then plain Gauss-Newton steps to the last
 * bits. */
#ifndef TER__NONLINEAR_SEARCH_H
#define TER__NONLINEAR_SEARCH_H

#include "linear/least_squares.h"
#include "nonlinear/model.h"

typedef struct ter__nonlinear_point {
    ter__dd parameters[TER_NONLINEAR_PARAMETERS_MAX];
    ter__dd squares;
    ter__dd *residuals; /* [rows] */
    ter__dd *jacobian;  /* [parameters][rows] */
} ter__nonlinear_point;

typedef struct ter__nonlinear_search {
    ter__nonlinear_model *model;                /* borrowed */
    const double *starts;                       /* [parameters], as the caller gave them; borrowed */
    size_t order[TER_NONLINEAR_PARAMETERS_MAX]; /* linear parameters first, then the free ones */
    size_t linear, free;
    ter__nonlinear_point at, trial;
    ter__qr inner; /* linear columns */
    ter__qr all;   /* columns in `order` at `at`, factored by ter__nonlinear_search_factor */
    ter__qr damped;
    ter__dd *z, *inner_z, *small;               /* [rows] Q' residuals, of all and of the linear columns; [2 free] */
    double scale[TER_NONLINEAR_PARAMETERS_MAX]; /* by free column: the longest it has been, beside the linear ones */
    double damping, growth;
    unsigned iterations;
    /* Of the last factoring. */
    ter__dd newton[TER_NONLINEAR_PARAMETERS_MAX]; /* the Gauss-Newton step, by parameter; 0 for dependent columns */
    double errors[TER_NONLINEAR_PARAMETERS_MAX];  /* standard errors for residual_df = rows - parameters (1 at least) */
    double step;                                  /* newton relative to estimates or standard errors, the largest */
    double gradient;                              /* largest cosine between a column and the residuals */
} ter__nonlinear_search;

TER_MUST_USE ter_status ter__nonlinear_search_create(ter__nonlinear_search *search, ter__nonlinear_model *model,
                                                     const double *starts, ter_error *error);
void ter__nonlinear_search_destroy(ter__nonlinear_search *search);

/* False when the model is not finite at the start. Otherwise search->at is the best point reached, factored. */
bool ter__nonlinear_search_run(ter__nonlinear_search *search, const ter__dd *start, unsigned iterations_max);
/*
 * Many models do not see the sign of a parameter ((x - m)^2 / b^2), or of several together. Free parameters whose sign is not that
 * of their start are turned, all together or one by one, where that leaves the sum of squares as it is.
 */
void ter__nonlinear_search_align(ter__nonlinear_search *search);
/* QR of the Jacobian at search->at, and what depends on it. */
void ter__nonlinear_search_factor(ter__nonlinear_search *search);

#endif
