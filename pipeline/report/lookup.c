/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/lookup.h"

#include <math.h>
#include <string.h>

static size_t column_of(const ter_table *table, const char *name) {
    size_t column;
    return table != NULL && ter_table_find(table, name, &column, NULL) == TER_OK ? column : TER__NONE;
}

size_t ter__rows(const ter_table *table) {
    return table != NULL ? ter_table_rows(table) : 0;
}

double ter__number_at(const ter_table *table, const char *name, size_t row) {
    size_t column = column_of(table, name);
    return column != TER__NONE && row < ter_table_rows(table) ? ter_table_double(table, column, row) : (double)NAN;
}

int64_t ter__integer_at(const ter_table *table, const char *name, size_t row) {
    size_t column = column_of(table, name);
    bool there = column != TER__NONE && row < ter_table_rows(table) && ter_table_column_type(table, column) == TER_INTEGER &&
                 !ter_table_is_missing(table, column, row);
    return there ? ter_table_integer(table, column, row) : -1;
}

ter__word ter__word_at(const ter_table *table, const char *name, size_t row) {
    size_t column = column_of(table, name);
    ter__word word = {NULL, 0};
    if (column != TER__NONE && row < ter_table_rows(table)) {
        word.text = ter_table_text(table, column, row, &word.length);
    }
    return word.text != NULL ? word : (ter__word){"", 0};
}

ter__word ter__word_of(const char *text) {
    return (ter__word){text, text != NULL ? strlen(text) : 0};
}

bool ter__same(ter__word a, ter__word b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.text, b.text, a.length) == 0);
}

size_t ter__next_row(const ter_table *table, const char *name, ter__word word, size_t from) {
    for (size_t row = from; row < ter__rows(table); row++) {
        if (ter__same(ter__word_at(table, name, row), word)) {
            return row;
        }
    }
    return TER__NONE;
}

size_t ter__row_of(const ter_table *table, const char *column_a, ter__word a, const char *column_b, ter__word b) {
    size_t row = ter__next_row(table, column_a, a, 0);
    while (row != TER__NONE && !ter__same(ter__word_at(table, column_b, row), b)) {
        row = ter__next_row(table, column_a, a, row + 1);
    }
    return row;
}

const ter_table *ter__stage_table(const ter_run *run, size_t stage, const char *name) {
    for (size_t i = 0; i < ter_run_table_count(run, stage); i++) {
        if (strcmp(ter_run_table_name(run, stage, i), name) == 0) {
            return ter_run_table(run, stage, i);
        }
    }
    return NULL;
}
