/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Guards around libraft 0.15, from outside: four faults of that version, each with its cure. All that is known of the faults is in
 * raft_guards.c; raft_io.c calls in here at each place where a message or an event passes.
 *
 * The upstream library fixed these after 0.15 (cowsql/raft 0.22 and later): with such a version every guard can go.
 */
#ifndef TER__RAFT_GUARDS_H
#define TER__RAFT_GUARDS_H

#include <raft.h>
#include <stdbool.h>

typedef enum ter__guard {
    TER__GUARD_GROUP_COMMIT = 1u << 0,     /* starvation: consensus.c keeps one proposal outstanding */
    TER__GUARD_ELECTION_BARRIER = 1u << 1, /* Figure 8 */
    TER__GUARD_ACKNOWLEDGE = 1u << 2,      /* false acknowledgements */
    TER__GUARD_COMMIT = 1u << 3,           /* commit index beyond what was verified */
    TER__GUARDS_ALL = (1u << 4) - 1
} ter__guard;

typedef struct ter__raft_guards {
    unsigned enabled; /* a set of ter__guard; tests switch some off to see the fault */
    /* election barrier */
    raft_term led_term;       /* the last term in which this instance was seen leading */
    raft_index barrier_index; /* the last entry of the log when the barrier was put */
    bool barrier_refused;     /* libraft refused it: asked again at the next event */
    /* acknowledgements */
    raft_term verified_term;   /* the leader's term that verified_index belongs to */
    raft_index verified_index; /* the log is known to agree with the leader's up to here */
    raft_index candidate;      /* where the message being received would take it */
    bool receiving, rejected;
} ter__raft_guards;

/* Before libraft sees a message: may lower fields of it. False: libraft must not see it at all. */
bool ter__guards_before_receive(ter__raft_guards *guards, struct raft *raft, struct raft_message *message);
/* After libraft has seen it; `term` is the one the message had (it is libraft's now). */
void ter__guards_after_receive(ter__raft_guards *guards, raft_term term);
/* Before a message leaves: `message` is a copy whose fields may be changed. */
void ter__guards_before_send(ter__raft_guards *guards, struct raft_message *message);
/* After anything that may have changed the instance's role: a message, a tick, a completed write. */
void ter__guards_after_event(ter__raft_guards *guards, struct raft *raft);

#endif
