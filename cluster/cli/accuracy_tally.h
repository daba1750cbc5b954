/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is counted of one system at one operation of one law, and in all. */
#ifndef TER__CLI_ACCURACY_TALLY_H
#define TER__CLI_ACCURACY_TALLY_H

#include "tercile/measure.h"

/* Errors beyond this many ulp are more than 1e-8 relative. */
#define TER__GROSS_ULP 9.007e7

typedef struct ter__tally {
    size_t points;   /* it has a value, or should have */
    size_t failures; /* NaN, infinity, zero where a value exists; a value where none does; hangs; deaths */
    size_t hangs;    /* of these */
    size_t gross;    /* failures and errors beyond 1e-8 */
    double p50, p99, max;
    ter_measured worst;
    double worst_value;
    size_t capacity;
    double *errors;
} ter__tally;

/* Room for that many points; false when out of memory. */
bool ter__tally_open(ter__tally *tally, size_t points);
/* `hangs` when there was no value. */
void ter__tally_add(ter__tally *tally, const ter_family *family, ter_operation operation, const ter_measured *point, double value,
                    bool hangs);
/* Quantiles from the errors; frees them. */
void ter__tally_close(ter__tally *tally);

#endif
