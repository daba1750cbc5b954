/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spec/item.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "spec/expression.h"
#include "spec/job.h"
#include "spec/limits.h"
#include "stage/stage.h"
#include "tercile/text.h"

typedef struct checking {
    ter__item *item;
    const ter__scope *scope;
    const ter__key *key;
    const ter__value *value;
} checking;

static void wrong(const checking *c, const char *help, const char *format, ...) TER_PRINTF(3, 4);

static void wrong(const checking *c, const char *help, const char *format, ...) {
    ter_error text;
    va_list arguments;
    va_start(arguments, format);
    (void)ter_error_set_list(&text, TER_BAD_SPEC, format, arguments);
    va_end(arguments);
    ter__diagnose(c->scope->diagnostics, c->value->place, help, "\"%s\" %s", c->item->name != NULL ? c->item->name : c->key->name,
                  text.text);
}

static void wrong_kind(const checking *c) {
    char help[128] = "";
    if (c->value->kind == TER__SPEC_TEXT && (c->key->kind == TER__KEY_NUMBER || c->key->kind == TER__KEY_INTEGER)) {
        (void)snprintf(help, sizeof help, "\"%.40s\" cannot be read as a number", c->value->text);
    } else if (c->value->text != NULL) {
        (void)snprintf(help, sizeof help, "write \"%.80s\" in quotes if text is meant", c->value->text);
    }
    const char *words = c->key->kind == TER__KEY_CHOICE ? "text" : ter__key_kind_words(c->key->kind);
    wrong(c, help[0] != '\0' ? help : NULL, "must be %s, not %s", words, ter__value_kind_words(c->value));
}

/* ---- numbers ------------------------------------------------------------------------------------------------------------ */

/* The range of a key in words: "from 0 to 1", "above 0 and below 1", "at least 1". */
static void range_words(const ter__key *key, char *text, size_t size) {
    char lower[TER_DOUBLE_TEXT_BYTES], upper[TER_DOUBLE_TEXT_BYTES];
    (void)ter_text_from_double(key->lower, lower);
    (void)ter_text_from_double(key->upper, upper);
    if (key->lower == key->upper) {
        (void)snprintf(text, size, "%s", lower);
    } else if (isinf(key->upper)) {
        (void)snprintf(text, size, "%s %s", key->open ? "above" : "at least", lower);
    } else {
        (void)snprintf(text, size, key->open ? "above %s and below %s" : "from %s to %s", lower, upper);
    }
}

static bool in_range(const ter__key *key, double x) {
    if (key->lower == 0.0 && key->upper == 0.0) {
        return true;
    }
    return key->open ? x > key->lower && x < key->upper : x >= key->lower && x <= key->upper;
}

static ter_status check_number(checking *c) {
    if (c->value->kind != TER__SPEC_NUMBER) {
        wrong_kind(c);
        return TER_OK;
    }
    c->item->number = c->value->number;
    c->item->integer = c->value->integer;
    if (!isfinite(c->value->number)) {
        wrong(c, NULL, "is %s, which is beyond what a double holds", c->value->text);
    } else if (c->key->kind == TER__KEY_INTEGER && !c->value->whole) {
        wrong(c, NULL, "must be a whole number, not %s", c->value->text);
    } else if (!in_range(c->key, c->value->number)) {
        char range[128];
        range_words(c->key, range, sizeof range);
        wrong(c, NULL, "is %s; it must be %s", c->value->text, range);
    }
    return TER_OK;
}

static ter_status check_quantity(checking *c) {
    bool size = c->key->kind == TER__KEY_SIZE;
    if (c->value->kind == TER__SPEC_NUMBER) {
        char help[96];
        (void)snprintf(help, sizeof help, "write it with its unit, as %s%s", c->value->text, size ? "MiB or GiB" : "s or m");
        wrong(c, help, "has no unit");
        return TER_OK;
    }
    if (c->value->kind != TER__SPEC_TEXT) {
        wrong_kind(c);
        return TER_OK;
    }
    ter_error error;
    ter_status status = size ? ter__size_parse(c->value->text, &c->item->number, &error)
                             : ter__duration_parse(c->value->text, &c->item->number, &error);
    c->item->text = c->value->text;
    if (status != TER_OK) {
        wrong(c, NULL, "is \"%s\": %s", c->value->text, error.text);
    } else if (!in_range(c->key, c->item->number)) {
        wrong(c, NULL, "is %s, which is out of range", c->value->text);
    }
    return TER_OK;
}

static ter_status check_scalar(checking *c) {
    if (c->value->kind == TER__SPEC_NUMBER) {
        c->item->number = c->value->number;
        c->item->integer = c->value->integer;
    } else if (c->value->kind == TER__SPEC_TEXT) {
        c->item->text = c->value->text;
        c->item->number = NAN;
    } else {
        wrong_kind(c);
    }
    return TER_OK;
}

/* ---- texts -------------------------------------------------------------------------------------------------------------- */

bool ter__name_is_good(const char *text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789-";
    size_t length = strlen(text);
    return length > 0 && length <= TER__SPEC_NAME_BYTES_MAX && strchr(letters, text[0]) != NULL && strspn(text, all) == length;
}

static ter_status check_text(checking *c) {
    if (c->value->kind != TER__SPEC_TEXT) {
        wrong_kind(c);
        return TER_OK;
    }
    c->item->text = c->value->text;
    if (c->key->kind == TER__KEY_NAME && !ter__name_is_good(c->value->text)) {
        wrong(c, "letters, digits, _ and -, beginning with a letter, at most 64", "is not usable as a name: \"%s\"",
              c->value->text);
    }
    return TER_OK;
}

static ter_status check_choice(checking *c) {
    size_t count = 0;
    ter_status status = check_text(c);
    for (; c->item->text != NULL && c->key->choices[count] != NULL; count++) {
        if (strcmp(c->key->choices[count], c->item->text) == 0) {
            c->item->choice = count;
            return status;
        }
    }
    if (c->item->text != NULL) {
        ter__diagnose_unknown(c->scope->diagnostics, c->value->place, c->key->name, c->item->text, c->key->choices, count);
    }
    return status;
}

void ter__item_diagnose_within(const ter__item *item, size_t column, const char *text, ter_diagnostics *diagnostics) {
    size_t length = strlen(item->text);
    ter__place place = item->place;
    bool quoted = place.width == length + 2, plain = place.width == length;
    if (column > 0 && (quoted || plain)) { /* written without escapes: the place within it is known */
        place.column += column - 1 + quoted;
        place.width = 1;
    }
    ter__diagnose(diagnostics, place, NULL, "%s", text);
}

/* What can be said of an expression before the columns are known. */
static ter_status check_expression(checking *c) {
    ter_expression *made = NULL;
    ter_error error;
    size_t column = 0;
    ter_status status = check_text(c);
    if (c->item->text == NULL) {
        return status;
    }
    status = ter__expression_compile(&made, c->item->text, strlen(c->item->text), NULL, &column, &error);
    ter_expression_destroy(made);
    if (status != TER_OK && status != TER_NO_MEMORY) {
        ter__item_diagnose_within(c->item, column, error.text, c->scope->diagnostics);
        status = TER_OK;
    }
    return status;
}

static ter_status check_family(checking *c) {
    ter_error error;
    ter_status status = check_text(c);
    if (c->item->text != NULL && ter_family_find(&c->item->family, c->item->text, &error) != TER_OK) {
        ter__diagnose(c->scope->diagnostics, c->value->place, NULL, "%s", error.text);
    }
    return status;
}

/* ---- references --------------------------------------------------------------------------------------------------------- */

static bool kind_allowed(const ter__key *key, const ter__stage *kind) {
    if (key->kind == TER__KEY_ROWS) {
        return kind->gives_rows;
    }
    for (const char *const *choice = key->choices; choice != NULL && *choice != NULL; choice++) {
        if (strcmp(*choice, kind->name) == 0) {
            return true;
        }
    }
    return key->choices == NULL;
}

static void unknown_reference(const checking *c) {
    const char *names[TER_JOB_INPUTS_MAX + TER_JOB_STAGES_MAX];
    const ter_job *job = c->scope->job;
    size_t count = 0;
    for (size_t i = job->stage_count; i < c->scope->stages_in_all; i++) {
        if (strcmp(job->stages[i].id, c->value->text) == 0) {
            wrong(c, "a stage reads from inputs and from stages above it", "names \"%s\", which is defined %s", c->value->text,
                  i == job->stage_count ? "by this stage itself" : "later");
            return;
        }
    }
    for (size_t i = 0; c->key->kind == TER__KEY_ROWS && i < job->input_count; i++) {
        names[count++] = job->inputs[i].name;
    }
    for (size_t i = 0; i < job->stage_count; i++) {
        if (job->stages[i].kind == NULL || kind_allowed(c->key, job->stages[i].kind)) {
            names[count++] = job->stages[i].id;
        }
    }
    ter__diagnose_unknown(c->scope->diagnostics, c->value->place,
                          c->key->kind == TER__KEY_ROWS ? "input or earlier stage" : "earlier stage", c->value->text, names, count);
}

static ter_status check_reference(checking *c) {
    ter_status status = check_text(c);
    const ter_job *job = c->scope->job;
    if (c->item->text == NULL) {
        return status;
    }
    size_t input = ter__job_find_input(job, c->item->text), stage = ter__job_find_stage(job, c->item->text);
    if (c->key->kind == TER__KEY_ROWS && input != SIZE_MAX) {
        c->item->is_input = true;
        c->item->reference = input;
    } else if (stage == SIZE_MAX) {
        unknown_reference(c);
    } else if (job->stages[stage].kind != NULL && !kind_allowed(c->key, job->stages[stage].kind)) {
        wrong(c, NULL, c->key->kind == TER__KEY_ROWS ? "names \"%s\", a %s stage, which gives no rows" : "names \"%s\", a %s stage",
              c->item->text, job->stages[stage].kind->name);
    } else {
        c->item->reference = stage;
    }
    return status;
}

ter_status ter__item_check(ter__item *item, const ter__scope *scope, const ter__key *key, const ter__value *value) {
    checking c = {item, scope, key, value};
    item->place = value->place;
    switch (key->kind) {
    case TER__KEY_NUMBER:
    case TER__KEY_INTEGER:
        return check_number(&c);
    case TER__KEY_SIZE:
    case TER__KEY_DURATION:
        return check_quantity(&c);
    case TER__KEY_SCALAR:
        return check_scalar(&c);
    case TER__KEY_CHOICE:
        return check_choice(&c);
    case TER__KEY_FAMILY:
        return check_family(&c);
    case TER__KEY_EXPRESSION:
        return check_expression(&c);
    case TER__KEY_ROWS:
    case TER__KEY_STAGE:
        return check_reference(&c);
    case TER__KEY_OBJECT: /* without fields: checked by hand */
        return key->fields == NULL ? TER_OK : ter__settings_check(&item->object, scope, key->fields, key->name, value);
    case TER__KEY_TEXT:
    case TER__KEY_NAME:
    case TER__KEY_COLUMN:
        break;
    }
    return check_text(&c);
}
