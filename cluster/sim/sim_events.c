/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Virtual time: a heap of events ordered by (time, order of making), chance from one stream, and what a run says. */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "sim_internal.h"

uint64_t ter__sim_below(ter__sim *sim, uint64_t bound) {
    return ter_stream_below(&sim->chance, bound > 0 ? bound : 1);
}

bool ter__sim_happens(ter__sim *sim, double probability) {
    return ter_stream_uniform(&sim->chance) < probability;
}

static bool before(const ter__sim_event *a, const ter__sim_event *b) {
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

void ter__sim_push(ter__sim *sim, ter__sim_event event) {
    assert(event.at_ms >= sim->now_ms);
    if (sim->event_count == sim->event_room) {
        size_t room = sim->event_room > 0 ? 2 * sim->event_room : 1024;
        ter__sim_event *grown = room <= TER__SIM_EVENTS_MAX ? realloc(sim->events, room * sizeof *grown) : NULL;
        if (grown == NULL) {
            ter__sim_fail(sim, "more than %zu events wait", sim->event_count);
            free(event.bytes);
            return;
        }
        sim->events = grown;
        sim->event_room = room;
    }
    event.order = sim->next_order++;
    size_t i = sim->event_count++;
    for (; i > 0 && before(&event, &sim->events[(i - 1) / 2]); i = (i - 1) / 2) {
        sim->events[i] = sim->events[(i - 1) / 2];
    }
    sim->events[i] = event;
}

bool ter__sim_pop(ter__sim *sim, ter__sim_event *event) {
    if (sim->event_count == 0) {
        return false;
    }
    *event = sim->events[0];
    ter__sim_event last = sim->events[--sim->event_count];
    size_t i = 0;
    for (size_t child = 1; child < sim->event_count; child = 2 * i + 1) {
        if (child + 1 < sim->event_count && before(&sim->events[child + 1], &sim->events[child])) {
            child++;
        }
        if (!before(&sim->events[child], &last)) {
            break;
        }
        sim->events[i] = sim->events[child];
        i = child;
    }
    sim->events[i] = last;
    return true;
}

void ter__sim_fail(ter__sim *sim, const char *format, ...) {
    if (sim->result->failed) {
        return; /* the first fault is the one to look at */
    }
    sim->result->failed = true;
    int used =
        snprintf(sim->result->text, sizeof sim->result->text, "seed %" PRIu64 ", %" PRIu64 " ms: ", sim->options.seed, sim->now_ms);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sim->result->text + used, sizeof sim->result->text - (size_t)used, format, arguments);
    va_end(arguments);
    ter__sim_trace(sim, "FAILED %s", sim->result->text);
}

void ter__sim_trace(ter__sim *sim, const char *format, ...) {
    if (sim->options.trace == NULL) {
        return;
    }
    fprintf(sim->options.trace, "%8" PRIu64 " ", sim->now_ms);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(sim->options.trace, format, arguments);
    va_end(arguments);
    fputc('\n', sim->options.trace);
}
