/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "tercile/text.h"

typedef struct text_out {
    char *bytes;
    size_t used, capacity;
    bool failed;
} text_out;

static void put(text_out *out, const char *text, size_t length) {
    void *bytes = out->bytes;
    if (out->failed || ter__array_reserve(&bytes, &out->capacity, out->used + length, 1) != TER_OK) {
        out->failed = true;
        return;
    }
    out->bytes = bytes;
    memcpy(out->bytes + out->used, text, length);
    out->used += length;
}

/*
 * A text as a field. In quotes where RFC 4180 wants them, and where the bare text would be read as missing, or would be taken for
 * a mark of the encoding.
 */
static void put_text(text_out *out, const char *text, size_t length) {
    bool quote = length == 0 || (length == 2 && memcmp(text, "NA", 2) == 0) || (unsigned char)text[0] == 0xEF;
    for (size_t i = 0; i < length && !quote; i++) {
        quote = text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r';
    }
    if (!quote) {
        put(out, text, length);
        return;
    }
    put(out, "\"", 1);
    for (size_t i = 0, begin = 0; i <= length; i++) {
        if (i == length || text[i] == '"') {
            put(out, text + begin, i - begin);
            if (i < length) {
                put(out, "\"", 1);
            }
            begin = i;
        }
    }
    put(out, "\"", 1);
}

static void put_cell(text_out *out, const ter_table *table, size_t column, size_t row) {
    if (ter_table_is_missing(table, column, row)) {
        return;
    }
    char number[TER_DOUBLE_TEXT_BYTES];
    size_t length;
    switch (table->columns[column].type) {
    case TER_DOUBLE:
        put(out, number, ter_text_from_double(table->columns[column].values.doubles[row], number));
        break;
    case TER_INTEGER:
        length = (size_t)snprintf(number, sizeof number, "%" PRId64, table->columns[column].values.integers[row]);
        put(out, number, length);
        break;
    default: {
        const char *text = ter_table_text(table, column, row, &length);
        put_text(out, text, length);
    }
    }
}

ter_status ter_csv_write(const ter_table *table, uint8_t **bytes, size_t *length, ter_error *error) {
    text_out out = {NULL, 0, 0, false};
    for (size_t j = 0; j < table->column_count; j++) {
        if (j > 0) {
            put(&out, ",", 1);
        }
        put_text(&out, table->columns[j].name, strlen(table->columns[j].name));
    }
    put(&out, "\n", 1);
    for (size_t i = 0; i < table->rows && !out.failed; i++) {
        for (size_t j = 0; j < table->column_count; j++) {
            if (j > 0) {
                put(&out, ",", 1);
            }
            put_cell(&out, table, j, i);
        }
        put(&out, "\n", 1);
    }
    if (out.failed) {
        free(out.bytes);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a CSV text of %zu bytes", out.used);
    }
    *bytes = (uint8_t *)out.bytes;
    *length = out.used;
    return TER_OK;
}
