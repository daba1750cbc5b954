/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes and durations as people write them. */
#include <stdio.h>
#include <string.h>

#include "spec/key.h"
#include "tercile/text.h"

typedef struct unit {
    const char *name;
    double factor;
} unit;

static const unit sizes[] = {{"B", 1.0},      {"KiB", 0x1p10}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40},
                             {"PiB", 0x1p50}, {"kB", 1e3},     {"KB", 1e3},     {"MB", 1e6},     {"GB", 1e9},
                             {"TB", 1e12},    {"K", 0x1p10},   {"M", 0x1p20},   {"G", 0x1p30},   {"T", 0x1p40}};
static const unit durations[] = {{"ms", 1e-3}, {"s", 1.0}, {"m", 60.0}, {"min", 60.0}, {"h", 3600.0}, {"d", 86400.0}};

static size_t spanning(const char *text, const char *set) {
    return strspn(text, set);
}

/* A number without sign, then a unit; *text moves behind both. */
static ter_status parse_part(const char **text, const unit *units, size_t count, double *sum, ter_error *error, const char *hint) {
    size_t length = spanning(*text, "0123456789.");
    double number;
    if (length == 0 || ter_text_to_double(*text, length, &number) != TER_OK) {
        return ter_error_set(error, TER_BAD_SYNTAX, "expected a number at \"%s\": %s", *text, hint);
    }
    const char *at = *text + length + spanning(*text + length, " ");
    size_t word = strcspn(at, "0123456789. ");
    for (size_t i = 0; i < count; i++) {
        if (strlen(units[i].name) == word && strncmp(units[i].name, at, word) == 0) {
            *sum += number * units[i].factor;
            *text = at + word + spanning(at + word, " ");
            return TER_OK;
        }
    }
    if (word == 0) {
        return ter_error_set(error, TER_BAD_SYNTAX, "a unit is missing: %s", hint);
    }
    return ter_error_set(error, TER_BAD_SYNTAX, "unknown unit \"%.*s\": %s", (int)word, at, hint);
}

ter_status ter__size_parse(const char *text, double *bytes, ter_error *error) {
    double sum = 0.0;
    ter_status status = parse_part(&text, sizes, sizeof sizes / sizeof *sizes, &sum, error, "write it as 512MiB, 2GiB or 1.5GB");
    if (status == TER_OK && *text != '\0') {
        status = ter_error_set(error, TER_BAD_SYNTAX, "unexpected \"%s\" after the size", text);
    }
    if (status == TER_OK) {
        *bytes = sum;
    }
    return status;
}

ter_status ter__duration_parse(const char *text, double *seconds, ter_error *error) {
    double sum = 0.0;
    do {
        ter_status status =
            parse_part(&text, durations, sizeof durations / sizeof *durations, &sum, error, "write it as 90s, 10m, 2h or 1h30m");
        if (status != TER_OK) {
            return status;
        }
    } while (*text != '\0');
    *seconds = sum;
    return TER_OK;
}

void ter__size_format(double bytes, char text[TER__SIZE_TEXT_BYTES]) {
    static const char *const names[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    size_t i = 0;
    while (bytes >= 1024.0 && i + 1 < sizeof names / sizeof *names) {
        bytes /= 1024.0;
        i++;
    }
    (void)snprintf(text, TER__SIZE_TEXT_BYTES, i == 0 || bytes >= 100.0 ? "%.0f %s" : "%.3g %s", bytes, names[i]);
}
