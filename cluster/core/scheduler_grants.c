/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of leases, by task. */
#include <assert.h>
#include <stdlib.h>

#include "core/scheduler_parts.h"

/* FNV-1a over the task's words. Job ids are from outside, but what collides is bounded by the leases there are. */
static size_t bucket_of(const ter__task *task) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = task->job; *at != '\0'; at++) {
        hash = (hash ^ (uint8_t)*at) * UINT64_C(0x100000001b3);
    }
    hash = (hash ^ (uint64_t)task->kind) * UINT64_C(0x100000001b3);
    hash = (hash ^ task->stage) * UINT64_C(0x100000001b3);
    hash = (hash ^ task->unit) * UINT64_C(0x100000001b3);
    return (size_t)(hash ^ hash >> 32) & (TER__GRANT_BUCKETS - 1);
}

ter__grant *ter__grant_find(const ter__scheduler *scheduler, const ter__task *task) {
    ter__grant *grant = scheduler->buckets[bucket_of(task)];
    while (grant != NULL && !ter__task_equal(&grant->lease.task, task)) {
        grant = grant->chain;
    }
    return grant;
}

ter__grant *ter__grant_make(ter__scheduler *scheduler, const ter__task *task, uint64_t job) {
    ter__grant *grant = ter__grant_find(scheduler, task);
    if (grant != NULL) {
        return grant;
    }
    grant = calloc(1, sizeof *grant);
    if (grant == NULL) {
        return NULL;
    }
    grant->lease.task = *task;
    grant->job = job;
    grant->phase = TER__GRANT_FREE;
    ter__grant **bucket = &scheduler->buckets[bucket_of(task)];
    grant->chain = *bucket;
    *bucket = grant;
    grant->next = scheduler->grants;
    if (scheduler->grants != NULL) {
        scheduler->grants->previous = grant;
    }
    scheduler->grants = grant;
    scheduler->grant_count++;
    return grant;
}

/* A task that is free again is behind its job's cursor. */
static void put_back(const ter__scheduler *scheduler, const ter__grant *grant) {
    ter__turn *turn = ter__turn_of(scheduler, grant->job);
    const ter__task *task = &grant->lease.task;
    if (turn != NULL && task->kind == TER__TASK_UNIT && task->stage == turn->stage && task->unit < turn->cursor) {
        turn->cursor = task->unit;
    }
}

void ter__grant_enter(ter__scheduler *scheduler, ter__grant *grant, ter__grant_phase phase) {
    ter__seat *seat = ter__scheduler_seat(scheduler, grant->node);
    if (grant->phase == TER__GRANT_HELD) {
        assert(seat != NULL && seat->held > 0 && scheduler->held_count > 0);
        seat->held--;
        seat->computed -= grant->lease.computed;
        grant->lease.computed = false;
        scheduler->held_count--;
    }
    if (phase == TER__GRANT_HELD) {
        assert(seat != NULL);
        seat->held++;
        scheduler->held_count++;
    }
    grant->phase = phase;
    if (phase == TER__GRANT_FREE) {
        put_back(scheduler, grant);
    }
}

void ter__grant_computed(ter__scheduler *scheduler, ter__grant *grant) {
    ter__seat *seat = ter__scheduler_seat(scheduler, grant->node);
    if (grant->phase == TER__GRANT_HELD && !grant->lease.computed) {
        assert(seat != NULL && seat->computed < seat->held);
        grant->lease.computed = true;
        grant->lease.begun = false;
        seat->computed++;
    }
}

void ter__grant_drop(ter__scheduler *scheduler, ter__grant *grant) {
    ter__grant_enter(scheduler, grant, TER__GRANT_FREE);
    ter__grant **place = &scheduler->buckets[bucket_of(&grant->lease.task)];
    while (*place != grant) {
        place = &(*place)->chain;
    }
    *place = grant->chain;
    if (grant->next != NULL) {
        grant->next->previous = grant->previous;
    }
    if (grant->previous != NULL) {
        grant->previous->next = grant->next;
    } else {
        scheduler->grants = grant->next;
    }
    assert(scheduler->grant_count > 0);
    scheduler->grant_count--;
    free(grant);
}

void ter__grants_clear(ter__scheduler *scheduler) {
    while (scheduler->grants != NULL) {
        ter__grant_drop(scheduler, scheduler->grants);
    }
    assert(scheduler->grant_count == 0 && scheduler->held_count == 0);
}
