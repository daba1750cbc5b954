/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NIST's Statistical Reference Datasets as they stand in validation/nist: what is in them, certified, attainable. */
#ifndef TER__CLI_NIST_DATA_H
#define TER__CLI_NIST_DATA_H

#include <stddef.h>

#include "tercile/status.h"

#define TER__NIST_SETS_MAX    64
#define TER__NIST_VALUES_MAX  1200
#define TER__NIST_COLUMNS_MAX 8
#define TER__NIST_ROWS_MAX    20000

typedef struct ter__nist_value {
    char set[24], quantity[32], text[40];
    double certified, attainable; /* attainable: NaN when exact arithmetic on doubles was not tabled */
} ter__nist_value;

typedef struct ter__nist_set {
    char name[24], family[16], difficulty[16], model[160];
    size_t rows;
} ter__nist_set;

typedef struct ter__nist_catalog {
    char folder[512];
    size_t set_count, value_count;
    ter__nist_set sets[TER__NIST_SETS_MAX];
    ter__nist_value values[TER__NIST_VALUES_MAX];
} ter__nist_catalog;

typedef struct ter__nist_columns {
    size_t rows, columns;
    double *high, *low; /* column after column; given: ter__nist_columns_free */
    char names[TER__NIST_COLUMNS_MAX][16];
} ter__nist_columns;

/* `folder` null: where the program was installed or built. The catalog is given: free(). */
TER_MUST_USE ter_status ter__nist_open(ter__nist_catalog **catalog, const char *folder, ter_error *error);
TER_MUST_USE ter_status ter__nist_read(ter__nist_columns *columns, const ter__nist_catalog *catalog, const ter__nist_set *set,
                                       ter_error *error);
void ter__nist_columns_free(ter__nist_columns *columns);

#endif
