/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "csv.h"
#include "tercile/text.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

void ter__csv_trim(const char **text, size_t *length) {
    while (*length > 0 && is_blank(**text)) {
        ++*text;
        --*length;
    }
    while (*length > 0 && is_blank((*text)[*length - 1])) {
        --*length;
    }
}

bool ter__csv_integer(const char *text, size_t length, int64_t *value) {
    bool negative = length > 0 && text[0] == '-';
    size_t i = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    uint64_t magnitude = 0, limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    if (i == length) {
        return false;
    }
    for (; i < length; i++) {
        if (!is_digit(text[i])) {
            return false;
        }
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (magnitude > (limit - digit) / 10) {
            return false;
        }
        magnitude = 10 * magnitude + digit;
    }
    *value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

ter__csv_number ter__csv_number_of(const char *text, size_t length) {
    enum { SURELY_FINITE_BYTES = 300 };
    size_t first = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0, i = first;
    while (i < length && is_digit(text[i])) {
        i++;
    }
    if (i == length && i > first) {
        int64_t value;
        if (!ter__csv_integer(text, length, &value)) {
            return TER__CSV_INTEGER_LARGE;
        }
        return text[first] == '0' && length - first > 1 ? TER__CSV_INTEGER_PADDED : TER__CSV_INTEGER;
    }
    /* Digits, a point, digits: seen without being read. */
    if (i > first && i < length && text[i] == '.' && length < SURELY_FINITE_BYTES) {
        size_t rest = i + 1;
        while (rest < length && is_digit(text[rest])) {
            rest++;
        }
        if (rest == length) {
            return TER__CSV_DOUBLE;
        }
    }
    double value;
    if (ter_text_to_double(text, length, &value) != TER_OK) {
        return TER__CSV_NO_NUMBER;
    }
    if (isnan(value)) {
        return TER__CSV_NAN;
    }
    bool from_digits = is_digit(text[first]) || text[first] == '.';
    return isinf(value) && from_digits ? TER__CSV_BEYOND : TER__CSV_DOUBLE;
}

void ter__csv_see(ter__csv_column *column, ter__csv_number number, size_t line, const char *text, size_t length) {
    column->values = true;
    column->text = column->text || number == TER__CSV_NO_NUMBER;
    column->padded = column->padded || number == TER__CSV_INTEGER_PADDED;
    column->large = column->large || number == TER__CSV_INTEGER_LARGE;
    column->decimal = column->decimal || number == TER__CSV_DOUBLE || number == TER__CSV_NAN || number == TER__CSV_BEYOND;
    if (column->unfit_line == 0 && (number == TER__CSV_NAN || number == TER__CSV_BEYOND)) {
        column->unfit_line = line;
        column->unfit_text = text;
        column->unfit_length = length;
        column->unfit = number;
    }
}

ter_type ter__csv_guess(const ter__csv_column *column) {
    if (column->text) {
        return TER_TEXT;
    }
    if (!column->values || column->decimal) {
        return TER_DOUBLE;
    }
    return column->padded || column->large ? TER_TEXT : TER_INTEGER;
}
