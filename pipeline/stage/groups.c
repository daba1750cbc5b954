/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/levels.h"
#include "tercile/describe.h"

static ter_status take(ter__groups *groups, size_t rows) {
    groups->arena = ter__arena_create();
    if (groups->arena == NULL) {
        return TER_NO_MEMORY;
    }
    groups->codes = ter__arena_take(groups->arena, rows, sizeof *groups->codes);
    groups->rows = ter__arena_take(groups->arena, rows, sizeof *groups->rows);
    return groups->codes != NULL && groups->rows != NULL ? TER_OK : TER_NO_MEMORY;
}

static ter_status code_rows(ter__groups *groups, ter__levels *levels, const ter_table *table, size_t column) {
    bool integer = ter_table_column_type(table, column) == TER_INTEGER;
    for (size_t row = 0; row < ter_table_rows(table); row++) {
        char number[32];
        size_t length = 0;
        const char *text = number;
        if (ter_table_is_missing(table, column, row)) {
            groups->codes[row] = -1;
            groups->ungrouped++;
            continue;
        }
        if (integer) {
            length = (size_t)snprintf(number, sizeof number, "%lld", (long long)ter_table_integer(table, column, row));
        } else {
            text = ter_table_text(table, column, row, &length);
        }
        ter_status status = ter__levels_code(levels, text, length, &groups->codes[row]);
        if (status != TER_OK) {
            return status;
        }
    }
    groups->count = levels->count;
    return TER_OK;
}

/* Labels, and the rows of each group by counting. */
static ter_status arrange(ter__groups *groups, const ter__levels *levels, size_t rows) {
    groups->labels = ter__arena_take(groups->arena, groups->count, sizeof *groups->labels);
    groups->begin = ter__arena_take(groups->arena, groups->count + 2, sizeof *groups->begin);
    if (groups->labels == NULL || groups->begin == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t g = 0; g < groups->count; g++) {
        size_t length = 3;
        const char *text = levels != NULL ? ter__texts_get(&levels->texts, g, &length) : "all";
        groups->labels[g] = ter__arena_text(groups->arena, text, length);
        if (groups->labels[g] == NULL) {
            return TER_NO_MEMORY;
        }
    }
    size_t *begin = groups->begin;
    for (size_t row = 0; row < rows; row++) {
        if (groups->codes[row] >= 0) {
            begin[groups->codes[row] + 2]++; /* two ahead: one is taken back by the filling below */
        }
    }
    for (size_t g = 2; g < groups->count + 2; g++) {
        begin[g] += begin[g - 1];
    }
    for (size_t row = 0; row < rows; row++) {
        if (groups->codes[row] >= 0) {
            groups->rows[begin[groups->codes[row] + 1]++] = row;
        }
    }
    return TER_OK;
}

ter_status ter__groups_make(ter__groups *groups, const ter_table *table, const char *by, ter_error *error) {
    memset(groups, 0, sizeof *groups);
    size_t rows = ter_table_rows(table), column;
    ter__levels levels = {0};
    ter_status status = take(groups, rows);
    if (status == TER_OK && by != NULL) {
        status = ter_table_find(table, by, &column, error);
        if (status == TER_OK && ter_table_column_type(table, column) == TER_DOUBLE) {
            status = ter_error_set(error, TER_BAD_DATA, "column \"%s\" is double: groups need integer, text or factor", by);
        }
        if (status == TER_OK) {
            status = code_rows(groups, &levels, table, column);
        }
    } else {
        groups->count = 1;
    }
    if (status == TER_OK) {
        status = arrange(groups, by != NULL ? &levels : NULL, rows);
    }
    ter__levels_clear(&levels);
    if (status != TER_OK) {
        ter__groups_clear(groups);
        if (status == TER_NO_MEMORY || status == TER_LIMIT) {
            status = ter_error_set(error, status, "grouping by \"%s\": %s", by != NULL ? by : "nothing", ter_status_text(status));
        }
    }
    return status;
}

void ter__groups_clear(ter__groups *groups) {
    ter__arena_destroy(groups->arena);
    memset(groups, 0, sizeof *groups);
}

ter_status ter__groups_sample(const ter__groups *groups, size_t g, const ter_table *table, size_t column, double **values,
                              size_t *n, size_t *missing) {
    size_t begin = groups->begin[g], count = groups->begin[g + 1] - begin;
    double *made = malloc((count > 0 ? count : 1) * sizeof *made);
    if (made == NULL) {
        return TER_NO_MEMORY;
    }
    *n = *missing = 0;
    for (size_t i = 0; i < count; i++) {
        size_t row = groups->rows[begin + i];
        if (ter_table_is_missing(table, column, row)) {
            ++*missing;
        } else {
            made[(*n)++] = ter_table_double(table, column, row);
        }
    }
    ter_sort(*n, made);
    *values = made;
    return TER_OK;
}

ter_status ter__samples_make(ter__samples *samples, const ter_table *table, const char *by, const char *column, ter_error *error) {
    memset(samples, 0, sizeof *samples);
    size_t index;
    ter_status status = ter_table_find(table, column, &index, error);
    if (status == TER_OK) {
        status = ter__groups_make(&samples->groups, table, by, error);
    }
    if (status != TER_OK) {
        return status;
    }
    size_t count = samples->groups.count;
    samples->values = ter__arena_take(samples->groups.arena, count, sizeof *samples->values);
    samples->n = ter__arena_take(samples->groups.arena, count, sizeof *samples->n);
    samples->missing = ter__arena_take(samples->groups.arena, count, sizeof *samples->missing);
    if (samples->values == NULL || samples->n == NULL || samples->missing == NULL) {
        status = TER_NO_MEMORY;
    }
    for (size_t g = 0; status == TER_OK && g < count; g++) {
        status = ter__groups_sample(&samples->groups, g, table, index, &samples->values[g], &samples->n[g], &samples->missing[g]);
    }
    if (status != TER_OK) {
        ter__samples_clear(samples);
        return ter_error_set(error, status, "taking the samples of \"%s\": %s", column, ter_status_text(status));
    }
    return TER_OK;
}

void ter__samples_clear(ter__samples *samples) {
    for (size_t g = 0; samples->values != NULL && g < samples->groups.count; g++) {
        free(samples->values[g]);
    }
    ter__groups_clear(&samples->groups);
    memset(samples, 0, sizeof *samples);
}
