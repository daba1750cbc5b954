/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nls: nonlinear least squares, one model for each group. */
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stage/model.h"
#include "tercile/nonlinear_model.h"

/* The parameters with their starts, and the columns of numbers of a frame. */
typedef struct parts {
    size_t parameters, columns;
    const char *names[TER_NONLINEAR_PARAMETERS_MAX];
    double starts[TER_NONLINEAR_PARAMETERS_MAX];
    const char **column_names; /* [columns] */
    size_t *places;            /* [columns]: in the frame */
} parts;

static void parts_clear(parts *p) {
    free(p->column_names);
    free(p->places);
}

/* The columns of numbers, or those of them that are `named` (null: all). */
static ter_status parts_make(parts *p, const ter__settings *settings, const ter_frame *frame, const bool *named, ter_error *error) {
    const ter__setting *start = ter__setting_of(settings, "start");
    *p = (parts){.parameters = start->count};
    if (start->count > TER_NONLINEAR_PARAMETERS_MAX) {
        return ter_error_set(error, TER_LIMIT, "%zu parameters: at most %d are possible", start->count,
                             TER_NONLINEAR_PARAMETERS_MAX);
    }
    for (size_t k = 0; k < start->count; k++) {
        p->names[k] = start->items[k].name;
        p->starts[k] = start->items[k].number;
    }
    p->column_names = calloc(frame->column_count + 1, sizeof *p->column_names);
    p->places = calloc(frame->column_count + 1, sizeof *p->places);
    if (p->column_names == NULL || p->places == NULL) {
        parts_clear(p);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    for (size_t j = 0; j < frame->column_count; j++) {
        if (frame->columns[j].values != NULL && (named == NULL || named[j])) {
            p->places[p->columns] = j;
            p->column_names[p->columns++] = frame->columns[j].name;
        }
    }
    return TER_OK;
}

static ter_nonlinear_problem problem_of(const parts *p, const ter__settings *settings) {
    const double restarts = ter__setting_number(settings, "restarts");
    const ter_nonlinear_problem problem = {.formula = ter__setting_text(settings, "formula"),
                                           .columns = p->columns,
                                           .column_names = p->column_names,
                                           .parameters = p->parameters,
                                           .names = p->names,
                                           .starts = p->starts,
                                           .restarts_max = restarts == 0.0 ? UINT_MAX : (unsigned)restarts};
    return problem;
}

static ter_status columns_of(const ter__settings *settings, const ter_frame *frame, bool *named, size_t *place, ter_error *error) {
    parts p;
    ter_status status = parts_make(&p, settings, frame, NULL, error);
    if (status != TER_OK) {
        return status;
    }
    const ter_nonlinear_problem problem = problem_of(&p, settings);
    bool *found = calloc(p.columns + 1, sizeof *found);
    status =
        found == NULL ? ter_error_set(error, TER_NO_MEMORY, "out of memory") : ter_nonlinear_columns(&problem, found, place, error);
    for (size_t k = 0; status == TER_OK && k < p.columns; k++) {
        named[p.places[k]] = found[k];
    }
    free(found);
    parts_clear(&p);
    return status;
}

/* The values of rows that miss none: room[(columns + 1) * frame rows], the last for weights. The number of rows. */
static size_t complete_rows(const parts *p, const ter__model_data *data, double *room) {
    const size_t all = data->frame->rows;
    size_t rows = 0;
    for (size_t i = 0; i < all; i++) {
        bool missing = data->weights != NULL && isnan(data->weights[i]);
        for (size_t k = 0; k < p->columns; k++) {
            room[k * all + rows] = data->frame->columns[p->places[k]].values[i];
            missing = missing || isnan(room[k * all + rows]);
        }
        room[p->columns * all + rows] = data->weights != NULL ? data->weights[i] : 1.0;
        rows += !missing;
    }
    return rows;
}

static ter_status write(const ter_nonlinear_fit *made, const parts *p, size_t left_out, ter__model_result *result) {
    const double numbers[] = {
        (double)made->rows, (double)left_out, (double)made->residual_df, made->residual_deviation, made->residual_sum_squares,
        made->gradient,     made->curvature,  made->condition,           (double)made->iterations, (double)made->restarts};
    ter_status status = ter__model_add(result, numbers, made->reason);
    for (size_t k = 0; status == TER_OK && k < p->parameters; k++) {
        status = ter__model_add_coefficient(result, p->names[k], made->estimates[k], made->standard_errors[k],
                                            (double)made->residual_df);
    }
    return status;
}

static ter_status fit(const ter__model_data *data, ter__model_result *result, ter_error *error) {
    parts p;
    ter_nonlinear_fit *made = NULL;
    const size_t all = data->frame->rows;
    ter_status status = parts_make(&p, data->settings, data->frame, data->named, error);
    if (status != TER_OK) {
        return status;
    }
    double *room = malloc((p.columns + 1) * (all + 1) * sizeof *room);
    const double **values = calloc(p.columns + 1, sizeof *values);
    if (room == NULL || values == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu rows", all);
    } else {
        ter_nonlinear_problem problem = problem_of(&p, data->settings);
        for (size_t k = 0; k < p.columns; k++) {
            values[k] = room + k * all;
        }
        problem.rows = complete_rows(&p, data, room);
        problem.values = values;
        problem.weights = data->weights != NULL ? room + p.columns * all : NULL;
        status = ter_nonlinear_fit_create(&made, &problem, error);
        status = status == TER_OK ? write(made, &p, all - problem.rows, result) : status;
    }
    ter_nonlinear_fit_destroy(made);
    free((void *)(uintptr_t)values);
    free(room);
    parts_clear(&p);
    return status;
}

static const ter__model_kind kind = {columns_of, fit};

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    return ter__model_bind(job, stage, &kind, diagnostics);
}

static ter_status open_state(void **state, const ter__context *context, ter_error *error) {
    return ter__model_open(state, context, &kind, error);
}

static const ter__key keys[] = {
    TER__MODEL_KEYS,
    {.name = "start",
     .kind = TER__KEY_NUMBER,
     .form = TER__MAP,
     .required = true,
     .description = "the parameters and where to begin, as {b1: 500, b2: 0.0001}"},
    {.name = "restarts",
     .kind = TER__KEY_INTEGER,
     .fallback = "60",
     .upper = 100000.0,
     .description = "other starts tried when the given one leads to no minimum"},
    TER__MODEL_LEVEL_KEY,
    {.name = NULL},
};

static const ter__column_kind model_columns[] = {{"group", TER_TEXT},
                                                 {"converged", TER_INTEGER},
                                                 {"n", TER_INTEGER},
                                                 {"missing", TER_INTEGER},
                                                 {"residual_df", TER_INTEGER},
                                                 {"residual_deviation", TER_DOUBLE},
                                                 {"residual_sum_squares", TER_DOUBLE},
                                                 {"gradient", TER_DOUBLE},
                                                 {"curvature", TER_DOUBLE},
                                                 {"condition", TER_DOUBLE},
                                                 {"iterations", TER_INTEGER},
                                                 {"restarts", TER_INTEGER},
                                                 {"note", TER_TEXT},
                                                 {NULL, TER_TEXT}};
static const ter__column_kind parameter_columns[] = TER__MODEL_COEFFICIENT_COLUMNS("parameter");

static const ter__table_kind tables[] = {
    {"models", "a row for each group: fit, and the certificate of the minimum", model_columns},
    {"parameters", "estimates with standard errors, t, p and confidence limits", parameter_columns},
    {NULL, NULL, NULL}};

const ter__stage ter__stage_nls = {
    .name = "nls",
    .title = "nonlinear least squares, by group",
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
