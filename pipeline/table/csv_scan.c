/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "csv.h"

static void set_fault(ter__csv_record *record, const char *fault, size_t line) {
    if (record->fault == NULL) {
        record->fault = fault;
        record->fault_line = line;
        record->fault_field = record->count;
    }
}

/* A field that does not begin with a quote: to the next delimiter or line end. */
static void scan_plain(ter__csv_scanner *scanner, ter__csv_record *record, ter__csv_field *field) {
    const char *at = scanner->at, *end = scanner->end;
    const char delimiter = scanner->delimiter;
    field->text = at;
    for (; at < end; at++) {
        char c = *at;
        /* Few bytes are smaller than a comma: most go on with one comparison. */
        if (c > ',' && c != delimiter) {
            continue;
        }
        if (c == delimiter || c == '\n') {
            break;
        }
        if (c == '\r') {
            if (end - at > 1 && at[1] == '\n') {
                break;
            }
            if (end - at == 1) {
                break;
            }
            set_fault(record, "a carriage return that ends no line", scanner->line);
        } else if (c == '"') {
            set_fault(record, "a quote inside a field that does not begin with one", scanner->line);
        } else if (c == '\0') {
            set_fault(record, "a zero byte: the file is not text, or is UTF-16", scanner->line);
        }
    }
    field->length = (size_t)(at - field->text);
    scanner->at = at;
}

static void scan_quoted(ter__csv_scanner *scanner, ter__csv_record *record, ter__csv_field *field) {
    const char *at = scanner->at + 1, *end = scanner->end;
    size_t first_line = scanner->line;
    field->text = at;
    field->quoted = true;
    for (;; at++) {
        if (at >= end) {
            set_fault(record, "a quote that is never closed", first_line);
            field->length = (size_t)(end - field->text);
            scanner->at = end;
            return;
        }
        if (*at == '\n') {
            scanner->line++;
        } else if (*at == '\0') {
            set_fault(record, "a zero byte: the file is not text, or is UTF-16", scanner->line);
        } else if (*at == '"') {
            if (end - at > 1 && at[1] == '"') {
                field->doubled = true;
                at++;
                continue;
            }
            break;
        }
    }
    field->length = (size_t)(at - field->text);
    at++;
    bool ended = at >= end || *at == scanner->delimiter || *at == '\n' || (*at == '\r' && (end - at == 1 || at[1] == '\n'));
    if (!ended) {
        set_fault(record, "text behind a closing quote", scanner->line);
        while (at < end && *at != scanner->delimiter && *at != '\n') {
            at++;
        }
    }
    scanner->at = at;
}

bool ter__csv_next(ter__csv_scanner *scanner, ter__csv_record *record) {
    if (scanner->at >= scanner->end) {
        return false;
    }
    record->line = scanner->line;
    record->count = 0;
    record->fault = NULL;
    for (;;) {
        ter__csv_field field = {NULL, 0, false, false};
        if (scanner->at < scanner->end && *scanner->at == '"') {
            scan_quoted(scanner, record, &field);
        } else {
            scan_plain(scanner, record, &field);
        }
        if (field.length > TER_CSV_FIELD_BYTES_MAX) {
            set_fault(record, "a field of more than 1048576 bytes", scanner->line);
        }
        if (record->count < record->capacity) {
            record->fields[record->count] = field;
        }
        record->count++;
        if (scanner->at >= scanner->end || *scanner->at != scanner->delimiter) {
            break;
        }
        scanner->at++;
    }
    if (scanner->at < scanner->end && *scanner->at == '\r') {
        scanner->at++;
    }
    if (scanner->at < scanner->end && *scanner->at == '\n') {
        scanner->at++;
        scanner->line++;
    }
    return true;
}

bool ter__csv_only_line_ends(const ter__csv_scanner *scanner) {
    for (const char *at = scanner->at; at < scanner->end; at++) {
        if (*at != '\n' && *at != '\r') {
            return false;
        }
    }
    return true;
}

size_t ter__csv_unescape(const ter__csv_field *field, char *out) {
    size_t length = 0;
    for (size_t i = 0; i < field->length; i++) {
        out[length++] = field->text[i];
        if (field->text[i] == '"') {
            i++;
        }
    }
    return length;
}
