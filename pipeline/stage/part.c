/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/part.h"

#include <stdarg.h>
#include <string.h>

ter_status ter__part_begin(ter_table_builder **builder, ter_error *error) {
    static const struct {
        const char *name;
        ter_type type;
    } columns[] = {{"unit", TER_INTEGER}, {"item", TER_INTEGER}, {"index", TER_INTEGER},
                   {"value", TER_DOUBLE}, {"error", TER_DOUBLE}, {"text", TER_TEXT}};
    *builder = NULL;
    ter_status status = ter_table_builder_create(builder, error);
    for (size_t i = 0; status == TER_OK && i < sizeof columns / sizeof *columns; i++) {
        status = ter_table_builder_column(*builder, columns[i].name, columns[i].type, NULL, error);
    }
    if (status != TER_OK) {
        ter_table_builder_destroy(*builder);
        *builder = NULL;
    }
    return status;
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
