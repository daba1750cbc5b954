/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spec/value.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/text.h"

const char *ter__value_kind_words(const ter__value *value) {
    static const char *const words[] = {"nothing", "true or false", "a number", "text", "a list", "a mapping"};
    return words[value->kind];
}

ter__value *ter__value_entry(const ter__value *value, const char *key) {
    if (value == NULL || value->kind != TER__SPEC_MAPPING) {
        return NULL;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (strcmp(value->keys[i]->text, key) == 0) {
            return value->items[i];
        }
    }
    return NULL;
}

/* ---- what a plain scalar means ------------------------------------------------------------------------------------------ */

static size_t digits(const char *text) {
    size_t count = 0;
    while (text[count] >= '0' && text[count] <= '9') {
        count++;
    }
    return count;
}

/* Sign, digits without leading zeros, fraction, exponent: JSON's grammar and a leading plus. */
static bool is_number(const char *text, bool *integer_literal) {
    const char *at = text + (*text == '-' || *text == '+');
    size_t count = digits(at);
    if (count == 0 || (count > 1 && at[0] == '0')) {
        return false;
    }
    at += count;
    *integer_literal = *at == '\0';
    if (*at == '.') {
        count = digits(at + 1);
        at += 1 + count;
    }
    if (count > 0 && (*at == 'e' || *at == 'E')) {
        at += 1 + (at[1] == '-' || at[1] == '+');
        count = digits(at);
        at += count;
    }
    return count > 0 && *at == '\0';
}

static bool is_any(const char *text, const char *const *words) {
    for (; *words != NULL; words++) {
        if (strcmp(text, *words) == 0) {
            return true;
        }
    }
    return false;
}

static void resolve_number(ter__value *value, bool integer_literal) {
    size_t plus = value->text[0] == '+'; /* our reader takes none */
    if (ter_text_to_double(value->text + plus, value->length - plus, &value->number) != TER_OK) {
        return;
    }
    value->kind = TER__SPEC_NUMBER;
    if (integer_literal) {
        errno = 0;
        value->integer = strtoll(value->text, NULL, 10);
        value->whole = errno == 0;
    } else if (fabs(value->number) <= 9007199254740992.0 && floor(value->number) == value->number) {
        value->whole = true;
        value->integer = (int64_t)value->number;
    }
}

void ter__value_resolve(ter__value *value) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const truths[] = {"true", "True", "TRUE", NULL};
    static const char *const lies[] = {"false", "False", "FALSE", NULL};
    bool integer_literal = false;
    value->kind = TER__SPEC_TEXT;
    if (is_any(value->text, nulls)) {
        value->kind = TER__SPEC_NULL;
    } else if (is_any(value->text, truths) || is_any(value->text, lies)) {
        value->kind = TER__SPEC_BOOLEAN;
        value->truth = is_any(value->text, truths);
    } else if (is_number(value->text, &integer_literal)) {
        resolve_number(value, integer_literal);
    }
}

/* ---- canonical text ----------------------------------------------------------------------------------------------------- */

static void write_text(FILE *out, const char *text) {
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            (void)fprintf(out, "\\%c", c);
        } else if (c < 0x20 || c == 0x7F) {
            (void)fprintf(out, "\\u%04x", c);
        } else {
            (void)fputc(c, out);
        }
    }
    (void)fputc('"', out);
}

/* The entry of the smallest key above `after`: mappings are small, so selection needs no memory. */
static size_t next_key(const ter__value *value, const char *after) {
    size_t best = value->count;
    for (size_t i = 0; i < value->count; i++) {
        const char *key = value->keys[i]->text;
        if ((after == NULL || strcmp(key, after) > 0) && (best == value->count || strcmp(key, value->keys[best]->text) < 0)) {
            best = i;
        }
    }
    return best;
}

static void write_value(FILE *out, const ter__value *value) {
    char number[TER_DOUBLE_TEXT_BYTES];
    switch (value->kind) {
    case TER__SPEC_NULL:
        (void)fputs("null", out);
        break;
    case TER__SPEC_BOOLEAN:
        (void)fputs(value->truth ? "true" : "false", out);
        break;
    case TER__SPEC_NUMBER:
        if (value->whole) {
            (void)fprintf(out, "%lld", (long long)value->integer);
        } else {
            (void)ter_text_from_double(value->number, number);
            (void)fputs(number, out);
        }
        break;
    case TER__SPEC_TEXT:
        write_text(out, value->text);
        break;
    case TER__SPEC_LIST:
        (void)fputc('[', out);
        for (size_t i = 0; i < value->count; i++) {
            (void)fputs(i > 0 ? "," : "", out);
            write_value(out, value->items[i]);
        }
        (void)fputc(']', out);
        break;
    case TER__SPEC_MAPPING:
        (void)fputc('{', out);
        const char *after = NULL;
        for (size_t i = next_key(value, NULL); i < value->count; i = next_key(value, after)) {
            (void)fputs(after != NULL ? "," : "", out);
            after = value->keys[i]->text;
            write_text(out, after);
            (void)fputc(':', out);
            write_value(out, value->items[i]);
        }
        (void)fputc('}', out);
        break;
    }
}

char *ter__value_canonical(const ter__value *value) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        return NULL;
    }
    write_value(out, value);
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}
