/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/buffer.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "table/columns.h"

void ter__buffer_clear(ter__buffer *buffer) {
    free(buffer->text);
    *buffer = (ter__buffer)TER__BUFFER_EMPTY;
}

static bool reserve(ter__buffer *buffer, size_t more) {
    if (buffer->failed) {
        return false;
    }
    if (more > SIZE_MAX / 4 || buffer->length > SIZE_MAX / 4) {
        buffer->failed = true;
        return false;
    }
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity < 1024 ? 1024 : buffer->capacity;
    while (capacity < needed) {
        capacity *= 2;
    }
    char *text = realloc(buffer->text, capacity);
    if (text == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

void ter__buffer_add_bytes(ter__buffer *buffer, const char *bytes, size_t length) {
    if (!reserve(buffer, length)) {
        return;
    }
    if (length > 0) {
        memcpy(buffer->text + buffer->length, bytes, length);
    }
    buffer->length += length;
    buffer->text[buffer->length] = '\0';
}

void ter__buffer_add(ter__buffer *buffer, const char *text) {
    ter__buffer_add_bytes(buffer, text, strlen(text));
}

void ter__buffer_add_all(ter__buffer *buffer, ...) {
    va_list texts;
    va_start(texts, buffer);
    for (const char *text = va_arg(texts, const char *); text != NULL; text = va_arg(texts, const char *)) {
        ter__buffer_add(buffer, text);
    }
    va_end(texts);
}

void ter__buffer_add_unsigned(ter__buffer *buffer, uint64_t value) {
    char digits[20]; /* of 2^64 - 1 */
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value > 0);
    ter__buffer_add_bytes(buffer, digits + at, sizeof digits - at);
}

void ter__buffer_add_coordinate(ter__buffer *buffer, double value) {
    if (isnan(value)) {
        value = 0;
    }
    value = value > 1e7 ? 1e7 : value < -1e7 ? -1e7 : value;
    int64_t hundredths = (int64_t)floor(value * 100 + 0.5);
    int exponent = -2;
    while (exponent < 0 && hundredths % 10 == 0) {
        hundredths /= 10;
        exponent++;
    }
    char text[TER__NUMBER_TEXT_BYTES];
    ter__buffer_add_bytes(buffer, text, ter__format_decimal(hundredths, exponent, text));
}

void ter__buffer_add_escaped(ter__buffer *buffer, const char *text, size_t length) {
    for (size_t i = 0; i < length;) {
        size_t bytes = ter__utf8_character(text + i, length - i);
        unsigned char first = (unsigned char)text[i];
        if (bytes == 0 || first == 0x7F || (first < 0x20 && first != '\t' && first != '\n')) {
            ter__buffer_add(buffer, "\xEF\xBF\xBD");
            i += bytes == 0 ? 1 : bytes;
            continue;
        }
        switch (first) {
        case '<':
            ter__buffer_add(buffer, "&lt;");
            break;
        case '>':
            ter__buffer_add(buffer, "&gt;");
            break;
        case '&':
            ter__buffer_add(buffer, "&amp;");
            break;
        case '"':
            ter__buffer_add(buffer, "&quot;");
            break;
        case '\'':
            ter__buffer_add(buffer, "&#39;");
            break;
        default:
            ter__buffer_add_bytes(buffer, text + i, bytes);
        }
        i += bytes;
    }
}

void ter__buffer_add_number(ter__buffer *buffer, double value, int digits) {
    char text[TER__NUMBER_TEXT_BYTES];
    if (isnan(value)) {
        ter__buffer_add(buffer, "\xE2\x80\x94");
        return;
    }
    size_t length = ter__format_significant(value, digits, text);
    if (text[0] == '-') { /* the typographic minus sign, as wide as a plus */
        ter__buffer_add(buffer, "\xE2\x88\x92");
        ter__buffer_add_bytes(buffer, text + 1, length - 1);
        return;
    }
    ter__buffer_add_bytes(buffer, text, length);
}

ter_status ter__buffer_take(ter__buffer *buffer, char **text, ter_error *error) {
    ter__buffer_add_bytes(buffer, "", 0);
    if (buffer->failed) {
        ter__buffer_clear(buffer);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory while a report was written");
    }
    *text = buffer->text;
    *buffer = (ter__buffer)TER__BUFFER_EMPTY;
    return TER_OK;
}
