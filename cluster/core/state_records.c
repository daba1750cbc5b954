/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One record each as bytes: the same in a row and in the whole state. What follows from the rest is not written (units_done of a
 * running job, results of stages to come), so that there is one form of each record. A reader checks each on its own;
 * state_load.c checks that they fit together.
 */
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"
#include "tercile/steps.h"

#define VERSION 1 /* of every record */

static void put_version(ter__writer *writer) {
    ter__put8(writer, VERSION);
}

static void get_version(ter__reader *reader) {
    reader->failed = ter__get8(reader) != VERSION || reader->failed;
}

/* ---- counters and events ------------------------------------------------------------------------------------------------ */

void ter__put_counters(ter__writer *writer, const ter__state *state) {
    put_version(writer);
    ter__put64(writer, state->submitted);
    ter__put64(writer, state->event_count);
}

void ter__get_counters(ter__reader *reader, ter__state *state) {
    get_version(reader);
    state->submitted = ter__get64(reader);
    state->event_count = ter__get64(reader);
}

void ter__put_event(ter__writer *writer, const ter__event *event) {
    ter__put64(writer, event->number);
    ter__put64(writer, event->at);
    ter__put_text(writer, event->text);
}

void ter__get_event(ter__reader *reader, ter__event *event) {
    event->number = ter__get64(reader);
    event->at = ter__get64(reader);
    event->text = ter__get_text_given(reader, TER_ERROR_TEXT_BYTES - 1);
    if (event->text == NULL || event->number == 0) {
        reader->failed = true;
    }
}

/* ---- units -------------------------------------------------------------------------------------------------------------- */

enum { WAITS, DONE, FAILED };

void ter__put_unit(ter__writer *writer, const ter__unit *unit) {
    put_version(writer);
    ter__put8(writer, unit->done ? DONE : unit->failed ? FAILED : WAITS);
    ter__put8(writer, (uint8_t)unit->deaths);
    ter__put8(writer, (uint8_t)unit->refusals);
    for (uint32_t i = 0; i < unit->deaths; i++) {
        ter__put32(writer, unit->killed[i]);
    }
    ter__put64(writer, unit->attempt);
    if (unit->done) {
        ter__put32(writer, unit->node);
        ter__put32(writer, unit->copy);
        ter__put_blob(writer, &unit->part);
    } else if (unit->failed) {
        ter__put32(writer, unit->node);
        ter__put32(writer, (uint32_t)unit->status);
        ter__put_text(writer, unit->text);
    }
}

void ter__get_unit(ter__reader *reader, ter__unit *unit) {
    *unit = (ter__unit){0};
    get_version(reader);
    uint8_t how = ter__get8(reader);
    unit->deaths = ter__get8(reader);
    unit->refusals = ter__get8(reader);
    /* At the bounds the job has ended, and its units are gone. */
    if (how > FAILED || unit->deaths >= TER__DEATHS_MAX || unit->refusals >= TER__REFUSALS_MAX) {
        reader->failed = true;
    }
    bool valid = !reader->failed;
    for (uint32_t i = 0; !reader->failed && i < unit->deaths; i++) {
        unit->killed[i] = ter__get32(reader);
        valid = valid && unit->killed[i] >= 1 && unit->killed[i] <= TER__NODE_ID_MAX;
    }
    unit->attempt = ter__get64(reader);
    valid = valid && (unit->deaths + unit->refusals == 0 || unit->attempt > 0);
    unit->done = how == DONE;
    unit->failed = how == FAILED;
    if (how != WAITS) {
        unit->node = ter__get32(reader);
        valid = valid && unit->node >= 1 && unit->node <= TER__NODE_ID_MAX;
    }
    if (how == DONE) {
        unit->copy = ter__get32(reader);
        ter__get_blob(reader, &unit->part);
        valid = valid && unit->copy <= TER__NODE_ID_MAX && !ter__hash_is_zero(&unit->part.hash);
    } else if (how == FAILED) {
        unit->status = ter__get_status(reader);
        unit->text = ter__get_text_given(reader, TER_ERROR_TEXT_BYTES - 1);
        valid = valid && unit->text != NULL && unit->status != TER_OK;
    }
    reader->failed = reader->failed || !valid;
}

/* ---- jobs --------------------------------------------------------------------------------------------------------------- */

static void put_submitted(ter__writer *writer, const ter__job *job) {
    ter__put_text(writer, job->id);
    ter__put64(writer, job->number);
    ter__put_text(writer, job->name);
    ter__put_text(writer, job->file);
    ter__put_text(writer, job->owner);
    ter__put_blob(writer, &job->spec);
    ter__put8(writer, job->strict ? 1 : 0);
    ter__put64(writer, job->submitted_at);
    ter__put32(writer, job->input_count);
    for (uint32_t i = 0; i < job->input_count; i++) {
        ter__put_text(writer, job->inputs[i].name);
        ter__put_blob(writer, &job->inputs[i].blob);
    }
}

void ter__put_job(ter__writer *writer, const ter__job *job) {
    put_version(writer);
    put_submitted(writer, job);
    ter__put8(writer, (uint8_t)job->phase);
    ter__put64(writer, job->began_at);
    ter__put64(writer, job->ended_at);
    ter__put_hash(writer, &job->plan);
    ter__put_double(writer, job->timeout_seconds);
    ter__put_text(writer, job->outline);
    ter__put32(writer, job->stage_count);
    ter__put32(writer, job->stage);
    ter__put32(writer, job->unit_count);
    ter__put32(writer, ter__phase_is_final(job->phase) ? job->units_done : 0);
    ter__put_unit(writer, &job->step);
    for (uint32_t i = 0; i < job->stage; i++) {
        ter__put_blob(writer, &job->stage_parts[i]);
    }
    ter__put32(writer, (uint32_t)job->status);
    ter__put_text(writer, job->text);
    ter__put_blob(writer, &job->pack);
    ter__put_hash(writer, &job->digest);
    ter__put32(writer, (uint32_t)job->events.count);
    for (size_t i = 0; i < job->events.count; i++) {
        ter__put_event(writer, ter__events_at(&job->events, i));
    }
}

/* Room for `count` things; null for none of them, and after a failure. */
static void *get_room(ter__reader *reader, size_t count, size_t size) {
    void *room = reader->failed || count == 0 ? NULL : calloc(count, size);
    if (count > 0 && room == NULL) {
        reader->failed = true;
    }
    return room;
}

static void get_submitted(ter__reader *reader, ter__job *job) {
    ter__get_text(reader, job->id, sizeof job->id);
    job->number = ter__get64(reader);
    ter__get_text(reader, job->name, sizeof job->name);
    ter__get_text(reader, job->file, sizeof job->file);
    ter__get_text(reader, job->owner, sizeof job->owner);
    ter__get_blob(reader, &job->spec);
    job->strict = ter__get_bool(reader);
    job->submitted_at = ter__get64(reader);
    uint32_t count = ter__get32(reader);
    if (count > TER__INPUTS_MAX || !ter__job_id_valid(job->id) || job->number == 0) {
        reader->failed = true;
    }
    job->inputs = get_room(reader, count, sizeof *job->inputs);
    job->input_count = job->inputs == NULL ? 0 : count;
    for (uint32_t i = 0; i < job->input_count; i++) {
        ter__get_text(reader, job->inputs[i].name, sizeof job->inputs[i].name);
        ter__get_blob(reader, &job->inputs[i].blob);
    }
}

static bool stages_valid(const ter__job *job) {
    bool counts = job->stage_count <= TER_JOB_STAGES_MAX && job->stage <= job->stage_count && job->unit_count <= TER_UNITS_MAX &&
                  job->units_done <= job->unit_count;
    bool begun = job->stage_count > 0;
    switch (job->phase) {
    case TER__PHASE_WAITING:
        return counts && !begun && job->outline == NULL && job->unit_count == 0 && job->ended_at == 0;
    case TER__PHASE_RUNNING:
        return counts && begun && job->stage < job->stage_count && job->units_done == 0;
    case TER__PHASE_DONE:
        return counts && begun && job->stage == job->stage_count;
    case TER__PHASE_FAILED:
    case TER__PHASE_CANCELLED:
        return counts && (begun || job->unit_count == 0);
    }
    return false;
}

static void get_events(ter__reader *reader, ter__state *state, ter__job *job) {
    uint32_t count = ter__get32(reader);
    uint64_t last = 0;
    if (count > TER__JOB_EVENTS_MAX) {
        reader->failed = true;
    }
    for (uint32_t i = 0; !reader->failed && i < count; i++) {
        ter__event event;
        ter__get_event(reader, &event);
        if (reader->failed || event.number <= last) {
            free(event.text);
            reader->failed = true;
            return;
        }
        last = event.number;
        ter__events_push(state, &job->events, TER__JOB_EVENTS_MAX, event.number, event.at, event.text);
    }
}

void ter__get_job(ter__reader *reader, ter__state *state, ter__job *job) {
    get_version(reader);
    get_submitted(reader, job);
    uint8_t phase = ter__get8(reader);
    reader->failed = reader->failed || phase > TER__PHASE_CANCELLED;
    job->phase = reader->failed ? TER__PHASE_FAILED : (ter__phase)phase;
    job->began_at = ter__get64(reader);
    job->ended_at = ter__get64(reader);
    ter__get_hash(reader, &job->plan);
    job->timeout_seconds = ter__get_double(reader);
    job->outline = ter__get_text_given(reader, TER__OUTLINE_BYTES_MAX);
    job->stage_count = ter__get32(reader);
    job->stage = ter__get32(reader);
    job->unit_count = ter__get32(reader);
    job->units_done = ter__get32(reader);
    ter__get_unit(reader, &job->step);
    bool step_waits = !job->step.done && !job->step.failed;
    reader->failed = reader->failed || !step_waits || !(job->timeout_seconds >= 0) || !stages_valid(job);
    job->stage_parts = get_room(reader, job->stage_count, sizeof *job->stage_parts);
    for (uint32_t i = 0; !reader->failed && i < job->stage; i++) {
        ter__get_blob(reader, &job->stage_parts[i]);
        reader->failed = reader->failed || ter__hash_is_zero(&job->stage_parts[i].hash);
    }
    job->status = ter__get_status(reader);
    job->text = ter__get_text_given(reader, TER_ERROR_TEXT_BYTES - 1);
    ter__get_blob(reader, &job->pack);
    ter__get_hash(reader, &job->digest);
    get_events(reader, state, job);
}
