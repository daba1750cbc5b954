/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check: expectations on the result tables of earlier stages. An expectation names one cell (stage, table, column, and the row by
 * `where`) and what it must be. One that is not met fails the run when everything is computed.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "stage/part.h"
#include "stage/stage.h"

static const char *const relations[] = {"equals", "at_least", "at_most"};
#define RELATIONS 3

/* ---- before the run ----------------------------------------------------------------------------------------------------- */

static void bind_column(const ter__stage *kind, size_t table, const char *name, ter__place place, bool numeric, bool text,
                        const char *quotes, ter_diagnostics *diagnostics) {
    const char *names[64];
    size_t count = 0;
    for (const ter__column_kind *c = kind->tables[table].columns; c->name != NULL && count < 64; c++) {
        names[count++] = c->name;
        if (strcmp(c->name, name) != 0) {
            continue;
        }
        if (numeric && c->type == TER_TEXT) {
            ter__diagnose(diagnostics, place, quotes, "column \"%s\" is text", name);
        } else if (text && c->type != TER_TEXT) {
            ter__diagnose(diagnostics, place, "write the value without quotes", "column \"%s\" is numbers", name);
        }
        return;
    }
    ter__diagnose_unknown(diagnostics, place, "column", name, names, count);
}

static void bind_table(const ter_job *job, const ter__settings *one, ter_diagnostics *diagnostics) {
    const ter__setting *stage = ter__setting_of(one, "stage"), *table = ter__setting_of(one, "table");
    const ter__setting *column = ter__setting_of(one, "column"), *where = ter__setting_of(one, "where");
    const ter__stage *kind = job->stages[stage->items[0].reference].kind;
    const char *names[TER__STAGE_TABLES_MAX];
    size_t count = 0, number = ter__stage_table_number(kind, table->items[0].text);
    if (number == SIZE_MAX) {
        while (kind->tables[count].name != NULL) {
            names[count] = kind->tables[count].name;
            count++;
        }
        ter__diagnose_unknown(diagnostics, table->place, "table", table->items[0].text, names, count);
        return;
    }
    if (kind->tables[number].columns == NULL) {
        ter__diagnose(diagnostics, table->place, "check a table of results, as its audit", "\"%s\" is rows of data",
                      table->items[0].text);
        return;
    }
    bind_column(kind, number, column->items[0].text, column->place, true, false, NULL, diagnostics);
    for (size_t i = 0; i < where->count; i++) {
        const ter__item *item = &where->items[i];
        bind_column(kind, number, item->name, item->name_place, item->text == NULL, item->text != NULL, "write the value in quotes",
                    diagnostics);
    }
}

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    const ter__setting *expectations = ter__setting_of(job->stages[stage].settings, "expectations");
    for (size_t i = 0; i < expectations->count; i++) {
        const ter__settings *one = expectations->items[i].object;
        size_t given = 0;
        for (size_t r = 0; r < RELATIONS; r++) {
            given += ter__setting_of(one, relations[r])->count;
        }
        if (given != 1) {
            ter__diagnose(diagnostics, one->place, NULL, "an expectation needs one of equals, at_least, at_most; this one has %zu",
                          given);
        }
        bind_table(job, one, diagnostics);
    }
    return TER_OK;
}

/* ---- after everything else ---------------------------------------------------------------------------------------------- */

static bool cell_is(const ter_table *table, size_t row, const ter__item *wanted) {
    size_t column, length;
    if (ter_table_find(table, wanted->name, &column, NULL) != TER_OK) {
        return false;
    }
    if (wanted->text == NULL) {
        return ter_table_double(table, column, row) == wanted->number;
    }
    const char *text = ter_table_text(table, column, row, &length);
    return text != NULL && strlen(wanted->text) == length && memcmp(text, wanted->text, length) == 0;
}

/* The rows that match, and the last of them. */
static size_t matching(const ter_table *table, const ter__setting *where, size_t *found) {
    size_t count = 0;
    for (size_t row = 0; row < ter_table_rows(table); row++) {
        bool all = true;
        for (size_t i = 0; all && i < where->count; i++) {
            all = cell_is(table, row, &where->items[i]);
        }
        if (all) {
            *found = row;
            count++;
        }
    }
    return count;
}

static bool is_met(size_t relation, double actual, double expected, double tolerance) {
    switch (relation) {
    case 0:
        return fabs(actual - expected) <= tolerance;
    case 1:
        return actual >= expected - tolerance;
    default:
        return actual <= expected + tolerance;
    }
}

typedef struct tally {
    size_t unmet;
    char first[320]; /* what is wrong with the first that is not met */
} tally;

static ter_status check_one(const ter__context *context, const ter__settings *one, ter_table_builder *builder, tally *t) {
    size_t stage = ter__setting_of(one, "stage")->items[0].reference, relation = 0, row = 0, column;
    const char *table_name = ter__setting_text(one, "table"), *column_name = ter__setting_text(one, "column");
    const char *name = ter__setting_text(one, "name"), *id = context->job->stages[stage].id;
    while (relation + 1 < RELATIONS && ter__setting_of(one, relations[relation])->count == 0) {
        relation++;
    }
    double expected = ter__setting_number(one, relations[relation]), tolerance = ter__setting_number(one, "tolerance"),
           actual = NAN;
    const ter_table *table = ter__context_table(context, stage, table_name);
    size_t rows = table != NULL ? matching(table, ter__setting_of(one, "where"), &row) : 0;
    if (rows == 1 && ter_table_find(table, column_name, &column, NULL) == TER_OK) {
        actual = ter_table_double(table, column, row);
    }
    bool met = is_met(relation, actual, expected, tolerance); /* never with NaN */
    if (!met && t->unmet++ == 0) {
        if (rows != 1) {
            (void)snprintf(t->first, sizeof t->first, "\"%s\": %zu rows of %s.%s match `where`, exactly one must", name, rows, id,
                           table_name);
        } else {
            static const char *const words[] = {"", "at least ", "at most "};
            (void)snprintf(t->first, sizeof t->first, "\"%s\": %s of %s.%s is %.10g, expected %s%.10g (tolerance %g)", name,
                           column_name, id, table_name, actual, words[relation], expected, tolerance);
        }
    }
    return ter__row_add(builder, "tttttdddi", name, id, table_name, column_name, relations[relation], actual, expected, tolerance,
                        (long long)met);
}

static ter_status finish(const void *state, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                         ter__outcome *outcome, ter_error *error) {
    (void)state, (void)merged, (void)stop;
    const ter__setting *expectations = ter__setting_of(context->settings, "expectations");
    ter_table_builder *builder;
    tally t = {0};
    ter_status status = ter__result_begin(&builder, &ter__stage_check, 0, error);
    for (size_t i = 0; status == TER_OK && i < expectations->count; i++) {
        status = check_one(context, expectations->items[i].object, builder, &t);
    }
    if (status == TER_OK && t.unmet > 0) {
        (void)ter_error_set(&outcome->verdict, TER_CHECK_FAILED, "%zu of %zu expectations were not met: %s", t.unmet,
                            expectations->count, t.first);
    }
    return ter__result_finish(builder, status, &outcome->results->tables[0], error);
}

/* ---- descriptor --------------------------------------------------------------------------------------------------------- */

static const ter__key expectation_keys[] = {
    {.name = "name", .kind = TER__KEY_TEXT, .required = true, .description = "what is expected, in words"},
    {.name = "stage", .kind = TER__KEY_STAGE, .required = true, .description = "the stage whose result is looked at"},
    {.name = "table", .kind = TER__KEY_TEXT, .required = true, .description = "its table"},
    {.name = "column", .kind = TER__KEY_TEXT, .required = true, .description = "a column of numbers"},
    {.name = "where",
     .kind = TER__KEY_SCALAR,
     .form = TER__MAP,
     .fallback = "{}",
     .description = "values of other columns that pick the one row"},
    {.name = "equals", .kind = TER__KEY_NUMBER, .description = "the value, within `tolerance`"},
    {.name = "at_least", .kind = TER__KEY_NUMBER, .description = "a lower bound"},
    {.name = "at_most", .kind = TER__KEY_NUMBER, .description = "an upper bound"},
    {.name = "tolerance",
     .kind = TER__KEY_NUMBER,
     .fallback = "0",
     .upper = INFINITY,
     .description = "how far the value may be off, in the column's unit"},
    {.name = NULL},
};

static const ter__key keys[] = {
    {.name = "expectations",
     .kind = TER__KEY_OBJECT,
     .form = TER__LIST,
     .required = true,
     .fields = expectation_keys,
     .description = "what must hold for the run to succeed"},
    {.name = NULL},
};

static const ter__column_kind columns[] = {
    {"name", TER_TEXT},     {"stage", TER_TEXT},      {"table", TER_TEXT},       {"column", TER_TEXT}, {"relation", TER_TEXT},
    {"actual", TER_DOUBLE}, {"expected", TER_DOUBLE}, {"tolerance", TER_DOUBLE}, {"met", TER_INTEGER}, {NULL, TER_TEXT}};

static const ter__table_kind tables[] = {{"expectations", "what was expected and what came", columns}, {NULL, NULL, NULL}};

const ter__stage ter__stage_check = {
    .name = "check",
    .title = "expectations on results; one that is not met fails the run",
    .pattern = TER__PATTERN_LOCAL,
    .keys = keys,
    .tables = tables,
    .bind = bind,
    .finish = finish,
};
