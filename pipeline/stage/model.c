/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/model.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "spec/item.h"
#include "stage/groups.h"
#include "stage/part.h"
#include "tercile/dist.h"
#include "tercile/special.h"
#include "tercile/table_frame.h"

/* A fitted model: its numbers in order, its note, then its rows, each a name and numbers in order. One that failed: a note alone.
 */
enum { ITEM_NUMBER, ITEM_NOTE, ITEM_ROW, ITEM_ROW_NUMBER };

enum { MODELS, ROWS };

typedef struct state {
    const ter__model_kind *kind;
    const ter_table *rows;
    ter__groups groups;
    bool *named;    /* [columns] */
    size_t weights; /* the column; SIZE_MAX: none */
} state;

/* Columns of the first table beside group, converged and note; of the second beside group and name. */
static size_t numbers_of(const ter__stage *stage, size_t table) {
    size_t count = 0;
    while (stage->tables[table].columns[count].name != NULL) {
        count++;
    }
    return count - (table == MODELS ? 3 : 2);
}

/* ---- before the run ----------------------------------------------------------------------------------------------------- */

ter_status ter__model_formula_columns(const ter__settings *settings, const ter_frame *frame, bool *named, size_t *place,
                                      ter_error *error) {
    return ter_formula_columns(ter__setting_text(settings, "formula"), frame, named, place, error);
}

/* The columns that the formula names, given. */
static ter_status find_columns(const ter__model_kind *kind, const ter__settings *settings, const ter_table *rows, bool **named,
                               size_t *place, ter_error *error) {
    ter_table_frame *frame = NULL;
    *place = 0;
    *named = calloc(ter_table_columns(rows) + 1, sizeof **named);
    ter_status status = *named == NULL ? ter_error_set(error, TER_NO_MEMORY, "out of memory")
                                       : ter_table_frame_create(&frame, rows, *named, NULL, 0, error);
    if (status == TER_OK) {
        status = kind->columns(settings, ter_table_frame_view(frame), *named, place, error);
    }
    ter_table_frame_destroy(frame);
    if (status != TER_OK) {
        free(*named);
        *named = NULL;
    }
    return status;
}

ter_status ter__model_bind(ter_job *job, size_t stage, const ter__model_kind *kind, ter_diagnostics *diagnostics) {
    const ter__settings *settings = job->stages[stage].settings;
    const ter_table *rows = ter__job_rows(job, ter__setting_of(settings, "from")->items);
    if (rows == NULL) {
        return TER_OK; /* what is wrong was said before */
    }
    ter__bind_grouping(rows, ter__setting_of(settings, "by"), diagnostics);
    ter__bind_columns(rows, ter__setting_of(settings, "weights"), true, diagnostics);
    bool *named;
    size_t place;
    ter_error error;
    ter_status status = find_columns(kind, settings, rows, &named, &place, &error);
    free(named);
    if (status != TER_OK && status != TER_NO_MEMORY) {
        const ter__item *formula = ter__setting_of(settings, "formula")->items;
        if (place > 0) {
            ter__item_diagnose_within(formula, place, error.text, diagnostics);
        } else {
            ter__diagnose(diagnostics, formula->place, NULL, "%s", error.text);
        }
    }
    return status == TER_NO_MEMORY ? status : TER_OK;
}

double ter__model_memory(const ter__context *context, double rows, double groups) {
    (void)context;
    return rows * 1024.0 + groups * 8192.0; /* a design of some thirty columns and its factorization */
}

/* ---- tasks -------------------------------------------------------------------------------------------------------------- */

void ter__model_close(void *opened) {
    state *s = opened;
    if (s != NULL) {
        ter__groups_clear(&s->groups);
        free(s->named);
        free(s);
    }
}

ter_status ter__model_open(void **opened, const ter__context *context, const ter__model_kind *kind, ter_error *error) {
    const char *weights = ter__setting_text(context->settings, "weights");
    state *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    size_t place;
    s->kind = kind;
    s->rows = ter__context_rows(context, ter__setting_of(context->settings, "from")->items);
    s->weights = SIZE_MAX;
    ter_status status = ter__groups_make(&s->groups, s->rows, ter__setting_text(context->settings, "by"), error);
    status = status == TER_OK ? find_columns(kind, context->settings, s->rows, &s->named, &place, error) : status;
    if (status == TER_OK && weights != NULL) {
        status = ter_table_find(s->rows, weights, &s->weights, error);
    }
    if (status == TER_OK && (s->groups.count == 0 || ter_table_rows(s->rows) == 0)) {
        status = ter_error_set(error, TER_BAD_DATA, "there are no rows to fit: all were removed before");
    }
    if (status != TER_OK) {
        ter__model_close(s);
        return status;
    }
    *opened = s;
    return TER_OK;
}

ter_status ter__model_cut(const void *opened, const ter__context *context, size_t *tasks, ter_error *error) {
    const state *s = opened;
    (void)context;
    *tasks = s->groups.count;
    return *tasks <= TER__TASKS_MAX ? TER_OK
                                    : ter_error_set(error, TER_LIMIT, "%zu groups are too many for one stage", s->groups.count);
}

/* The weights of a group's rows, given; null without weights. */
static ter_status group_weights(const state *s, size_t group, double **weights, ter_error *error) {
    const size_t *rows = s->groups.rows + s->groups.begin[group], count = s->groups.begin[group + 1] - s->groups.begin[group];
    *weights = NULL;
    if (s->weights == SIZE_MAX) {
        return TER_OK;
    }
    *weights = malloc((count + 1) * sizeof **weights);
    if (*weights == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu weights", count);
    }
    for (size_t i = 0; i < count; i++) {
        (*weights)[i] = ter_table_double(s->rows, s->weights, rows[i]);
    }
    return TER_OK;
}

static ter_status fit_group(const state *s, const ter__context *context, size_t group, ter__model_result *result,
                            ter_error *error) {
    const size_t begin = s->groups.begin[group], count = s->groups.begin[group + 1] - begin;
    ter_table_frame *frame = NULL;
    double *weights = NULL;
    ter_status status = ter_table_frame_create(&frame, s->rows, s->named, s->groups.rows + begin, count, error);
    status = status == TER_OK ? group_weights(s, group, &weights, error) : status;
    if (status == TER_OK) {
        const ter__model_data data = {.settings = context->settings,
                                      .formula = ter__setting_text(context->settings, "formula"),
                                      .frame = ter_table_frame_view(frame),
                                      .named = s->named,
                                      .weights = weights};
        status = s->kind->fit(&data, result, error);
    }
    free(weights);
    ter_table_frame_destroy(frame);
    return status;
}

ter_status ter__model_task(const void *opened, const ter__context *context, size_t task, const ter__stop *stop, ter_table **part,
                           ter_error *error) {
    const state *s = opened;
    const ter__stage *stage = context->job->stages[context->stage].kind;
    const double level = ter__setting_number(context->settings, "level");
    ter__model_result result = {
        .unit = task, .numbers = numbers_of(stage, MODELS), .row_numbers = numbers_of(stage, ROWS), .level = level};
    ter_error why = {TER_OK, ""};
    ter_status status = ter__part_begin(&result.builder, error);
    status = status == TER_OK ? ter__stop_poll(stop) : status;
    if (status == TER_OK) {
        status = fit_group(s, context, task, &result, &why);
        const bool own = status != TER_OK && status != TER_NO_MEMORY && status != TER_LIMIT;
        if (own && s->groups.count > 1) { /* other groups may have a model */
            status = ter__part_add(result.builder, task, ITEM_NOTE, 0, NAN, NAN, why.text);
        } else if (status != TER_OK && error != NULL) {
            *error = why;
        }
    }
    return ter__part_finish(result.builder, status, part, error);
}

/* ---- what a model writes ------------------------------------------------------------------------------------------------ */

ter_status ter__model_add(ter__model_result *result, const double *numbers, const char *note) {
    ter_status status = TER_OK;
    for (size_t k = 0; status == TER_OK && k < result->numbers; k++) {
        status = ter__part_add(result->builder, result->unit, ITEM_NUMBER, k, numbers[k], NAN, NULL);
    }
    return status == TER_OK ? ter__part_add(result->builder, result->unit, ITEM_NOTE, 0, NAN, NAN, note) : status;
}

ter_status ter__model_add_row(ter__model_result *result, const char *name, const double *numbers) {
    ter_status status = ter__part_add(result->builder, result->unit, ITEM_ROW, result->rows++, NAN, NAN, name);
    for (size_t k = 0; status == TER_OK && k < result->row_numbers; k++) {
        status = ter__part_add(result->builder, result->unit, ITEM_ROW_NUMBER, k, numbers[k], NAN, NULL);
    }
    return status;
}

/* The quantile of Student's law of df, or the normal law's, above which lies half of 1 - level. */
static double quantile_of(double level, double df) {
    ter_dist *dist = NULL;
    double value = NAN; /* without degrees of freedom */
    const double p = 0.5 * (1.0 - level);
    const bool normal = isinf(df);
    if (normal || df > 0.0) {
        const ter_family *family = NULL;
        const double parameters[] = {normal ? 0.0 : df, normal ? 1.0 : 0.0, 1.0};
        if (ter_family_find(&family, normal ? "normal" : "student_t", NULL) == TER_OK &&
            ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, NULL) == TER_OK) {
            value = ter_dist_isf(dist, p);
        }
    }
    ter_dist_destroy(dist);
    return value;
}

static double p_value(double statistic, double df) {
    if (isnan(statistic)) {
        return statistic;
    }
    if (isinf(df)) {
        return ter_erfc(fabs(statistic) * 0x1.6a09e667f3bcdp-1);
    }
    return isinf(statistic) ? 0.0 : ter_beta_i(0.5 * df, 0.5, df / (df + statistic * statistic));
}

ter_status ter__model_add_coefficient(ter__model_result *result, const char *name, double estimate, double error, double df) {
    const double statistic = error > 0.0 ? estimate / error : NAN, reach = quantile_of(result->level, df) * error;
    const double numbers[] = {estimate, error, statistic, p_value(statistic, df), estimate - reach, estimate + reach};
    return ter__model_add_row(result, name, numbers);
}

ter_status ter__model_weights(const ter__model_data *data, const ter_design *design, double **weights, ter_error *error) {
    *weights = NULL;
    if (data->weights == NULL) {
        return TER_OK;
    }
    *weights = malloc((design->rows + 1) * sizeof **weights);
    if (*weights == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu weights", design->rows);
    }
    for (size_t i = 0; i < design->rows; i++) {
        (*weights)[i] = data->weights[design->row[i]];
    }
    return TER_OK;
}

/* ---- parts from elsewhere, and results ---------------------------------------------------------------------------------- */

static bool is_item(const ter_table *part, size_t row, size_t unit, int item, size_t index, bool text) {
    size_t length;
    return row < ter_table_rows(part) && ter__part_unit(part, row) == unit && ter__part_item(part, row) == item &&
           ter__part_index(part, row) == index && (ter_table_text(part, TER__PART_TEXT, row, &length) != NULL) == text;
}

/* The row behind those of a unit, or SIZE_MAX with *bad set. */
static size_t check_unit(const ter__stage *stage, const ter_table *part, size_t unit, size_t row, size_t *bad) {
    const size_t numbers = numbers_of(stage, MODELS), row_numbers = numbers_of(stage, ROWS);
    bool right = true;
    *bad = row;
    if (is_item(part, row, unit, ITEM_NOTE, 0, true)) {
        return row + 1; /* it failed */
    }
    for (size_t k = 0; right && k < numbers; k++) {
        right = is_item(part, *bad = row++, unit, ITEM_NUMBER, k, false);
    }
    right = right && is_item(part, *bad = row++, unit, ITEM_NOTE, 0, true);
    for (size_t r = 0; right && row < ter_table_rows(part) && ter__part_unit(part, row) == unit; r++) {
        right = is_item(part, *bad = row++, unit, ITEM_ROW, r, true);
        for (size_t k = 0; right && k < row_numbers; k++) {
            right = is_item(part, *bad = row++, unit, ITEM_ROW_NUMBER, k, false);
        }
    }
    return right ? row : SIZE_MAX;
}

ter_status ter__model_check(const void *opened, const ter__context *context, const ter_table *part, size_t begin, size_t end,
                            ter_error *error) {
    const ter__stage *stage = context->job->stages[context->stage].kind;
    size_t row = 0, bad = 0;
    (void)opened;
    for (size_t unit = begin; unit < end && row != SIZE_MAX; unit++) {
        row = check_unit(stage, part, unit, row, &bad);
    }
    return row == ter_table_rows(part) ? TER_OK : ter__part_refuse(row == SIZE_MAX ? bad : row, error);
}

static ter_status write_number(ter_table_builder *builder, ter_type type, size_t column, double value) {
    if (type == TER_INTEGER) {
        return isnan(value) ? ter_table_builder_missing(builder, column)
                            : ter_table_builder_integer(builder, column, (int64_t)value);
    }
    return ter_table_builder_double(builder, column, value);
}

/* Numbers of the part from `row` on into columns from `first` on. */
static ter_status write_numbers(ter_table_builder *builder, const ter__column_kind *columns, const ter_table *merged, size_t row,
                                size_t first, size_t count) {
    ter_status status = TER_OK;
    for (size_t k = 0; status == TER_OK && k < count; k++) {
        const double value = row == SIZE_MAX ? NAN : ter__part_value(merged, row + k);
        status = write_number(builder, columns[first + k].type, first + k, value);
    }
    return status;
}

static ter_status write_text(ter_table_builder *builder, size_t column, const ter_table *merged, size_t row) {
    size_t length;
    const char *text = ter_table_text(merged, TER__PART_TEXT, row, &length);
    return text != NULL ? ter_table_builder_text(builder, column, text, length) : ter_table_builder_missing(builder, column);
}

/* One group's row of the first table; *row goes behind its note. */
static ter_status write_model(ter_table_builder *builder, const ter__stage *stage, const char *label, const ter_table *merged,
                              size_t *row) {
    const size_t numbers = numbers_of(stage, MODELS);
    const bool fitted = ter__part_item(merged, *row) == ITEM_NUMBER;
    ter_status status = ter_table_builder_text(builder, 0, label, strlen(label));
    status = status == TER_OK ? ter_table_builder_integer(builder, 1, fitted) : status;
    if (status == TER_OK) {
        status = write_numbers(builder, stage->tables[MODELS].columns, merged, fitted ? *row : SIZE_MAX, 2, numbers);
    }
    *row += fitted ? numbers : 0;
    status = status == TER_OK ? write_text(builder, 2 + numbers, merged, *row) : status;
    ++*row;
    return status;
}

static ter_status write_rows(ter_table_builder *builder, const ter__stage *stage, const char *label, const ter_table *merged,
                             size_t *row) {
    const size_t numbers = numbers_of(stage, ROWS), rows = ter_table_rows(merged);
    ter_status status = TER_OK;
    while (status == TER_OK && *row < rows && ter__part_item(merged, *row) == ITEM_ROW) {
        status = ter_table_builder_text(builder, 0, label, strlen(label));
        status = status == TER_OK ? write_text(builder, 1, merged, *row) : status;
        status = status == TER_OK ? write_numbers(builder, stage->tables[ROWS].columns, merged, *row + 1, 2, numbers) : status;
        *row += 1 + numbers;
    }
    return status;
}

ter_status ter__model_finish(const void *opened, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                             ter__outcome *outcome, ter_error *error) {
    const state *s = opened;
    const ter__job_stage *own = &context->job->stages[context->stage];
    ter_table_builder *models = NULL, *rows = NULL;
    size_t row = 0;
    (void)stop;
    ter_status status = ter__result_begin(&models, own->kind, MODELS, error);
    status = status == TER_OK ? ter__result_begin(&rows, own->kind, ROWS, error) : status;
    if (status == TER_OK && s->groups.ungrouped > 0) {
        ter__warnings_add(outcome->warnings, own->id, NULL, "%zu rows belong to no group", s->groups.ungrouped);
    }
    for (size_t group = 0; status == TER_OK && group < s->groups.count; group++) {
        const char *label = s->groups.labels[group];
        if (ter__part_item(merged, row) == ITEM_NOTE) {
            size_t length;
            const char *note = ter_table_text(merged, TER__PART_TEXT, row, &length);
            ter__warnings_add(outcome->warnings, own->id, label, "no model: %.*s", (int)length, note);
        }
        status = write_model(models, own->kind, label, merged, &row);
        status = status == TER_OK ? write_rows(rows, own->kind, label, merged, &row) : status;
    }
    status = ter__result_finish(models, status, &outcome->results->tables[MODELS], error);
    return ter__result_finish(rows, status, &outcome->results->tables[ROWS], error);
}
