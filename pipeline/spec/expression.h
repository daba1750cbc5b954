/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formulas over the columns of a table: `peak > 0 and not is_missing(year)`, `log10(peak)`, `gauge == "01134500"`.
 *
 *   number     12  0.5  1e-3  0x1p4
 *   text       "Moose River"  'Moose River'  (the quote itself is doubled)
 *   column     peak  or in backquotes when the name is no plain word: `peak flow`
 *   operators, from the tightest:  ^ (to the right)   - (sign)   * /   + -   == != < <= > >=   not !   and &&   or ||
 *   functions  abs ceil exp floor log log10 log1p sqrt (one number), min max (two or more), is_missing(x), if_else(c, a, b)
 *
 * Every value is a number, a text or a boolean, known before a row is looked at. Texts can be compared (byte by byte) and asked for
 * being missing. What is computed from a missing value is missing; `and`, `or` and `not` follow three-valued logic (false and
 * missing is false, true or missing is true); if_else with a missing condition is missing. A number that does not exist (the log
 * of -1) is missing too, and counted, so that a caller can say so; the log of 0 is -infinity.
 *
 * Arithmetic is IEEE double; log, exp and ^ are those of tercile/special.h: the same bits on every machine. Columns of integers
 * take part as doubles.
 */
#ifndef TER__EXPRESSION_H
#define TER__EXPRESSION_H

#include <stddef.h>
#include <stdint.h>

#include "tercile/table.h"

/* Bounds; reaching one is TER_LIMIT. Depth counts parentheses, function calls, signs and powers of powers inside each other. */
#define TER__EXPRESSION_BYTES_MAX 4096
#define TER__EXPRESSION_DEPTH_MAX 64

typedef struct ter__expression ter__expression;

typedef enum ter__value_type {
    TER__VALUE_NUMBER,
    TER__VALUE_TEXT,
    TER__VALUE_BOOLEAN,
    TER__VALUE_ANY /* of a column that is not known yet */
} ter__value_type;

/*
 * Compiles text[length] against the columns of `table`, which is only looked at. With a null table every column is accepted as of
 * any type: that checks what can be checked before the data are there, and the result cannot be evaluated. TER_BAD_SYNTAX,
 * TER_UNKNOWN_NAME (a column or function, with the nearest proposed), TER_BAD_ARGUMENT (types that do not fit, a wrong number of
 * arguments), TER_LIMIT; *column (may be null) is then where, in bytes from 1.
 */
TER_MUST_USE ter_status ter__expression_compile(ter__expression **expression, const char *text, size_t length,
                                                const ter_table *table, size_t *column, ter_error *error);
void ter__expression_destroy(ter__expression *expression); /* null is allowed */

/* What it gives: a number or a boolean, or any if that depends on columns not known yet. Never a text. */
ter__value_type ter__expression_type(const ter__expression *expression);

/* The columns it names, each once, in order of first appearance; and where the first is, in bytes from 1. */
size_t ter__expression_column_count(const ter__expression *expression);
const char *ter__expression_column(const ter__expression *expression, size_t index, size_t *column);

/*
 * Values for rows first to first + count - 1 of a table that has the columns it was compiled against, in the same places. A missing
 * number is NaN; a boolean is 1, 0, or -1 when missing. *undefined (may be null) is increased by the number of rows whose value is
 * missing though no column of the expression is missing there. TER_BAD_ARGUMENT: another type of value, rows outside the table, a
 * table of other columns; TER_BAD_STATE: compiled without a table.
 */
TER_MUST_USE ter_status ter__expression_numbers(const ter__expression *expression, const ter_table *table, size_t first,
                                                size_t count, double *out, size_t *undefined, ter_error *error);
TER_MUST_USE ter_status ter__expression_booleans(const ter__expression *expression, const ter_table *table, size_t first,
                                                 size_t count, int8_t *out, size_t *undefined, ter_error *error);

#endif
