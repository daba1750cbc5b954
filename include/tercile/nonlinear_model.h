/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nonlinear least squares: theta that minimises sum w_i (y_i - f(x_i, theta))^2, for a model written as a formula.
 *
 *   y ~ b1 * (1 - exp(-b2 * x))        log(y) = b1 - b2 * x1 * exp(-b3 * x2)
 *
 * On the left an expression of the columns, on the right one of columns and parameters (tercile/expression.h); "~" or "=" between.
 *
 * Method. Parameters in which the model is linear together with those found before them are solved for exactly at every step
 * (variable projection: Golub and Pereyra, SIAM J. Numer. Anal. 10, 1973; the Jacobian is Kaufman's, BIT 15, 1975), the others by
 * Levenberg-Marquardt steps scaled by the columns' lengths (More, LNM 630, 1978; damping as Nielsen, IMM-REP-1999-05). Slopes are
 * exact, all arithmetic is double-double in a fixed order: the result is right to the last digits of a double where the data
 * determine them, and has the same bits on every machine. Cost: some 25 times that of plain doubles.
 *
 * What was found is judged, not assumed: a result carries its certificate, and anything but a proved local minimum is
 * TER_NO_CONVERGENCE. When the given starts do not lead to a minimum, others are tried, in a fixed order around the given ones, and
 * the best minimum of them is taken; the result says how many. No method can exclude that a lower minimum lies elsewhere.
 */
#ifndef TERCILE_NONLINEAR_MODEL_H
#define TERCILE_NONLINEAR_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

TER_BEGIN_DECLS

#define TER_NONLINEAR_PARAMETERS_MAX 32

typedef struct ter_nonlinear_problem {
    const char *formula;
    size_t rows, columns;
    const char *const *column_names; /* [columns] */
    const double *const *values;     /* [columns][rows] */
    const double *const *values_low; /* [columns][rows] or null: the lower halves of exact decimals (tercile/exact.h) */
    const double *weights;           /* [rows], null: 1 each; finite and > 0 */
    size_t parameters;               /* 1 to TER_NONLINEAR_PARAMETERS_MAX */
    const char *const *names;        /* [parameters]; each must occur in the model and be no column */
    const double *starts;            /* [parameters], finite */
    unsigned iterations_max;         /* of one start; 0: 1000 */
    unsigned restarts_max;           /* UINT_MAX: none; 0: 60 */
} ter_nonlinear_problem;

typedef enum ter_nonlinear_verdict {
    TER_NONLINEAR_MINIMUM,   /* the gradient vanishes and the second derivatives are positive: a local minimum */
    TER_NONLINEAR_PLATEAU,   /* a parameter went where the model no longer depends on it */
    TER_NONLINEAR_DEPENDENT, /* the data cannot tell some parameters apart there: the Jacobian's columns depend on each other */
    TER_NONLINEAR_SADDLE,    /* the gradient vanishes, but the sum of squares falls in some direction */
    TER_NONLINEAR_STALLED    /* the iterations were used up, or no step improves although the gradient does not vanish */
} ter_nonlinear_verdict;

typedef struct ter_nonlinear_fit {
    size_t rows, parameters, residual_df;
    double *estimates;       /* [parameters] */
    double *standard_errors; /* [parameters]: from the Jacobian; NaN without residual degrees of freedom or if dependent */
    double *correlations;    /* [parameters][parameters]; NaN likewise */
    double *residuals;       /* [rows], y - f, not multiplied by weights */
    double *fitted;          /* [rows] */
    bool *linear;            /* [parameters]: solved for exactly; its start did not matter */
    double residual_sum_squares;
    double residual_deviation; /* sqrt(residual_sum_squares / residual_df); NaN when residual_df is 0 */
    ter_nonlinear_verdict verdict;
    double gradient;  /* the largest cosine between the residuals and a column of the Jacobian; 0 for a perfect fit */
    double step;      /* the Gauss-Newton step left, relative to estimates (or standard errors, if larger) */
    double curvature; /* smallest eigenvalue of R^-T H R^-1, H half the matrix of second derivatives of the sum of
                         squares, R'R = J'J: 1 for a linear model, positive at a minimum */
    double condition; /* of the Jacobian with columns scaled to length 1, an upper bound (Frobenius) */
    unsigned iterations, evaluations; /* of all starts together */
    unsigned restarts;                /* starts tried besides the given one */
    char reason[256];                 /* the verdict in a sentence */
} ter_nonlinear_fit;

/*
 * The fit, given: ter_nonlinear_fit_destroy. With TER_NO_CONVERGENCE the best point found is given too, its verdict saying what it
 * is; with every other status nothing is. TER_BAD_SYNTAX, TER_UNKNOWN_NAME (with a proposal): the formula, its place counted in
 * bytes from 1; TER_BAD_ARGUMENT: parameters that do not occur, repeat, or are columns; TER_BAD_SHAPE: fewer rows than parameters;
 * TER_BAD_DATA: values or weights that are not finite, with the row; the model has no finite value at the starts; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_nonlinear_fit_create(ter_nonlinear_fit **fit, const ter_nonlinear_problem *problem,
                                                            ter_error *error);
TER_EXPORT void ter_nonlinear_fit_destroy(ter_nonlinear_fit *fit); /* null is allowed */

/*
 * Which columns the formula names: named[problem->columns]. Of the problem only the formula and the names of columns and parameters
 * are looked at. Errors of the formula and of the parameters as above; *place (may be null) is then where in the formula, in bytes
 * from 1, or 0 for the whole.
 */
TER_MUST_USE TER_EXPORT ter_status ter_nonlinear_columns(const ter_nonlinear_problem *problem, bool *named, size_t *place,
                                                         ter_error *error);
/* "minimum", "plateau", ... */
TER_EXPORT const char *ter_nonlinear_verdict_name(ter_nonlinear_verdict verdict);

/*
 * Profile-likelihood intervals (Bates and Watts, Nonlinear Regression Analysis and Its Applications, 1988, chapter 6): the values
 * of a parameter for which the least sum of squares over all others, S, is at most S_min (1 + t^2 / residual_df), t Student's
 * quantile at (1 + level) / 2. They follow the curvature of the model, as estimate +- t error does not; for a parameter in which a
 * model is linear (and for every one of a linear model) both are the same.
 */
typedef enum ter_nonlinear_limit {
    TER_NONLINEAR_LIMIT_FOUND,
    TER_NONLINEAR_LIMIT_NONE,   /* S stays below the bound up to 2^40 standard errors away: the limit is infinite */
    TER_NONLINEAR_LIMIT_EDGE,   /* S stays below the bound as far as the model has finite values: NaN, `edge` says how far */
    TER_NONLINEAR_LIMIT_UNKNOWN /* the others could not be fitted where the limit is looked for: NaN; without residual degrees of
                                   freedom too */
} ter_nonlinear_limit;

typedef struct ter_nonlinear_interval {
    double lower, upper;
    ter_nonlinear_limit lower_limit, upper_limit;
    double lower_edge, upper_edge; /* the last value tried with S below the bound, where there is no limit; else NaN */
} ter_nonlinear_interval;

/*
 * intervals[parameters] of a fit of `problem`, whose verdict is a minimum. The limits are right to some units in the last place
 * where S is smooth. A perfect fit has its estimates as limits. TER_BAD_ARGUMENT: level is not between 0 and 1, or the fit is not
 * one of the problem (its numbers differ) or no minimum; TER_NO_CONVERGENCE: a smaller sum of squares was found on the way, with
 * the place: the fit is no global minimum; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_nonlinear_profile(ter_nonlinear_interval *intervals, const ter_nonlinear_fit *fit,
                                                         const ter_nonlinear_problem *problem, double level, ter_error *error);
/* "found", "none", "edge", "unknown" */
TER_EXPORT const char *ter_nonlinear_limit_name(ter_nonlinear_limit limit);

TER_END_DECLS
#endif
