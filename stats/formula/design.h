/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A design while it is made. */
#ifndef TER__FORMULA_DESIGN_H
#define TER__FORMULA_DESIGN_H

#include "formula/terms.h"

/* What new rows need to be coded as those of the design. */
typedef struct ter__design_coding {
    char *formula;
    ter_contrasts contrasts;
    size_t column_count; /* of the frame */
    char **column_names;
    bool *column_is_text;
    size_t level_count[TER__FORMULA_VARIABLES_MAX];
    char **level_names[TER__FORMULA_VARIABLES_MAX];
    double *level_values[TER__FORMULA_VARIABLES_MAX]; /* ascending; null: a factor of texts */
} ter__design_coding;

typedef struct ter__builder {
    ter__formula formula;
    const ter_frame *frame;
    ter_design *design;
    ter_contrasts contrasts;
    double *numbers[TER__FORMULA_VARIABLES_MAX];   /* [frame rows] */
    const double *low[TER__FORMULA_VARIABLES_MAX]; /* [frame rows], borrowed; null: 0 */
    double *powers[TER__FORMULA_VARIABLES_MAX];    /* [degree + 1][rows], high and then low halves */
    double *y, *offset;                            /* [frame rows] */
    int *codes[TER__FORMULA_VARIABLES_MAX];        /* [rows] */
    size_t level_count[TER__FORMULA_VARIABLES_MAX];
    char **level_names[TER__FORMULA_VARIABLES_MAX];
    bool has_low;                                     /* a value of the design is no double */
    double *level_values[TER__FORMULA_VARIABLES_MAX]; /* of a factor of numbers */
    const ter__design_coding *coding;                 /* null unless these are new rows */
    ter_error *error;
} ter__builder;

ter_status ter__builder_no_memory(ter__builder *b);
/* The numbers of variables, response and offset; the rows that miss nothing (design->row); the levels that occur in them. */
TER_MUST_USE ter_status ter__builder_values(ter__builder *b);
/* The same for new rows: all of them, with the levels of the coding; a missing level is -1. */
TER_MUST_USE ter_status ter__builder_new_values(ter__builder *b);
/* Columns of the design from the values. */
TER_MUST_USE ter_status ter__builder_columns(ter__builder *b);
void ter__builder_free(ter__builder *b);

/* Takes the levels out of the builder; null when out of memory. */
ter__design_coding *ter__design_coding_create(ter__builder *b);
void ter__design_coding_destroy(ter__design_coding *coding); /* null is allowed */

#endif
