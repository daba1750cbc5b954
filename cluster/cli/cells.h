/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of result tables by column name. A null table has no rows; what is not there is NaN, or an empty text. */
#ifndef TER__CLI_CELLS_H
#define TER__CLI_CELLS_H

#include "tercile/table.h"

#define TER__CELL_BYTES 256

typedef struct ter__cell {
    char text[TER__CELL_BYTES]; /* cut at a character when it is longer */
} ter__cell;

size_t ter__cell_rows(const ter_table *table);
double ter__cell_number(const ter_table *table, const char *column, size_t row);
ter__cell ter__cell_text(const ter_table *table, const char *column, size_t row);
bool ter__cell_is(const ter_table *table, const char *column, size_t row, const char *text);

#endif
