/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The seam to consensus: commands are proposed on the leader and applied on every node in one order. Nothing outside this folder
 * knows which library does it.
 *
 * One thread drives an instance. Commands that are proposed while a batch is under way form the next batch (group commit): one
 * batch is outstanding at a time, which libraft 0.15 needs (raft_guards.c) and which is also what makes it quick.
 */
#ifndef TER__CONSENSUS_H
#define TER__CONSENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "raft_io.h"
#include "tercile/status.h"

/* Bounds; reaching one is TER_LIMIT for the proposer. */
#define TER__COMMAND_BYTES_MAX ((size_t)1 << 20)
#define TER__BATCH_BYTES_MAX   ((size_t)4 << 20)
#define TER__PROPOSALS_MAX     ((size_t)65536)

typedef enum ter__outcome {
    TER__COMMITTED,  /* applied here; it will be applied everywhere */
    TER__NOT_LEADER, /* never entered the log: propose it to the leader */
    TER__UNKNOWN     /* leadership was lost under way: it may or may not be applied; ask by the command's own id */
} ter__outcome;

/* Tells a proposer what became of a command, never from inside its propose. `index` is the log's for TER__COMMITTED, else 0. */
typedef void ter__proposed(void *context, ter__outcome outcome, uint64_t index);

/* The replicated state machine. Results are TER_OK or an error that stops the instance (a disk that is full). */
typedef struct ter__machine {
    void *context;
    /* Applies one command; `index` is its batch's place in the log, `item` its place in the batch. */
    ter_status (*apply)(void *context, uint64_t index, uint32_t item, const uint8_t *command, size_t length);
    /* The whole state as bytes, given: free(). */
    ter_status (*snapshot)(void *context, uint8_t **bytes, size_t *length);
    /* Replaces the state. */
    ter_status (*restore)(void *context, const uint8_t *bytes, size_t length);
} ter__machine;

typedef struct ter__consensus ter__consensus;

typedef struct ter__member {
    uint64_t id; /* > 0 */
    const char *address;
} ter__member;

/*
 * Opens instance `id` on its store, port and state machine (copied; what they point to is kept until close). An empty store is
 * given the members first; a store that has a log keeps its own. TER_BAD_DATA when the store is damaged, TER_INPUT_OUTPUT.
 */
TER_MUST_USE ter_status ter__consensus_open(ter__consensus **consensus, uint64_t id, const char *address,
                                            const ter__member *members, size_t member_count, const ter__raft_port *port,
                                            const ter__log_store *store, const ter__machine *machine, unsigned guards,
                                            ter_error *error);
/* Everything under way is given up: proposers hear TER__UNKNOWN or TER__NOT_LEADER. */
void ter__consensus_close(ter__consensus *consensus);

/* Takes a copy of the command. TER_LIMIT when too much waits or it is too long; `done` is not called then. */
TER_MUST_USE ter_status ter__consensus_propose(ter__consensus *consensus, const uint8_t *command, size_t length,
                                               ter__proposed *done, void *context);

/* Starts what was proposed: once for all commands that came together. */
void ter__consensus_flush(ter__consensus *consensus);

/* Time passes: to be called every ter__consensus_tick_ms. */
unsigned ter__consensus_tick_ms(const ter__consensus *consensus);
void ter__consensus_tick(ter__consensus *consensus);
TER_MUST_USE ter_status ter__consensus_receive(ter__consensus *consensus, uint64_t from, const char *address, const uint8_t *bytes,
                                               size_t length);

bool ter__consensus_leads(const ter__consensus *consensus);
uint64_t ter__consensus_leader(const ter__consensus *consensus); /* 0: not known */
uint64_t ter__consensus_term(const ter__consensus *consensus);
/* The instance has stopped itself (a write failed): nothing more will come of it; the text says why. */
bool ter__consensus_stopped(const ter__consensus *consensus);
const char *ter__consensus_text(ter__consensus *consensus);

/* Entries applied before a snapshot is taken, and kept behind it. */
void ter__consensus_snapshot_every(ter__consensus *consensus, unsigned entries, unsigned trailing);

#endif
