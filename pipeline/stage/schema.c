/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stage table as text for people and as JSON Schema (2020-12) for editors. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage/stage.h"
#include "tercile/text.h"

/* ---- text --------------------------------------------------------------------------------------------------------------- */

static void write_range(FILE *out, const ter__key *key) {
    char lower[TER_DOUBLE_TEXT_BYTES], upper[TER_DOUBLE_TEXT_BYTES];
    if (key->lower == 0.0 && key->upper == 0.0) {
        return;
    }
    (void)ter_text_from_double(key->lower, lower);
    (void)ter_text_from_double(key->upper, upper);
    if (isinf(key->upper)) {
        (void)fprintf(out, ", %s %s", key->open ? "above" : "at least", lower);
    } else {
        (void)fprintf(out, key->open ? ", between %s and %s" : ", %s to %s", lower, upper);
    }
}

static void write_keys(FILE *out, const ter__key *keys, int indent) {
    static const char *const forms[] = {"", "list of: ", "mapping of names to: "};
    for (; keys->name != NULL; keys++) {
        (void)fprintf(out, "%*s%s%s: %s%s", indent, "", keys->name, keys->required ? " (required)" : "", forms[keys->form],
                      ter__key_kind_words(keys->kind));
        write_range(out, keys);
        for (size_t i = 0; keys->kind == TER__KEY_CHOICE && keys->choices[i] != NULL; i++) {
            (void)fprintf(out, "%s%s", i == 0 ? ": " : ", ", keys->choices[i]);
        }
        if (keys->fallback != NULL) {
            (void)fprintf(out, "; default %s", keys->fallback);
        }
        (void)fprintf(out, "\n%*s%s\n", indent + 4, "", keys->description);
        if (keys->fields != NULL) {
            write_keys(out, keys->fields, indent + 4);
        }
    }
}

static void write_stage(FILE *out, const ter__stage *stage) {
    (void)fprintf(out, "\n%s: %s (%s)\n", stage->name, stage->title, ter__pattern_words(stage->pattern));
    write_keys(out, stage->keys, 4);
    for (const ter__table_kind *table = stage->tables; table->name != NULL; table++) {
        (void)fprintf(out, "    table %s: %s\n", table->name, table->description);
        const char *before = "        ";
        for (const ter__column_kind *c = table->columns; c != NULL && c->name != NULL; c++) {
            (void)fprintf(out, "%s%s", before, c->name);
            before = ", ";
        }
        (void)fputs(table->columns != NULL ? "\n" : "", out);
    }
}

static char *as_text(const ter__stage *only) {
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        return NULL;
    }
    if (only == NULL) {
        (void)fputs("a job file (YAML or JSON):\n", out);
        write_keys(out, ter__job_keys, 4);
        (void)fputs("\nstages, each as - id: NAME (may be left out) and one of:\n", out);
    }
    for (size_t i = 0; ter__stage_at(i) != NULL; i++) {
        if (only == NULL || only == ter__stage_at(i)) {
            write_stage(out, ter__stage_at(i));
        }
    }
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}

/* ---- JSON Schema -------------------------------------------------------------------------------------------------------- */

/* jansson's setters take the value also when they fail, so out of memory only has to be seen at the end: a missing value makes the
 * whole null by `bad`. */
typedef struct schema {
    bool bad;
} schema;

static void put(schema *s, json_t *object, const char *key, json_t *value) {
    s->bad |= json_object_set_new(object, key, value) != 0;
}

static json_t *object_schema(schema *s, const ter__key *keys);

static json_t *value_schema(schema *s, const ter__key *key) {
    if (key->kind == TER__KEY_OBJECT && key->fields != NULL) {
        return object_schema(s, key->fields);
    }
    json_t *made = json_object();
    const char *type = ter__key_kind_json(key->kind);
    put(s, made, "type", strcmp(type, "any") == 0 ? json_pack("[s, s]", "number", "string") : json_string(type));
    bool number = key->kind == TER__KEY_NUMBER || key->kind == TER__KEY_INTEGER;
    if (number && (key->lower != 0.0 || key->upper != 0.0)) {
        put(s, made, key->open ? "exclusiveMinimum" : "minimum", json_real(key->lower));
        if (isfinite(key->upper)) {
            put(s, made, key->open ? "exclusiveMaximum" : "maximum", json_real(key->upper));
        }
    }
    if (key->kind == TER__KEY_CHOICE) {
        json_t *choices = json_array();
        for (size_t i = 0; key->choices[i] != NULL; i++) {
            s->bad |= json_array_append_new(choices, json_string(key->choices[i])) != 0;
        }
        put(s, made, "enum", choices);
    }
    return made;
}

static json_t *key_schema(schema *s, const ter__key *key) {
    json_t *one = value_schema(s, key), *made = one;
    if (key->form == TER__LIST) {
        json_t *list = json_pack("{s:s, s:O}", "type", "array", "items", one);
        made = key->kind == TER__KEY_OBJECT ? list : json_pack("{s:[o, O]}", "anyOf", list, one);
        json_decref(one);
    } else if (key->form == TER__MAP) {
        made = json_pack("{s:s, s:o}", "type", "object", "additionalProperties", one);
    }
    put(s, made, "description", json_string(key->description));
    if (key->fallback != NULL) {
        json_t *value = json_loads(key->fallback, JSON_DECODE_ANY, NULL);
        put(s, made, "default", value != NULL ? value : json_string(key->fallback));
    }
    return made;
}

static json_t *object_schema(schema *s, const ter__key *keys) {
    json_t *made = json_pack("{s:s, s:b}", "type", "object", "additionalProperties", 0);
    json_t *properties = json_object(), *required = json_array();
    for (; keys->name != NULL; keys++) {
        put(s, properties, keys->name, key_schema(s, keys));
        if (keys->required) {
            s->bad |= json_array_append_new(required, json_string(keys->name)) != 0;
        }
    }
    put(s, made, "properties", properties);
    put(s, made, "required", required);
    return made;
}

static json_t *job_schema(schema *s) {
    json_t *made = object_schema(s, ter__job_keys);
    json_t *entry = json_pack("{s:s, s:{s:{s:s}}, s:i, s:i, s:b}", "type", "object", "properties", "id", "type", "string",
                              "minProperties", 1, "maxProperties", 2, "additionalProperties", 0);
    json_t *kinds = json_object_get(entry, "properties");
    for (size_t i = 0; ter__stage_at(i) != NULL; i++) {
        json_t *stage = object_schema(s, ter__stage_at(i)->keys);
        put(s, stage, "description", json_string(ter__stage_at(i)->title));
        put(s, kinds, ter__stage_at(i)->name, stage);
    }
    json_t *stages = json_object_get(json_object_get(made, "properties"), "stages");
    put(s, stages, "items", entry);
    put(s, made, "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
    put(s, made, "title", json_string("Tercile job"));
    return made;
}

static char *as_json(const ter__stage *only) {
    schema s = {false};
    json_t *made = only != NULL ? object_schema(&s, only->keys) : job_schema(&s);
    char *text = s.bad ? NULL : json_dumps(made, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
    json_decref(made);
    return text;
}

ter_status ter_stage_schema(const char *stage, bool json, char **text, ter_error *error) {
    const ter__stage *only = NULL;
    if (stage != NULL && (only = ter__stage_find(stage)) == NULL) {
        const char *names[64];
        size_t count = 0;
        for (; count < 64 && ter__stage_at(count) != NULL; count++) {
            names[count] = ter__stage_at(count)->name;
        }
        const char *near = ter_text_suggest(stage, names, count);
        return ter_error_set(error, TER_UNKNOWN_NAME, "no stage is called \"%s\"%s%s%s", stage,
                             near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    *text = json ? as_json(only) : as_text(only);
    return *text != NULL ? TER_OK : ter_error_set(error, TER_NO_MEMORY, "out of memory");
}
