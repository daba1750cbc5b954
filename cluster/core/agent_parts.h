/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of agent.h share: leases held and what is said of them (agent.c), and their way from phase to phase
 * (agent_task.c). */
#ifndef TER__AGENT_PARTS_H
#define TER__AGENT_PARTS_H

#include "core/agent.h"

/* A blob that a task needs is looked for this long, and a millisecond more for each of so many bytes; then another node may try. A
 * copy of a result is asked for this long at a time, and again. */
#define TER__FETCH_MS           30000
#define TER__FETCH_BYTES_PER_MS 1024
#define TER__COPY_MS            60000
/* Tasks that are remembered beyond a death of the process. */
#define TER__RUNNING_MAX 256

typedef enum ter__task_phase {
#define TER__TASK_PHASE_ENUM(name, word) TER__TASK_##name,
    TER__TASK_PHASE_LIST(TER__TASK_PHASE_ENUM)
#undef TER__TASK_PHASE_ENUM
} ter__task_phase;

/* What the state says of a leased task. The leader's state may be ahead of this node's. */
typedef enum ter__standing { TER__STANDING_NOT_YET, TER__STANDING_PENDING, TER__STANDING_OVER } ter__standing;

typedef struct ter__held {
    ter__agent *agent;
    ter__lease lease;
    ter__task_phase phase;
    ter__ms since;   /* in this phase */
    size_t fetching; /* WAITING: fetches of blobs it needs, not yet answered */
    bool unfetched;  /* one was not to be had */
    uint64_t token;  /* COMPUTING */
    bool unwanted;   /* COMPUTING, and cancelled */
    bool asking;     /* COPYING: a copy is asked for */
    bool part_copied;
    uint32_t part_at, copy; /* who has the part; who has all */
    ter__ms said_at;        /* REPORTING: last */
    ter__result result;
    struct ter__held *next;
} ter__held;

struct ter__agent {
    ter__agent_port port;
    ter__transfer *transfer;
    const ter__state *state;
    ter__core_config config;
    unsigned heartbeat_ms, lease_ms, retry_ms;
    ter__ms now, heartbeat_at;
    bool draining;
    bool busy, again; /* going through the list, which what is sent may lead back to; to be done once more then */
    ter__held *held;  /* in the order of leasing */
    size_t held_count;
    unsigned computing; /* those cancelled, but not ended, too */
    ter__lease *named;  /* room for the heartbeats' lists */
    size_t named_room;
};

/* agent_task.c */
ter__standing ter__held_standing(const ter__held *held);
/* Goes as far as it can without an event. */
void ter__held_advance(ter__held *held);
void ter__held_computed(ter__held *held, ter__result *result);
void ter__held_report(ter__held *held);
void ter__held_enter(ter__held *held, ter__task_phase phase);
/* Goes through the list: drops what is over, and all the rest goes as far as it can. */
void ter__agent_go_on(ter__agent *agent);
/* Tells the body what is being computed. */
void ter__agent_tell_running(const ter__agent *agent);
/* Hands the lease back; the caller drops it. */
void ter__agent_return(const ter__agent *agent, const ter__lease *lease);

#endif
