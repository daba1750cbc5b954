/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New tables from rows of others: selection and concatenation. Levels are numbered anew, in order of first appearance. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "levels.h"

/* Rows of one source column on their way to the end of a target column. rows == null: all of them. */
typedef struct piece {
    const ter__column *source;
    const size_t *rows;
    size_t count;
} piece;

static size_t piece_row(const piece *from, size_t i) {
    return from->rows != NULL ? from->rows[i] : i;
}

static ter_status allocate_values(ter__column *column, size_t rows) {
    size_t size = ter__type_value_bytes(column->type);
    if (size > 0) {
        column->values.any = ter__array_create(rows, size);
        return column->values.any != NULL ? TER_OK : TER_NO_MEMORY;
    }
    return TER_OK;
}

static ter_status fill_validity(ter__column *column, size_t rows, const piece *pieces, size_t piece_count) {
    bool any = false;
    for (size_t p = 0; p < piece_count; p++) {
        any = any || pieces[p].source->missing_count > 0;
    }
    if (!any) {
        return TER_OK;
    }
    column->validity = calloc(rows / 8 + 1, 1);
    if (column->validity == NULL) {
        return TER_NO_MEMORY;
    }
    size_t out = 0;
    for (size_t p = 0; p < piece_count; p++) {
        for (size_t i = 0; i < pieces[p].count; i++, out++) {
            if (ter__column_is_missing(pieces[p].source, piece_row(&pieces[p], i))) {
                column->missing_count++;
            } else {
                ter__bit_set(column->validity, out);
            }
        }
    }
    if (column->missing_count == 0) {
        free(column->validity);
        column->validity = NULL;
    }
    return TER_OK;
}

static void fill_numbers(ter__column *column, const piece *pieces, size_t piece_count) {
    size_t out = 0;
    for (size_t p = 0; p < piece_count; p++) {
        /* Doubles and integers are both 8 bytes: they move as such. */
        const int64_t *source = pieces[p].source->values.integers;
        if (pieces[p].rows == NULL) {
            memcpy(column->values.integers + out, source, pieces[p].count * sizeof *source);
            out += pieces[p].count;
            continue;
        }
        for (size_t i = 0; i < pieces[p].count; i++) {
            column->values.integers[out++] = source[pieces[p].rows[i]];
        }
    }
}

static ter_status fill_texts(ter__column *column, size_t rows, const piece *pieces, size_t piece_count) {
    size_t total = 0, length;
    for (size_t p = 0; p < piece_count; p++) {
        for (size_t i = 0; i < pieces[p].count; i++) {
            (void)ter__texts_get(&pieces[p].source->texts, piece_row(&pieces[p], i), &length);
            total += length;
            if (total > TER_TEXT_BYTES_MAX) {
                return TER_LIMIT;
            }
        }
    }
    column->texts.offsets = ter__array_create(rows + 1, sizeof *column->texts.offsets);
    column->texts.bytes = ter__array_create(total, 1);
    if (column->texts.offsets == NULL || column->texts.bytes == NULL) {
        return TER_NO_MEMORY;
    }
    size_t out = 0, used = 0;
    column->texts.offsets[0] = 0;
    for (size_t p = 0; p < piece_count; p++) {
        for (size_t i = 0; i < pieces[p].count; i++) {
            const char *text = ter__texts_get(&pieces[p].source->texts, piece_row(&pieces[p], i), &length);
            memcpy(column->texts.bytes + used, text, length);
            used += length;
            column->texts.offsets[++out] = (int32_t)used;
        }
    }
    return TER_OK;
}

/* The codes of one piece, put at column->values.codes[out...]. A level of the source is looked up once. */
static ter_status fill_piece_codes(ter__column *column, ter__levels *levels, size_t out, const piece *from) {
    const ter__column *source = from->source;
    int32_t *map = ter__array_create(source->level_count, sizeof *map);
    if (map == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t level = 0; level < source->level_count; level++) {
        map[level] = -1;
    }
    ter_status status = TER_OK;
    for (size_t i = 0; i < from->count && status == TER_OK; i++) {
        int32_t code = source->values.codes[piece_row(from, i)];
        if (code >= 0 && map[code] < 0) {
            size_t length;
            const char *text = ter__texts_get(&source->texts, (size_t)code, &length);
            status = ter__levels_code(levels, text, length, &map[code]);
        }
        column->values.codes[out + i] = code >= 0 ? map[code] : -1;
    }
    free(map);
    return status;
}

static ter_status fill_codes(ter__column *column, const piece *pieces, size_t piece_count) {
    ter__levels levels = {0};
    ter_status status = TER_OK;
    size_t out = 0;
    for (size_t p = 0; p < piece_count && status == TER_OK; p++) {
        status = fill_piece_codes(column, &levels, out, &pieces[p]);
        out += pieces[p].count;
    }
    if (status == TER_OK) {
        status = ter__levels_give(&levels, column);
    }
    ter__levels_clear(&levels);
    return status;
}

static ter_status fill_column(ter__column *column, size_t rows, const piece *pieces, size_t piece_count) {
    const ter__column *like = pieces[0].source;
    size_t bytes = strlen(like->name) + 1;
    column->type = like->type;
    column->name = malloc(bytes);
    if (column->name == NULL) {
        return TER_NO_MEMORY;
    }
    memcpy(column->name, like->name, bytes);
    ter_status status = allocate_values(column, rows);
    if (status == TER_OK) {
        status = fill_validity(column, rows, pieces, piece_count);
    }
    if (status != TER_OK) {
        return status;
    }
    if (column->type == TER_TEXT) {
        return fill_texts(column, rows, pieces, piece_count);
    }
    if (column->type == TER_FACTOR) {
        return fill_codes(column, pieces, piece_count);
    }
    fill_numbers(column, pieces, piece_count);
    return TER_OK;
}

static ter_status column_failed(ter_status status, const char *name, ter_error *error) {
    if (status == TER_LIMIT) {
        return ter_error_set(error, status, "column \"%s\" would hold more text than a column may (%zu bytes)", name,
                             TER_TEXT_BYTES_MAX);
    }
    return ter_error_set(error, status, "out of memory for column \"%s\"", name);
}

ter_status ter_table_select(ter_table **table, const ter_table *source, size_t count, const size_t *rows, ter_error *error) {
    if (count > TER_TABLE_ROWS_MAX) {
        return ter_error_set(error, TER_LIMIT, "a table has at most %zu rows", TER_TABLE_ROWS_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i] >= source->rows) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "row %zu was selected from a table of %zu rows", rows[i], source->rows);
        }
    }
    static const size_t no_rows[1] = {0};
    ter_table *made = ter__table_create(source->column_count, source->column_count > 0 ? count : 0);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a table of %zu rows", count);
    }
    for (size_t j = 0; j < source->column_count; j++) {
        piece one = {&source->columns[j], count > 0 ? rows : no_rows, count};
        ter_status status = fill_column(&made->columns[j], count, &one, 1);
        if (status != TER_OK) {
            ter_table_destroy(made);
            return column_failed(status, source->columns[j].name, error);
        }
    }
    *table = made;
    return TER_OK;
}

static ter_status check_same_columns(const ter_table *a, const ter_table *b, ter_error *error) {
    if (a->column_count != b->column_count) {
        return ter_error_set(error, TER_BAD_SHAPE, "tables of %zu and %zu columns cannot be put together", a->column_count,
                             b->column_count);
    }
    for (size_t j = 0; j < a->column_count; j++) {
        if (strcmp(a->columns[j].name, b->columns[j].name) != 0 || a->columns[j].type != b->columns[j].type) {
            return ter_error_set(error, TER_BAD_SHAPE, "column %zu is \"%s\" (%s) in one table and \"%s\" (%s) in the other", j + 1,
                                 a->columns[j].name, ter_type_word(a->columns[j].type), b->columns[j].name,
                                 ter_type_word(b->columns[j].type));
        }
    }
    if (a->rows > TER_TABLE_ROWS_MAX - b->rows) {
        return ter_error_set(error, TER_LIMIT, "a table has at most %zu rows", TER_TABLE_ROWS_MAX);
    }
    return TER_OK;
}

ter_status ter_table_concatenate(ter_table **table, const ter_table *a, const ter_table *b, ter_error *error) {
    ter_status status = check_same_columns(a, b, error);
    if (status != TER_OK) {
        return status;
    }
    ter_table *made = ter__table_create(a->column_count, a->rows + b->rows);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a table of %zu rows", a->rows + b->rows);
    }
    for (size_t j = 0; j < a->column_count; j++) {
        piece both[2] = {{&a->columns[j], NULL, a->rows}, {&b->columns[j], NULL, b->rows}};
        status = fill_column(&made->columns[j], a->rows + b->rows, both, 2);
        if (status != TER_OK) {
            ter_table_destroy(made);
            return column_failed(status, a->columns[j].name, error);
        }
    }
    *table = made;
    return TER_OK;
}
