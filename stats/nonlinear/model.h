/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A formula with its data: residuals and Jacobian in double-double. */
#ifndef TER__NONLINEAR_MODEL_H
#define TER__NONLINEAR_MODEL_H

#include "expression/tape.h"
#include "tercile/nonlinear_model.h"

typedef struct ter__nonlinear_model {
    size_t rows, parameters, columns;
    ter_expression *left, *right;
    ter__tape tape;
    ter__dd *data;     /* [rows][columns] */
    ter__dd *response; /* [rows] */
    ter__dd *root;     /* [rows]: roots of the weights; null: 1 each */
    uint32_t linear;   /* parameters in which the model is affine, all together */
    unsigned evaluations;
} ter__nonlinear_model;

/* Checks everything about the problem but the starts. The model owns copies: the problem is not needed after. */
TER_MUST_USE ter_status ter__nonlinear_model_create(ter__nonlinear_model *model, const ter_nonlinear_problem *problem,
                                                    ter_error *error);
void ter__nonlinear_model_destroy(ter__nonlinear_model *model);

/* Weighted residuals[rows], Jacobian of the weighted model [parameters][rows] (both may be null) and the sum of squares. False when
 * the model or a slope is not finite in some row. */
bool ter__nonlinear_evaluate(ter__nonlinear_model *model, const ter__dd *parameters, ter__dd *residuals, ter__dd *jacobian,
                             ter__dd *squares);

#endif
