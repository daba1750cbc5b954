/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exec/steps_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "table/columns.h"
#include "table/digest.h"

#define MAGIC        "TERSTEP"
#define MAGIC_BYTES  8
#define VERSION      1u
#define DIGEST_CHARS 64

enum { PART = 1, RESULT = 2 };

void ter__stage_result_clear(ter__stage_result *result) {
    for (size_t i = 0; i < TER__STAGE_TABLES_MAX; i++) {
        ter_table_destroy(result->results.tables[i]);
    }
    ter_table_destroy(result->warnings);
    memset(result, 0, sizeof *result);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

typedef struct writer {
    uint8_t *bytes;
    size_t length, room;
    ter_status status;
    ter_error *error;
} writer;

static void put_bytes(writer *out, const void *bytes, size_t length) {
    if (out->status == TER_OK && ter__array_reserve((void **)&out->bytes, &out->room, out->length + length, 1) != TER_OK) {
        out->status = ter_error_set(out->error, TER_NO_MEMORY, "out of memory for %zu bytes", out->length + length);
    }
    if (out->status == TER_OK && length > 0) {
        memcpy(out->bytes + out->length, bytes, length);
        out->length += length;
    }
}

static void put_number(writer *out, uint64_t value, size_t size) {
    uint8_t bytes[8];
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
    put_bytes(out, bytes, size);
}

static void put_table(writer *out, const ter_table *table) {
    uint8_t *bytes;
    size_t length;
    if (out->status == TER_OK) {
        out->status = ter_table_encode(table, &bytes, &length, out->error);
    }
    if (out->status == TER_OK) {
        put_number(out, length, 8);
        put_bytes(out, bytes, length);
        ter_bytes_free(bytes);
    }
}

static void put_header(writer *out, unsigned what, const ter_job *job, size_t stage, size_t unit) {
    put_bytes(out, MAGIC, MAGIC_BYTES);
    put_number(out, VERSION, 4);
    put_number(out, what, 4);
    put_bytes(out, job->digest, DIGEST_CHARS);
    put_number(out, stage, 4);
    put_number(out, unit, 4);
}

/* Seals and gives the bytes, or frees them. */
static ter_status finish(writer *out, uint8_t **bytes, size_t *length) {
    uint8_t digest[TER__DIGEST_BYTES];
    if (out->status == TER_OK && ter__digest_of(out->bytes, out->length, digest) != TER_OK) {
        out->status = ter_error_set(out->error, TER_INTERNAL, "libcrypto gives no SHA-256");
    }
    put_bytes(out, digest, sizeof digest);
    if (out->status != TER_OK) {
        free(out->bytes);
        return out->status;
    }
    *bytes = out->bytes;
    *length = out->length;
    return TER_OK;
}

ter_status ter__part_encode(const ter_job *job, size_t stage, size_t unit, const ter_table *part, uint8_t **bytes, size_t *length,
                            ter_error *error) {
    writer out = {.error = error};
    put_header(&out, PART, job, stage, unit);
    put_table(&out, part);
    return finish(&out, bytes, length);
}

static size_t table_count(const ter_job *job, size_t stage) {
    size_t count = 0;
    while (job->stages[stage].kind->tables[count].name != NULL) {
        count++;
    }
    return count;
}

ter_status ter__stage_result_encode(const ter_job *job, size_t stage, const ter__stage_result *result, uint8_t **bytes,
                                    size_t *length, ter_error *error) {
    writer out = {.error = error};
    size_t tables = table_count(job, stage), text_length = strlen(result->verdict.text);
    put_header(&out, RESULT, job, stage, 0);
    put_number(&out, (uint64_t)result->verdict.status, 4);
    put_number(&out, text_length, 4);
    put_bytes(&out, result->verdict.text, text_length);
    put_number(&out, result->dropped, 8);
    put_number(&out, tables + 1, 4);
    put_table(&out, result->warnings);
    for (size_t i = 0; i < tables; i++) {
        put_table(&out, result->results.tables[i]);
    }
    return finish(&out, bytes, length);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

typedef struct reader {
    const uint8_t *at;
    size_t left;
    const char *wrong; /* null: nothing yet */
} reader;

static ter_status refuse(reader *in, const char *wrong) {
    in->wrong = in->wrong != NULL ? in->wrong : wrong;
    return TER_BAD_DATA;
}

/* The next bytes, or null. */
static const uint8_t *take(reader *in, uint64_t length) {
    if (in->wrong != NULL || length > in->left) {
        (void)refuse(in, "it is cut short");
        return NULL;
    }
    const uint8_t *taken = in->at;
    in->at += length;
    in->left -= (size_t)length;
    return taken;
}

static uint64_t take_number(reader *in, size_t size) {
    const uint8_t *bytes = take(in, size);
    uint64_t value = 0;
    for (size_t i = 0; bytes != NULL && i < size; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

static ter_status take_table(reader *in, ter_table **table, ter_error *error) {
    uint64_t length = take_number(in, 8);
    const uint8_t *bytes = take(in, length);
    return bytes != NULL ? ter_table_decode(table, bytes, (size_t)length, error) : TER_BAD_DATA;
}

static ter_status take_header(reader *in, unsigned what, const ter_job *job, size_t stage, size_t unit) {
    const uint8_t *magic = take(in, MAGIC_BYTES);
    if (magic == NULL || memcmp(magic, MAGIC, MAGIC_BYTES) != 0) {
        return refuse(in, "it does not begin as one");
    }
    if (take_number(in, 4) != VERSION) {
        return refuse(in, "it is of another version");
    }
    if (take_number(in, 4) != what) {
        return refuse(in, "it is something else");
    }
    const uint8_t *digest = take(in, DIGEST_CHARS);
    if (digest == NULL || memcmp(digest, job->digest, DIGEST_CHARS) != 0) {
        return refuse(in, "it is of another job");
    }
    if (take_number(in, 4) != stage) {
        return refuse(in, "it is of another stage");
    }
    return take_number(in, 4) == unit && in->wrong == NULL ? TER_OK : refuse(in, "it is of another unit");
}

/* The reader behind the header, the checksum compared. */
static ter_status begin(reader *in, const uint8_t *bytes, size_t length, unsigned what, const ter_job *job, size_t stage,
                        size_t unit) {
    uint8_t digest[TER__DIGEST_BYTES];
    *in = (reader){bytes, length >= sizeof digest ? length - sizeof digest : 0, NULL};
    ter_status status = take_header(in, what, job, stage, unit);
    if (status == TER_OK && ter__digest_of(bytes, length - sizeof digest, digest) != TER_OK) {
        return TER_INTERNAL;
    }
    if (status == TER_OK && memcmp(digest, bytes + length - sizeof digest, sizeof digest) != 0) {
        return refuse(in, "its checksum is wrong");
    }
    return status;
}

/* What to say: that of the reader, else that of a table in it. */
static ter_status conclude(reader *in, ter_status status, const char *what, const ter_error *why, ter_error *error) {
    if (status == TER_OK && in->left > 0) {
        status = refuse(in, "bytes are left over");
    }
    if (status == TER_OK) {
        return status;
    }
    const char *text = in->wrong != NULL ? in->wrong : why->text[0] != '\0' ? why->text : ter_status_text(status);
    return ter_error_set(error, status, "the bytes are not %s: %s", what, text);
}

ter_status ter__part_decode(const ter_job *job, size_t stage, size_t unit, const uint8_t *bytes, size_t length, ter_table **part,
                            ter_error *error) {
    reader in;
    ter_error why = {0};
    ter_table *made = NULL;
    ter_status status = begin(&in, bytes, length, PART, job, stage, unit);
    if (status == TER_OK) {
        status = take_table(&in, &made, &why);
    }
    status = conclude(&in, status, "this part", &why, error);
    if (status == TER_OK) {
        *part = made;
    } else {
        ter_table_destroy(made);
    }
    return status;
}

static ter_status take_verdict(reader *in, ter_error *verdict) {
    uint64_t status = take_number(in, 4), length = take_number(in, 4);
    if (in->wrong != NULL || (status != TER_OK && status != TER_CHECK_FAILED) || length >= sizeof verdict->text ||
        (length == 0) != (status == TER_OK)) {
        return refuse(in, "its verdict is none");
    }
    const uint8_t *text = take(in, length);
    if (text == NULL || memchr(text, 0, (size_t)length) != NULL) {
        return refuse(in, "the text of its verdict is none");
    }
    verdict->status = (ter_status)status;
    memcpy(verdict->text, text, (size_t)length);
    verdict->text[length] = '\0';
    return TER_OK;
}

static bool has_columns(const ter_table *table, const ter__column_kind *columns) {
    size_t count = 0;
    for (; columns[count].name != NULL; count++) {
        if (count >= ter_table_columns(table) || strcmp(ter_table_column_name(table, count), columns[count].name) != 0 ||
            ter_table_column_type(table, count) != columns[count].type) {
            return false;
        }
    }
    return count == ter_table_columns(table);
}

static bool same_columns(const ter_table *a, const ter_table *b) {
    bool same = ter_table_columns(a) == ter_table_columns(b);
    for (size_t i = 0; same && i < ter_table_columns(a); i++) {
        same = ter_table_column_type(a, i) == ter_table_column_type(b, i) &&
               strcmp(ter_table_column_name(a, i), ter_table_column_name(b, i)) == 0;
    }
    return same;
}

/* Texts that were made with ter__warnings_add. */
static bool are_warnings(const ter_table *table) {
    static const ter__column_kind columns[] = {{"group", TER_TEXT}, {"text", TER_TEXT}, {NULL, TER_TEXT}};
    bool right = has_columns(table, columns) && ter_table_missing_count(table, 1) == 0;
    for (size_t row = 0; right && row < ter_table_rows(table); row++) {
        size_t length, group_length;
        const char *text = ter_table_text(table, 1, row, &length), *group = ter_table_text(table, 0, row, &group_length);
        right = length < TER_ERROR_TEXT_BYTES && memchr(text, 0, length) == NULL &&
                (group == NULL || memchr(group, 0, group_length) == NULL);
    }
    return right;
}

static ter_status take_result(reader *in, const ter_job *job, size_t stage, ter__stage_result *result, ter_error *why) {
    const ter__stage *kind = job->stages[stage].kind;
    size_t tables = table_count(job, stage);
    ter_status status = take_verdict(in, &result->verdict);
    result->dropped = take_number(in, 8);
    if (status == TER_OK && (take_number(in, 4) != tables + 1 || in->wrong != NULL)) {
        status = refuse(in, "it has another number of tables");
    }
    if (status == TER_OK) {
        status = take_table(in, &result->warnings, why);
    }
    if (status == TER_OK && !are_warnings(result->warnings)) {
        status = refuse(in, "its warnings are none");
    }
    for (size_t i = 0; status == TER_OK && i < tables; i++) {
        status = take_table(in, &result->results.tables[i], why);
        const ter_table *table = result->results.tables[i], *rows = job->stages[stage].rows;
        bool right = status != TER_OK || (kind->tables[i].columns != NULL ? has_columns(table, kind->tables[i].columns)
                                                                          : rows == NULL || same_columns(table, rows));
        status = right ? status : refuse(in, "a table of it has other columns");
    }
    return status;
}

ter_status ter__stage_result_decode(const ter_job *job, size_t stage, const uint8_t *bytes, size_t length,
                                    ter__stage_result *result, ter_error *error) {
    reader in;
    ter_error why = {0};
    memset(result, 0, sizeof *result);
    ter_status status = begin(&in, bytes, length, RESULT, job, stage, 0);
    if (status == TER_OK) {
        status = take_result(&in, job, stage, result, &why);
    }
    status = conclude(&in, status, "a result of this stage", &why, error);
    if (status != TER_OK) {
        ter__stage_result_clear(result);
    }
    return status;
}
