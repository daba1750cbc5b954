/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OUTCOME and LOST: what came of a task, and what a task did to its node. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"
#include "tercile/steps.h"

typedef struct report {
    const ter__task *task;
    const ter__result *result;
    ter__attempt attempt;
    uint32_t node, copy;
    ter__ms at;
} report;

static void touch_task(ter__state *state, const ter__job_slot *slot, const ter__task *task) {
    if (task->kind == TER__TASK_UNIT) {
        ter__touch_unit(state, &slot->job, task->unit);
    } else {
        ter__touch_job(state, &slot->job);
    }
}

/* ---- failures ----------------------------------------------------------------------------------------------------------- */

/* The node could not: another may. Attempts grow, so that a report that comes twice counts once. */
static void refuse(ter__state *state, ter__job_slot *slot, ter__unit *unit, const report *r, ter_status status, const char *why) {
    if (r->attempt <= unit->attempt) {
        return;
    }
    unit->attempt = r->attempt;
    unit->refusals++;
    touch_task(state, slot, r->task);
    char what[TER__TASK_TEXT_BYTES], text[TER_ERROR_TEXT_BYTES + 256];
    ter__task_text(&slot->job, r->task, what);
    snprintf(text, sizeof text, "%s on node %" PRIu32 ": %s", what, r->node, why[0] == '\0' ? ter_status_text(status) : why);
    if (unit->refusals >= TER__REFUSALS_MAX) {
        ter__job_fails(state, slot, status, text, r->at);
    } else {
        ter__job_event(state, slot, r->at, "%s", text);
    }
}

static bool all_done_below(const ter__job *job, uint32_t unit) {
    for (uint32_t i = 0; i < unit; i++) {
        if (!job->units[i].done) {
            return false;
        }
    }
    return true;
}

/* The lowest failed unit's error is the job's, whichever failed first: it counts once all below it are done. */
static void fail_if_certain(ter__state *state, ter__job_slot *slot, ter__ms at) {
    uint32_t lowest = slot->lowest_failed;
    if (lowest == TER__NO_UNIT || !all_done_below(&slot->job, lowest)) {
        return;
    }
    char text[TER_ERROR_TEXT_BYTES];
    ter__plain_text(text, sizeof text, slot->job.units[lowest].text, true);
    ter__job_fails(state, slot, slot->job.units[lowest].status, text, at);
}

static void fail_unit(ter__state *state, ter__job_slot *slot, ter__unit *unit, const report *r) {
    char *text = ter__keep_text(state, r->result->text);
    if (text == NULL) {
        return;
    }
    unit->failed = true;
    unit->status = r->result->status;
    unit->text = text;
    unit->attempt = r->attempt;
    unit->node = r->node;
    slot->lowest_failed = r->task->unit;
    touch_task(state, slot, r->task);
    if (!all_done_below(&slot->job, r->task->unit)) {
        char what[TER__TASK_TEXT_BYTES];
        ter__task_text(&slot->job, r->task, what);
        ter__job_event(state, slot, r->at, "%s failed, the tasks before it are finished first: %s", what, text);
    }
    fail_if_certain(state, slot, r->at);
}

/* ---- successes ---------------------------------------------------------------------------------------------------------- */

static void begin(ter__state *state, ter__job_slot *slot, const report *r) {
    ter__job *job = &slot->job;
    const ter__result *result = r->result;
    ter__blob *parts = calloc(result->stages, sizeof *parts);
    char *outline = result->outline == NULL ? NULL : strdup(result->outline);
    if (parts == NULL || (result->outline != NULL && outline == NULL)) {
        free(parts);
        free(outline);
        state->failed = true;
        return;
    }
    job->phase = TER__PHASE_RUNNING;
    job->began_at = r->at;
    job->plan = result->plan;
    job->timeout_seconds = result->timeout_seconds;
    job->outline = outline;
    job->stage_parts = parts;
    job->stage_count = result->stages;
    ter__job_event(state, slot, r->at, "began: %" PRIu32 " stage%s", job->stage_count, job->stage_count == 1 ? "" : "s");
    ter__open_stage(state, slot, 0, result->units, r->at);
}

static void finish_unit(ter__state *state, ter__job_slot *slot, ter__unit *unit, const report *r) {
    ter__job *job = &slot->job;
    unit->done = true;
    unit->attempt = r->attempt;
    unit->node = r->node;
    unit->copy = r->copy;
    unit->part = r->result->part;
    ter__name_blob(state, &unit->part);
    job->units_done++;
    touch_task(state, slot, r->task);
    uint64_t quarter = (uint64_t)job->units_done * 4 / job->unit_count;
    if (quarter > ((uint64_t)job->units_done - 1) * 4 / job->unit_count && quarter < 4) {
        char id[TER__WORD_BYTES], kind[TER__WORD_BYTES];
        ter__stage_words(job, job->stage, id, kind);
        ter__job_event(state, slot, r->at, "stage \"%s\": %u %% (%" PRIu32 " of %" PRIu32 " units)", id, (unsigned)quarter * 25,
                       job->units_done, job->unit_count);
    }
    fail_if_certain(state, slot, r->at);
}

static void end_well(ter__state *state, ter__job_slot *slot, const report *r) {
    ter__job *job = &slot->job;
    const ter__result *result = r->result;
    job->pack = result->pack;
    job->digest = result->digest;
    ter__name_blob(state, &job->pack);
    ter__end_job(state, slot, TER__PHASE_DONE, result->verdict, result->text[0] == '\0' ? NULL : result->text, r->at);
    char digest[TER__HASH_TEXT_BYTES];
    ter__hash_text(&job->digest, digest);
    ter__job_event(state, slot, r->at, "done: result %s", digest);
    if (result->verdict == TER_OK) {
        ter__cluster_event(state, r->at, "job %s done", job->id);
        return;
    }
    const char *why = result->text[0] == '\0' ? ter_status_text(result->verdict) : result->text;
    ter__job_event(state, slot, r->at, "but: %s", why);
    ter__cluster_event(state, r->at, "job %s done, but: %s", job->id, why);
}

static void finish_stage(ter__state *state, ter__job_slot *slot, const report *r) {
    ter__job *job = &slot->job;
    char id[TER__WORD_BYTES], kind[TER__WORD_BYTES];
    ter__stage_words(job, job->stage, id, kind);
    job->stage_parts[job->stage] = r->result->part;
    ter__name_blob(state, &r->result->part);
    ter__job_event(state, slot, r->at, "stage \"%s\" finished", id);
    ter__drop_units(state, slot);
    if (job->stage + 1 < job->stage_count) {
        ter__open_stage(state, slot, job->stage + 1, r->result->units, r->at);
        return;
    }
    job->stage = job->stage_count;
    end_well(state, slot, r);
}

/* ---- what cannot be, and what must not be ------------------------------------------------------------------------------- */

/* Why a success cannot be one; null when it can. */
static const char *implausible(const ter__job *job, const report *r) {
    const ter__result *result = r->result;
    bool last = job->stage + 1 == job->stage_count;
    if (r->task->kind == TER__TASK_BEGIN && (result->stages == 0 || result->stages > TER_JOB_STAGES_MAX)) {
        return "it reports a number of stages that cannot be";
    }
    if (r->task->kind != TER__TASK_UNIT && result->units > TER_UNITS_MAX) {
        return "it reports a number of units that cannot be";
    }
    if (r->task->kind != TER__TASK_BEGIN && ter__hash_is_zero(&result->part.hash)) {
        return "it reports no part";
    }
    if (r->task->kind == TER__TASK_FINISH && last &&
        (ter__hash_is_zero(&result->pack.hash) || ter__hash_is_zero(&result->digest))) {
        return "it reports no result";
    }
    return NULL;
}

/* The blob that an outcome was recorded with, for a task that is done; null when there is none to compare with. */
static const ter__hash *recorded(const ter__job *job, const ter__task *task) {
    if (task->kind == TER__TASK_UNIT && job->units != NULL && task->stage == job->stage && task->unit < job->unit_count) {
        return job->units[task->unit].done ? &job->units[task->unit].part.hash : NULL;
    }
    bool finished = task->kind == TER__TASK_FINISH && task->stage < job->stage && task->stage < job->stage_count;
    return finished ? &job->stage_parts[task->stage].hash : NULL;
}

/* An outcome nobody waits for. Mostly one that came late; but equal tasks must give equal bytes, and if they do not, an answer of
 * this cluster is wrong and somebody has to know. */
static void look_at_late(ter__state *state, ter__job_slot *slot, const report *r) {
    ter__job *job = &slot->job;
    char what[TER__TASK_TEXT_BYTES];
    ter__task_text(job, r->task, what);
    const ter__hash *hash = recorded(job, r->task);
    bool ok = r->result->status == TER_OK;
    if (ok && hash != NULL && !ter__hash_equal(hash, &r->result->part.hash)) {
        char first[TER__HASH_TEXT_BYTES], second[TER__HASH_TEXT_BYTES];
        ter__hash_text(hash, first);
        ter__hash_text(&r->result->part.hash, second);
        ter__both_event_once(state, slot, r->at,
                             "node %" PRIu32 " computed other bytes for %s: %.12s instead of %.12s; check its hardware", r->node,
                             what, second, first);
    } else if (!ok && !r->result->here && r->result->status != TER_CANCELLED && hash != NULL) {
        ter__both_event_once(state, slot, r->at, "node %" PRIu32 " failed %s, which is computed already: %s", r->node, what,
                             r->result->text);
    } else if (job->phase == TER__PHASE_RUNNING && r->task->kind == TER__TASK_UNIT && r->task->stage == job->stage &&
               r->task->unit >= job->unit_count) {
        ter__both_event_once(state, slot, r->at, "node %" PRIu32 " reported %s, which has %" PRIu32 " tasks: ignored", r->node,
                             what, job->unit_count);
    }
}

/* ---- the commands ------------------------------------------------------------------------------------------------------- */

void ter__apply_outcome(ter__state *state, const ter__command *command) {
    const report r = {.task = &command->as.outcome.task,
                      .result = &command->as.outcome.result,
                      .attempt = command->as.outcome.attempt,
                      .node = command->as.outcome.node,
                      .copy = command->as.outcome.copy,
                      .at = command->at};
    ter__job_slot *slot = ter__slot(state, r.task->job);
    if (slot == NULL) {
        return;
    }
    ter__unit *unit = ter__pending_unit(slot, r.task);
    if (unit == NULL) {
        look_at_late(state, slot, &r);
        return;
    }
    ter_status status = r.result->status;
    if (status != TER_OK) {
        if (r.result->here || status == TER_CANCELLED) {
            refuse(state, slot, unit, &r, status, r.result->text);
        } else if (r.task->kind == TER__TASK_UNIT) {
            fail_unit(state, slot, unit, &r);
        } else {
            ter__job_fails(state, slot, status, r.result->text, r.at);
        }
        return;
    }
    const char *why = implausible(&slot->job, &r);
    if (why != NULL) {
        refuse(state, slot, unit, &r, TER_INTERNAL, why);
    } else if (r.task->kind == TER__TASK_BEGIN) {
        begin(state, slot, &r);
    } else if (r.task->kind == TER__TASK_UNIT) {
        finish_unit(state, slot, unit, &r);
    } else {
        finish_stage(state, slot, &r);
    }
}

void ter__apply_lost(ter__state *state, const ter__command *command) {
    const ter__task *task = &command->as.lost.task;
    uint32_t node = command->as.lost.node;
    ter__job_slot *slot = ter__slot(state, task->job);
    ter__unit *unit = slot == NULL ? NULL : ter__pending_unit(slot, task);
    if (unit == NULL) {
        return;
    }
    if (!command->as.lost.died) {
        ter__job_event_once(state, slot, command->at, "node %" PRIu32 " was lost sight of: what it held is given again", node);
        return;
    }
    if (command->as.lost.attempt <= unit->attempt) {
        return;
    }
    unit->attempt = command->as.lost.attempt;
    unit->killed[unit->deaths++] = node;
    touch_task(state, slot, task);
    char what[TER__TASK_TEXT_BYTES];
    ter__task_text(&slot->job, task, what);
    if (unit->deaths < TER__DEATHS_MAX) {
        ter__job_event(state, slot, command->at, "node %" PRIu32 " died while it computed %s", node, what);
        return;
    }
    char text[TER__TASK_TEXT_BYTES + 160];
    snprintf(text, sizeof text,
             "%s took three nodes with it (%" PRIu32 ", %" PRIu32 ", %" PRIu32
             "): it may crash or need more memory than a node has",
             what, unit->killed[0], unit->killed[1], unit->killed[2]);
    ter__job_fails(state, slot, TER_LIMIT, text, command->at);
}
