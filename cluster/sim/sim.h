/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator: three to seven nodes in one thread on virtual time, from one seed. The consensus library, our raft_io, the guards
 * and the state machine are the real ones; the network, the disks and the clock are the simulator's. A run is a function of its
 * options: a failure is repeated by its seed.
 */
#ifndef TER__SIM_H
#define TER__SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "consensus/raft_guards.h"

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
} ter__sim_result;

/* Runs one seed to its end. Never fails to run but for memory: *result then says so. */
void ter__sim_run(ter__sim_result *result, const ter__sim_options *options);

#endif
