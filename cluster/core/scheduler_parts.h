/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scheduler's files share: scheduler.c (events), scheduler_grants.c (the table of leases), scheduler_give.c (who is next,
 * and where). */
#ifndef TER__SCHEDULER_PARTS_H
#define TER__SCHEDULER_PARTS_H

#include "core/scheduler.h"

/* A power of two. */
#define TER__GRANT_BUCKETS 4096
/* Tasks of one job before the next job has its turn: enough that nodes do not open another job for each task, few enough that a
 * small job does not wait long. */
#define TER__TURN_TASKS 16
/* A node that failed at a task for reasons of its own does not get it again for this long. */
#define TER__AVOID_MS 5000
/* Leases collected for one message. */
#define TER__BATCH_LEASES 256
/* Slots of a node that count, and tasks that it may have computed but not yet copied and reported: what it can hold stays below
 * TER__LEASES_MAX. */
#define TER__SLOTS_MAX    2048
#define TER__COMPUTED_MAX 256

typedef enum ter__grant_phase {
    TER__GRANT_HELD,     /* a node has it */
    TER__GRANT_REPORTED, /* its outcome is proposed */
    TER__GRANT_FREE,     /* nobody has it: to be given, though not to the avoided nodes */
    TER__GRANT_LOST      /* its node is gone, which is still to be proposed */
} ter__grant_phase;

typedef struct ter__grant {
    ter__lease lease;
    uint64_t job; /* its number */
    uint32_t node;
    ter__grant_phase phase;
    bool died;          /* LOST: the node died, it was not only lost sight of */
    ter__ms named_at;   /* given, or last named by its node */
    ter__ms said_at;    /* its outcome was proposed */
    uint64_t avoided;   /* nodes, as bits */
    ter__ms avoid_till; /* for how long */
    struct ter__grant *chain, *next, *previous;
} ter__grant;

/* A node as the leader sees it. */
typedef struct ter__seat {
    uint32_t id;
    uint64_t incarnation, dead; /* of the process that is there; of one whose end was seen; 0: none */
    bool connected, heard;      /* heard: a heartbeat, since this node leads */
    uint32_t slots;
    uint32_t held, computed; /* leases that it has: HELD; those of them whose tasks are computed, which take no slot */
    ter__ms heard_at, down_said_at;
    bool full; /* the last message did not go out: not before the next tick */
    size_t batch_count;
    ter__lease batch[TER__BATCH_LEASES];
} ter__seat;

/* A job that has not ended. */
typedef struct ter__turn {
    char id[TER__JOB_ID_BYTES];
    uint64_t number;
    uint32_t stage, cursor; /* units below it are done or leased */
    bool running;           /* seen so, at `since` */
    ter__ms since, gave_up_at;
} ter__turn;

struct ter__scheduler {
    ter__scheduler_port port;
    const ter__state *state;
    unsigned heartbeat_ms, lease_ms, retry_ms;
    uint32_t self;
    bool leads;
    uint64_t term, count; /* of attempts given in this term */
    ter__ms now, at, give_from;
    size_t seat_count;
    ter__seat *seats;
    ter__turn *turns; /* by number */
    size_t turn_count, turn_room, turn;
    unsigned turn_tasks;  /* given in this turn */
    uint64_t seen_number; /* of the last job taken up */
    ter__grant *buckets[TER__GRANT_BUCKETS];
    ter__grant *grants; /* all, the newest first */
    size_t grant_count, held_count;
};

ter__seat *ter__scheduler_seat(const ter__scheduler *scheduler, uint32_t id); /* null: not a member */

/* ---- grants ------------------------------------------------------------------------------------------------------------- */

ter__grant *ter__grant_find(const ter__scheduler *scheduler, const ter__task *task);
/* A task's place, FREE when it is new; null when out of memory. */
ter__grant *ter__grant_make(ter__scheduler *scheduler, const ter__task *task, uint64_t job);
/* Changes phase and keeps the counts of its node. */
void ter__grant_enter(ter__scheduler *scheduler, ter__grant *grant, ter__grant_phase phase);
/* Its node has computed the task: it takes no slot any more, and a death of the node does not count against it. */
void ter__grant_computed(ter__scheduler *scheduler, ter__grant *grant);
/* Forgets it: the task is given again when it still waits. */
void ter__grant_drop(ter__scheduler *scheduler, ter__grant *grant);
void ter__grants_clear(ter__scheduler *scheduler);

/* ---- giving ------------------------------------------------------------------------------------------------------------- */

/* Takes up jobs that are new in the state. */
void ter__turns_find(ter__scheduler *scheduler);
ter__turn *ter__turn_of(const ter__scheduler *scheduler, uint64_t number); /* null: none */
/* Gives what can be given. */
void ter__scheduler_give(ter__scheduler *scheduler);

#endif
