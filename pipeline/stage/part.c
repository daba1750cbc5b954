/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/part.h"

#include <stdarg.h>
#include <string.h>

static const struct {
    const char *name;
    ter_type type;
} columns[] = {{"unit", TER_INTEGER}, {"item", TER_INTEGER}, {"index", TER_INTEGER},
               {"value", TER_DOUBLE}, {"error", TER_DOUBLE}, {"text", TER_TEXT}};

#define COLUMNS  (sizeof columns / sizeof *columns)
#define ITEM_MAX 255 /* of any stage */

ter_status ter__part_begin(ter_table_builder **builder, ter_error *error) {
    *builder = NULL;
    ter_status status = ter_table_builder_create(builder, error);
    for (size_t i = 0; status == TER_OK && i < COLUMNS; i++) {
        status = ter_table_builder_column(*builder, columns[i].name, columns[i].type, NULL, error);
    }
    if (status != TER_OK) {
        ter_table_builder_destroy(*builder);
        *builder = NULL;
    }
    return status;
}

ter_status ter__part_check(const ter_table *part, ter_error *error) {
    bool right = ter_table_columns(part) == COLUMNS;
    for (size_t i = 0; right && i < COLUMNS; i++) {
        right = strcmp(ter_table_column_name(part, i), columns[i].name) == 0 && ter_table_column_type(part, i) == columns[i].type &&
                (columns[i].type != TER_INTEGER || ter_table_missing_count(part, i) == 0);
    }
    for (size_t row = 0; right && row < ter_table_rows(part); row++) {
        int64_t item = ter_table_integer(part, TER__PART_ITEM, row);
        right = item >= 0 && item <= ITEM_MAX && ter_table_integer(part, TER__PART_UNIT, row) >= 0 &&
                ter_table_integer(part, TER__PART_INDEX, row) >= 0;
    }
    return right ? TER_OK : ter_error_set(error, TER_BAD_DATA, "it has not the columns of a part, or a number in it is negative");
}

ter_status ter__part_refuse(size_t row, ter_error *error) {
    return ter_error_set(error, TER_BAD_DATA, "row %zu is none that its tasks could have given, or one is missing there", row);
}

ter_status ter__part_add(ter_table_builder *builder, size_t unit, int item, size_t index, double value, double error,
                         const char *text) {
    return ter__row_add(builder, "iiiddt", (long long)unit, (long long)item, (long long)index, value, error, text);
}

ter_status ter__part_finish(ter_table_builder *builder, ter_status status, ter_table **part, ter_error *error) {
    return ter__result_finish(builder, status, part, error);
}

ter_status ter__row_add(ter_table_builder *builder, const char *kinds, ...) {
    va_list arguments;
    va_start(arguments, kinds);
    ter_status status = TER_OK;
    for (size_t column = 0; status == TER_OK && kinds[column] != '\0'; column++) {
        if (kinds[column] == 't') {
            const char *text = va_arg(arguments, const char *);
            status = text != NULL ? ter_table_builder_text(builder, column, text, strlen(text))
                                  : ter_table_builder_missing(builder, column);
        } else if (kinds[column] == 'i') {
            status = ter_table_builder_integer(builder, column, va_arg(arguments, long long));
        } else {
            status = ter_table_builder_double(builder, column, va_arg(arguments, double));
        }
    }
    va_end(arguments);
    return status;
}

ter_status ter__result_finish(ter_table_builder *builder, ter_status status, ter_table **table, ter_error *error) {
    if (status == TER_OK) {
        status = ter_table_builder_finish(builder, table, error);
    } else if (status == TER_NO_MEMORY || status == TER_LIMIT) {
        status = ter_error_set(error, status, "making a table: %s", ter_status_text(status));
    }
    ter_table_builder_destroy(builder);
    return status;
}
