/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A design while it is made. */
#ifndef TER__FORMULA_DESIGN_H
#define TER__FORMULA_DESIGN_H

#include "formula/terms.h"

typedef struct ter__builder {
    ter__formula formula;
    const ter_frame *frame;
    ter_design *design;
    ter_contrasts contrasts;
    double *numbers[TER__FORMULA_VARIABLES_MAX]; /* [frame rows] */
    double *powers[TER__FORMULA_VARIABLES_MAX];  /* [degree + 1][rows], high and then low halves */
    double *y, *offset;                          /* [frame rows] */
    int *codes[TER__FORMULA_VARIABLES_MAX];      /* [rows] */
    size_t level_count[TER__FORMULA_VARIABLES_MAX];
    char **level_names[TER__FORMULA_VARIABLES_MAX];
    bool has_low; /* a value of the design is no double */
    ter_error *error;
} ter__builder;

ter_status ter__builder_no_memory(ter__builder *b);
/* The numbers of variables, response and offset; the rows that miss nothing (design->row); the levels that occur in them. */
TER_MUST_USE ter_status ter__builder_values(ter__builder *b);

#endif
