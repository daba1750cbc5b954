/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linear least squares and the analysis of variance, for data whose digits count.
 *
 * Householder QR (Golub and Van Loan, algorithm 5.2.1) wholly in double-double, in a fixed order of operations: the same bits on
 * every machine. The error of a coefficient is about rows * columns * 2^-104 times the condition number, so that a design with
 * condition 1e15 (Filip's polynomial) still gives every digit of a double. It costs some 25 times the arithmetic of a plain QR.
 *
 * Many rows (1024 and more, up to 128 columns) whose columns, scaled to length 1, have full rank and a condition of at most 2^20
 * go by another way to the same digits: cross products in double-double, summed in blocks of rows in their order, Cholesky, one
 * refinement by the residuals. Its error is about 2^-100 times the square of the condition before the refinement, and its time that
 * of LAPACK's QR in doubles (tests/bench/models.py). Leverages, distances and robust errors cost more than the fit then.
 * Data may be pairs high + low (tercile/exact.h); `low` arrays may be null.
 *
 * Rank rule: columns are taken in their order; one of which less than `tolerance` of its length is left beside the columns before
 * it is dropped, and the result says which and why.
 */
#ifndef TERCILE_LINEAR_MODEL_H
#define TERCILE_LINEAR_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

TER_BEGIN_DECLS

#define TER_LINEAR_COLUMNS_MAX 4096

/* Standard errors that hold under unequal variances (MacKinnon and White, J. Econometrics 29, 1985): squared residuals as they are
 * (HC0), times n / (n - rank) (HC1), over 1 - leverage (HC2) or its square (HC3). */
typedef enum ter_linear_robust {
    TER_LINEAR_ROBUST_NONE,
    TER_LINEAR_HC0,
    TER_LINEAR_HC1,
    TER_LINEAR_HC2,
    TER_LINEAR_HC3
} ter_linear_robust;

typedef struct ter_linear_problem {
    size_t rows, columns;
    const double *x, *x_low;  /* [columns][rows]: column after column; a constant is a column like others */
    const double *y, *y_low;  /* [rows] */
    const double *weights;    /* [rows], null: 1 each; finite and >= 0. A row of weight 0 does not count. */
    bool has_constant;        /* a constant lies in the span of the columns: R squared and F are about the mean of y */
    ter_linear_robust robust; /* fills robust_errors */
    bool coefficients_only;   /* leverages, residuals, Cook's distances and robust errors stay 0: half the work */
    double tolerance;         /* 0: rows * 2^-52 for doubles, rows * 2^-96 when x_low is given */
} ter_linear_problem;

typedef struct ter_linear_fit {
    size_t rows;              /* of positive weight */
    size_t columns, rank;     /* rank: columns kept */
    double *coefficients;     /* [columns]; NaN for one that was dropped: it has no value */
    double *standard_errors;  /* [columns]; NaN where dropped or without residual degrees of freedom */
    double *unscaled_errors;  /* [columns]: roots of the diagonal of (X'WX)^-1; NaN where dropped */
    double *effects;          /* [columns]: the column's entry of Q'y, whose square is the sum of squares it adds to those before */
    double *robust_errors;    /* [columns]; NaN where dropped, not asked for, or HC2, HC3 with a leverage of 1 */
    double *leverages;        /* [rows given]; NaN for rows of weight 0 */
    double *residuals;        /* [rows given], y - X b, not multiplied by weights */
    double *cook_distances;   /* [rows given]: residual^2 leverage / (rank s^2 (1 - leverage)^2); NaN where undefined */
    bool *dropped;            /* [columns] */
    size_t model_df;          /* rank, less 1 with a constant */
    size_t residual_df;       /* rows - rank */
    double model_sum_squares; /* total - residual */
    double residual_sum_squares, total_sum_squares;
    double residual_deviation;       /* sqrt(residual_sum_squares / residual_df); NaN when residual_df is 0 */
    double r_squared;                /* NaN when y is constant (or 0, without a constant) */
    double f;                        /* infinity for a perfect fit; NaN without degrees of freedom on either side */
    double condition;                /* of the kept columns scaled to length 1, an upper bound (Frobenius) */
    double smallest_remainder;       /* the least part of a kept column left beside those before it: what the rank rule saw */
    double tolerance;                /* the one used */
    bool perfect;                    /* residuals are below the arithmetic's own error: taken as 0 */
    char reason[200];                /* the rank decision in a sentence */
    struct ter__linear_basis *basis; /* what predictions need: R^-1 and coefficients in double-double */
} ter_linear_fit;

/*
 * The fit, given: ter_linear_fit_destroy. TER_BAD_SHAPE: no rows, no columns, fewer rows (of positive weight) than columns;
 * TER_BAD_DATA: a value that is not finite or a bad weight, with its row; TER_UNDEFINED: every column is 0; TER_LIMIT: too many
 * columns; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_linear_fit_create(ter_linear_fit **fit, const ter_linear_problem *problem, ter_error *error);
TER_EXPORT void ter_linear_fit_destroy(ter_linear_fit *fit); /* null is allowed */

/*
 * Limits estimate - t error and estimate + t error of each coefficient, which hold the true one with probability `level`, 0 < level
 * < 1, where errors of the rows are normal: t is Student's quantile at (1 + level) / 2 with residual_df. `errors`: whose
 * [columns], null: fit->standard_errors (fit->robust_errors is the other choice). NaN where the error is. TER_BAD_ARGUMENT: level.
 */
TER_MUST_USE TER_EXPORT ter_status ter_linear_confidence(const ter_linear_fit *fit, const double *errors, double level,
                                                         double *lower, double *upper, ter_error *error);

/* (X'WX)^-1 [columns][columns], rounded once; NaN in the rows and columns of dropped coefficients. Times residual_deviation
 * squared: the covariances of the coefficients. */
TER_EXPORT void ter_linear_unscaled_covariance(const ter_linear_fit *fit, double *covariance);

typedef struct ter_linear_rows {
    size_t rows;
    const double *x, *x_low; /* [columns][rows], the columns of the fit; x_low may be null */
    const double *weights;   /* [rows], null: 1 each; > 0. A new observation of weight w has variance s^2 / w. */
} ter_linear_rows;

typedef struct ter_linear_prediction {
    double fitted;                               /* x'b */
    double standard_error;                       /* of it: s sqrt(x' (X'WX)^-1 x) */
    double leverage;                             /* x' (X'WX)^-1 x, without a weight */
    double mean_lower, mean_upper;               /* of the mean there */
    double observation_lower, observation_upper; /* of one new observation there */
    bool estimable;
} ter_linear_prediction;

/*
 * Predictions for new rows, from the fit's coefficients and R^-1 in double-double and rounded once: right to the last digits
 * however ill-conditioned the fit is (the errors of x'b are those of the coefficients together, not one by one). Limits as above.
 *
 * Where columns were dropped, x'b has a value only for rows in which the dropped column is the combination of the kept ones that it
 * was in the data (to 16 times the tolerance of the rank rule, in units of the column's length and the row's leverage). Other rows
 * are not estimable: all NaN. So is a row with a value that is not finite; it does not count as estimable. Errors and limits are
 * NaN without residual degrees of freedom. TER_BAD_ARGUMENT: level; TER_BAD_DATA: a weight that is not positive and finite, with
 * its row; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_linear_predict(ter_linear_prediction *predictions, const ter_linear_fit *fit,
                                                      const ter_linear_rows *rows, double level, ter_error *error);

/* Powers 0 to `degree` of x as pairs: columns[degree + 1][rows] high and low, within degree 2^-103 of the true power. */
TER_EXPORT void ter_polynomial_columns(size_t rows, const double *x, const double *x_low, size_t degree, double *high, double *low);

typedef struct ter_anova_one_way {
    size_t groups; /* that have rows */
    size_t between_df, within_df;
    double between_sum_squares, within_sum_squares, between_mean_square, within_mean_square;
    double f, r_squared, residual_deviation; /* NaN where undefined; f is infinite when groups differ and nothing varies within */
} ter_anova_one_way;

/* One-way analysis of variance of y[rows] by group[rows], 0 <= group < groups. TER_BAD_DATA: no rows, values that are not finite,
 * codes out of range (the row is named), fewer than two groups with rows, or no group with two. TER_NO_MEMORY. */
TER_MUST_USE TER_EXPORT ter_status ter_anova_one_way_compute(ter_anova_one_way *table, size_t rows, const double *y,
                                                             const double *y_low, const int *group, size_t groups,
                                                             ter_error *error);

TER_END_DECLS
#endif
