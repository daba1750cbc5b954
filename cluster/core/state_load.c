/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From records, in any order, to a state: each is taken as it comes, and at the end it is checked that they fit together. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"

static ter_status no_memory(ter_error *error) {
    return ter_error_set(error, TER_NO_MEMORY, "out of memory while the state was read");
}

ter_status ter__load_job(ter__state *state, ter__reader *reader, ter_error *error) {
    ter__job_slot *slot = ter__slot_add(state);
    if (slot == NULL) {
        return no_memory(error);
    }
    ter__get_job(reader, state, &slot->job);
    ter__job *job = &slot->job;
    if (state->failed) {
        return no_memory(error);
    }
    uint32_t units = job->unit_count;
    job->unit_count = 0; /* there is no room for them yet, which destroy must know */
    if (!ter__reader_at_end(reader)) {
        return ter_error_set(error, TER_BAD_DATA, "the record of a job is damaged");
    }
    if (ter__slot(state, job->id) != NULL) {
        return ter_error_set(error, TER_BAD_DATA, "two records of job %s", job->id);
    }
    if (job->phase == TER__PHASE_RUNNING && units > 0) {
        job->units = calloc(units, sizeof *job->units);
        if (job->units == NULL) {
            return no_memory(error);
        }
    }
    job->unit_count = units;
    ter__slot_index(state, slot);
    return state->failed ? no_memory(error) : TER_OK;
}

ter_status ter__load_event(ter__state *state, ter__reader *reader, ter_error *error) {
    ter__event event;
    ter__get_event(reader, &event);
    if (!ter__reader_at_end(reader) || state->events.count == TER__CLUSTER_EVENTS_MAX) {
        free(event.text);
        return ter_error_set(error, TER_BAD_DATA, "the record of an event is damaged");
    }
    ter__events_push(state, &state->events, TER__CLUSTER_EVENTS_MAX, event.number, event.at, event.text);
    return state->failed ? no_memory(error) : TER_OK;
}

ter_status ter__load_node(ter__state *state, ter__reader *reader, ter_error *error) {
    ter__node_record node;
    ter__get_node(reader, &node);
    if (!ter__reader_at_end(reader) || node.id == 0 || node.id > TER__NODE_ID_MAX || state->nodes[node.id].id != 0) {
        return ter_error_set(error, TER_BAD_DATA, "the record of a node is damaged");
    }
    state->nodes[node.id] = node;
    return TER_OK;
}

ter_status ter__load_unit(ter__state *state, const char *job, uint32_t stage, uint32_t index, ter__reader *reader,
                          ter_error *error) {
    void *items = state->held;
    if (!ter__state_grow(state, &items, state->held_count, &state->held_room, sizeof *state->held)) {
        return no_memory(error);
    }
    state->held = items;
    ter__held_unit *held = &state->held[state->held_count];
    ter__get_unit(reader, &held->unit);
    if (!ter__reader_at_end(reader) || ter__unit_is_blank(&held->unit)) {
        free(held->unit.text);
        return ter_error_set(error, TER_BAD_DATA, "the record of task %" PRIu32 " of job %s is damaged", index, job);
    }
    memcpy(held->job, job, strlen(job) + 1);
    held->stage = stage;
    held->index = index;
    state->held_count++;
    return TER_OK;
}

/* ---- the end ------------------------------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b) {
    uint64_t x = (*(ter__job_slot *const *)a)->job.number, y = (*(ter__job_slot *const *)b)->job.number;
    return (x > y) - (x < y);
}

static int by_event_number(const void *a, const void *b) {
    uint64_t x = ((const ter__event *)a)->number, y = ((const ter__event *)b)->number;
    return (x > y) - (x < y);
}

static bool place_units(ter__state *state) {
    size_t placed = 0;
    for (; placed < state->held_count; placed++) {
        ter__held_unit *held = &state->held[placed];
        ter__job_slot *slot = ter__slot(state, held->job);
        ter__job *job = slot == NULL ? NULL : &slot->job;
        if (job == NULL || job->units == NULL || job->stage != held->stage || held->index >= job->unit_count ||
            !ter__unit_is_blank(&job->units[held->index])) {
            break;
        }
        job->units[held->index] = held->unit;
        if (held->unit.done) {
            job->units_done++;
        }
        if (held->unit.failed && held->index < slot->lowest_failed) {
            slot->lowest_failed = held->index;
        }
    }
    bool all = placed == state->held_count;
    /* What is placed belongs to its job now. */
    if (placed > 0) {
        memmove(state->held, state->held + placed, (state->held_count - placed) * sizeof *state->held);
    }
    state->held_count -= placed;
    return all;
}

/* Only what a history of commands can lead to: a job whose error is certain has failed; while units are missing nothing has
 * happened to the finish. */
static bool running_valid(const ter__job_slot *slot) {
    const ter__job *job = &slot->job;
    bool missing_below = false;
    for (uint32_t i = 0; i < job->unit_count && i < slot->lowest_failed; i++) {
        missing_below = missing_below || !job->units[i].done;
    }
    bool finish_waits = job->units_done == job->unit_count;
    return (slot->lowest_failed == TER__NO_UNIT || missing_below) && (finish_waits || ter__unit_is_blank(&job->step));
}

static void name_job(ter__state *state, const ter__job *job) {
    ter__name_blob(state, &job->spec);
    ter__name_blob(state, &job->pack);
    for (uint32_t i = 0; i < job->input_count; i++) {
        ter__name_blob(state, &job->inputs[i].blob);
    }
    for (uint32_t i = 0; i < job->stage; i++) {
        ter__name_blob(state, &job->stage_parts[i]);
    }
    for (uint32_t i = 0; job->units != NULL && i < job->unit_count; i++) {
        ter__name_blob(state, &job->units[i].part);
    }
}

static bool jobs_valid(ter__state *state) {
    uint64_t last = 0;
    state->unfinished = 0;
    for (size_t i = 0; i < state->job_count; i++) {
        ter__job_slot *slot = state->jobs[i];
        const ter__job *job = &slot->job;
        size_t events = job->events.count;
        bool known = events == 0 || ter__events_at(&job->events, events - 1)->number <= state->event_count;
        bool final = ter__phase_is_final(job->phase);
        bool fits = job->phase == TER__PHASE_RUNNING ? running_valid(slot) : !final || ter__unit_is_blank(&job->step);
        if (job->number <= last || job->number > state->submitted || !known || !fits) {
            return false;
        }
        last = job->number;
        state->unfinished += final ? 0 : 1;
        name_job(state, job);
    }
    return state->job_count <= TER__JOBS_MAX;
}

static bool events_valid(const ter__state *state) {
    uint64_t last = 0;
    for (size_t i = 0; i < state->events.count; i++) {
        uint64_t number = ter__events_at(&state->events, i)->number;
        if (number <= last) {
            return false;
        }
        last = number;
    }
    return last <= state->event_count;
}

ter_status ter__load_finish(ter__state *state, ter_error *error) {
    if (state->job_count > 1) {
        qsort(state->jobs, state->job_count, sizeof(ter__job_slot *), by_number);
    }
    if (state->events.count > 1) { /* only pushed to and not full: the first is at 0 */
        qsort(state->events.items, state->events.count, sizeof *state->events.items, by_event_number);
    }
    if (!place_units(state)) {
        return ter_error_set(error, TER_BAD_DATA, "the records of task %" PRIu32 " and of its job %s do not fit together",
                             state->held[0].index, state->held[0].job);
    }
    free(state->held);
    state->held = NULL;
    state->held_room = 0;
    if (!jobs_valid(state) || !events_valid(state)) {
        return ter_error_set(error, TER_BAD_DATA, "the records of jobs and events do not fit together");
    }
    return state->failed ? no_memory(error) : TER_OK;
}
