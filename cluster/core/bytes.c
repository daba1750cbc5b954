/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/bytes.h"

#include <stdlib.h>
#include <string.h>

#define NO_TEXT UINT32_MAX

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

/* Room for `length` more bytes; null when there is none. */
static uint8_t *extend(ter__writer *writer, size_t length) {
    if (writer->failed) {
        return NULL;
    }
    if (length > writer->room - writer->length) {
        size_t room = writer->room < 128 ? 128 : writer->room;
        while (room - writer->length < length) {
            if (room > SIZE_MAX / 2) {
                writer->failed = true;
                return NULL;
            }
            room *= 2;
        }
        uint8_t *bytes = realloc(writer->bytes, room);
        if (bytes == NULL) {
            writer->failed = true;
            return NULL;
        }
        writer->bytes = bytes;
        writer->room = room;
    }
    uint8_t *at = writer->bytes + writer->length;
    writer->length += length;
    return at;
}

void ter__put8(ter__writer *writer, uint8_t value) {
    ter__put_bytes(writer, &value, 1);
}

void ter__put32(ter__writer *writer, uint32_t value) {
    uint8_t *at = extend(writer, 4);
    for (size_t i = 0; at != NULL && i < 4; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

void ter__put64(ter__writer *writer, uint64_t value) {
    uint8_t *at = extend(writer, 8);
    for (size_t i = 0; at != NULL && i < 8; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

void ter__put_double(ter__writer *writer, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    ter__put64(writer, bits);
}

void ter__put_bytes(ter__writer *writer, const void *bytes, size_t length) {
    uint8_t *at = length == 0 ? NULL : extend(writer, length);
    if (at != NULL) {
        memcpy(at, bytes, length);
    }
}

void ter__put_text(ter__writer *writer, const char *text) {
    size_t length = text == NULL ? 0 : strlen(text);
    if (length >= NO_TEXT) {
        writer->failed = true;
        return;
    }
    ter__put32(writer, text == NULL ? NO_TEXT : (uint32_t)length);
    ter__put_bytes(writer, text, length);
}

void ter__put_hash(ter__writer *writer, const ter__hash *hash) {
    ter__put_bytes(writer, hash->bytes, sizeof hash->bytes);
}

void ter__put_blob(ter__writer *writer, const ter__blob *blob) {
    ter__put_hash(writer, &blob->hash);
    ter__put64(writer, blob->length);
}

void ter__put_task(ter__writer *writer, const ter__task *task) {
    ter__put_text(writer, task->job);
    ter__put8(writer, (uint8_t)task->kind);
    ter__put32(writer, task->stage);
    ter__put32(writer, task->unit);
}

/* Groups of a result's fields that are written only when there is something in them: most results are of units and small. */
enum { HERE = 1, PART = 2, SHAPE = 4, PLAN = 8, OUTLINE = 16, END = 32, ALL = 63 };

static bool blob_is_zero(const ter__blob *blob) {
    return blob->length == 0 && ter__hash_is_zero(&blob->hash);
}

static uint64_t double_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint8_t result_groups(const ter__result *result) {
    unsigned groups = result->here ? HERE : 0;
    groups |= blob_is_zero(&result->part) ? 0 : PART;
    groups |= result->stages == 0 && result->units == 0 && double_bits(result->timeout_seconds) == 0 ? 0 : SHAPE;
    groups |= ter__hash_is_zero(&result->plan) ? 0 : PLAN;
    groups |= result->outline == NULL ? 0 : OUTLINE;
    bool end = !blob_is_zero(&result->pack) || !ter__hash_is_zero(&result->digest) || result->verdict != TER_OK;
    return (uint8_t)(groups | (end ? END : 0));
}

void ter__put_result(ter__writer *writer, const ter__result *result) {
    uint8_t groups = result_groups(result);
    ter__put8(writer, groups);
    ter__put32(writer, (uint32_t)result->status);
    ter__put_text(writer, result->text);
    if ((groups & PART) != 0) {
        ter__put_blob(writer, &result->part);
    }
    if ((groups & SHAPE) != 0) {
        ter__put32(writer, result->stages);
        ter__put32(writer, result->units);
        ter__put_double(writer, result->timeout_seconds);
    }
    if ((groups & PLAN) != 0) {
        ter__put_hash(writer, &result->plan);
    }
    if ((groups & OUTLINE) != 0) {
        ter__put_text(writer, result->outline);
    }
    if ((groups & END) != 0) {
        ter__put_blob(writer, &result->pack);
        ter__put_hash(writer, &result->digest);
        ter__put32(writer, (uint32_t)result->verdict);
    }
}

ter_status ter__writer_finish(ter__writer *writer, uint8_t **bytes, size_t *length) {
    /* Nothing written is no failure: the bytes are there then, but none of them. */
    if (!writer->failed && writer->bytes == NULL) {
        writer->bytes = malloc(1);
        writer->failed = writer->bytes == NULL;
    }
    if (writer->failed) {
        free(writer->bytes);
        *writer = (ter__writer){0};
        return TER_NO_MEMORY;
    }
    *bytes = writer->bytes;
    *length = writer->length;
    *writer = (ter__writer){0};
    return TER_OK;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

const uint8_t *ter__get_bytes(ter__reader *reader, size_t length) {
    if (reader->failed || length > reader->length - reader->at) {
        reader->failed = true;
        return NULL;
    }
    const uint8_t *bytes = reader->bytes + reader->at;
    reader->at += length;
    return bytes;
}

uint8_t ter__get8(ter__reader *reader) {
    const uint8_t *at = ter__get_bytes(reader, 1);
    return at == NULL ? 0 : *at;
}

uint32_t ter__get32(ter__reader *reader) {
    const uint8_t *at = ter__get_bytes(reader, 4);
    uint32_t value = 0;
    for (size_t i = 0; at != NULL && i < 4; i++) {
        value |= (uint32_t)at[i] << (8 * i);
    }
    return value;
}

uint64_t ter__get64(ter__reader *reader) {
    const uint8_t *at = ter__get_bytes(reader, 8);
    uint64_t value = 0;
    for (size_t i = 0; at != NULL && i < 8; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

double ter__get_double(ter__reader *reader) {
    uint64_t bits = ter__get64(reader);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool ter__get_bool(ter__reader *reader) {
    uint8_t value = ter__get8(reader);
    if (value > 1) {
        reader->failed = true;
    }
    return value == 1 && !reader->failed;
}

ter_status ter__get_status(ter__reader *reader) {
    uint32_t value = ter__get32(reader);
    if (value > INT32_MAX || strcmp(ter_status_name((ter_status)value), "UNKNOWN") == 0) {
        reader->failed = true;
        return TER_OK;
    }
    return (ter_status)value;
}

/* A text's bytes, without an end mark, at most `most`; null after a failure. */
static const char *get_text_view(ter__reader *reader, uint32_t length, size_t most) {
    if (length > most) {
        reader->failed = true;
    }
    const uint8_t *at = ter__get_bytes(reader, length);
    if (at != NULL && memchr(at, 0, length) != NULL) {
        reader->failed = true;
        at = NULL;
    }
    return (const char *)at;
}

void ter__get_text(ter__reader *reader, char *text, size_t size) {
    uint32_t length = ter__get32(reader);
    const char *at = get_text_view(reader, length, size - 1);
    text[0] = '\0';
    if (at != NULL) {
        memcpy(text, at, length);
        text[length] = '\0';
    }
}

char *ter__get_text_given(ter__reader *reader, size_t most) {
    uint32_t length = ter__get32(reader);
    if (length == NO_TEXT) {
        return NULL;
    }
    const char *at = get_text_view(reader, length, most);
    char *text = at == NULL ? NULL : malloc((size_t)length + 1);
    if (text == NULL) {
        reader->failed = true;
        return NULL;
    }
    memcpy(text, at, length);
    text[length] = '\0';
    return text;
}

void ter__get_hash(ter__reader *reader, ter__hash *hash) {
    const uint8_t *at = ter__get_bytes(reader, sizeof hash->bytes);
    if (at == NULL) {
        *hash = (ter__hash){{0}};
    } else {
        memcpy(hash->bytes, at, sizeof hash->bytes);
    }
}

void ter__get_blob(ter__reader *reader, ter__blob *blob) {
    ter__get_hash(reader, &blob->hash);
    blob->length = ter__get64(reader);
}

void ter__get_task(ter__reader *reader, ter__task *task) {
    ter__get_text(reader, task->job, sizeof task->job);
    uint8_t kind = ter__get8(reader);
    task->stage = ter__get32(reader);
    task->unit = ter__get32(reader);
    if (kind > TER__TASK_FINISH || !ter__job_id_valid(task->job)) {
        reader->failed = true;
        kind = 0;
    }
    task->kind = (ter__task_kind)kind;
}

void ter__get_result(ter__reader *reader, ter__result *result) {
    *result = (ter__result){.here = false};
    uint8_t groups = ter__get8(reader);
    result->here = (groups & HERE) != 0;
    result->status = ter__get_status(reader);
    ter__get_text(reader, result->text, sizeof result->text);
    if ((groups & PART) != 0) {
        ter__get_blob(reader, &result->part);
    }
    if ((groups & SHAPE) != 0) {
        result->stages = ter__get32(reader);
        result->units = ter__get32(reader);
        result->timeout_seconds = ter__get_double(reader);
    }
    if ((groups & PLAN) != 0) {
        ter__get_hash(reader, &result->plan);
    }
    if ((groups & OUTLINE) != 0) {
        result->outline = ter__get_text_given(reader, TER__OUTLINE_BYTES_MAX);
    }
    if ((groups & END) != 0) {
        ter__get_blob(reader, &result->pack);
        ter__get_hash(reader, &result->digest);
        result->verdict = ter__get_status(reader);
    }
    /* One form of each result: a group that is there has something in it. No time is negative, infinite or no number. */
    bool timeout_valid = result->timeout_seconds >= 0 && result->timeout_seconds <= 1e300;
    if (groups > ALL || groups != result_groups(result) || !timeout_valid || double_bits(result->timeout_seconds) >> 63 != 0) {
        reader->failed = true;
    }
}

bool ter__reader_at_end(const ter__reader *reader) {
    return !reader->failed && reader->at == reader->length;
}
