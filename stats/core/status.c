/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tercile/status.h"

#include <stdio.h>
#include <string.h>

const char *ter_status_name(ter_status status) {
    switch (status) {
#define CASE(name, number, text)                                                                                                   \
    case TER_##name:                                                                                                               \
        return #name;
        TER_STATUS_LIST(CASE)
#undef CASE
    }
    return "UNKNOWN";
}

const char *ter_status_text(ter_status status) {
    switch (status) {
#define CASE(name, number, text)                                                                                                   \
    case TER_##name:                                                                                                               \
        return text;
        TER_STATUS_LIST(CASE)
#undef CASE
    }
    return "unknown status";
}

/* Ends a text that was cut at a character boundary: a UTF-8 character is never split. */
static void trim_to_character(char *text, size_t size) {
    size_t end = strlen(text);
    if (end + 1 < size) {
        return;
    }
    while (end > 0 && ((unsigned char)text[end - 1] & 0xC0u) == 0x80u) {
        end--;
    }
    if (end > 0 && (unsigned char)text[end - 1] >= 0xC0u) {
        end--;
    }
    text[end] = '\0';
}

ter_status ter_error_set_list(ter_error *error, ter_status status, const char *format, va_list arguments) {
    if (status == TER_OK) {
        status = TER_INTERNAL;
    }
    if (error != NULL) {
        error->status = status;
        int length = vsnprintf(error->text, sizeof error->text, format, arguments);
        if (length >= (int)sizeof error->text) {
            trim_to_character(error->text, sizeof error->text);
        }
    }
    return status;
}

ter_status ter_error_set(ter_error *error, ter_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    status = ter_error_set_list(error, status, format, arguments);
    va_end(arguments);
    return status;
}

ter_status ter_error_prefix(ter_error *error, ter_status status, const char *format, ...) {
    if (error == NULL) {
        return status;
    }
    char before[TER_ERROR_TEXT_BYTES];
    memcpy(before, error->text, sizeof before);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < sizeof error->text) {
        size_t rest = sizeof error->text - (size_t)length;
        if (snprintf(error->text + length, rest, "%s", before) >= (int)rest) {
            trim_to_character(error->text, sizeof error->text);
        }
    }
    return error->status;
}
