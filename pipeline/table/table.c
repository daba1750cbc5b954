/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a table. Nothing here fails loudly: what lies outside the table is missing. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "tercile/text.h"

static const char *const type_words[] = {
#define WORD(name, word, format) #word,
    TER_TYPE_LIST(WORD)
#undef WORD
};

const char *ter_type_word(ter_type type) {
    return (unsigned)type < TER_TYPE_COUNT ? type_words[type] : "unknown";
}

ter_status ter_type_find(ter_type *type, const char *word, ter_error *error) {
    for (size_t i = 0; i < TER_TYPE_COUNT; i++) {
        if (strcmp(word, type_words[i]) == 0) {
            *type = (ter_type)i;
            return TER_OK;
        }
    }
    const char *near = ter_text_suggest(word, type_words, TER_TYPE_COUNT);
    if (near != NULL) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "unknown type \"%s\": did you mean \"%s\"?", word, near);
    }
    return ter_error_set(error, TER_UNKNOWN_NAME, "unknown type \"%s\": it is one of double, integer, text, factor", word);
}

size_t ter_table_rows(const ter_table *table) {
    return table->rows;
}

size_t ter_table_columns(const ter_table *table) {
    return table->column_count;
}

const char *ter_table_column_name(const ter_table *table, size_t column) {
    return column < table->column_count ? table->columns[column].name : NULL;
}

ter_type ter_table_column_type(const ter_table *table, size_t column) {
    return column < table->column_count ? table->columns[column].type : TER_TYPE_COUNT;
}

size_t ter_table_missing_count(const ter_table *table, size_t column) {
    return column < table->column_count ? table->columns[column].missing_count : 0;
}

ter_status ter_table_find(const ter_table *table, const char *name, size_t *column, ter_error *error) {
    for (size_t j = 0; j < table->column_count; j++) {
        if (strcmp(table->columns[j].name, name) == 0) {
            *column = j;
            return TER_OK;
        }
    }
    const char **names = ter__array_create(table->column_count, sizeof *names);
    if (names == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    for (size_t j = 0; j < table->column_count; j++) {
        names[j] = table->columns[j].name;
    }
    const char *near = ter_text_suggest(name, names, table->column_count);
    free(names);
    if (near != NULL) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "no column \"%s\": did you mean \"%s\"?", name, near);
    }
    return ter_error_set(error, TER_UNKNOWN_NAME, "no column \"%s\"", name);
}

/* The column that has the cell, or null. */
static const ter__column *cell_column(const ter_table *table, size_t column, size_t row) {
    return column < table->column_count && row < table->rows ? &table->columns[column] : NULL;
}

bool ter_table_is_missing(const ter_table *table, size_t column, size_t row) {
    const ter__column *c = cell_column(table, column, row);
    return c == NULL || ter__column_is_missing(c, row);
}

double ter_table_double(const ter_table *table, size_t column, size_t row) {
    const ter__column *c = cell_column(table, column, row);
    if (c != NULL && c->type == TER_DOUBLE) {
        return c->values.doubles[row];
    }
    if (c != NULL && c->type == TER_INTEGER && !ter__column_is_missing(c, row)) {
        return (double)c->values.integers[row];
    }
    return ter__missing_double();
}

int64_t ter_table_integer(const ter_table *table, size_t column, size_t row) {
    const ter__column *c = cell_column(table, column, row);
    return c != NULL && c->type == TER_INTEGER ? c->values.integers[row] : 0;
}

const char *ter_table_text(const ter_table *table, size_t column, size_t row, size_t *length) {
    const ter__column *c = cell_column(table, column, row);
    *length = 0;
    if (c == NULL || ter__column_is_missing(c, row)) {
        return NULL;
    }
    if (c->type == TER_TEXT) {
        return ter__texts_get(&c->texts, row, length);
    }
    if (c->type == TER_FACTOR) {
        return ter__texts_get(&c->texts, (size_t)c->values.codes[row], length);
    }
    return NULL;
}

const double *ter_table_doubles(const ter_table *table, size_t column) {
    return ter_table_column_type(table, column) == TER_DOUBLE ? table->columns[column].values.doubles : NULL;
}

const int32_t *ter_table_codes(const ter_table *table, size_t column) {
    return ter_table_column_type(table, column) == TER_FACTOR ? table->columns[column].values.codes : NULL;
}

size_t ter_table_level_count(const ter_table *table, size_t column) {
    return ter_table_column_type(table, column) == TER_FACTOR ? table->columns[column].level_count : 0;
}

const char *ter_table_level(const ter_table *table, size_t column, size_t level, size_t *length) {
    *length = 0;
    if (level >= ter_table_level_count(table, column)) {
        return NULL;
    }
    return ter__texts_get(&table->columns[column].texts, level, length);
}
