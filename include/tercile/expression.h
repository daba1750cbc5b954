/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formulas over columns: `peak > 0 and not is_missing(year)`, `log10(peak)`, `b1 * (1 - exp(-b2 * x))`, `gauge == "01134500"`.
 * The one grammar of filters and derived columns in job files, and of the models of nonlinear least squares.
 *
 *   number     12  0.5  1e-3  0x1p4;  pi, unless a column has that name
 *   text       "Moose River"  'Moose River'  (the quote itself is doubled)
 *   column     peak  or in backquotes when the name is no plain word: `peak flow`
 *   operators, from the tightest:  ^ (to the right)   - (sign)   * /   + -   == != < <= > >=   not !   and &&   or ||
 *   functions  abs atan ceil cos exp expm1 floor log log10 log1p sin sqrt tan tanh (one number, angles in radians), min max (two or
 *              more), is_missing(x), if_else(c, a, b)
 *
 * Every value is a number, a text or a boolean, known before a row is looked at. Texts can be compared (byte by byte) and asked for
 * being missing. What is computed from a missing value is missing; `and`, `or` and `not` follow three-valued logic (false and
 * missing is false, true or missing is true); if_else with a missing condition is missing. A number that does not exist (the log
 * of -1) is missing too, and counted, so that a caller can say so; the log of 0 is -infinity.
 *
 * Arithmetic is IEEE double; the functions and ^ are those of tercile/special.h: the same bits on every machine. An expression is
 * immutable: threads may evaluate it at the same time.
 */
#ifndef TERCILE_EXPRESSION_H
#define TERCILE_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

TER_BEGIN_DECLS

/* Bounds; reaching one is TER_LIMIT. Depth counts parentheses, function calls, signs and powers of powers inside each other. */
#define TER_EXPRESSION_BYTES_MAX 4096
#define TER_EXPRESSION_DEPTH_MAX 64

typedef struct ter_expression ter_expression;

typedef enum ter_value_type {
    TER_VALUE_NUMBER,
    TER_VALUE_TEXT,
    TER_VALUE_BOOLEAN,
    TER_VALUE_ANY /* of a column that is not known yet */
} ter_value_type;

/* The columns an expression may name. `find` answers for a name: TER_OK with the column's place (the caller's own number, given
 * back when values are read) and type; otherwise a status with its error text, which becomes that of the compilation. */
typedef struct ter_expression_names {
    void *context; /* borrowed */
    ter_status (*find)(void *context, const char *name, size_t *place, ter_value_type *type, ter_error *error);
} ter_expression_names;

/*
 * Compiles text[length]. With null `names` every column is accepted as of any type: that checks what can be checked before the data
 * are there, and the result cannot be evaluated. TER_BAD_SYNTAX, TER_UNKNOWN_NAME (a function, with the nearest proposed),
 * TER_BAD_ARGUMENT (types that do not fit, a wrong number of arguments), TER_LIMIT, TER_NO_MEMORY, and what `find` returns; *column
 * (may be null) is then where, in bytes from 1. The expression is given: ter_expression_destroy.
 */
TER_MUST_USE TER_EXPORT ter_status ter_expression_compile(ter_expression **expression, const char *text, size_t length,
                                                          const ter_expression_names *names, size_t *column, ter_error *error);
TER_EXPORT void ter_expression_destroy(ter_expression *expression); /* null is allowed */

/* What it gives: a number or a boolean, or any if that depends on columns not known yet. Never a text. */
TER_EXPORT ter_value_type ter_expression_type(const ter_expression *expression);

/* Whether it was compiled with names, and so can be evaluated. */
TER_EXPORT bool ter_expression_is_bound(const ter_expression *expression);

/* The columns it names, each once, in order of first appearance: the name (borrowed; null beyond the last), where it stands first,
 * in bytes from 1, and its place (both may be null). */
TER_EXPORT size_t ter_expression_column_count(const ter_expression *expression);
TER_EXPORT const char *ter_expression_column(const ter_expression *expression, size_t index, size_t *column, size_t *place);

/* Where the values of columns come from, by place. A missing number is NaN, a missing text null. */
typedef struct ter_expression_source {
    const void *context; /* borrowed */
    void (*numbers)(const void *context, size_t place, size_t first, size_t count, double *out);
    const char *(*text)(const void *context, size_t place, size_t row, size_t *length); /* null when no column is a text */
} ter_expression_source;

/*
 * Values for rows first to first + count - 1. A missing number is NaN; a boolean is 1, 0, or -1 when missing. *undefined (may be
 * null) is increased by the number of rows whose value is missing though no column of the expression is missing there.
 * TER_BAD_ARGUMENT: another type of value; TER_BAD_STATE: compiled without names; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_expression_numbers(const ter_expression *expression, const ter_expression_source *source,
                                                          size_t first, size_t count, double *out, size_t *undefined,
                                                          ter_error *error);
TER_MUST_USE TER_EXPORT ter_status ter_expression_booleans(const ter_expression *expression, const ter_expression_source *source,
                                                           size_t first, size_t count, int8_t *out, size_t *undefined,
                                                           ter_error *error);

TER_END_DECLS
#endif
