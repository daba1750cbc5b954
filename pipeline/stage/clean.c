/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clean: new columns, rows without missing values, rows that a condition holds for; with an account of what was removed.
 * In this order: derive (each from the source's columns), drop_na, filter (each rule on what the ones before left).
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spec/expression.h"
#include "spec/item.h"
#include "stage/part.h"
#include "stage/stage.h"

#define CHUNK_ROWS ((size_t)4096)

enum { ROWS, AUDIT };

/* ---- before the run ----------------------------------------------------------------------------------------------------- */

/* Compiles an item against `table`; says what is wrong at the place in the job file. Null after an error. */
static ter_expression *compile(const ter__item *item, const ter_table *table, ter_value_type wanted, ter_diagnostics *diagnostics) {
    ter_expression *made = NULL;
    ter_error error;
    size_t column = 0, length = strlen(item->text);
    if (ter__expression_compile(&made, item->text, length, table, &column, &error) != TER_OK) {
        ter__item_diagnose_within(item, column, error.text, diagnostics);
        return NULL;
    }
    if (ter_expression_type(made) != wanted) {
        ter__diagnose(diagnostics, item->place, NULL,
                      wanted == TER_VALUE_BOOLEAN ? "a filter must be true or false, as peak > 0"
                                                  : "a derived column must be a number");
    }
    return made;
}

static ter_status make_columns(ter_table_builder **builder, const ter_table *source, const ter__setting *derive, ter_error *error) {
    ter_status status = ter_table_builder_create(builder, error);
    for (size_t i = 0; status == TER_OK && i < ter_table_columns(source); i++) {
        status =
            ter_table_builder_column(*builder, ter_table_column_name(source, i), ter_table_column_type(source, i), NULL, error);
    }
    for (size_t i = 0; status == TER_OK && i < derive->count; i++) {
        status = ter_table_builder_column(*builder, derive->items[i].name, TER_DOUBLE, NULL, error);
    }
    return status;
}

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    const ter__settings *settings = job->stages[stage].settings;
    const ter__setting *derive = ter__setting_of(settings, "derive"), *filter = ter__setting_of(settings, "filter");
    const ter_table *source = ter__job_rows(job, ter__setting_of(settings, "from")->items);
    if (source == NULL) {
        return TER_OK; /* what is wrong was said before */
    }
    for (size_t i = 0; i < derive->count; i++) {
        if (ter_table_find(source, derive->items[i].name, &(size_t){0}, NULL) == TER_OK) {
            ter__diagnose(diagnostics, derive->items[i].name_place, "give the new column another name",
                          "column \"%s\" is there already", derive->items[i].name);
            return TER_OK;
        }
        ter_expression_destroy(compile(&derive->items[i], source, TER_VALUE_NUMBER, diagnostics));
    }
    ter_table_builder *builder = NULL;
    ter_error error;
    ter_status status = make_columns(&builder, source, derive, &error);
    status = ter__result_finish(builder, status, &job->stages[stage].rows, &error);
    if (status != TER_OK) {
        if (status != TER_NO_MEMORY) {
            ter__diagnose(diagnostics, derive->place, NULL, "%s", error.text);
        }
        return status == TER_NO_MEMORY ? status : TER_OK;
    }
    ter__bind_columns(job->stages[stage].rows, ter__setting_of(settings, "drop_na"), false, diagnostics);
    for (size_t i = 0; i < filter->count; i++) {
        ter_expression_destroy(compile(&filter->items[i], job->stages[stage].rows, TER_VALUE_BOOLEAN, diagnostics));
    }
    return TER_OK;
}

/* ---- derived columns ---------------------------------------------------------------------------------------------------- */

typedef struct cleaning {
    const ter__context *context;
    const ter__stop *stop;
    ter__outcome *outcome;
    const char *id;
    ter_error *error;
    ter_table *table; /* with the derived columns */
    size_t *rows;     /* those that are left, in order */
    size_t count;
    ter_table_builder *audit;
} cleaning;

static ter_status copy_cell(ter_table_builder *builder, const ter_table *table, size_t column, size_t row) {
    size_t length;
    if (ter_table_is_missing(table, column, row)) {
        return ter_table_builder_missing(builder, column);
    }
    switch (ter_table_column_type(table, column)) {
    case TER_DOUBLE:
        return ter_table_builder_double(builder, column, ter_table_double(table, column, row));
    case TER_INTEGER:
        return ter_table_builder_integer(builder, column, ter_table_integer(table, column, row));
    default: {
        const char *text = ter_table_text(table, column, row, &length);
        return ter_table_builder_text(builder, column, text, length);
    }
    }
}

/* One derived column into the builder. */
static ter_status derive_column(cleaning *c, ter_table_builder *builder, const ter_table *source, size_t index,
                                const ter__item *item) {
    double values[CHUNK_ROWS];
    ter_expression *expression;
    size_t rows = ter_table_rows(source), undefined = 0;
    ter_status status = ter__expression_compile(&expression, item->text, strlen(item->text), source, NULL, c->error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t first = 0; status == TER_OK && first < rows; first += CHUNK_ROWS) {
        size_t count = rows - first < CHUNK_ROWS ? rows - first : CHUNK_ROWS;
        status = ter__expression_numbers(expression, source, first, count, values, &undefined, c->error);
        for (size_t i = 0; status == TER_OK && i < count; i++) {
            status = ter_table_builder_double(builder, ter_table_columns(source) + index, values[i]);
        }
        status = status == TER_OK ? ter__stop_poll(c->stop) : status;
    }
    if (status == TER_OK && undefined > 0) {
        ter__warnings_add(c->outcome->warnings, c->id, NULL,
                          "derived column %s does not exist in %zu rows, as the log of a negative number", item->name, undefined);
    }
    ter_expression_destroy(expression);
    return status;
}

static ter_status derive_all(cleaning *c, ter_table *source) {
    const ter__setting *derive = ter__setting_of(c->context->settings, "derive");
    if (derive->count == 0) {
        c->table = ter_table_share(source);
        return TER_OK;
    }
    ter_table_builder *builder = NULL;
    ter_status status = make_columns(&builder, source, derive, c->error);
    for (size_t column = 0; column < ter_table_columns(source); column++) {
        for (size_t row = 0; status == TER_OK && row < ter_table_rows(source); row++) {
            status = copy_cell(builder, source, column, row);
        }
    }
    for (size_t i = 0; status == TER_OK && i < derive->count; i++) {
        status = derive_column(c, builder, source, i, &derive->items[i]);
    }
    return ter__result_finish(builder, status, &c->table, c->error);
}

/* ---- rules -------------------------------------------------------------------------------------------------------------- */

static ter_status account(const cleaning *c, const char *rule, const char *what, size_t before) {
    size_t room = strlen(rule) + strlen(what) + 2;
    char *text = malloc(room);
    if (text == NULL) {
        return TER_NO_MEMORY;
    }
    (void)snprintf(text, room, "%s %s", rule, what);
    ter_status status =
        ter__row_add(c->audit, "tiii", text, (long long)before, (long long)c->count, (long long)(before - c->count));
    free(text);
    return status;
}

static ter_status drop_missing(cleaning *c, const ter__item *item) {
    size_t column, before = c->count, kept = 0;
    ter_status status = ter_table_find(c->table, item->text, &column, c->error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 0; i < before; i++) {
        if (!ter_table_is_missing(c->table, column, c->rows[i])) {
            c->rows[kept++] = c->rows[i];
        }
    }
    c->count = kept;
    return account(c, "drop_na", item->text, before);
}

static ter_status keep_where(cleaning *c, const ter__item *item) {
    int8_t truth[CHUNK_ROWS];
    ter_expression *expression;
    size_t rows = ter_table_rows(c->table), before = c->count, kept = 0, at = 0, undefined = 0;
    ter_status status = ter__expression_compile(&expression, item->text, strlen(item->text), c->table, NULL, c->error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t first = 0; status == TER_OK && first < rows; first += CHUNK_ROWS) {
        size_t count = rows - first < CHUNK_ROWS ? rows - first : CHUNK_ROWS;
        status = ter__expression_booleans(expression, c->table, first, count, truth, &undefined, c->error);
        for (; status == TER_OK && at < before && c->rows[at] < first + count; at++) {
            if (truth[c->rows[at] - first] == 1) {
                c->rows[kept++] = c->rows[at];
            }
        }
        status = status == TER_OK ? ter__stop_poll(c->stop) : status;
    }
    ter_expression_destroy(expression);
    c->count = kept;
    return status == TER_OK ? account(c, "filter", item->text, before) : status;
}

static ter_status apply_rules(cleaning *c) {
    const ter__setting *drop = ter__setting_of(c->context->settings, "drop_na");
    const ter__setting *filter = ter__setting_of(c->context->settings, "filter");
    c->count = ter_table_rows(c->table);
    c->rows = malloc((c->count + 1) * sizeof *c->rows);
    if (c->rows == NULL) {
        return ter_error_set(c->error, TER_NO_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < c->count; i++) {
        c->rows[i] = i;
    }
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < drop->count; i++) {
        status = drop_missing(c, &drop->items[i]);
    }
    for (size_t i = 0; status == TER_OK && i < filter->count; i++) {
        status = keep_where(c, &filter->items[i]);
    }
    return status;
}

static ter_status finish(const void *state, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                         ter__outcome *outcome, ter_error *error) {
    (void)state, (void)merged;
    cleaning c = {
        .context = context, .stop = stop, .outcome = outcome, .id = context->job->stages[context->stage].id, .error = error};
    const ter_table *source = ter__context_rows(context, ter__setting_of(context->settings, "from")->items);
    ter_status status = ter__result_begin(&c.audit, &ter__stage_clean, AUDIT, error);
    if (status == TER_OK) {
        status = derive_all(&c, (ter_table *)(uintptr_t)source); /* shared, not changed */
    }
    if (status == TER_OK) {
        status = apply_rules(&c);
    }
    if (status == TER_OK) {
        status = ter_table_select(&outcome->results->tables[ROWS], c.table, c.count, c.rows, error);
    }
    status = ter__result_finish(c.audit, status, &outcome->results->tables[AUDIT], error);
    ter_table_destroy(c.table);
    free(c.rows);
    return status;
}

/* ---- descriptor --------------------------------------------------------------------------------------------------------- */

static double memory(const ter__context *context, double rows, double groups) {
    (void)groups;
    return rows * (8.0 + 2.0 * 12.0 * (double)(8 + ter__setting_of(context->settings, "derive")->count));
}

static const ter__key keys[] = {
    {.name = "from", .kind = TER__KEY_ROWS, .required = true, .description = "the rows: an input, or a stage that gives rows"},
    {.name = "derive",
     .kind = TER__KEY_EXPRESSION,
     .form = TER__MAP,
     .description = "new columns of numbers by name, from the source's columns, as {log_peak: log10(peak)}"},
    {.name = "drop_na",
     .kind = TER__KEY_COLUMN,
     .form = TER__LIST,
     .description = "rows where one of these columns is missing are removed"},
    {.name = "filter",
     .kind = TER__KEY_EXPRESSION,
     .form = TER__LIST,
     .description = "rows are kept where this is true; removed where it is false or missing"},
    {.name = NULL},
};

static const ter__column_kind audit_columns[] = {
    {"rule", TER_TEXT}, {"rows_in", TER_INTEGER}, {"rows_out", TER_INTEGER}, {"removed", TER_INTEGER}, {NULL, TER_TEXT}};

static const ter__table_kind tables[] = {{"rows", "the rows that are left, with the derived columns", NULL},
                                         {"audit", "rows in and out, by rule", audit_columns},
                                         {NULL, NULL, NULL}};

const ter__stage ter__stage_clean = {
    .name = "clean",
    .title = "new columns, missing values and filters, with an account of the rows removed",
    .pattern = TER__PATTERN_LOCAL,
    .cheap = true,
    .gives_rows = true,
    .keys = keys,
    .tables = tables,
    .bind = bind,
    .memory = memory,
    .finish = finish,
};
