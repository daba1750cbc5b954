/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "columns.h"

#include <stdlib.h>
#include <string.h>

size_t ter__type_value_bytes(ter_type type) {
    switch (type) {
    case TER_DOUBLE:
        return sizeof(double);
    case TER_INTEGER:
        return sizeof(int64_t);
    case TER_FACTOR:
        return sizeof(int32_t);
    default:
        return 0;
    }
}

double ter__missing_double(void) {
    const uint64_t quiet_nan = UINT64_C(0x7ff8000000000000);
    double value;
    memcpy(&value, &quiet_nan, sizeof value);
    return value;
}

void *ter__array_create(size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    size_t bytes = count * size;
    return malloc(bytes > 0 ? bytes : 1);
}

ter_status ter__array_reserve(void **array, size_t *capacity, size_t need, size_t size) {
    enum { SMALLEST = 16 };
    if (need <= *capacity) {
        return TER_OK;
    }
    size_t wanted = *capacity + *capacity / 2;
    if (wanted < need) {
        wanted = need;
    }
    if (wanted < SMALLEST) {
        wanted = SMALLEST;
    }
    if (wanted > SIZE_MAX / size) {
        return TER_NO_MEMORY;
    }
    void *grown = realloc(*array, wanted * size);
    if (grown == NULL) {
        return TER_NO_MEMORY;
    }
    *array = grown;
    *capacity = wanted;
    return TER_OK;
}

ter_table *ter__table_create(size_t column_count, size_t rows) {
    ter_table *table = malloc(sizeof *table);
    ter__column *columns = calloc(column_count > 0 ? column_count : 1, sizeof *columns);
    if (table == NULL || columns == NULL) {
        free(table);
        free(columns);
        return NULL;
    }
    atomic_init(&table->owners, 1);
    table->rows = rows;
    table->column_count = column_count;
    table->columns = columns;
    return table;
}

void ter__column_clear(ter__column *column) {
    free(column->name);
    free(column->validity);
    free(column->values.any);
    free(column->texts.offsets);
    free(column->texts.bytes);
    memset(column, 0, sizeof *column);
}

ter_table *ter_table_share(ter_table *table) {
    if (table != NULL) {
        atomic_fetch_add_explicit(&table->owners, 1, memory_order_relaxed);
    }
    return table;
}

void ter_table_destroy(ter_table *table) {
    /* Release, so that what this owner read or wrote is done before another one frees; acquire, so that the last one sees it. */
    if (table == NULL || atomic_fetch_sub_explicit(&table->owners, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (size_t j = 0; j < table->column_count; j++) {
        ter__column_clear(&table->columns[j]);
    }
    free(table->columns);
    free(table);
}

size_t ter__utf8_character(const char *at, size_t length) {
    const unsigned char *text = (const unsigned char *)at;
    unsigned char first = length > 0 ? text[0] : 0xFF;
    if (first < 0x80) {
        return 1;
    }
    size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || bytes > length) {
        return 0;
    }
    for (size_t i = 1; i < bytes; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    /* Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
    unsigned char second = text[1];
    bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
                 (first == 0xF4 && second > 0x8F);
    return wrong ? 0 : bytes;
}

size_t ter__utf8_valid_length(const char *text, size_t length) {
    size_t i = 0;
    while (i < length) {
        uint64_t word;
        while (length - i >= sizeof word) {
            memcpy(&word, text + i, sizeof word);
            if ((word & UINT64_C(0x8080808080808080)) != 0) {
                break;
            }
            i += sizeof word;
        }
        if (i < length) {
            size_t step = ter__utf8_character(text + i, length - i);
            if (step == 0) {
                return i;
            }
            i += step;
        }
    }
    return length;
}
