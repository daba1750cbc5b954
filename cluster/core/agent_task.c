/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One leased task on its way: waiting for blobs, ready, computing, copying, reporting. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/agent_parts.h"
#include "work/work.h"

void ter__held_enter(ter__held *held, ter__task_phase phase) {
    assert(held->token == 0 || phase == TER__TASK_COMPUTING);
    held->phase = phase;
    held->since = held->agent->now;
    held->unfetched = held->asking = held->part_copied = false;
    held->fetching = 0;
}

/* What this node's state says of the task. It may be behind the leader's, which gave the lease. */
ter__standing ter__held_standing(const ter__held *held) {
    const ter__task *task = &held->lease.task;
    const ter__job *job = ter__state_job(held->agent->state, task->job);
    if (job == NULL) {
        return TER__STANDING_NOT_YET;
    }
    if (ter__state_pending(held->agent->state, task) != NULL) {
        return TER__STANDING_PENDING;
    }
    if (ter__phase_is_final(job->phase) || task->kind == TER__TASK_BEGIN) {
        return TER__STANDING_OVER;
    }
    if (job->phase == TER__PHASE_WAITING || task->stage > job->stage) {
        return TER__STANDING_NOT_YET;
    }
    assert(job->phase == TER__PHASE_RUNNING);
    bool units_to_come = task->stage == job->stage && task->kind == TER__TASK_FINISH && job->units_done < job->unit_count;
    return units_to_come ? TER__STANDING_NOT_YET : TER__STANDING_OVER;
}

/* ---- blobs it needs ----------------------------------------------------------------------------------------------------- */

static void fetched(void *context, bool success, uint32_t holder) {
    ter__held *held = context;
    (void)holder;
    assert(held->phase == TER__TASK_WAITING && held->fetching > 0);
    held->fetching--;
    held->unfetched = held->unfetched || !success;
    if (held->fetching == 0) {
        ter__agent_go_on(held->agent);
    }
}

typedef struct look {
    ter__held *held;
    size_t missing;
    ter__blob first; /* of those that are missing */
    bool fetch;
} look;

static void look_at(void *context, const ter__blob *blob, uint64_t holders) {
    look *l = context;
    ter__agent *agent = l->held->agent;
    const ter__body *body = agent->port.body;
    if (ter__hash_is_zero(&blob->hash) || body->blob_has(body->context, &blob->hash)) {
        return;
    }
    if (l->missing++ == 0) {
        l->first = *blob;
    }
    assert(l->missing > 0);
    /* What does not fit into the queue of fetches is asked for when those that did have come. */
    ter__ms deadline = agent->now + TER__FETCH_MS + blob->length / TER__FETCH_BYTES_PER_MS;
    if (l->fetch && ter__transfer_fetch(agent->transfer, blob, holders, agent->now, deadline, fetched, l->held)) {
        l->held->fetching++;
    }
}

/* Counts the blobs that are not here. */
static look look_round(ter__held *held, bool fetch) {
    assert(held->phase == TER__TASK_WAITING || !fetch);
    look l = {.held = held, .fetch = fetch};
    const ter__job *job = ter__state_job(held->agent->state, held->lease.task.job);
    assert(job != NULL);
    ter__work_needs(job, &held->lease.task, look_at, &l);
    return l;
}

static void fail_for_want(ter__held *held, const ter__blob *blob) {
    assert(held->phase == TER__TASK_WAITING || held->phase == TER__TASK_COPYING);
    const ter__blob wanted = *blob; /* it may be the result's */
    bool made = held->phase == TER__TASK_COPYING;
    char hash[TER__HASH_TEXT_BYTES];
    ter__hash_text(&wanted.hash, hash);
    ter__result_clear(&held->result);
    memset(&held->result, 0, sizeof held->result);
    held->result.status = TER_NOT_FOUND;
    held->result.here = true;
    snprintf(held->result.text, sizeof held->result.text,
             made ? "node %u lost blob %s of %llu bytes before another node had it"
                  : "node %u found no node that has blob %s of %llu bytes",
             (unsigned)held->agent->config.id, hash, (unsigned long long)wanted.length);
    ter__held_enter(held, TER__TASK_REPORTING);
    ter__held_report(held);
}

static void wait_for_blobs(ter__held *held) {
    assert(held->phase == TER__TASK_WAITING);
    if (held->fetching > 0 || ter__held_standing(held) != TER__STANDING_PENDING) {
        return;
    }
    look l = look_round(held, !held->unfetched);
    if (l.missing == 0) {
        ter__held_enter(held, TER__TASK_READY);
    } else if (held->unfetched) {
        fail_for_want(held, &l.first);
    }
}

/* ---- computing ---------------------------------------------------------------------------------------------------------- */

static void compute(ter__held *held) {
    ter__agent *agent = held->agent;
    assert(held->phase == TER__TASK_READY);
    if (agent->computing >= agent->config.self.slots) {
        return;
    }
    if (look_round(held, false).missing > 0) { /* one was found damaged while the task waited for a worker */
        ter__held_enter(held, TER__TASK_WAITING);
        wait_for_blobs(held);
        return;
    }
    const ter__body *body = agent->port.body;
    ter__held_enter(held, TER__TASK_COMPUTING);
    held->token = agent->port.token(agent->port.context);
    assert(held->token != 0);
    agent->computing++;
    ter__agent_tell_running(agent);
    body->compute(body->context, held->token, &held->lease.task);
}

void ter__held_computed(ter__held *held, ter__result *result) {
    assert(held->phase == TER__TASK_COMPUTING && held->token == 0);
    held->result = *result;
    memset(result, 0, sizeof *result);
    held->copy = held->part_at = 0;
    bool blobs = !ter__hash_is_zero(&held->result.part.hash) || !ter__hash_is_zero(&held->result.pack.hash);
    if (held->result.status == TER_OK && blobs) {
        ter__held_enter(held, TER__TASK_COPYING);
        ter__message message = {.kind = TER__MESSAGE_COMPUTED, .as.returned = held->lease};
        held->agent->port.send(held->agent->port.context, &message); /* unsent: the next heartbeat says it */
    } else {
        ter__held_enter(held, TER__TASK_REPORTING);
        ter__held_report(held);
    }
}

/* ---- copying ------------------------------------------------------------------------------------------------------------ */

static void copied(void *context, bool success, uint32_t holder) {
    ter__held *held = context;
    assert(held->phase == TER__TASK_COPYING && held->asking);
    held->asking = false;
    if (success && !held->part_copied) {
        held->part_copied = true;
        held->part_at = holder;
    } else if (success && holder == held->part_at) {
        held->copy = holder;
        ter__held_enter(held, TER__TASK_REPORTING);
    } else if (success) { /* the pack went to another node than the part: one node is to have both */
        held->part_copied = false;
    }
    if (held->phase == TER__TASK_REPORTING) {
        ter__held_report(held);
    } else {
        ter__held_advance(held);
    }
}

/* The part first, then the pack; a task with one of them has it copied once. */
static void copy_next(ter__held *held) {
    ter__agent *agent = held->agent;
    const ter__blob *part = &held->result.part, *pack = &held->result.pack;
    assert(held->phase == TER__TASK_COPYING);
    if (ter__hash_is_zero(&part->hash)) {
        part = pack;
    }
    if (held->part_copied && ter__hash_is_zero(&pack->hash)) {
        held->copy = held->part_at;
        ter__held_enter(held, TER__TASK_REPORTING);
        ter__held_report(held);
    } else if (!held->asking) {
        const ter__blob *blob = held->part_copied ? pack : part;
        if (!agent->port.body->blob_has(agent->port.body->context, &blob->hash)) { /* found damaged: to be computed again */
            fail_for_want(held, blob);
            return;
        }
        held->asking = ter__transfer_copy(agent->transfer, blob, agent->now, agent->now + TER__COPY_MS, copied, held);
    }
}

/* ---- reporting ---------------------------------------------------------------------------------------------------------- */

void ter__held_report(ter__held *held) {
    ter__agent *agent = held->agent;
    assert(held->phase == TER__TASK_REPORTING);
    held->said_at = agent->now;
    ter__message message = {.kind = TER__MESSAGE_REPORT, .as.report = {held->lease, held->copy, held->result}};
    agent->port.send(agent->port.context, &message);
}

void ter__held_advance(ter__held *held) {
    assert(held->agent != NULL);
    if (held->phase == TER__TASK_WAITING) {
        wait_for_blobs(held);
    }
    if (held->phase == TER__TASK_READY) {
        compute(held);
    } else if (held->phase == TER__TASK_COPYING) {
        copy_next(held);
    }
}
