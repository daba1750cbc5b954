/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares of many rows by cross products in double-double, Cholesky and one step of refinement: R of the QR factorization
 * without Q. Its error grows with the square of the condition, 2^-104 cond^2 before refinement, against 2^-104 cond for QR, and it
 * costs a tenth: so it is taken for tall designs whose condition is at most 2^20 and that have full rank, and only for those.
 */
#ifndef TER__LINEAR_TALL_H
#define TER__LINEAR_TALL_H

#include "linear/least_squares.h"

typedef struct ter__tall {
    ter__qr qr;                     /* R above the diagonal of a[columns][columns], diagonal, inverse, remainders; no reflectors */
    ter__dd *z;                     /* [columns]: the first entries of Q'y */
    ter__dd *b;                     /* [columns]: the coefficients */
    ter__dd whole, total, residual; /* weighted squares of y, of y about its mean (or 0), of the residuals */
} ter__tall;

/* False: the problem is not for this way, or there is no memory; nothing is to be destroyed then. The problem was checked. Sums of
 * squares but `whole` are left out when `coefficients` alone are wanted. */
bool ter__tall_create(ter__tall *tall, const ter_linear_problem *problem, double tolerance, bool coefficients);
void ter__tall_destroy(ter__tall *tall);

#endif
