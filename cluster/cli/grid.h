/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of texts whose columns are aligned. Where the terminal is too narrow, the columns that matter least are left out. */
#ifndef TER__CLI_GRID_H
#define TER__CLI_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/output.h"

#define TER__GRID_COLUMNS_MAX 16

typedef struct ter__grid_column {
    const char *title; /* "" for none */
    bool right_aligned;
    unsigned dispensable; /* 0: always shown; the largest goes first */
} ter__grid_column;

typedef struct ter__grid {
    const ter__grid_column *columns;
    size_t column_count;
    size_t cell_count, capacity; /* row after row; a heading row has one cell and column_count - 1 nulls */
    char **cells;
    bool *marked; /* of the row, at its first cell: shown in bold */
    bool failed;  /* out of memory */
} ter__grid;

void ter__grid_open(ter__grid *grid, const ter__grid_column *columns, size_t column_count);
/* The next cell, copied. Rows follow from the number of columns. */
void ter__grid_add(ter__grid *grid, const char *text);
void ter__grid_print(ter__grid *grid, const char *format, ...) TER_PRINTF(2, 3);
void ter__grid_mark(ter__grid *grid); /* the row of the cell added last */
void ter__grid_heading(ter__grid *grid, const char *text);
/* Prints and empties. */
void ter__grid_close(ter__grid *grid, ter__output *output);

/* Numbers as people read them: an estimate with as many decimals as its standard error has meaning for. "-" for NaN. */
void ter__format_number(char *text, size_t size, double value, int digits);
void ter__format_estimate(char *text, size_t size, double estimate, double standard_error);

#endif
