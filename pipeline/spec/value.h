/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A job file as a tree of values, each with its place. YAML and JSON are read by the same parser: the flow syntax of YAML holds
 * JSON. What is refused: anchors, aliases, tags, directives, duplicate keys, keys that are no scalars, several documents, and
 * sizes beyond limits.h.
 *
 * A plain (unquoted) scalar is null (nothing, ~, null), true or false, a number as in JSON (also +1), or else text:
 * `01134500`, `yes`, `1GiB`, `.5` and `0x10` are texts. Quoted ones are always texts.
 */
#ifndef TER__VALUE_H
#define TER__VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "spec/arena.h"
#include "spec/diagnostics.h"
#include "tercile/status.h"

typedef enum ter__value_kind {
    TER__SPEC_NULL,
    TER__SPEC_BOOLEAN,
    TER__SPEC_NUMBER,
    TER__SPEC_TEXT,
    TER__SPEC_LIST,
    TER__SPEC_MAPPING
} ter__value_kind;

typedef struct ter__value {
    ter__value_kind kind;
    ter__place place;
    const char *text; /* of a scalar, without its quotes, as UTF-8 */
    size_t length;
    double number;
    bool truth;
    bool whole;      /* the number is whole and fits `integer` */
    int64_t integer; /* exact */
    size_t count;    /* entries of a list or mapping */
    struct ter__value **items;
    struct ter__value **keys; /* of a mapping, texts in the order written */
} ter__value;

/* Reads a document. *root is null and diagnostics say why when it cannot be read: TER_BAD_SPEC. TER_NO_MEMORY. */
TER_MUST_USE ter_status ter__value_read(ter__value **root, ter__arena *arena, const char *text, size_t length,
                                        ter_diagnostics *diagnostics);
/* The text with JSON's pairs of escapes joined to YAML's single ones (surrogate.c). Given: free. Null when out of memory. */
char *ter__join_surrogates(const char *text, size_t length, size_t *joined);
/* "a list", "text" ...: for messages. */
const char *ter__value_kind_words(const ter__value *value);
/* The entry of a mapping; null when there is none (or `value` is no mapping). */
ter__value *ter__value_entry(const ter__value *value, const char *key);
/* Turns a plain scalar's text into what it means; sets kind, number, truth, whole, integer. */
void ter__value_resolve(ter__value *value);

/*
 * The tree as canonical JSON: keys sorted by bytes, no blanks, whole numbers below 2^63 as digits, others in the shortest form
 * that reads back exactly. Given: free(). Null when out of memory.
 */
char *ter__value_canonical(const ter__value *value);

#endif
