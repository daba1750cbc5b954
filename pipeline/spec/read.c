/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libyaml's events into a tree of values. */
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "spec/limits.h"
#include "spec/value.h"

typedef struct reader {
    yaml_parser_t parser;
    ter__arena *arena;
    ter_diagnostics *diagnostics;
    size_t values; /* made so far */
} reader;

static ter__place place_of(yaml_mark_t start, yaml_mark_t end) {
    ter__place place = {start.line + 1, start.column + 1, 1};
    if (end.line == start.line && end.column > start.column) {
        place.width = end.column - start.column;
    }
    return place;
}

static ter_status refuse(reader *r, const yaml_event_t *event, const char *help, const char *text) {
    ter__diagnose(r->diagnostics, place_of(event->start_mark, event->end_mark), help, "%s", text);
    return TER_BAD_SPEC;
}

/* The parser's own complaint. */
static ter_status refuse_syntax(reader *r) {
    const yaml_parser_t *parser = &r->parser;
    if (parser->error == YAML_MEMORY_ERROR) {
        return TER_NO_MEMORY;
    }
    ter__place place = {parser->problem_mark.line + 1, parser->problem_mark.column + 1, 1};
    if (parser->error == YAML_READER_ERROR) {
        /* bytes that are no UTF-8: the mark is behind, the line of what was read is the best there is */
        place.line = parser->mark.line + 1;
        place.column = parser->mark.column + 1;
        ter__diagnose(r->diagnostics, place, "save the file as UTF-8", "%s (byte %zu of the file)",
                      parser->problem != NULL ? parser->problem : "unreadable bytes", parser->problem_offset);
        return TER_BAD_SPEC;
    }
    char help[256] = "";
    if (parser->context != NULL) {
        (void)snprintf(help, sizeof help, "%s that begins in line %zu, column %zu", parser->context, parser->context_mark.line + 1,
                       parser->context_mark.column + 1);
    }
    ter__diagnose(r->diagnostics, place, help[0] != '\0' ? help : NULL, "not valid YAML or JSON: %s",
                  parser->problem != NULL ? parser->problem : "syntax error");
    return TER_BAD_SPEC;
}

static ter_status next_event(reader *r, yaml_event_t *event) {
    return yaml_parser_parse(&r->parser, event) ? TER_OK : refuse_syntax(r);
}

static ter_status make_value(reader *r, const yaml_event_t *event, ter__value **made) {
    if (++r->values > TER__SPEC_VALUES_MAX) {
        return refuse(r, event, NULL, "too many values in one file (at most 65536)");
    }
    ter__value *value = ter__arena_take(r->arena, 1, sizeof *value);
    if (value == NULL) {
        return TER_NO_MEMORY;
    }
    value->place = place_of(event->start_mark, event->end_mark);
    *made = value;
    return TER_OK;
}

static ter_status read_scalar(reader *r, const yaml_event_t *event, ter__value *value) {
    size_t length = event->data.scalar.length;
    const char *text = (const char *)event->data.scalar.value;
    if (length > TER__SPEC_TEXT_BYTES_MAX) {
        return refuse(r, event, NULL, "a text is longer than 65536 bytes");
    }
    if (memchr(text, '\0', length) != NULL) {
        return refuse(r, event, NULL, "a text holds a zero byte");
    }
    value->text = ter__arena_text(r->arena, text, length);
    value->length = length;
    value->kind = TER__SPEC_TEXT;
    if (value->text == NULL) {
        return TER_NO_MEMORY;
    }
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
        ter__value_resolve(value);
    }
    return TER_OK;
}

/* Anchors and tags stand in every event that begins a value, at different places. */
static ter_status refuse_extras(reader *r, const yaml_event_t *event) {
    const void *anchor = NULL, *tag = NULL;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor, tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor, tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor, tag = event->data.mapping_start.tag;
        break;
    case YAML_ALIAS_EVENT:
        return refuse(r, event, "write the value out where it is used", "aliases (*name) are not allowed in a job file");
    default:
        return TER_OK;
    }
    if (anchor != NULL) {
        return refuse(r, event, "write the value out where it is used", "anchors (&name) are not allowed in a job file");
    }
    if (tag != NULL) {
        return refuse(r, event, "types come from the keys: leave the tag out", "tags (!name) are not allowed in a job file");
    }
    return TER_OK;
}

static ter_status read_value(reader *r, yaml_event_t *event, size_t depth, ter__value **made);

/* Room for one more entry: the arrays double, old ones stay in the arena. */
static ter_status grow(reader *r, const yaml_event_t *event, ter__value *value, size_t *room) {
    if (value->count < *room) {
        return TER_OK;
    }
    if (value->count >= TER__SPEC_ENTRIES_MAX) {
        return refuse(r, event, NULL, "more than 1024 entries in one list or mapping");
    }
    size_t wanted = *room == 0 ? 8 : 2 * *room;
    ter__value **items = ter__arena_take(r->arena, wanted, sizeof(ter__value *));
    ter__value **keys = ter__arena_take(r->arena, wanted, sizeof(ter__value *));
    if (items == NULL || keys == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t i = 0; i < value->count; i++) {
        items[i] = value->items[i];
        keys[i] = value->keys[i];
    }
    value->items = items;
    value->keys = keys;
    *room = wanted;
    return TER_OK;
}

static ter_status read_key(reader *r, yaml_event_t *event, const ter__value *mapping, ter__value **key) {
    ter_status status = refuse_extras(r, event);
    if (status == TER_OK && event->type != YAML_SCALAR_EVENT) {
        status = refuse(r, event, NULL, "a key must be a single word or text");
    }
    if (status == TER_OK) {
        status = make_value(r, event, key);
    }
    if (status == TER_OK) {
        status = read_scalar(r, event, *key);
    }
    if (status != TER_OK) {
        return status;
    }
    (*key)->kind = TER__SPEC_TEXT;
    for (size_t i = 0; i < mapping->count; i++) {
        if (strcmp(mapping->keys[i]->text, (*key)->text) == 0) {
            char help[64];
            (void)snprintf(help, sizeof help, "it was first given in line %zu", mapping->keys[i]->place.line);
            ter__diagnose(r->diagnostics, (*key)->place, help, "duplicate key \"%s\"", (*key)->text);
        }
    }
    return TER_OK;
}

static ter_status read_entries(reader *r, ter__value *value, size_t depth) {
    yaml_event_type_t last = value->kind == TER__SPEC_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;
    size_t room = 0;
    for (;;) {
        yaml_event_t event;
        ter__value *key = NULL, *item = NULL;
        ter_status status = next_event(r, &event);
        if (status != TER_OK) {
            return status;
        }
        if (event.type == last) {
            yaml_event_delete(&event);
            return TER_OK;
        }
        status = grow(r, &event, value, &room);
        if (status == TER_OK && value->kind == TER__SPEC_MAPPING) {
            status = read_key(r, &event, value, &key);
            yaml_event_delete(&event);
            if (status != TER_OK || (status = next_event(r, &event)) != TER_OK) {
                return status;
            }
        }
        if (status == TER_OK) {
            status = read_value(r, &event, depth, &item);
        }
        yaml_event_delete(&event);
        if (status != TER_OK) {
            return status;
        }
        value->keys[value->count] = key;
        value->items[value->count++] = item;
    }
}

static ter_status read_value(reader *r, yaml_event_t *event, size_t depth, ter__value **made) {
    ter__value *value;
    ter_status status = refuse_extras(r, event);
    if (status == TER_OK) {
        status = make_value(r, event, &value);
    }
    if (status != TER_OK) {
        return status;
    }
    if (event->type == YAML_SCALAR_EVENT) {
        status = read_scalar(r, event, value);
    } else if (depth >= TER__SPEC_DEPTH_MAX) {
        status = refuse(r, event, NULL, "lists and mappings inside one another more than 16 deep");
    } else {
        value->kind = event->type == YAML_SEQUENCE_START_EVENT ? TER__SPEC_LIST : TER__SPEC_MAPPING;
        status = read_entries(r, value, depth + 1);
    }
    *made = value;
    return status;
}

/* The events around the one document. */
static ter_status read_document(reader *r, ter__value **root) {
    for (;;) {
        yaml_event_t event;
        ter_status status = next_event(r, &event);
        if (status != TER_OK) {
            return status;
        }
        yaml_event_type_t type = event.type;
        if (type == YAML_DOCUMENT_START_EVENT && *root != NULL) {
            status = refuse(r, &event, "put each job into a file of its own", "a second document in one job file");
        } else if (type == YAML_DOCUMENT_START_EVENT &&
                   event.data.document_start.tag_directives.start != event.data.document_start.tag_directives.end) {
            status = refuse(r, &event, NULL, "directives (%TAG) are not allowed in a job file");
        } else if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT ||
                   type == YAML_ALIAS_EVENT) {
            status = read_value(r, &event, 0, root);
        }
        yaml_event_delete(&event);
        if (status != TER_OK || type == YAML_STREAM_END_EVENT) {
            return status;
        }
    }
}

ter_status ter__value_read(ter__value **root, ter__arena *arena, const char *text, size_t length, ter_diagnostics *diagnostics) {
    reader r = {.arena = arena, .diagnostics = diagnostics};
    *root = NULL;
    size_t joined;
    char *plain = ter__join_surrogates(text, length, &joined);
    if (plain == NULL || !yaml_parser_initialize(&r.parser)) {
        free(plain);
        return TER_NO_MEMORY;
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)plain, joined);
    ter_status status = read_document(&r, root);
    yaml_parser_delete(&r.parser);
    free(plain);
    if (status != TER_OK) {
        *root = NULL;
    }
    return status;
}
