/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Analysis of variance of a linear model, term by term. A sum of squares is that of the term's columns in Q'y when they stand
 * behind the columns they are adjusted for: one QR in double-double for each, no differences of residual sums.
 *
 *   I    each term adjusted for those before it (R's anova)
 *   II   each term adjusted for all that do not contain it (car's Anova, type 2)
 *   III  each term adjusted for all others, factors coded by sums (SAS; car's Anova, type 3, with contr.sum)
 */
#ifndef TERCILE_ANOVA_H
#define TERCILE_ANOVA_H

#include "formula.h"

TER_BEGIN_DECLS

typedef enum ter_anova_type { TER_ANOVA_I = 1, TER_ANOVA_II = 2, TER_ANOVA_III = 3 } ter_anova_type;

typedef struct ter_anova_term {
    char *name;
    size_t df; /* columns that are not dependent on those before; 0: nothing is left of the term */
    double sum_squares, mean_square;
    double f, p; /* against the residuals of the whole model; NaN without residual or own degrees of freedom */
} ter_anova_term;

typedef struct ter_anova {
    size_t rows, left_out, terms; /* without the constant */
    ter_anova_term *term;         /* [terms] */
    size_t residual_df;
    double residual_sum_squares, residual_mean_square;
    double r_squared;
} ter_anova;

/* The table, given: ter_anova_destroy. weights[frame->rows] may be null. Errors of ter_design_create and ter_linear_fit_create. */
TER_MUST_USE TER_EXPORT ter_status ter_anova_create(ter_anova **anova, const char *formula, const ter_frame *frame,
                                                    ter_anova_type type, const double *weights, ter_error *error);
TER_EXPORT void ter_anova_destroy(ter_anova *anova); /* null is allowed */

TER_END_DECLS
#endif
