/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job's life, whichever command leads to them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"

/* ---- slots -------------------------------------------------------------------------------------------------------------- */

ter__job_slot *ter__slot_add(ter__state *state) {
    void *jobs = state->jobs;
    if (!ter__state_grow(state, &jobs, state->job_count, &state->job_room, sizeof(ter__job_slot *))) {
        return NULL;
    }
    state->jobs = jobs;
    ter__job_slot *slot = calloc(1, sizeof *slot);
    if (slot == NULL) {
        state->failed = true;
        return NULL;
    }
    slot->lowest_failed = TER__NO_UNIT;
    state->jobs[state->job_count++] = slot;
    return slot;
}

void ter__slot_free(ter__job_slot *slot) {
    ter__job *job = &slot->job;
    for (uint32_t i = 0; job->units != NULL && i < job->unit_count; i++) {
        free(job->units[i].text);
    }
    ter__events_clear(&job->events);
    free(job->inputs);
    free(job->outline);
    free(job->units);
    free(job->stage_parts);
    free(job->text);
    free(slot);
}

void ter__drop_oldest_ended(ter__state *state) {
    size_t at = 0;
    while (at < state->job_count && !ter__phase_is_final(state->jobs[at]->job.phase)) {
        at++;
    }
    if (at == state->job_count) {
        return;
    }
    ter__job_slot *slot = state->jobs[at];
    ter__job *job = &slot->job;
    ter__touch_job(state, job);
    ter__unname_blob(state, &job->spec);
    ter__unname_blob(state, &job->pack);
    for (uint32_t i = 0; i < job->input_count; i++) {
        ter__unname_blob(state, &job->inputs[i].blob);
    }
    for (uint32_t i = 0; i < job->stage_count; i++) {
        ter__unname_blob(state, &job->stage_parts[i]);
    }
    ter__slot_unindex(state, slot);
    memmove(state->jobs + at, state->jobs + at + 1, (state->job_count - at - 1) * sizeof(ter__job_slot *));
    state->job_count--;
    ter__slot_free(slot);
}

/* ---- stages and units --------------------------------------------------------------------------------------------------- */

bool ter__unit_is_blank(const ter__unit *unit) {
    return !unit->done && !unit->failed && unit->deaths == 0 && unit->refusals == 0 && unit->attempt == 0;
}

void ter__drop_units(ter__state *state, ter__job_slot *slot) {
    ter__job *job = &slot->job;
    for (uint32_t i = 0; job->units != NULL && i < job->unit_count; i++) {
        if (!ter__unit_is_blank(&job->units[i])) {
            ter__touch_unit(state, job, i);
        }
        ter__unname_blob(state, &job->units[i].part);
        free(job->units[i].text);
    }
    free(job->units);
    job->units = NULL;
    slot->lowest_failed = TER__NO_UNIT;
}

void ter__open_stage(ter__state *state, ter__job_slot *slot, uint32_t stage, uint32_t units, ter__ms at) {
    ter__job *job = &slot->job;
    job->stage = stage;
    job->step = (ter__unit){0};
    job->unit_count = 0;
    job->units_done = 0;
    job->units = units == 0 ? NULL : calloc(units, sizeof *job->units);
    if (units > 0 && job->units == NULL) {
        state->failed = true;
        return;
    }
    job->unit_count = units;
    char id[TER__WORD_BYTES], kind[TER__WORD_BYTES];
    ter__stage_words(job, stage, id, kind);
    if (units == 0) {
        ter__job_event(state, slot, at, "stage \"%s\"%s%s%s", id, kind[0] ? " (" : "", kind, kind[0] ? ")" : "");
    } else {
        ter__job_event(state, slot, at, "stage \"%s\"%s%s%s: %" PRIu32 " unit%s", id, kind[0] ? " (" : "", kind, kind[0] ? ")" : "",
                       units, units == 1 ? "" : "s");
    }
    ter__touch_job(state, job);
}

/* ---- the end ------------------------------------------------------------------------------------------------------------ */

void ter__end_job(ter__state *state, ter__job_slot *slot, ter__phase phase, ter_status status, const char *text, ter__ms at) {
    ter__job *job = &slot->job;
    ter__drop_units(state, slot);
    job->step = (ter__unit){0};
    job->phase = phase;
    job->status = status;
    job->ended_at = at;
    free(job->text);
    job->text = text == NULL ? NULL : ter__keep_text(state, text);
    state->unfinished--;
    ter__touch_job(state, job);
}

void ter__job_fails(ter__state *state, ter__job_slot *slot, ter_status status, const char *text, ter__ms at) {
    const char *reason = text[0] == '\0' ? ter_status_text(status) : text;
    ter__end_job(state, slot, TER__PHASE_FAILED, status, reason, at);
    ter__job_event(state, slot, at, "failed: %s", reason);
    ter__cluster_event(state, at, "job %s failed: %s", slot->job.id, reason);
}

/* ---- words -------------------------------------------------------------------------------------------------------------- */

/* Bytes of the UTF-8 character at `at` (RFC 3629: no overlong forms, no surrogates), 0 when there is none. */
static size_t character_bytes(const unsigned char *at) {
    if (at[0] < 0x80) {
        return 1;
    }
    size_t length = at[0] >= 0xc2 && at[0] <= 0xdf ? 2 : (at[0] & 0xf0) == 0xe0 ? 3 : at[0] >= 0xf0 && at[0] <= 0xf4 ? 4 : 0;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) { /* also the end mark */
            return 0;
        }
    }
    bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    bool beyond = (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf4 && at[1] > 0x8f);
    return overlong || beyond ? 0 : length;
}

void ter__plain_text(char *plain, size_t size, const char *text, bool lines) {
    const unsigned char *from = (const unsigned char *)text;
    size_t used = 0;
    while (*from != '\0') {
        size_t length = character_bytes(from);
        if (used + (length == 0 ? 1 : length) >= size) {
            break;
        }
        if (length > 1) {
            memcpy(plain + used, from, length);
            used += length;
        } else if (length == 0) {
            plain[used++] = '?';
        } else {
            bool control = (*from < 0x20 && !(lines && *from == '\n')) || *from == 0x7f;
            plain[used++] = control ? ' ' : (char)*from;
        }
        from += length == 0 ? 1 : length;
    }
    plain[used] = '\0';
}

char *ter__keep_text(ter__state *state, const char *text) {
    char plain[TER_ERROR_TEXT_BYTES];
    ter__plain_text(plain, sizeof plain, text, true);
    char *kept = strdup(plain);
    if (kept == NULL) {
        state->failed = true;
    }
    return kept;
}

static const char *take_word(const char *at, char word[TER__WORD_BYTES]) {
    size_t length = strcspn(at, " \n");
    size_t used = length < TER__WORD_BYTES ? length : TER__WORD_BYTES - 1;
    memcpy(word, at, used);
    word[used] = '\0';
    return at + length;
}

void ter__stage_words(const ter__job *job, uint32_t stage, char id[TER__WORD_BYTES], char kind[TER__WORD_BYTES]) {
    id[0] = '\0';
    kind[0] = '\0';
    const char *at = job->outline;
    for (uint32_t i = 0; at != NULL && i < stage; i++) {
        at = strchr(at, '\n');
        at = at == NULL ? NULL : at + 1;
    }
    if (at != NULL) {
        at = take_word(at, id);
        if (*at == ' ') {
            take_word(at + 1, kind);
        }
    }
    if (id[0] == '\0') {
        snprintf(id, TER__WORD_BYTES, "%" PRIu32, stage + 1);
    }
}

void ter__task_text(const ter__job *job, const ter__task *task, char text[TER__TASK_TEXT_BYTES]) {
    char id[TER__WORD_BYTES], kind[TER__WORD_BYTES];
    ter__stage_words(job, task->stage, id, kind);
    switch (task->kind) {
    case TER__TASK_BEGIN:
        snprintf(text, TER__TASK_TEXT_BYTES, "the beginning of the job");
        break;
    case TER__TASK_UNIT:
        snprintf(text, TER__TASK_TEXT_BYTES, "task %" PRIu32 " of stage \"%s\"", task->unit, id);
        break;
    case TER__TASK_FINISH:
        snprintf(text, TER__TASK_TEXT_BYTES, "the finish of stage \"%s\"", id);
        break;
    }
}
