/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a formula says: its variables, and its terms as sets of them. */
#ifndef TER__FORMULA_TERMS_H
#define TER__FORMULA_TERMS_H

#include <stdint.h>

#include "expression/nodes.h"
#include "tercile/formula.h"

#define TER__FORMULA_VARIABLES_MAX 60
#define TER__FORMULA_TERMS_MAX     500

typedef enum ter__variable_kind { TER__VARIABLE_NUMBER, TER__VARIABLE_FACTOR, TER__VARIABLE_POLYNOMIAL } ter__variable_kind;

typedef struct ter__variable {
    ter__variable_kind kind;
    char *text;                 /* as written, without blanks at its ends; owned */
    size_t place;               /* in the formula, from 0 */
    size_t degree;              /* POLYNOMIAL */
    size_t column;              /* FACTOR: of the frame */
    ter_expression *expression; /* NUMBER and POLYNOMIAL */
} ter__variable;

/* A term is the set of its variables, as bits; the empty set is the constant. */
typedef struct ter__term_set {
    size_t count;
    uint64_t terms[TER__FORMULA_TERMS_MAX];
} ter__term_set;

typedef struct ter__formula {
    const char *text; /* borrowed */
    const ter_frame *frame;
    ter_expression *response; /* null when it is a factor or the left side is empty */
    char *response_text;
    size_t variable_count, offset_count;
    ter__variable variables[TER__FORMULA_VARIABLES_MAX];
    ter_expression *offsets[TER__FORMULA_VARIABLES_MAX];
    ter__term_set terms; /* by order, the constant first when it is there */
    size_t failed_at;    /* after an error: where in the formula, in bytes from 1; 0: the whole */
} ter__formula;

TER_MUST_USE ter_status ter__formula_parse(ter__formula *formula, const char *text, const ter_frame *frame, ter_error *error);
void ter__formula_destroy(ter__formula *formula);

/* A copy, without blanks at its end; given. */
char *ter__formula_copy(const char *text);
/* A column by its name; TER_UNKNOWN_NAME with a proposal. */
TER_MUST_USE ter_status ter__frame_find(const ter_frame *frame, const char *name, size_t *place, ter_value_type *type,
                                        ter_error *error);
/* Where expressions of the frame find their columns: the place is the column's number. */
ter_expression_names ter__frame_names(const ter_frame *frame);
ter_expression_source ter__frame_source(const ter_frame *frame);
/* The lower halves of an expression that is a column and nothing else; null when there are none. */
const double *ter__frame_low(const ter_frame *frame, const ter_expression *expression);

#endif
