/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of a factored fit: enough to tell the mean and its error at any row. */
#ifndef TER__LINEAR_BASIS_H
#define TER__LINEAR_BASIS_H

#include "linear/least_squares.h"

typedef struct ter__linear_basis {
    size_t columns, rank;
    size_t *kept;          /* [rank] */
    int *exponent;         /* [columns] */
    double *length;        /* [columns], of the scaled column */
    ter__dd *inverse;      /* [rank][rank], column after column: R^-1 of the scaled columns */
    ter__dd *dependence;   /* [columns - rank][rank]: Q' of the dropped columns, in their order; 0 for columns kept later */
    ter__dd *coefficients; /* [columns], of y times 2^-y_exponent; 0 where dropped */
    ter__dd variance;      /* of the scaled y; NaN without residual degrees of freedom */
    int y_exponent;
} ter__linear_basis;

/* Takes the inverse and its companions out of the QR, copies the rest; null when out of memory. */
ter__linear_basis *ter__linear_basis_create(ter__qr *qr, const ter__dd *coefficients, ter__dd variance);
void ter__linear_basis_destroy(ter__linear_basis *basis); /* null is allowed */

/* ter_linear_predict with the half width of its intervals in standard errors. */
TER_MUST_USE ter_status ter__linear_predict(ter_linear_prediction *predictions, const ter__linear_basis *basis, double tolerance,
                                            const ter_linear_rows *rows, double quantile, ter_error *error);

/* Half the width of an interval in standard errors: Student's quantile at (1 + level) / 2, or the normal law's for infinite df.
 * NaN for df 0. TER_BAD_ARGUMENT: level is not between 0 and 1. */
TER_MUST_USE ter_status ter__interval_quantile(double df, double level, double *quantile, ter_error *error);

#endif
