/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A number-valued expression as a function of parameters, row by row: its value and its exact slopes in double-double (forward
 * differentiation: each step carries the slopes in the parameters it depends on). What is piecewise (abs, min, if_else, ...) has
 * the slope of the piece.
 *
 * Of the expression's columns, places 0 to parameters - 1 are the parameters and place parameters + j is column j of the data.
 */
#ifndef TER__EXPRESSION_TAPE_H
#define TER__EXPRESSION_TAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "expression/nodes.h"
#include "special/dd.h"

#define TER__TAPE_PARAMETERS_MAX 32

typedef struct ter__tape {
    const ter_expression *expression; /* borrowed */
    size_t parameters;
    uint32_t *depends; /* [nodes]: the parameters each depends on, as bits */
    ter__dd *values;   /* [nodes] */
    ter__dd *slopes;   /* [nodes][parameters]; set where `depends` has the bit */
} ter__tape;

/* TER_BAD_ARGUMENT when the expression has texts or gives a condition; TER_NO_MEMORY. */
TER_MUST_USE ter_status ter__tape_create(ter__tape *tape, const ter_expression *expression, size_t parameters, ter_error *error);
void ter__tape_destroy(ter__tape *tape); /* zeroed is allowed */

/* Bits of the parameters that occur. */
uint32_t ter__tape_parameters(const ter__tape *tape);
/* Whether the expression is of the form a + sum of b_k theta_k in the parameters of `set`, a and b_k free of them. */
bool ter__tape_is_affine(const ter__tape *tape, uint32_t set);

/* Value and slopes[parameters] (null: the value alone) at a row whose data[j] are given. False when one of them is not finite. */
bool ter__tape_row(ter__tape *tape, const ter__dd *parameters, const ter__dd *data, ter__dd *value, ter__dd *slopes);

#endif
