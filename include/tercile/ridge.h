/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ridge regression (Hoerl and Kennard, Technometrics 12, 1970): b that minimises sum w_i (y_i - x_i'b)^2 + sum lambda_j b_j^2.
 *
 * Solved by the QR of tercile/linear_model.h on the data with a row sqrt(lambda_j) e_j for each penalised column (Golub and Van
 * Loan, section 6.1.4): no normal equations, the same accuracy, and with all penalties 0 the same bits as the plain fit. A row less
 * than columns is no fault: penalised columns need no data of their own. A penalised column is dropped only where the root of its
 * penalty is below the tolerance (when it is 0: rows 2^-96) times its length and the columns before it tell it.
 *
 * Columns count as they are given: a column in other units has another penalty. With `standardize` each penalty is multiplied by
 * sum w_i (x_ij - m_j)^2 / sum w_i, m_j the weighted mean: the solution for columns divided by their standard deviations (divisor
 * n), told in the units given. A column that does not vary (a constant) is never penalised, whatever its lambda.
 */
#ifndef TERCILE_RIDGE_H
#define TERCILE_RIDGE_H

#include "linear_model.h"

TER_BEGIN_DECLS

typedef struct ter_ridge_problem {
    ter_linear_problem linear; /* robust and coefficients_only are not used */
    double lambda;             /* of every column: finite, >= 0 */
    const double *lambdas;     /* [columns] of each, instead; null: lambda for all */
    bool standardize;
} ter_ridge_problem;

typedef struct ter_ridge_fit {
    size_t rows, columns, rank; /* rows: of positive weight */
    double *coefficients;       /* [columns]; NaN for one that was dropped */
    double *penalties;          /* [columns]: what multiplies b_j^2 */
    double *residuals;          /* [rows given], y - X b, not multiplied by weights */
    double *leverages;          /* [rows given]: diagonal of the matrix that makes fitted values of y; NaN for weight 0 */
    double effective_df;        /* their sum: the trace of X (X'WX + L)^-1 X'W; the rank when nothing is penalised */
    double residual_sum_squares, total_sum_squares; /* weighted; total about the mean with has_constant */
    double penalty;                                 /* sum of penalties b^2 */
    double residual_deviation; /* sqrt(residual_sum_squares / (rows - effective_df)); NaN when that is not positive */
    double cross_validation;   /* generalised: rows residual_sum_squares / (rows - effective_df)^2; NaN likewise */
    char reason[200];          /* the rank decision in a sentence */
} ter_ridge_fit;

/* The fit, given: ter_ridge_fit_destroy. TER_BAD_ARGUMENT: a penalty that is negative or not finite; what ter_linear_fit_create
 * returns for the data. */
TER_MUST_USE TER_EXPORT ter_status ter_ridge_fit_create(ter_ridge_fit **fit, const ter_ridge_problem *problem, ter_error *error);
TER_EXPORT void ter_ridge_fit_destroy(ter_ridge_fit *fit); /* null is allowed */

TER_END_DECLS
#endif
