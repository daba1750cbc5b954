/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Householder QR in double-double, column after column: those that depend on columns before them are set aside. */
#ifndef TER__LINEAR_LEAST_SQUARES_H
#define TER__LINEAR_LEAST_SQUARES_H

#include "special/dd.h"
#include "tercile/linear_model.h"

typedef struct ter__qr {
    size_t rows, columns, rank;
    ter__dd *a;                 /* [columns][rows]: column scaled by 2^-exponent; then R above, reflector from row k on */
    ter__dd *diagonal, *beta;   /* [rank]: R's diagonal; 2 / (v'v) */
    ter__dd *inverse;           /* [rank][rank], column after column: R^-1, upper triangular */
    double *length, *remainder; /* [columns]: norm before, and the part left beside the columns kept, relative to it */
    size_t *kept;               /* [rank] */
    int *exponent;              /* [columns] */
} ter__qr;

/* Allocates for so many rows and columns; false when out of memory. Destroying frees what is there (zeroed is allowed). */
bool ter__qr_create(ter__qr *qr, size_t rows, size_t columns);
void ter__qr_destroy(ter__qr *qr);
/* Factors qr->a (rows, columns and a set; the other arrays allocated). */
void ter__qr_factor(ter__qr *qr, double tolerance);
/* y becomes Q'y. */
void ter__qr_apply(const ter__qr *qr, ter__dd *y);
void ter__qr_invert(ter__qr *qr);
/* Condition of the columns kept, scaled to length 1, an upper bound, from the inverse. */
double ter__qr_condition(const ter__qr *qr);
/* The rank decision in a sentence. */
void ter__qr_reason(const ter__qr *qr, double tolerance, char *text, size_t size);

#endif
