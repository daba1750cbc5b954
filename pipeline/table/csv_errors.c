/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "csv.h"

/* Kept free at the end of the text for its last line. */
#define LAST_LINE_BYTES 64

void ter__csv_add_error(ter__csv_errors *errors, size_t line, const char *format, ...) {
    char text[TER_ERROR_TEXT_BYTES];
    va_list arguments;
    int head = snprintf(text, sizeof text, "%s%s:%zu: ", errors->used > 0 ? "\n" : "", errors->name, line);
    size_t length = head < 0 ? 0 : (size_t)head;
    if (length < sizeof text) {
        va_start(arguments, format);
        int rest = vsnprintf(text + length, sizeof text - length, format, arguments);
        va_end(arguments);
        length += rest < 0 ? 0 : (size_t)rest;
    }
    errors->count++;
    size_t room = sizeof errors->text - LAST_LINE_BYTES - errors->used;
    if (errors->used > 0 && (errors->hidden > 0 || length >= room)) {
        errors->hidden++;
        return;
    }
    length = length < room ? length : room - 1;
    memcpy(errors->text + errors->used, text, length);
    errors->used += length;
}

bool ter__csv_enough_errors(const ter__csv_errors *errors) {
    return errors->count >= TER_CSV_ERRORS_MAX;
}

ter_status ter__csv_report(const ter__csv_errors *errors, ter_error *error) {
    const char *stopped = ter__csv_enough_errors(errors) ? "\nreading stopped here" : "";
    if (errors->hidden > 0) {
        return ter_error_set(error, TER_BAD_DATA, "%.*s\nand %zu more%s", (int)errors->used, errors->text, errors->hidden, stopped);
    }
    return ter_error_set(error, TER_BAD_DATA, "%.*s%s", (int)errors->used, errors->text, stopped);
}

const char *ter__csv_show(const char *text, size_t length, char shown[TER__CSV_SHOWN_BYTES]) {
    enum { KEPT_BYTES = TER__CSV_SHOWN_BYTES - 6 }; /* two quotes, three points, the end mark */
    size_t used = 0, i = 0;
    shown[used++] = '"';
    while (i < length) {
        size_t left = length - i, valid = ter__utf8_valid_length(text + i, left < 4 ? left : 4), step = 1;
        bool plain = (unsigned char)text[i] >= 0x20 && text[i] != 0x7f && valid > 0;
        if (plain && (unsigned char)text[i] >= 0x80) {
            /* The character's bytes: up to the next that does not continue it. */
            while (step < valid && ((unsigned char)text[i + step] & 0xC0) == 0x80) {
                step++;
            }
        }
        if (used + step > KEPT_BYTES) {
            memcpy(shown + used, "...", 3);
            used += 3;
            break;
        }
        if (plain) {
            memcpy(shown + used, text + i, step);
        } else {
            shown[used] = text[i] == '\n' || text[i] == '\r' || text[i] == '\t' ? ' ' : '?';
        }
        used += step;
        i += step;
    }
    shown[used++] = '"';
    shown[used] = '\0';
    return shown;
}
