/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of format.md. Two passes: the length first, then the bytes into one allocation. */
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "columns.h"
#include "digest.h"

static size_t texts_bytes(const ter__texts *texts, size_t count) {
    return count * 4 + (size_t)texts->offsets[count];
}

static size_t column_bytes(const ter__column *column, size_t rows) {
    size_t bytes = 1 + strlen(column->name) + 2 + rows * ter__type_value_bytes(column->type);
    if (column->validity != NULL) {
        bytes += (rows + 7) / 8;
    }
    if (column->type == TER_TEXT) {
        bytes += texts_bytes(&column->texts, rows);
    } else if (column->type == TER_FACTOR) {
        bytes += 4 + texts_bytes(&column->texts, column->level_count);
    }
    return bytes;
}

static uint8_t *put_bytes(uint8_t *at, const void *bytes, size_t length) {
    if (length > 0) {
        memcpy(at, bytes, length);
    }
    return at + length;
}

/* The lowest `size` bytes of a number, lowest first. */
static uint8_t *put_number(uint8_t *at, uint64_t value, size_t size) {
    for (size_t i = 0; i < size; i++) {
        *at++ = (uint8_t)(value >> (8 * i));
    }
    return at;
}

/* count numbers of 4 or 8 bytes. */
static uint8_t *put_array(uint8_t *at, const void *values, size_t count, size_t size) {
    if (TER__LITTLE_ENDIAN) {
        return put_bytes(at, values, count * size);
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t wide = 0;
        uint32_t narrow = 0;
        if (size == sizeof wide) {
            memcpy(&wide, (const uint8_t *)values + i * size, sizeof wide);
        } else {
            memcpy(&narrow, (const uint8_t *)values + i * size, sizeof narrow);
            wide = narrow;
        }
        at = put_number(at, wide, size);
    }
    return at;
}

static uint8_t *put_texts(uint8_t *at, const ter__texts *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        at = put_number(at, (uint64_t)(texts->offsets[i + 1] - texts->offsets[i]), 4);
    }
    return put_bytes(at, texts->bytes, (size_t)texts->offsets[count]);
}

static uint8_t *put_column(uint8_t *at, const ter__column *column, size_t rows) {
    size_t name_length = strlen(column->name);
    at = put_number(at, name_length, 1);
    at = put_bytes(at, column->name, name_length);
    at = put_number(at, (uint64_t)column->type, 1);
    at = put_number(at, column->validity != NULL ? TER__TABLE_HAS_VALIDITY : 0, 1);
    if (column->validity != NULL) {
        at = put_bytes(at, column->validity, (rows + 7) / 8);
    }
    if (column->type == TER_TEXT) {
        return put_texts(at, &column->texts, rows);
    }
    if (column->type == TER_FACTOR) {
        at = put_number(at, column->level_count, 4);
        at = put_texts(at, &column->texts, column->level_count);
    }
    return put_array(at, column->values.any, rows, ter__type_value_bytes(column->type));
}

ter_status ter_table_encode(const ter_table *table, uint8_t **bytes, size_t *length, ter_error *error) {
    size_t body = TER__TABLE_HEADER_BYTES;
    for (size_t j = 0; j < table->column_count; j++) {
        body += column_bytes(&table->columns[j], table->rows);
    }
    uint8_t *made = malloc(body + TER__DIGEST_BYTES);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a table of %zu bytes", body);
    }
    uint8_t *at = put_bytes(made, TER__TABLE_MAGIC, TER__TABLE_MAGIC_BYTES);
    at = put_number(at, TER__TABLE_VERSION, 4);
    at = put_number(at, table->column_count, 4);
    at = put_number(at, table->rows, 8);
    for (size_t j = 0; j < table->column_count; j++) {
        at = put_column(at, &table->columns[j], table->rows);
    }
    ter_status status = (size_t)(at - made) == body ? ter__digest_of(made, body, at) : TER_INTERNAL;
    if (status != TER_OK) {
        free(made);
        return ter_error_set(error, status, "a table could not be encoded");
    }
    *bytes = made;
    *length = body + TER__DIGEST_BYTES;
    return TER_OK;
}

void ter_bytes_free(uint8_t *bytes) {
    free(bytes);
}
