/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column's place, for the expression, says its index and its type: a table whose columns are others is found out. */
#include <math.h>
#include <string.h>

#include "expression.h"
#include "table/columns.h"

static size_t place_of(size_t index, ter_type type) {
    return index * TER_TYPE_COUNT + (size_t)type;
}

static size_t index_of(size_t place) {
    return place / TER_TYPE_COUNT;
}

static ter_status find(void *context, const char *name, size_t *place, ter_value_type *type, ter_error *error) {
    const ter_table *table = context;
    size_t index = 0;
    ter_status status = ter_table_find(table, name, &index, error);
    if (status == TER_OK) {
        const ter_type stored = ter_table_column_type(table, index);
        *place = place_of(index, stored);
        *type = stored == TER_DOUBLE || stored == TER_INTEGER ? TER_VALUE_NUMBER : TER_VALUE_TEXT;
    }
    return status;
}

ter_status ter__expression_compile(ter_expression **expression, const char *text, size_t length, const ter_table *table,
                                   size_t *column, ter_error *error) {
    const size_t valid = ter__utf8_valid_length(text, length);
    if (valid != length && length <= TER_EXPRESSION_BYTES_MAX) {
        if (column != NULL) {
            *column = valid + 1;
        }
        return ter_error_set(error, TER_BAD_SYNTAX, "this is not UTF-8");
    }
    const ter_expression_names names = {(void *)(uintptr_t)table, find};
    return ter_expression_compile(expression, text, length, table == NULL ? NULL : &names, column, error);
}

static void numbers(const void *context, size_t place, size_t first, size_t count, double *out) {
    const ter_table *table = context;
    const size_t column = index_of(place);
    const double *doubles = ter_table_doubles(table, column);
    if (doubles != NULL) {
        memcpy(out, doubles + first, count * sizeof *out);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        out[i] = ter_table_double(table, column, first + i);
    }
}

static const char *text(const void *context, size_t place, size_t row, size_t *length) {
    return ter_table_text(context, index_of(place), row, length);
}

static ter_status check(const ter_expression *expression, const ter_table *table, size_t first, size_t count, ter_error *error) {
    if (first > ter_table_rows(table) || count > ter_table_rows(table) - first) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "rows %zu to %zu of a table of %zu rows", first, first + count,
                             ter_table_rows(table));
    }
    size_t place = 0;
    const char *wanted;
    for (size_t j = 0; ter_expression_is_bound(expression) && (wanted = ter_expression_column(expression, j, NULL, &place)) != NULL;
         j++) {
        const size_t index = index_of(place);
        const char *name = ter_table_column_name(table, index);
        if (name == NULL || strcmp(name, wanted) != 0 || place_of(index, ter_table_column_type(table, index)) != place) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "column \"%s\" is not where the expression was compiled for", wanted);
        }
    }
    return TER_OK;
}

ter_status ter__expression_numbers(const ter_expression *expression, const ter_table *table, size_t first, size_t count,
                                   double *out, size_t *undefined, ter_error *error) {
    const ter_expression_source source = {table, numbers, text};
    ter_status status = check(expression, table, first, count, error);
    if (status == TER_OK) {
        status = ter_expression_numbers(expression, &source, first, count, out, undefined, error);
    }
    for (size_t i = 0; status == TER_OK && i < count; i++) {
        out[i] = isnan(out[i]) ? ter__missing_double() : out[i];
    }
    return status;
}

ter_status ter__expression_booleans(const ter_expression *expression, const ter_table *table, size_t first, size_t count,
                                    int8_t *out, size_t *undefined, ter_error *error) {
    const ter_expression_source source = {table, numbers, text};
    ter_status status = check(expression, table, first, count, error);
    return status == TER_OK ? ter_expression_booleans(expression, &source, first, count, out, undefined, error) : status;
}
