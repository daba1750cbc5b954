/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/types.h"

#include <stdlib.h>
#include <string.h>

bool ter__job_id_valid(const char *id) {
    size_t length = 0;
    for (; id[length] != '\0'; length++) {
        char c = id[length];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (length + 1 >= TER__JOB_ID_BYTES || !(plain || (c == '-' && length > 0))) {
            return false;
        }
    }
    return length > 0;
}

void ter__hash_text(const ter__hash *hash, char text[TER__HASH_TEXT_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < sizeof hash->bytes; i++) {
        text[2 * i] = digits[hash->bytes[i] >> 4];
        text[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    text[TER__HASH_TEXT_BYTES - 1] = '\0';
}

static int digit_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool ter__hash_read(ter__hash *hash, const char *text) {
    ter__hash read;
    for (size_t i = 0; i < sizeof read.bytes; i++) {
        int high = digit_value(text[2 * i]);
        int low = high < 0 ? -1 : digit_value(text[2 * i + 1]); /* not past an early end */
        if (low < 0) {
            return false;
        }
        read.bytes[i] = (uint8_t)(high << 4 | low);
    }
    if (text[2 * sizeof read.bytes] != '\0') {
        return false;
    }
    *hash = read;
    return true;
}

bool ter__hash_equal(const ter__hash *a, const ter__hash *b) {
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool ter__hash_is_zero(const ter__hash *hash) {
    static const ter__hash zero;
    return ter__hash_equal(hash, &zero);
}

bool ter__task_equal(const ter__task *a, const ter__task *b) {
    return a->kind == b->kind && a->stage == b->stage && a->unit == b->unit && strcmp(a->job, b->job) == 0;
}

void ter__result_clear(ter__result *result) {
    free(result->outline);
    result->outline = NULL;
}
