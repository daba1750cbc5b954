/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lm: linear models by least squares, one for each group. */
#include <math.h>
#include <stdlib.h>

#include "stage/model.h"
#include "tercile/linear_model.h"
#include "tercile/special.h"

static const char *const robust_errors[] = {"none", "HC0", "HC1", "HC2", "HC3", NULL}; /* in the order of ter_linear_robust */

static double f_test(const ter_linear_fit *fit) {
    const double top = (double)fit->model_df, below = (double)fit->residual_df;
    return isnan(fit->f) ? fit->f : isinf(fit->f) ? 0.0 : ter_beta_i(0.5 * below, 0.5 * top, below / (below + top * fit->f));
}

static ter_status write(const ter_design *d, const ter_linear_fit *fit, bool robust, ter__model_result *result) {
    const double numbers[] = {(double)fit->rows,
                              (double)d->left_out,
                              (double)fit->rank,
                              (double)fit->residual_df,
                              fit->residual_deviation,
                              fit->residual_sum_squares,
                              fit->r_squared,
                              fit->f,
                              f_test(fit),
                              fit->condition};
    ter_status status = ter__model_add(result, numbers, fit->reason);
    for (size_t j = 0; status == TER_OK && j < d->columns; j++) {
        const double error = robust ? fit->robust_errors[j] : fit->standard_errors[j];
        status = ter__model_add_coefficient(result, d->names[j], fit->coefficients[j], error, (double)fit->residual_df);
    }
    return status;
}

static ter_status solve(const ter__model_data *data, const ter_design *d, ter_linear_fit **fit, ter_error *error) {
    double *response = malloc((2 * d->rows + 1) * sizeof *response), *weights = NULL; /* high and low halves */
    ter_status status = response == NULL ? ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu rows", d->rows)
                                         : ter__model_weights(data, d, &weights, error);
    if (status == TER_OK) {
        const ter_linear_robust robust = (ter_linear_robust)ter__setting_choice(data->settings, "robust");
        ter_design_response(d, response, response + d->rows);
        const ter_linear_problem problem = {.rows = d->rows,
                                            .columns = d->columns,
                                            .x = d->x,
                                            .x_low = d->x_low,
                                            .y = response,
                                            .y_low = response + d->rows,
                                            .weights = weights,
                                            .has_constant = d->has_constant,
                                            .robust = robust,
                                            .coefficients_only = robust == TER_LINEAR_ROBUST_NONE,
                                            .tolerance = 0x1p-96 * (double)d->rows};
        status = ter_linear_fit_create(fit, &problem, error);
    }
    free(weights);
    free(response);
    return status;
}

static ter_status fit(const ter__model_data *data, ter__model_result *result, ter_error *error) {
    const ter_contrasts contrasts = (ter_contrasts)ter__setting_choice(data->settings, "contrasts");
    const bool robust = ter__setting_choice(data->settings, "robust") != TER_LINEAR_ROBUST_NONE;
    ter_design *design = NULL;
    ter_linear_fit *made = NULL;
    ter_status status = ter_design_create(&design, data->formula, data->frame, contrasts, error);
    status = status == TER_OK ? solve(data, design, &made, error) : status;
    status = status == TER_OK ? write(design, made, robust, result) : status;
    ter_linear_fit_destroy(made);
    ter_design_destroy(design);
    return status;
}

static const ter__model_kind kind = {ter__model_formula_columns, fit};

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    return ter__model_bind(job, stage, &kind, diagnostics);
}

static ter_status open_state(void **state, const ter__context *context, ter_error *error) {
    return ter__model_open(state, context, &kind, error);
}

static const char *const contrasts_of[] = {"treatment", "sum", NULL}; /* in the order of ter_contrasts */

static const ter__key keys[] = {
    TER__MODEL_KEYS,
    {.name = "contrasts",
     .kind = TER__KEY_CHOICE,
     .fallback = "treatment",
     .choices = contrasts_of,
     .description = "how factors become columns"},
    {.name = "robust",
     .kind = TER__KEY_CHOICE,
     .fallback = "none",
     .choices = robust_errors,
     .description = "standard errors that hold under unequal variances"},
    TER__MODEL_LEVEL_KEY,
    {.name = NULL},
};

static const ter__column_kind model_columns[] = {{"group", TER_TEXT},
                                                 {"converged", TER_INTEGER},
                                                 {"n", TER_INTEGER},
                                                 {"missing", TER_INTEGER},
                                                 {"rank", TER_INTEGER},
                                                 {"residual_df", TER_INTEGER},
                                                 {"residual_deviation", TER_DOUBLE},
                                                 {"residual_sum_squares", TER_DOUBLE},
                                                 {"r_squared", TER_DOUBLE},
                                                 {"f", TER_DOUBLE},
                                                 {"p", TER_DOUBLE},
                                                 {"condition", TER_DOUBLE},
                                                 {"note", TER_TEXT},
                                                 {NULL, TER_TEXT}};
static const ter__column_kind coefficient_columns[] = TER__MODEL_COEFFICIENT_COLUMNS("term");

static const ter__table_kind tables[] = {
    {"models", "a row for each group: fit, and the decision about the rank", model_columns},
    {"coefficients", "estimates with standard errors, t, p and confidence limits", coefficient_columns},
    {NULL, NULL, NULL}};

const ter__stage ter__stage_lm = {
    .name = "lm",
    .title = "linear models by least squares, by group",
    .pattern = TER__PATTERN_MAP_GROUPS,
    .keys = keys,
    .tables = tables,
    .bind = bind,
    .memory = ter__model_memory,
    .open = open_state,
    .close = ter__model_close,
    .cut = ter__model_cut,
    .task = ter__model_task,
    .check = ter__model_check,
    .finish = ter__model_finish,
};
