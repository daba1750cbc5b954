/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Model formulas (Wilkinson and Rogers, Appl. Statist. 22, 1973, as R writes them): from columns to a response and a design matrix.
 *
 *   y ~ x + poly(x, 3) + factor(g) + a:b + offset(log(n)) - 1
 *
 *   a + b      both terms            a:b         their interaction: the products of their columns
 *   a * b      a + b + a:b           (a + b)^2   all interactions of up to two
 *   - a        without that term     - 1, + 0    without the constant, which is there otherwise
 *   .          every column that the left side does not name
 *   log(x)     any expression of numbers (tercile/expression.h) that begins with a function; I(x / 2) for others
 *   factor(g)  a column as a factor, its values in ascending order; columns of texts are factors by themselves
 *   poly(x, d) powers 1 to d of x, in double-double: no centring or orthogonal basis is needed for their digits
 *   offset(e)  a term whose coefficient is 1
 *
 * Columns with lower halves keep them where they stand by themselves: as a term, in poly(), as the response. Expressions take the
 * values as doubles.
 *
 * A factor is coded by contrasts (by treatments, its first level the reference, if nothing else is asked), where the term without
 * it is in the model too (the constant is the term without anything), else by one column for each level: R's rule, and its names of
 * columns ("(Intercept)", "gb", "x:gb"). Terms stand by their order (constant, single, pairs, ...), those of one order as written.
 * poly(x, d) has R's names for raw = TRUE.
 */
#ifndef TERCILE_FORMULA_H
#define TERCILE_FORMULA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

TER_BEGIN_DECLS

/* Columns of data, borrowed. A column has either values (NaN: missing) or codes of levels (-1: missing). */
typedef struct ter_frame_column {
    const char *name;
    const double *values;      /* [rows] or null */
    const double *low;         /* [rows]: lower halves of decimal values (tercile/exact.h); null: values are what they are */
    const int *codes;          /* [rows], 0 to level_count - 1 */
    const char *const *levels; /* [level_count], the order in which they are coded */
    size_t level_count;
} ter_frame_column;

typedef struct ter_frame {
    size_t rows, column_count;
    const ter_frame_column *columns;
} ter_frame;

/* How a factor of L levels becomes L - 1 columns. Sum: +1 for the column's level, -1 for the last level, 0 otherwise (R's
 * contr.sum, whose columns it names "g1", "g2", ...): what analysis of variance of type III needs. */
typedef enum ter_contrasts { TER_CONTRASTS_TREATMENT, TER_CONTRASTS_SUM } ter_contrasts;

typedef struct ter_design {
    size_t rows;     /* of the frame that miss nothing the formula names */
    size_t left_out; /* the others */
    size_t *row;     /* [rows]: their places in the frame */
    size_t columns;
    double *x, *x_low;                 /* [columns][rows], high and low halves (null: all 0): ter_linear_problem takes them */
    double *y, *y_low;                 /* [rows]; a condition on the left gives 0 and 1; y_low may be null */
    double *offset;                    /* [rows]; null without one */
    char **names;                      /* [columns] */
    size_t *term_of;                   /* [columns]: the column's term */
    uint64_t *term_sets;               /* [terms]: which variables of the formula are in it, as bits */
    size_t terms;                      /* the constant is one */
    char **term_names;                 /* [terms] */
    bool has_constant;                 /* a term of it, or the columns of a factor coded in full: it lies in the span */
    char *response;                    /* the left side as written */
    struct ter__design_coding *coding; /* how ter_design_of_new_rows codes other data */
} ter_design;

/*
 * The design, given: ter_design_destroy. TER_BAD_SYNTAX, TER_UNKNOWN_NAME (with a proposal), TER_BAD_ARGUMENT (a text where a
 * number is needed, poly without a degree, a factor of one level where contrasts are needed): the text begins with "formula, column
 * N" in bytes from 1; TER_BAD_DATA: no rows left, an infinite value (with its row); TER_LIMIT: more than 60 variables, 500 terms or
 * TER_LINEAR_COLUMNS_MAX columns; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_design_create(ter_design **design, const char *formula, const ter_frame *frame,
                                                     ter_contrasts contrasts, ter_error *error);
/*
 * The columns of `design` for other data, given: ter_design_destroy. Coded as there: the levels of a factor are those of the first
 * data. Columns are found by their names; the response is not needed (y is NaN). No row is left out: one that misses a value, or
 * has an infinite one, has NaN or infinities in x, for which ter_linear_predict gives NaN. TER_UNKNOWN_NAME: a column that the
 * right side names is not there; TER_BAD_DATA: a text column where numbers were or the other way round, a level that the first data
 * did not have (with the row); TER_BAD_SHAPE: no rows; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_design_of_new_rows(ter_design **rows, const ter_design *design, const ter_frame *frame,
                                                          ter_error *error);
TER_EXPORT void ter_design_destroy(ter_design *design); /* null is allowed */
/* What is left of the response for the columns to explain, y less the offset, as high[rows] + low[rows]. */
TER_EXPORT void ter_design_response(const ter_design *design, double *high, double *low);

/*
 * Which columns of the frame a formula names: named[frame->column_count]. No value is looked at: a frame of names and kinds will
 * do, with any address but null for the values of a column of numbers. Errors of the formula itself, as above; *place (may be null)
 * is then where, in bytes from 1, or 0 for the whole.
 */
TER_MUST_USE TER_EXPORT ter_status ter_formula_columns(const char *formula, const ter_frame *frame, bool *named, size_t *place,
                                                       ter_error *error);

TER_END_DECLS
#endif
