/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "levels.h"

typedef struct growing_column {
    ter__column column;
    size_t rows;
    size_t values_capacity, offsets_capacity, bytes_capacity, validity_capacity;
    ter__levels levels;
} growing_column;

struct ter_table_builder {
    growing_column *columns;
    size_t count, capacity;
};

ter_status ter_table_builder_create(ter_table_builder **builder, ter_error *error) {
    ter_table_builder *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a table");
    }
    *builder = made;
    return TER_OK;
}

static void clear(ter_table_builder *builder) {
    for (size_t j = 0; j < builder->count; j++) {
        ter__column_clear(&builder->columns[j].column);
        ter__levels_clear(&builder->columns[j].levels);
    }
    free(builder->columns);
    memset(builder, 0, sizeof *builder);
}

void ter_table_builder_destroy(ter_table_builder *builder) {
    if (builder != NULL) {
        clear(builder);
        free(builder);
    }
}

/* What is wrong with a new column, if anything. */
static ter_status check_column(const ter_table_builder *builder, const char *name, ter_type type, ter_error *error) {
    size_t length = strlen(name);
    if ((unsigned)type >= TER_TYPE_COUNT) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "column \"%s\": %d is no type", name, (int)type);
    }
    if (length == 0) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "column %zu has no name", builder->count + 1);
    }
    if (length > TER_COLUMN_NAME_BYTES_MAX) {
        return ter_error_set(error, TER_LIMIT, "the name of column %zu has %zu bytes; at most %d are allowed", builder->count + 1,
                             length, TER_COLUMN_NAME_BYTES_MAX);
    }
    if (ter__utf8_valid_length(name, length) != length) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "the name of column %zu is not UTF-8", builder->count + 1);
    }
    if (builder->count >= TER_TABLE_COLUMNS_MAX) {
        return ter_error_set(error, TER_LIMIT, "a table has at most %d columns", TER_TABLE_COLUMNS_MAX);
    }
    for (size_t j = 0; j < builder->count; j++) {
        if (builder->columns[j].rows > 0) {
            return ter_error_set(error, TER_BAD_STATE, "column \"%s\" comes after the first row", name);
        }
        if (strcmp(builder->columns[j].column.name, name) == 0) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "columns %zu and %zu are both named \"%s\"", j + 1, builder->count + 1,
                                 name);
        }
    }
    return TER_OK;
}

ter_status ter_table_builder_column(ter_table_builder *builder, const char *name, ter_type type, size_t *column, ter_error *error) {
    ter_status status = check_column(builder, name, type, error);
    if (status != TER_OK) {
        return status;
    }
    size_t bytes = strlen(name) + 1;
    char *copy = malloc(bytes);
    void *columns = builder->columns;
    status = ter__array_reserve(&columns, &builder->capacity, builder->count + 1, sizeof *builder->columns);
    builder->columns = columns;
    if (copy == NULL || status != TER_OK) {
        free(copy);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for column \"%s\"", name);
    }
    memcpy(copy, name, bytes);
    growing_column *added = &builder->columns[builder->count];
    memset(added, 0, sizeof *added);
    added->column.name = copy;
    added->column.type = type;
    if (column != NULL) {
        *column = builder->count;
    }
    builder->count++;
    return TER_OK;
}

/* The column of that type (or any type) with room for one value more. */
static ter_status room(ter_table_builder *builder, size_t column, growing_column **found) {
    if (column >= builder->count) {
        return TER_BAD_ARGUMENT;
    }
    growing_column *c = &builder->columns[column];
    if (c->rows >= TER_TABLE_ROWS_MAX) {
        return TER_LIMIT;
    }
    *found = c;
    size_t size = ter__type_value_bytes(c->column.type);
    if (size == 0 || c->rows < c->values_capacity) {
        return TER_OK;
    }
    return ter__array_reserve(&c->column.values.any, &c->values_capacity, c->rows + 1, size);
}

/* Makes room for row c->rows in the validity bitmap, which is begun when `begin`. Whole bytes: new ones are 0. */
static ter_status validity_room(growing_column *c, bool begin) {
    size_t bytes = c->rows / 8 + 1, before = c->validity_capacity;
    if (c->column.validity == NULL && !begin) {
        return TER_OK;
    }
    if (bytes > before) {
        void *validity = c->column.validity;
        ter_status status = ter__array_reserve(&validity, &c->validity_capacity, bytes, 1);
        c->column.validity = validity;
        if (status != TER_OK) {
            return status;
        }
        memset(c->column.validity + before, 0, c->validity_capacity - before);
        if (before == 0) {
            memset(c->column.validity, 0xFF, c->rows / 8);
            c->column.validity[c->rows / 8] = (uint8_t)((1u << (c->rows % 8)) - 1u);
        }
    }
    return TER_OK;
}

/* Ends the appending of a present value. */
static void present(growing_column *c) {
    if (c->column.validity != NULL) {
        ter__bit_set(c->column.validity, c->rows);
    }
    c->rows++;
}

ter_status ter_table_builder_missing(ter_table_builder *builder, size_t column) {
    growing_column *c;
    ter_status status = room(builder, column, &c);
    if (status == TER_OK && c->column.type == TER_TEXT) {
        status = ter__texts_append(&c->column.texts, &c->offsets_capacity, &c->bytes_capacity, c->rows, "", 0);
    }
    if (status == TER_OK) {
        status = validity_room(c, true);
    }
    if (status != TER_OK) {
        return status;
    }
    switch (c->column.type) {
    case TER_DOUBLE:
        c->column.values.doubles[c->rows] = ter__missing_double();
        break;
    case TER_INTEGER:
        c->column.values.integers[c->rows] = 0;
        break;
    case TER_FACTOR:
        c->column.values.codes[c->rows] = -1;
        break;
    default:
        break;
    }
    c->rows++;
    c->column.missing_count++;
    return TER_OK;
}

ter_status ter_table_builder_double(ter_table_builder *builder, size_t column, double value) {
    if (isnan(value)) {
        bool fits = column < builder->count && builder->columns[column].column.type == TER_DOUBLE;
        return fits ? ter_table_builder_missing(builder, column) : TER_BAD_ARGUMENT;
    }
    growing_column *c;
    ter_status status = room(builder, column, &c);
    if (status == TER_OK && c->column.type != TER_DOUBLE) {
        status = TER_BAD_ARGUMENT;
    }
    if (status == TER_OK) {
        status = validity_room(c, false);
    }
    if (status == TER_OK) {
        c->column.values.doubles[c->rows] = value;
        present(c);
    }
    return status;
}

ter_status ter_table_builder_integer(ter_table_builder *builder, size_t column, int64_t value) {
    growing_column *c;
    ter_status status = room(builder, column, &c);
    if (status == TER_OK && c->column.type != TER_INTEGER) {
        status = TER_BAD_ARGUMENT;
    }
    if (status == TER_OK) {
        status = validity_room(c, false);
    }
    if (status == TER_OK) {
        c->column.values.integers[c->rows] = value;
        present(c);
    }
    return status;
}

ter_status ter_table_builder_text(ter_table_builder *builder, size_t column, const char *text, size_t length) {
    growing_column *c;
    ter_status status = room(builder, column, &c);
    if (status == TER_OK && c->column.type != TER_TEXT && c->column.type != TER_FACTOR) {
        status = TER_BAD_ARGUMENT;
    }
    if (status == TER_OK && ter__utf8_valid_length(text, length) != length) {
        status = TER_BAD_DATA;
    }
    if (status == TER_OK) {
        status = validity_room(c, false);
    }
    if (status == TER_OK && c->column.type == TER_TEXT) {
        status = ter__texts_append(&c->column.texts, &c->offsets_capacity, &c->bytes_capacity, c->rows, text, length);
    } else if (status == TER_OK) {
        status = ter__levels_code(&c->levels, text, length, &c->column.values.codes[c->rows]);
    }
    if (status == TER_OK) {
        present(c);
    }
    return status;
}

ter_status ter_table_builder_row(ter_table_builder *builder, const ter_table *table, size_t row) {
    if (builder->count != table->column_count) {
        return TER_BAD_SHAPE;
    }
    for (size_t j = 0; j < builder->count; j++) {
        if (builder->columns[j].column.type != table->columns[j].type) {
            return TER_BAD_SHAPE;
        }
    }
    if (row >= table->rows) {
        return TER_BAD_ARGUMENT;
    }
    ter_status status = TER_OK;
    for (size_t j = 0; j < builder->count && status == TER_OK; j++) {
        ter_type type = table->columns[j].type;
        if (ter__column_is_missing(&table->columns[j], row)) {
            status = ter_table_builder_missing(builder, j);
        } else if (type == TER_DOUBLE) {
            status = ter_table_builder_double(builder, j, table->columns[j].values.doubles[row]);
        } else if (type == TER_INTEGER) {
            status = ter_table_builder_integer(builder, j, table->columns[j].values.integers[row]);
        } else {
            size_t length;
            const char *text = ter_table_text(table, j, row, &length);
            status = ter_table_builder_text(builder, j, text, length);
        }
    }
    return status;
}

/* Ends a column: buffers that must be there are, and none is larger than what it holds. */
static ter_status end_column(growing_column *c) {
    ter__column *column = &c->column;
    if (column->type == TER_FACTOR) {
        ter_status status = ter__levels_give(&c->levels, column);
        if (status != TER_OK) {
            return status;
        }
    } else if (column->type == TER_TEXT && column->texts.offsets == NULL) {
        column->texts.offsets = calloc(1, sizeof *column->texts.offsets);
        if (column->texts.offsets == NULL) {
            return TER_NO_MEMORY;
        }
    }
    size_t size = ter__type_value_bytes(column->type);
    if (size > 0 && (column->values.any == NULL || c->rows < c->values_capacity)) {
        void *exact = realloc(column->values.any, c->rows > 0 ? c->rows * size : 1);
        if (exact == NULL) {
            return TER_NO_MEMORY;
        }
        column->values.any = exact;
        c->values_capacity = c->rows;
    }
    return TER_OK;
}

ter_status ter_table_builder_finish(ter_table_builder *builder, ter_table **table, ter_error *error) {
    size_t rows = builder->count > 0 ? builder->columns[0].rows : 0;
    for (size_t j = 1; j < builder->count; j++) {
        if (builder->columns[j].rows != rows) {
            return ter_error_set(error, TER_BAD_SHAPE, "column \"%s\" has %zu rows, column \"%s\" has %zu",
                                 builder->columns[0].column.name, rows, builder->columns[j].column.name, builder->columns[j].rows);
        }
    }
    ter_table *made = ter__table_create(builder->count, rows);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a table");
    }
    for (size_t j = 0; j < builder->count; j++) {
        if (end_column(&builder->columns[j]) != TER_OK) {
            ter_table_destroy(made);
            clear(builder);
            return ter_error_set(error, TER_NO_MEMORY, "out of memory for a table of %zu rows", rows);
        }
        made->columns[j] = builder->columns[j].column;
        memset(&builder->columns[j].column, 0, sizeof builder->columns[j].column);
    }
    clear(builder);
    *table = made;
    return TER_OK;
}
