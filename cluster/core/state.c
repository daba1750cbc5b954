/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/state.h"

#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"

const char *ter__phase_word(ter__phase phase) {
    switch (phase) {
#define PHASE_WORD(name, word)                                                                                                     \
    case TER__PHASE_##name:                                                                                                        \
        return word;
        TER__PHASE_LIST(PHASE_WORD)
#undef PHASE_WORD
    }
    return "unknown";
}

bool ter__phase_is_final(ter__phase phase) {
    return phase == TER__PHASE_DONE || phase == TER__PHASE_FAILED || phase == TER__PHASE_CANCELLED;
}

ter__state *ter__state_create(void) {
    return calloc(1, sizeof(ter__state));
}

void ter__state_destroy(ter__state *state) {
    if (state == NULL) {
        return;
    }
    for (size_t i = 0; i < state->job_count; i++) {
        ter__slot_free(state->jobs[i]);
    }
    for (size_t i = 0; i < state->held_count; i++) {
        free(state->held[i].unit.text);
    }
    ter__events_clear(&state->events);
    free(state->jobs);
    free(state->by_id);
    free(state->names);
    free(state->changes);
    free(state->change_index);
    free(state->held);
    free(state);
}

bool ter__state_grow(ter__state *state, void **items, size_t count, size_t *room, size_t size) {
    if (count < *room) {
        return true;
    }
    size_t wanted = *room == 0 ? 16 : *room * 2;
    void *grown = wanted > SIZE_MAX / 2 / size ? NULL : realloc(*items, wanted * size);
    if (grown == NULL) {
        state->failed = true;
        return false;
    }
    *items = grown;
    *room = wanted;
    return true;
}

/* ---- looking ------------------------------------------------------------------------------------------------------------ */

uint64_t ter__state_applied(const ter__state *state) {
    return state->applied;
}

size_t ter__state_job_count(const ter__state *state) {
    return state->job_count;
}

size_t ter__state_unfinished_count(const ter__state *state) {
    return state->unfinished;
}

const ter__job *ter__state_job_at(const ter__state *state, size_t index) {
    return index < state->job_count ? &state->jobs[index]->job : NULL;
}

const ter__job *ter__state_job(const ter__state *state, const char *id) {
    const ter__job_slot *slot = ter__slot(state, id);
    return slot == NULL ? NULL : &slot->job;
}

const ter__node_record *ter__state_node(const ter__state *state, uint32_t id) {
    return id > TER__NODE_ID_MAX || state->nodes[id].id == 0 ? NULL : &state->nodes[id];
}

const ter__events *ter__state_events(const ter__state *state) {
    return &state->events;
}

ter__unit *ter__pending_unit(ter__job_slot *slot, const ter__task *task) {
    ter__job *job = &slot->job;
    bool all_done = job->phase == TER__PHASE_RUNNING && job->units_done == job->unit_count;
    switch (task->kind) {
    case TER__TASK_BEGIN:
        return job->phase == TER__PHASE_WAITING && task->stage == 0 && task->unit == 0 ? &job->step : NULL;
    case TER__TASK_FINISH:
        return all_done && task->stage == job->stage && task->unit == 0 ? &job->step : NULL;
    case TER__TASK_UNIT:
        break;
    }
    if (job->phase != TER__PHASE_RUNNING || task->stage != job->stage || task->unit >= job->unit_count ||
        task->unit >= slot->lowest_failed || job->units[task->unit].done) {
        return NULL;
    }
    return &job->units[task->unit];
}

const ter__unit *ter__state_pending(const ter__state *state, const ter__task *task) {
    ter__job_slot *slot = ter__slot(state, task->job);
    return slot == NULL ? NULL : ter__pending_unit(slot, task);
}

void ter__state_each_pending(const ter__state *state, const ter__job *job, bool (*each)(void *context, const ter__task *task),
                             void *context) {
    const ter__job_slot *slot = ter__slot(state, job->id);
    ter__task task = {.kind = TER__TASK_BEGIN};
    memcpy(task.job, job->id, sizeof task.job);
    if (slot == NULL || ter__phase_is_final(job->phase)) {
        return;
    }
    if (job->phase == TER__PHASE_WAITING) {
        each(context, &task);
        return;
    }
    task.stage = job->stage;
    if (job->units_done == job->unit_count) {
        task.kind = TER__TASK_FINISH;
        each(context, &task);
        return;
    }
    task.kind = TER__TASK_UNIT;
    for (uint32_t i = 0; i < job->unit_count && i < slot->lowest_failed; i++) {
        task.unit = i;
        if (!job->units[i].done && !each(context, &task)) {
            return;
        }
    }
}

/* ---- changing ----------------------------------------------------------------------------------------------------------- */

static void apply_cancel(ter__state *state, const ter__command *command) {
    ter__job_slot *slot = ter__slot(state, command->as.cancel.job);
    if (slot == NULL || ter__phase_is_final(slot->job.phase)) {
        return;
    }
    const char *who = command->as.cancel.who;
    char text[TER__NAME_BYTES + 32];
    ter__plain_text(text, sizeof text, who, false);
    char reason[sizeof text + 32] = "cancelled";
    if (text[0] != '\0') {
        memcpy(reason + strlen(reason), " by ", sizeof " by ");
        memcpy(reason + strlen(reason), text, strlen(text) + 1);
    }
    ter__end_job(state, slot, TER__PHASE_CANCELLED, TER_CANCELLED, reason, command->at);
    ter__job_event(state, slot, command->at, "%s", reason);
    ter__cluster_event(state, command->at, "job %s %s", slot->job.id, reason);
}

static void apply_give_up(ter__state *state, const ter__command *command) {
    ter__job_slot *slot = ter__slot(state, command->as.give_up.job);
    if (slot != NULL && !ter__phase_is_final(slot->job.phase)) {
        ter__job_fails(state, slot, command->as.give_up.status, command->as.give_up.text, command->at);
    }
}

static void apply(ter__state *state, const ter__command *command) {
    switch (command->kind) {
    case TER__COMMAND_NOTHING:
        break;
    case TER__COMMAND_SUBMIT:
        ter__apply_submit(state, command);
        break;
    case TER__COMMAND_CANCEL:
        apply_cancel(state, command);
        break;
    case TER__COMMAND_OUTCOME:
        ter__apply_outcome(state, command);
        break;
    case TER__COMMAND_LOST:
        ter__apply_lost(state, command);
        break;
    case TER__COMMAND_GIVE_UP:
        apply_give_up(state, command);
        break;
    case TER__COMMAND_NODE_UP:
        ter__apply_node_up(state, command);
        break;
    case TER__COMMAND_NODE_DOWN:
        ter__apply_node_down(state, command);
        break;
    }
}

ter_status ter__state_apply(ter__state *state, uint64_t index, const uint8_t *command, size_t length, ter_error *error) {
    if (index <= state->loaded) {
        return TER_OK;
    }
    ter__command decoded;
    ter_status status = ter__command_decode(&decoded, command, length, error);
    if (status != TER_OK) {
        return status;
    }
    apply(state, &decoded);
    ter__command_clear(&decoded);
    return state->failed ? ter_error_set(error, TER_NO_MEMORY, "out of memory: a command could not be applied") : TER_OK;
}

void ter__state_batch_end(ter__state *state, uint64_t index) {
    if (index > state->applied) {
        state->applied = index;
    }
}
