/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator: three to seven nodes in one thread on virtual time, from one seed. A run is a function of its options: a failure
 * is repeated by its seed. Two kinds of run:
 *
 *   consensus  the consensus library, our raft_io and the guards, with a ledger as state machine, over a network that loses,
 * doubles and reorders messages cluster    whole nodes (core/core.h) with state, scheduler, agents, transfers and the pipeline
 * computing real jobs, over connections that are ordered streams but break, with clients that submit, repeat and cancel
 *
 * Network, disks, clock and chance are the simulator's in both.
 */
#ifndef TER__SIM_H
#define TER__SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "consensus/raft_guards.h"
#include "sim/sim_jobs.h"

#define TER__SIM_NODES_MAX  7
#define TER__SIM_EVENTS_MAX ((size_t)1 << 20) /* events waiting at once */
#define TER__SIM_TEXT_BYTES 512

typedef struct ter__sim_options {
    uint64_t seed;
    unsigned guards;      /* a set of ter__guard */
    uint64_t troubled_ms; /* virtual time under faults, then everything heals */
    uint64_t healed_ms;   /* virtual time in which progress is demanded */
    FILE *trace;          /* null: none */
} ter__sim_options;

#define TER__SIM_OPTIONS(seed)                                                                                                     \
    { (seed), TER__GUARDS_ALL, 60000, 30000, NULL }

typedef struct ter__sim_result {
    bool failed;
    char text[TER__SIM_TEXT_BYTES]; /* what was wrong, and when */
    unsigned nodes;
    uint64_t acknowledged, crashes, messages, lost, elections;
    /* of whole clusters: jobs by their end; those stopped because a task kills its node, and
     * others whose task was there each time; deaths and refusals that were counted against
     * tasks; tasks begun; connections that broke; blobs that were damaged; runs that ended without one
     * node, which then caught up */
    uint64_t done, cancelled, deadly, poisoned, deaths, refusals, tasks, broken, damaged, absent;
} ter__sim_result;

/* Runs one seed of kind "consensus" to its end. Never fails to run but for memory: *result then says so. */
void ter__sim_run(ter__sim_result *result, const ter__sim_options *options);

/* Runs one seed of kind "cluster". Virtual times of the options: faults for troubled_ms; then all jobs must end within healed_ms,
 * and the run is over as soon as they have. `real`: every node computes every task itself, else results are remembered in `jobs`.
 */
#define TER__SIM_CLUSTER_OPTIONS(seed)                                                                                             \
    { (seed), TER__GUARDS_ALL, 20000, 180000, NULL }
/* One seed of so many computes for real by default. */
#define TER__SIM_REAL_EVERY 8
void ter__sim_cluster_run(ter__sim_result *result, const ter__sim_options *options, ter__sim_jobs *jobs, bool real);

#endif
