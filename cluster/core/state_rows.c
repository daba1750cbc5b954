/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows. A change is remembered as the name of its row only; what is in the row is looked up when the changes are taken: the record
 * as it is then, or nothing when it is gone. So a row that changed often is written once, and what came and went in between is
 * told as gone, which does no harm. The cost is that of what changed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"

/* ---- which rows changed ------------------------------------------------------------------------------------------------- */

static uint64_t hash_of_change(const ter__change *change) {
    uint64_t hash = 0xcbf29ce484222325U ^ (uint8_t)change->kind;
    for (const char *at = change->job; *at != '\0'; at++) {
        hash = (hash ^ (uint8_t)*at) * 0x100000001b3U;
    }
    hash = (hash ^ ((uint64_t)change->stage << 32 | change->unit)) * 0x9e3779b97f4a7c15U;
    hash = (hash ^ hash >> 31 ^ change->number) * 0x9e3779b97f4a7c15U;
    return hash ^ hash >> 32;
}

static bool same_row(const ter__change *a, const ter__change *b) {
    return a->kind == b->kind && a->stage == b->stage && a->unit == b->unit && a->number == b->number &&
           strcmp(a->job, b->job) == 0;
}

/* The place of a change in the index: its own, or an empty one. */
static size_t change_place(const ter__state *state, const ter__change *change) {
    size_t mask = state->change_index_room - 1;
    size_t at = (size_t)hash_of_change(change) & mask;
    while (state->change_index[at] != 0 && !same_row(&state->changes[state->change_index[at] - 1], change)) {
        at = (at + 1) & mask;
    }
    return at;
}

static bool widen_index(ter__state *state) {
    size_t room = state->change_index_room == 0 ? 64 : state->change_index_room * 2;
    uint32_t *index = room > UINT32_MAX ? NULL : calloc(room, sizeof *index);
    if (index == NULL) {
        state->failed = true;
        return false;
    }
    free(state->change_index);
    state->change_index = index;
    state->change_index_room = room;
    for (size_t i = 0; i < state->change_count; i++) {
        state->change_index[change_place(state, &state->changes[i])] = (uint32_t)i + 1;
    }
    return true;
}

void ter__touch(ter__state *state, char kind, const char *job, uint32_t stage, uint32_t unit, uint64_t number) {
    if (state->all_changed || (state->change_count * 2 >= state->change_index_room && !widen_index(state))) {
        return;
    }
    ter__change change = {.kind = kind, .stage = stage, .unit = unit, .number = number};
    memcpy(change.job, job, strlen(job) + 1);
    size_t at = change_place(state, &change);
    void *changes = state->changes;
    if (state->change_index[at] != 0 ||
        !ter__state_grow(state, &changes, state->change_count, &state->change_room, sizeof change)) {
        return;
    }
    state->changes = changes;
    state->changes[state->change_count++] = change;
    state->change_index[at] = (uint32_t)state->change_count;
}

void ter__touch_job(ter__state *state, const ter__job *job) {
    ter__touch(state, 'j', job->id, 0, 0, 0);
}

void ter__touch_unit(ter__state *state, const ter__job *job, uint32_t unit) {
    ter__touch(state, 'u', job->id, job->stage, unit, 0);
}

/* Clears the index by what is in it, or as a whole when that is less. */
static void forget_changes(ter__state *state) {
    state->all_changed = false;
    state->change_count = 0;
    if (state->change_index_room > 4096) {
        free(state->change_index);
        state->change_index = NULL;
        state->change_index_room = 0;
    } else if (state->change_index_room > 0) {
        memset(state->change_index, 0, state->change_index_room * sizeof *state->change_index);
    }
}

bool ter__state_take_replaced(ter__state *state) {
    bool replaced = state->replaced;
    state->replaced = false;
    return replaced;
}

/* ---- what is in them ---------------------------------------------------------------------------------------------------- */

typedef struct row_list {
    ter__row *rows;
    size_t count, room;
    bool failed;
} row_list;

static void set_label(ter__row *row, const char *format, ...) TER_PRINTF(2, 3);
static void set_label(ter__row *row, const char *format, ...) {
    char rough[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(rough, sizeof rough, format, arguments);
    va_end(arguments);
    ter__plain_text(row->label, sizeof row->label, rough, false);
}

/* A unit's row says whose it is, which its record does not. */
static void put_unit_row(ter__writer *writer, const ter__job *job, uint32_t unit) {
    ter__put_text(writer, job->id);
    ter__put32(writer, job->stage);
    ter__put32(writer, unit);
    ter__put_unit(writer, &job->units[unit]);
}

static void unit_row(const ter__state *state, const ter__change *change, ter__row *row, ter__writer *writer) {
    snprintf(row->key, sizeof row->key, "%s/%" PRIu32 "/%" PRIu32, change->job, change->stage, change->unit);
    const ter__job *job = ter__state_job(state, change->job);
    if (job == NULL || job->units == NULL || job->stage != change->stage || change->unit >= job->unit_count ||
        ter__unit_is_blank(&job->units[change->unit])) {
        return;
    }
    const ter__unit *unit = &job->units[change->unit];
    put_unit_row(writer, job, change->unit);
    if (unit->done) {
        set_label(row, "done by node %" PRIu32 ", copy on node %" PRIu32, unit->node, unit->copy);
    } else if (unit->failed) {
        set_label(row, "failed: %s", unit->text);
    } else {
        set_label(row, "waits; %" PRIu32 " nodes died, %" PRIu32 " refused", unit->deaths, unit->refusals);
    }
}

static void job_row(const ter__state *state, const ter__change *change, ter__row *row, ter__writer *writer) {
    snprintf(row->key, sizeof row->key, "%s", change->job);
    const ter__job *job = ter__state_job(state, change->job);
    if (job != NULL) {
        ter__put_job(writer, job);
        set_label(row, "%s: \"%s\" of %s", ter__phase_word(job->phase), job->name, job->owner);
    }
}

/* Events are in order of their numbers. */
static const ter__event *find_event(const ter__events *events, uint64_t number) {
    size_t low = 0, high = events->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const ter__event *event = ter__events_at(events, middle);
        if (event->number == number) {
            return event;
        }
        low = event->number < number ? middle + 1 : low;
        high = event->number < number ? high : middle;
    }
    return NULL;
}

static void event_row(const ter__state *state, const ter__change *change, ter__row *row, ter__writer *writer) {
    snprintf(row->key, sizeof row->key, "%" PRIu64, change->number);
    const ter__event *event = find_event(&state->events, change->number);
    if (event != NULL) {
        ter__put_event(writer, event);
        set_label(row, "%s", event->text);
    }
}

static void node_row(const ter__state *state, const ter__change *change, ter__row *row, ter__writer *writer) {
    snprintf(row->key, sizeof row->key, "%" PRIu64, change->number);
    const ter__node_record *node = ter__state_node(state, (uint32_t)change->number);
    if (node != NULL) {
        ter__put_node(writer, node);
        set_label(row, "%s %s: %s", node->name, node->address, node->up ? "up" : "down");
    }
}

static void counters_row(const ter__state *state, ter__row *row, ter__writer *writer) {
    snprintf(row->key, sizeof row->key, "counters");
    ter__put_counters(writer, state);
    set_label(row, "%" PRIu64 " jobs submitted, %" PRIu64 " events", state->submitted, state->event_count);
}

static void add_row(const ter__state *state, const ter__change *change, row_list *list) {
    if (list->failed) {
        return;
    }
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 16 : list->room * 2;
        ter__row *rows = realloc(list->rows, room * sizeof *rows);
        if (rows == NULL) {
            list->failed = true;
            return;
        }
        list->rows = rows;
        list->room = room;
    }
    ter__row *row = &list->rows[list->count];
    ter__writer writer = {0};
    *row = (ter__row){.kind = change->kind};
    switch (change->kind) {
    case 'u':
        unit_row(state, change, row, &writer);
        break;
    case 'j':
        job_row(state, change, row, &writer);
        break;
    case 'e':
        event_row(state, change, row, &writer);
        break;
    case 'n':
        node_row(state, change, row, &writer);
        break;
    default:
        counters_row(state, row, &writer);
        break;
    }
    bool gone = !writer.failed && writer.length == 0;
    if (!gone && ter__writer_finish(&writer, &row->value, &row->length) != TER_OK) {
        list->failed = true;
        return;
    }
    list->count++;
}

static void add_all(const ter__state *state, row_list *list) {
    ter__change change = {.kind = 'c'};
    add_row(state, &change, list);
    for (uint32_t i = 1; i <= TER__NODE_ID_MAX; i++) {
        if (state->nodes[i].id != 0) {
            change = (ter__change){.kind = 'n', .number = i};
            add_row(state, &change, list);
        }
    }
    for (size_t i = 0; i < state->events.count; i++) {
        change = (ter__change){.kind = 'e', .number = ter__events_at(&state->events, i)->number};
        add_row(state, &change, list);
    }
    for (size_t i = 0; i < state->job_count; i++) {
        const ter__job *job = &state->jobs[i]->job;
        change = (ter__change){.kind = 'j', .stage = job->stage};
        memcpy(change.job, job->id, sizeof change.job);
        add_row(state, &change, list);
        change.kind = 'u';
        for (change.unit = 0; job->units != NULL && change.unit < job->unit_count; change.unit++) {
            if (!ter__unit_is_blank(&job->units[change.unit])) {
                add_row(state, &change, list);
            }
        }
    }
}

ter_status ter__state_take_changes(ter__state *state, ter__row **rows, size_t *count) {
    row_list list = {0};
    if (state->all_changed) {
        add_all(state, &list);
    }
    for (size_t i = 0; !state->all_changed && i < state->change_count; i++) {
        add_row(state, &state->changes[i], &list);
    }
    if (list.failed) {
        for (size_t i = 0; i < list.count; i++) {
            free(list.rows[i].value);
        }
        free(list.rows);
        return TER_NO_MEMORY;
    }
    forget_changes(state);
    *rows = list.rows;
    *count = list.count;
    return TER_OK;
}

/* ---- back --------------------------------------------------------------------------------------------------------------- */

static ter_status load_unit_row(ter__state *state, const ter__row *row, ter__reader *reader, ter_error *error) {
    ter__change change = {.kind = 'u'};
    char key[sizeof row->key];
    ter__get_text(reader, change.job, sizeof change.job);
    change.stage = ter__get32(reader);
    change.unit = ter__get32(reader);
    snprintf(key, sizeof key, "%s/%" PRIu32 "/%" PRIu32, change.job, change.stage, change.unit);
    if (reader->failed || strcmp(key, row->key) != 0) {
        return ter_error_set(error, TER_BAD_DATA, "the stored row u %s is damaged", row->key);
    }
    return ter__load_unit(state, change.job, change.stage, change.unit, reader, error);
}

static ter_status load_counters(ter__state *state, ter__reader *reader, ter_error *error) {
    ter__get_counters(reader, state);
    return ter__reader_at_end(reader) ? TER_OK : ter_error_set(error, TER_BAD_DATA, "the stored counters are damaged");
}

/* A row in another row's place. */
static bool key_matches(const ter__state *state, const ter__row *row) {
    char key[sizeof row->key];
    switch (row->kind) {
    case 'j':
        return strcmp(row->key, state->jobs[state->job_count - 1]->job.id) == 0;
    case 'e':
        snprintf(key, sizeof key, "%" PRIu64, ter__events_at(&state->events, state->events.count - 1)->number);
        return strcmp(row->key, key) == 0;
    case 'n': {
        unsigned long id = strtoul(row->key, NULL, 10);
        return id <= TER__NODE_ID_MAX && state->nodes[id].id == id && id > 0;
    }
    default:
        return true;
    }
}

ter_status ter__state_load_row(ter__state *state, const ter__row *row, ter_error *error) {
    ter__reader reader = {.bytes = row->value, .length = row->length};
    ter_status status = TER_OK;
    switch (row->kind) {
    case 'c':
        status = load_counters(state, &reader, error);
        break;
    case 'n':
        status = ter__load_node(state, &reader, error);
        break;
    case 'e':
        status = ter__load_event(state, &reader, error);
        break;
    case 'j':
        status = ter__load_job(state, &reader, error);
        break;
    case 'u':
        status = load_unit_row(state, row, &reader, error);
        break;
    default:
        return ter_error_set(error, TER_BAD_DATA, "a stored row of unknown kind %u: use the newer program",
                             (unsigned char)row->kind);
    }
    if (status == TER_OK && !key_matches(state, row)) {
        return ter_error_set(error, TER_BAD_DATA, "the stored row %c %s holds another one's value", row->kind, row->key);
    }
    return status;
}

ter_status ter__state_load_end(ter__state *state, uint64_t applied, ter_error *error) {
    state->applied = applied;
    state->loaded = applied;
    return ter__load_finish(state, error);
}
