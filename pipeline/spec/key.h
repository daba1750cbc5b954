/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a mapping of the job file may hold, as a table of keys. Checking, `tercile schema`, completion and docs all come from it.
 */
#ifndef TER__KEY_H
#define TER__KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec/value.h"
#include "tercile/dist.h"

/* X(NAME, words, JSON type): what a value is. */
#define TER__KEY_KIND_LIST(X)                                                                                                      \
    X(TEXT, "text", "string")                                                                                                      \
    X(NAME, "a name", "string") /* letters, digits, _ and -, beginning with a letter or _ */                                       \
    X(NUMBER, "a number", "number")                                                                                                \
    X(INTEGER, "a whole number", "integer")                                                                                        \
    X(SCALAR, "a number or text", "any")                                                                                           \
    X(CHOICE, "one of the choices", "string")                                                                                      \
    X(EXPRESSION, "an expression", "string") /* over the columns of `from` */                                                      \
    X(ROWS, "an input or a stage that gives rows", "string")                                                                       \
    X(STAGE, "an earlier stage", "string") /* of one of the kinds in `choices`, when there are any */                              \
    X(COLUMN, "a column", "string")                                                                                                \
    X(FAMILY, "a family of laws", "string")                                                                                        \
    X(SIZE, "a size in bytes, as 512MiB", "string")                                                                                \
    X(DURATION, "a duration, as 90s, 10m, 2h", "string")                                                                           \
    X(OBJECT, "a mapping", "object")

typedef enum ter__key_kind {
#define TER__KEY_ENUM(name, words, json) TER__KEY_##name,
    TER__KEY_KIND_LIST(TER__KEY_ENUM)
#undef TER__KEY_ENUM
} ter__key_kind;

typedef enum ter__key_form {
    TER__ONE,
    TER__LIST, /* a single scalar stands for a list of one */
    TER__MAP   /* from names to values */
} ter__key_form;

typedef struct ter__key {
    const char *name; /* null ends a table */
    ter__key_kind kind;
    ter__key_form form;
    bool required;
    const char *fallback;          /* the default, as it would be written in a job file; null: none */
    double lower, upper;           /* NUMBER, INTEGER, SIZE, DURATION: the closed range; both 0: any */
    bool open;                     /* the range leaves out its ends */
    const char *const *choices;    /* CHOICE, STAGE: ends with null */
    const struct ter__key *fields; /* OBJECT */
    const char *description;
} ter__key;

/* One value, checked. */
typedef struct ter__item {
    ter__place place;
    const char *name; /* in a MAP: its key */
    ter__place name_place;
    const char *text; /* every kind but NUMBER, INTEGER and OBJECT; null for a SCALAR that is a number */
    double number;    /* NUMBER, INTEGER, SCALAR; bytes of a SIZE, seconds of a DURATION */
    int64_t integer;
    size_t choice; /* index in `choices` */
    bool is_input; /* ROWS: `reference` is an input, else a stage */
    size_t reference;
    const ter_family *family;
    struct ter__settings *object;
} ter__item;

typedef struct ter__setting {
    const ter__key *key;
    bool written; /* stands in the file; the place is valid then */
    ter__place place;
    size_t count; /* 0: neither written nor with a default; a written list may be empty too */
    ter__item *items;
} ter__setting;

typedef struct ter__settings {
    ter__place place;
    size_t count;
    ter__setting *settings; /* in the order of the key table */
} ter__settings;

/* What names mean while a mapping is checked: what was defined before it. */
typedef struct ter__scope {
    ter__arena *arena;
    ter_diagnostics *diagnostics;
    const struct ter_job *job; /* inputs and stages defined so far: job->stage_count of them */
    size_t stages_in_all;      /* ids of later ones are there too: for "is defined later" */
} ter__scope;

/*
 * Checks `value` against keys; all errors go to the diagnostics, `what` names the mapping there ("fit"). *settings is complete
 * only when there were none. TER_NO_MEMORY is the only other failure.
 */
TER_MUST_USE ter_status ter__settings_check(ter__settings **settings, const ter__scope *scope, const ter__key *keys,
                                            const char *what, const ter__value *value);

const char *ter__key_kind_words(ter__key_kind kind);
const char *ter__key_kind_json(ter__key_kind kind);

/* Access by the key's name, which must be in the table. */
const ter__setting *ter__setting_of(const ter__settings *settings, const char *key);
const char *ter__setting_text(const ter__settings *settings, const char *key); /* null when there is none */
double ter__setting_number(const ter__settings *settings, const char *key);    /* NaN when there is none */
size_t ter__setting_choice(const ter__settings *settings, const char *key);    /* 0 when there is none */
bool ter__setting_has_choice(const ter__settings *settings, const char *key, const char *choice);

/* "1GiB", "512 MB", "4096": decimal and binary units. "90s", "10m", "2h30m", "500ms". TER_BAD_SYNTAX with what is wrong. */
TER_MUST_USE ter_status ter__size_parse(const char *text, double *bytes, ter_error *error);
TER_MUST_USE ter_status ter__duration_parse(const char *text, double *seconds, ter_error *error);
/* "3.2 GiB". */
#define TER__SIZE_TEXT_BYTES 32
void ter__size_format(double bytes, char text[TER__SIZE_TEXT_BYTES]);

#endif
