/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a table is, inside: columns in the buffers of the Arrow layout. Every table keeps these rules, whoever made it, so that
 * equal tables have equal buffers:
 *   - validity is null when nothing is missing; its unused bits are 0;
 *   - what stands in the place of a missing value is fixed: a quiet NaN, 0, an empty text, the code -1;
 *   - levels of a factor are in the order of first appearance and each is used.
 */
#ifndef TER__COLUMNS_H
#define TER__COLUMNS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tercile/table.h"

/* Texts one after another: entry i is bytes[offsets[i]] to bytes[offsets[i + 1]]. At most TER_TEXT_BYTES_MAX bytes. */
typedef struct ter__texts {
    int32_t *offsets; /* never null in a table: at least the 0 in front */
    char *bytes;      /* may be null when there is none */
} ter__texts;

typedef struct ter__column {
    char *name;
    ter_type type;
    size_t missing_count;
    uint8_t *validity; /* null when missing_count is 0 */
    union {
        double *doubles;
        int64_t *integers;
        int32_t *codes;
        void *any; /* null for text */
    } values;
    ter__texts texts;   /* the cells of a text column, the levels of a factor */
    size_t level_count; /* of a factor */
} ter__column;

struct ter_table {
    atomic_size_t owners;
    size_t rows, column_count;
    ter__column *columns;
};

/* An empty table with room for columns: one owner, all columns zeroed. Null when out of memory. */
ter_table *ter__table_create(size_t column_count, size_t rows);
void ter__column_clear(ter__column *column);

/* Bytes of a value in the values buffer; 0 for text. */
size_t ter__type_value_bytes(ter_type type);
/* What stands in place of a missing double, bit for bit. */
double ter__missing_double(void);

static inline bool ter__bit_get(const uint8_t *bits, size_t i) {
    return ((unsigned)bits[i / 8] >> (i % 8) & 1u) != 0;
}

static inline void ter__bit_set(uint8_t *bits, size_t i) {
    bits[i / 8] = (uint8_t)(bits[i / 8] | 1u << (i % 8));
}

static inline bool ter__column_is_missing(const ter__column *column, size_t row) {
    return column->validity != NULL && !ter__bit_get(column->validity, row);
}

static inline const char *ter__texts_get(const ter__texts *texts, size_t i, size_t *length) {
    *length = (size_t)(texts->offsets[i + 1] - texts->offsets[i]);
    return texts->bytes != NULL ? texts->bytes + texts->offsets[i] : "";
}

/* Bytes of the UTF-8 character (RFC 3629) at text[0 .. length - 1]; 0 when there is no valid one. */
size_t ter__utf8_character(const char *text, size_t length);
/* Offset of the first byte that does not belong to a valid UTF-8 character (RFC 3629), `length` when all do. */
size_t ter__utf8_valid_length(const char *text, size_t length);

/* Room for `need` items of `size` bytes in *array, whose capacity grows by half at least. TER_NO_MEMORY, and *array as it was. */
TER_MUST_USE ter_status ter__array_reserve(void **array, size_t *capacity, size_t need, size_t size);
/* count * size bytes, at least 1; null when out of memory or when the product overflows. */
void *ter__array_create(size_t count, size_t size);

#endif
