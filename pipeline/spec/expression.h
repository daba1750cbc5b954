/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions (tercile/expression.h) over the columns of a table. Columns of integers take part as doubles. */
#ifndef TER__EXPRESSION_H
#define TER__EXPRESSION_H

#include "tercile/expression.h"
#include "tercile/table.h"

/*
 * ter_expression_compile against the columns of `table`, which is only looked at; null: any column. The text must be UTF-8
 * (TER_BAD_SYNTAX). TER_UNKNOWN_NAME for a column too, with the nearest proposed.
 */
TER_MUST_USE ter_status ter__expression_compile(ter_expression **expression, const char *text, size_t length,
                                                const ter_table *table, size_t *column, ter_error *error);

/*
 * Values for rows first to first + count - 1 of a table that has the columns it was compiled against, in the same places. A missing
 * number is R's NaN of missing values. TER_BAD_ARGUMENT also for rows outside the table or a table of other columns.
 */
TER_MUST_USE ter_status ter__expression_numbers(const ter_expression *expression, const ter_table *table, size_t first,
                                                size_t count, double *out, size_t *undefined, ter_error *error);
TER_MUST_USE ter_status ter__expression_booleans(const ter_expression *expression, const ter_table *table, size_t first,
                                                 size_t count, int8_t *out, size_t *undefined, ter_error *error);

#endif
