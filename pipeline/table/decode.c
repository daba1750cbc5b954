/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of unknown origin to a table, or a refusal. Every length is compared with what is left before it is used or allocated, and
 * every rule of format.md is checked, so that an accepted table encodes to the same bytes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "columns.h"
#include "digest.h"
#include "levels.h"

typedef struct reader {
    const uint8_t *at;
    size_t left;
    const char *wrong; /* what rule was broken first */
} reader;

/* The next `length` bytes, or null. */
static const uint8_t *take(reader *in, uint64_t length) {
    if (in->wrong != NULL || length > in->left) {
        in->wrong = in->wrong != NULL ? in->wrong : "it is cut short";
        return NULL;
    }
    const uint8_t *taken = in->at;
    in->at += length;
    in->left -= (size_t)length;
    return taken;
}

static uint64_t number_at(const uint8_t *bytes, size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

static uint64_t take_number(reader *in, size_t size) {
    const uint8_t *bytes = take(in, size);
    return bytes != NULL ? number_at(bytes, size) : 0;
}

static ter_status refuse(reader *in, const char *wrong) {
    in->wrong = in->wrong != NULL ? in->wrong : wrong;
    return TER_BAD_DATA;
}

/* count numbers of `size` bytes into a new buffer. */
static ter_status take_array(reader *in, size_t count, size_t size, void **values) {
    const uint8_t *bytes = take(in, (uint64_t)count * size);
    if (bytes == NULL) {
        return TER_BAD_DATA;
    }
    uint8_t *made = ter__array_create(count, size);
    if (made == NULL) {
        return TER_NO_MEMORY;
    }
    *values = made;
    if (TER__LITTLE_ENDIAN) {
        memcpy(made, bytes, count * size);
        return TER_OK;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t wide = number_at(bytes + i * size, size);
        uint32_t narrow = (uint32_t)wide;
        memcpy(made + i * size, size == sizeof wide ? (const void *)&wide : (const void *)&narrow, size);
    }
    return TER_OK;
}

static ter_status take_texts(reader *in, size_t count, ter__texts *texts) {
    const uint8_t *lengths = take(in, (uint64_t)count * 4);
    if (lengths == NULL) {
        return TER_BAD_DATA;
    }
    texts->offsets = ter__array_create(count + 1, sizeof *texts->offsets);
    if (texts->offsets == NULL) {
        return TER_NO_MEMORY;
    }
    size_t total = 0;
    texts->offsets[0] = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t length = number_at(lengths + 4 * i, 4);
        if (length > TER_TEXT_BYTES_MAX - total) {
            return refuse(in, "a column holds too much text");
        }
        total += (size_t)length;
        texts->offsets[i + 1] = (int32_t)total;
    }
    const uint8_t *bytes = take(in, total);
    if (bytes == NULL) {
        return TER_BAD_DATA;
    }
    texts->bytes = ter__array_create(total, 1);
    if (texts->bytes == NULL) {
        return TER_NO_MEMORY;
    }
    memcpy(texts->bytes, bytes, total);
    /* Each text must be UTF-8 by itself: a character must not be split between two. */
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *text = ter__texts_get(texts, i, &length);
        if (ter__utf8_valid_length(text, length) != length) {
            return refuse(in, "a text is not UTF-8");
        }
    }
    return TER_OK;
}

static ter_status take_validity(reader *in, size_t rows, ter__column *column) {
    size_t length = (rows + 7) / 8;
    const uint8_t *bytes = take(in, length);
    if (bytes == NULL) {
        return TER_BAD_DATA;
    }
    column->validity = ter__array_create(length, 1);
    if (column->validity == NULL) {
        return TER_NO_MEMORY;
    }
    memcpy(column->validity, bytes, length);
    for (size_t i = 0; i < rows; i++) {
        column->missing_count += ter__bit_get(bytes, i) ? 0 : 1;
    }
    if (column->missing_count == 0) {
        return refuse(in, "a validity bitmap without missing values");
    }
    if (rows % 8 != 0 && bytes[length - 1] >> (rows % 8) != 0) {
        return refuse(in, "unused bits of a validity bitmap are set");
    }
    return TER_OK;
}

/* What stands at a missing value must be what stands there always, and nowhere else. */
static ter_status check_values(reader *in, const ter__column *column, size_t rows) {
    const double quiet_nan = ter__missing_double();
    for (size_t i = 0; i < rows; i++) {
        bool missing = ter__column_is_missing(column, i), canonical = true;
        switch (column->type) {
        case TER_DOUBLE:
            canonical =
                missing ? memcmp(&column->values.doubles[i], &quiet_nan, sizeof quiet_nan) == 0 : !isnan(column->values.doubles[i]);
            break;
        case TER_INTEGER:
            canonical = !missing || column->values.integers[i] == 0;
            break;
        case TER_TEXT:
            canonical = !missing || column->texts.offsets[i] == column->texts.offsets[i + 1];
            break;
        default:
            canonical = missing == (column->values.codes[i] == -1);
            break;
        }
        if (!canonical) {
            return refuse(in, "a missing value is not marked as one");
        }
    }
    return TER_OK;
}

/* Levels distinct, each used, in order of first use. */
static ter_status check_levels(reader *in, const ter__column *column, size_t rows) {
    int32_t next = 0;
    for (size_t i = 0; i < rows; i++) {
        int32_t code = column->values.codes[i];
        if (code < -1 || code > next || (size_t)(code + 1) > column->level_count) {
            return refuse(in, "a code of a factor is out of range or out of order");
        }
        next += code == next ? 1 : 0;
    }
    if ((size_t)next != column->level_count) {
        return refuse(in, "a level of a factor is not used");
    }
    ter__levels set = {0};
    ter_status status = TER_OK;
    for (size_t level = 0; level < column->level_count && status == TER_OK; level++) {
        size_t length;
        int32_t code = 0;
        const char *text = ter__texts_get(&column->texts, level, &length);
        status = ter__levels_code(&set, text, length, &code);
        if (status == TER_OK && (size_t)code != level) {
            status = refuse(in, "a factor has the same level twice");
        }
    }
    ter__levels_clear(&set);
    return status;
}

static ter_status take_name(reader *in, ter_table *table, size_t index) {
    size_t length = (size_t)take_number(in, 1);
    const uint8_t *name = take(in, length);
    if (name == NULL) {
        return TER_BAD_DATA;
    }
    if (length == 0 || memchr(name, 0, length) != NULL || ter__utf8_valid_length((const char *)name, length) != length) {
        return refuse(in, "a column's name is empty or not UTF-8");
    }
    char *copy = malloc(length + 1);
    if (copy == NULL) {
        return TER_NO_MEMORY;
    }
    memcpy(copy, name, length);
    copy[length] = '\0';
    table->columns[index].name = copy;
    for (size_t j = 0; j < index; j++) {
        if (strcmp(table->columns[j].name, copy) == 0) {
            return refuse(in, "two columns have the same name");
        }
    }
    return TER_OK;
}

static ter_status take_column(reader *in, ter_table *table, size_t index) {
    ter__column *column = &table->columns[index];
    ter_status status = take_name(in, table, index);
    if (status != TER_OK) {
        return status;
    }
    uint64_t type = take_number(in, 1), flags = take_number(in, 1);
    if (type >= TER_TYPE_COUNT || flags > TER__TABLE_HAS_VALIDITY) {
        return refuse(in, "a column's type is unknown");
    }
    column->type = (ter_type)type;
    if (flags != 0) {
        status = take_validity(in, table->rows, column);
    }
    if (status == TER_OK && column->type == TER_TEXT) {
        status = take_texts(in, table->rows, &column->texts);
    } else if (status == TER_OK && column->type == TER_FACTOR) {
        column->level_count = (size_t)take_number(in, 4);
        status = column->level_count <= TER_LEVELS_MAX ? take_texts(in, column->level_count, &column->texts)
                                                       : refuse(in, "a factor has too many levels");
    }
    size_t size = ter__type_value_bytes(column->type);
    if (status == TER_OK && size > 0) {
        status = take_array(in, table->rows, size, &column->values.any);
    }
    if (status == TER_OK) {
        status = check_values(in, column, table->rows);
    }
    if (status == TER_OK && column->type == TER_FACTOR) {
        status = check_levels(in, column, table->rows);
    }
    return status;
}

/* The header: sizes within the bounds, and no more columns than the bytes could hold. */
static ter_status take_header(reader *in, uint64_t *rows, uint64_t *columns) {
    const uint8_t *magic = take(in, TER__TABLE_MAGIC_BYTES);
    if (magic == NULL || memcmp(magic, TER__TABLE_MAGIC, TER__TABLE_MAGIC_BYTES) != 0) {
        return refuse(in, "it does not begin as a table does");
    }
    if (take_number(in, 4) != TER__TABLE_VERSION) {
        return refuse(in, "it is of another version");
    }
    *columns = take_number(in, 4);
    *rows = take_number(in, 8);
    if (in->wrong != NULL || *columns > TER_TABLE_COLUMNS_MAX || *rows > TER_TABLE_ROWS_MAX || (*columns == 0 && *rows > 0)) {
        return refuse(in, "its size is out of bounds");
    }
    return TER_OK;
}

ter_status ter_table_decode(ter_table **table, const uint8_t *bytes, size_t length, ter_error *error) {
    uint8_t digest[TER__DIGEST_BYTES];
    uint64_t rows = 0, columns = 0;
    reader in = {bytes, length >= TER__DIGEST_BYTES ? length - TER__DIGEST_BYTES : 0, NULL};
    ter_table *made = NULL;
    ter_status status = take_header(&in, &rows, &columns);
    if (status == TER_OK) {
        status = ter__digest_of(bytes, length - TER__DIGEST_BYTES, digest);
    }
    if (status == TER_OK && memcmp(digest, bytes + length - TER__DIGEST_BYTES, sizeof digest) != 0) {
        status = refuse(&in, "its checksum is wrong");
    }
    if (status == TER_OK) {
        made = ter__table_create((size_t)columns, (size_t)rows);
        status = made != NULL ? TER_OK : TER_NO_MEMORY;
    }
    for (size_t j = 0; j < columns && status == TER_OK; j++) {
        status = take_column(&in, made, j);
    }
    if (status == TER_OK && in.left > 0) {
        status = refuse(&in, "bytes are left over");
    }
    if (status != TER_OK) {
        ter_table_destroy(made);
        return status == TER_BAD_DATA ? ter_error_set(error, status, "the bytes are not a table: %s", in.wrong)
                                      : ter_error_set(error, status, "a table could not be decoded: %s", ter_status_text(status));
    }
    *table = made;
    return TER_OK;
}
