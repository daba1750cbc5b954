/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spec/diagnostics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/text.h"

struct ter_diagnostics {
    char *name, *text; /* of the source */
    size_t length;
    size_t count, errors, dropped;
    bool out_of_memory;
    ter_diagnostic items[TER_DIAGNOSTICS_MAX];
};

ter_diagnostics *ter_diagnostics_create(void) {
    return calloc(1, sizeof(ter_diagnostics));
}

static void clear(ter_diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->count; i++) {
        free(diagnostics->items[i].text);
        free(diagnostics->items[i].help);
    }
    free(diagnostics->name);
    free(diagnostics->text);
    memset(diagnostics, 0, sizeof *diagnostics);
}

void ter_diagnostics_destroy(ter_diagnostics *diagnostics) {
    if (diagnostics != NULL) {
        clear(diagnostics);
        free(diagnostics);
    }
}

ter_status ter__diagnostics_source(ter_diagnostics *diagnostics, const char *name, const char *text, size_t length) {
    clear(diagnostics);
    diagnostics->name = strdup(name);
    diagnostics->text = malloc(length + 1);
    if (diagnostics->name == NULL || diagnostics->text == NULL) {
        return TER_NO_MEMORY;
    }
    memcpy(diagnostics->text, text, length);
    diagnostics->text[length] = '\0';
    diagnostics->length = length;
    return TER_OK;
}

size_t ter_diagnostics_count(const ter_diagnostics *diagnostics) {
    return diagnostics->count;
}

size_t ter_diagnostics_error_count(const ter_diagnostics *diagnostics) {
    return diagnostics->errors;
}

const ter_diagnostic *ter_diagnostics_at(const ter_diagnostics *diagnostics, size_t index) {
    return index < diagnostics->count ? &diagnostics->items[index] : NULL;
}

/* ---- adding ------------------------------------------------------------------------------------------------------------- */

static bool is_before(const ter_diagnostic *a, ter__place place) {
    return a->line != place.line ? a->line < place.line : a->column <= place.column;
}

static void add(ter_diagnostics *diagnostics, ter_severity severity, ter__place place, const char *help, const char *format,
                va_list arguments) TER_PRINTF(5, 0);

static void add(ter_diagnostics *diagnostics, ter_severity severity, ter__place place, const char *help, const char *format,
                va_list arguments) {
    diagnostics->errors += severity == TER_SEVERITY_ERROR;
    if (diagnostics->count == TER_DIAGNOSTICS_MAX) {
        diagnostics->dropped++;
        return;
    }
    ter_error text;
    (void)ter_error_set_list(&text, TER_BAD_SPEC, format, arguments);
    ter_diagnostic made = {severity, place.line, place.column, place.width > 0 ? place.width : 1, strdup(text.text), NULL};
    if (help != NULL) {
        made.help = strdup(help);
    }
    if (made.text == NULL || (help != NULL && made.help == NULL)) {
        free(made.text);
        free(made.help);
        diagnostics->out_of_memory = true;
        return;
    }
    size_t at = diagnostics->count++;
    while (at > 0 && !is_before(&diagnostics->items[at - 1], place)) {
        diagnostics->items[at] = diagnostics->items[at - 1];
        at--;
    }
    diagnostics->items[at] = made;
}

void ter__diagnose(ter_diagnostics *diagnostics, ter__place place, const char *help, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, TER_SEVERITY_ERROR, place, help, format, arguments);
    va_end(arguments);
}

void ter__warn(ter_diagnostics *diagnostics, ter__place place, const char *help, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, TER_SEVERITY_WARNING, place, help, format, arguments);
    va_end(arguments);
}

void ter__diagnose_unknown(ter_diagnostics *diagnostics, ter__place place, const char *what, const char *word,
                           const char *const *candidates, size_t count) {
    char help[TER_ERROR_TEXT_BYTES];
    const char *near = ter_text_suggest(word, candidates, count);
    if (near != NULL) {
        (void)snprintf(help, sizeof help, "did you mean \"%s\"?", near);
    } else {
        size_t used = (size_t)snprintf(help, sizeof help, count == 0 ? "there are none" : "there %s", count == 1 ? "is" : "are");
        for (size_t i = 0; i < count && used < sizeof help; i++) {
            used += (size_t)snprintf(help + used, sizeof help - used, "%s %s", i > 0 ? "," : "", candidates[i]);
        }
    }
    ter__diagnose(diagnostics, place, help, "unknown %s \"%s\"", what, word);
}

ter_status ter__diagnostics_status(const ter_diagnostics *diagnostics, ter_error *error) {
    if (diagnostics->out_of_memory) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory while checking the job file");
    }
    for (size_t i = 0; i < diagnostics->count; i++) {
        const ter_diagnostic *item = &diagnostics->items[i];
        if (item->severity == TER_SEVERITY_ERROR) {
            char more[64] = "";
            if (diagnostics->errors > 1) {
                (void)snprintf(more, sizeof more, " (and %zu more)", diagnostics->errors - 1);
            }
            return ter_error_set(error, TER_BAD_SPEC, "%s:%zu:%zu: %s%s%s%s%s", diagnostics->name, item->line, item->column,
                                 item->text, item->help != NULL ? " (" : "", item->help != NULL ? item->help : "",
                                 item->help != NULL ? ")" : "", more);
        }
    }
    return TER_OK;
}

/* ---- as text ------------------------------------------------------------------------------------------------------------ */

/* The source line, without its end. */
static const char *source_line(const ter_diagnostics *diagnostics, size_t line, size_t *length) {
    const char *at = diagnostics->text, *end = diagnostics->text + diagnostics->length;
    for (size_t i = 1; i < line && at < end; i++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next != NULL ? next + 1 : end;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    stop = stop != NULL ? stop : end;
    if (stop > at && stop[-1] == '\r') {
        stop--;
    }
    *length = (size_t)(stop - at);
    return at;
}

/* The caret line: tabs stay tabs so that the caret stands below its place whatever their width. */
static void write_caret(FILE *out, const char *line, size_t length, size_t column, size_t width) {
    size_t character = 1, at = 0;
    for (; at < length && character < column; at++) {
        if (((unsigned char)line[at] & 0xC0u) == 0x80u) {
            continue;
        }
        (void)fputc(line[at] == '\t' ? '\t' : ' ', out);
        character++;
    }
    for (; character < column; character++) {
        (void)fputc(' ', out);
    }
    size_t left = 0;
    for (; at < length; at++) {
        left += ((unsigned char)line[at] & 0xC0u) != 0x80u;
    }
    (void)fputc('^', out);
    for (size_t i = 1; i < width && i < left; i++) {
        (void)fputc('~', out);
    }
    (void)fputc('\n', out);
}

static void write_one(FILE *out, const ter_diagnostics *diagnostics, const ter_diagnostic *item) {
    const char *severity = item->severity == TER_SEVERITY_ERROR ? "error" : "warning";
    const char *name = diagnostics->name != NULL ? diagnostics->name : "job";
    if (item->line == 0) {
        (void)fprintf(out, "%s: %s: %s\n", name, severity, item->text);
    } else {
        size_t length;
        const char *line = source_line(diagnostics, item->line, &length);
        (void)fprintf(out, "%s:%zu:%zu: %s: %s\n", name, item->line, item->column, severity, item->text);
        (void)fprintf(out, "    %.*s\n    ", (int)length, line);
        write_caret(out, line, length, item->column, item->width);
    }
    if (item->help != NULL) {
        (void)fprintf(out, "help: %s\n", item->help);
    }
}

char *ter_diagnostics_format(const ter_diagnostics *diagnostics) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < diagnostics->count; i++) {
        write_one(out, diagnostics, &diagnostics->items[i]);
    }
    if (diagnostics->dropped > 0) {
        (void)fprintf(out, "... and %zu more\n", diagnostics->dropped);
    }
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}
