/* SPDX-License-Identifier: GPL-3.0-or-later */
/* anova: analysis of variance of linear models, one for each group. */
#include <math.h>

#include "stage/model.h"
#include "tercile/anova.h"

static ter_status fit(const ter__model_data *data, ter__model_result *result, ter_error *error) {
    const ter_anova_type type = (ter_anova_type)ter__setting_number(data->settings, "type");
    ter_anova *a = NULL;
    ter_status status = ter_anova_create(&a, data->formula, data->frame, type, data->weights, error);
    if (status == TER_OK) {
        const double numbers[] = {(double)a->rows,         (double)a->left_out,     (double)a->residual_df,
                                  a->residual_sum_squares, a->residual_mean_square, a->r_squared};
        status = ter__model_add(result, numbers, "");
    }
    for (size_t t = 0; status == TER_OK && t < a->terms; t++) {
        const ter_anova_term *term = &a->term[t];
        const double numbers[] = {(double)term->df, term->sum_squares, term->mean_square, term->f, term->p};
        status = ter__model_add_row(result, term->name, numbers);
    }
    ter_anova_destroy(a);
    return status;
}

static const ter__model_kind kind = {ter__model_formula_columns, fit};

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    return ter__model_bind(job, stage, &kind, diagnostics);
}

static ter_status open_state(void **state, const ter__context *context, ter_error *error) {
    return ter__model_open(state, context, &kind, error);
}

static const ter__key keys[] = {
    TER__MODEL_KEYS,
    {.name = "type",
     .kind = TER__KEY_INTEGER,
     .fallback = "1",
     .lower = 1.0,
     .upper = 3.0,
     .description = "sums of squares: 1 in the order of the terms, 2 beside all that do not contain it, 3 beside all others"},
    {.name = NULL},
};

static const ter__column_kind model_columns[] = {{"group", TER_TEXT},
                                                 {"converged", TER_INTEGER},
                                                 {"n", TER_INTEGER},
                                                 {"missing", TER_INTEGER},
                                                 {"residual_df", TER_INTEGER},
                                                 {"residual_sum_squares", TER_DOUBLE},
                                                 {"residual_mean_square", TER_DOUBLE},
                                                 {"r_squared", TER_DOUBLE},
                                                 {"note", TER_TEXT},
                                                 {NULL, TER_TEXT}};
static const ter__column_kind term_columns[] = {
    {"group", TER_TEXT},         {"term", TER_TEXT}, {"df", TER_INTEGER}, {"sum_squares", TER_DOUBLE},
    {"mean_square", TER_DOUBLE}, {"f", TER_DOUBLE},  {"p", TER_DOUBLE},   {NULL, TER_TEXT}};

static const ter__table_kind tables[] = {{"models", "a row for each group: the residuals", model_columns},
                                         {"terms", "sums of squares of the terms, F and p", term_columns},
                                         {NULL, NULL, NULL}};

const ter__stage ter__stage_anova = {
    .name = "anova",
    .title = "analysis of variance of linear models, by group",
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
