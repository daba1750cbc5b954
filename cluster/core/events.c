/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `tercile logs` shows: one line an event. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"

#define LINE_BYTES ((size_t)TER_ERROR_TEXT_BYTES)

const ter__event *ter__events_at(const ter__events *events, size_t index) {
    return index >= events->count ? NULL : &events->items[(events->first + index) % events->room];
}

void ter__events_clear(ter__events *events) {
    for (size_t i = 0; i < events->count; i++) {
        free(events->items[(events->first + i) % events->room].text);
    }
    free(events->items);
    *events = (ter__events){0};
}

/* Twice the room, the oldest first. */
static bool widen(ter__events *events, size_t most) {
    size_t room = events->room == 0 ? 8 : events->room * 2;
    room = room > most ? most : room;
    ter__event *items = calloc(room, sizeof *items);
    if (items == NULL) {
        return false;
    }
    for (size_t i = 0; i < events->count; i++) {
        items[i] = events->items[(events->first + i) % events->room];
    }
    free(events->items);
    *events = (ter__events){.items = items, .count = events->count, .room = room};
    return true;
}

uint64_t ter__events_push(ter__state *state, ter__events *events, size_t most, uint64_t number, ter__ms at, char *text) {
    uint64_t gone = 0;
    if (text == NULL || (events->count == events->room && events->room < most && !widen(events, most))) {
        free(text);
        state->failed = true;
        return 0;
    }
    if (events->count == events->room) {
        gone = events->items[events->first].number;
        free(events->items[events->first].text);
        events->first = (events->first + 1) % events->room;
        events->count--;
    }
    events->items[(events->first + events->count) % events->room] = (ter__event){.number = number, .at = at, .text = text};
    events->count++;
    return gone;
}

static void push_job_event(ter__state *state, ter__job_slot *slot, ter__ms at, const char *line) {
    ter__events_push(state, &slot->job.events, TER__JOB_EVENTS_MAX, ++state->event_count, at, strdup(line));
    ter__touch_job(state, &slot->job);
    ter__touch(state, 'c', "", 0, 0, 0);
}

static void push_cluster_event(ter__state *state, ter__ms at, const char *line) {
    uint64_t number = ++state->event_count;
    uint64_t gone = ter__events_push(state, &state->events, TER__CLUSTER_EVENTS_MAX, number, at, strdup(line));
    ter__touch(state, 'e', "", 0, 0, number);
    if (gone != 0) {
        ter__touch(state, 'e', "", 0, 0, gone);
    }
    ter__touch(state, 'c', "", 0, 0, 0);
}

static bool job_has_line(const ter__job *job, const char *line) {
    for (size_t i = 0; i < job->events.count; i++) {
        if (strcmp(ter__events_at(&job->events, i)->text, line) == 0) {
            return true;
        }
    }
    return false;
}

static void format_line(char line[LINE_BYTES], const char *format, va_list arguments) {
    char rough[2 * LINE_BYTES];
    vsnprintf(rough, sizeof rough, format, arguments);
    ter__plain_text(line, LINE_BYTES, rough, false);
}

void ter__job_event(ter__state *state, ter__job_slot *slot, ter__ms at, const char *format, ...) {
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    format_line(line, format, arguments);
    va_end(arguments);
    push_job_event(state, slot, at, line);
}

void ter__job_event_once(ter__state *state, ter__job_slot *slot, ter__ms at, const char *format, ...) {
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    format_line(line, format, arguments);
    va_end(arguments);
    if (!job_has_line(&slot->job, line)) {
        push_job_event(state, slot, at, line);
    }
}

void ter__cluster_event(ter__state *state, ter__ms at, const char *format, ...) {
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    format_line(line, format, arguments);
    va_end(arguments);
    push_cluster_event(state, at, line);
}

void ter__both_event_once(ter__state *state, ter__job_slot *slot, ter__ms at, const char *format, ...) {
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    format_line(line, format, arguments);
    va_end(arguments);
    if (!job_has_line(&slot->job, line)) {
        push_job_event(state, slot, at, line);
        ter__cluster_event(state, at, "job %s: %s", slot->job.id, line);
    }
}
