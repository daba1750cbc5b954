/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The replicated state: what the cluster has promised. It changes only by commands (command.h), applied in one order on every node;
 * equal commands give equal states, byte for byte as ter__state_encode writes them. No clock, no chance, no input or output in
 * here.
 *
 * Leases are not in it: who computes what at the moment is the leader's business (scheduler.h) and may be forgotten. What was
 * computed, and how often a task took its node with it, may not.
 */
#ifndef TER__STATE_H
#define TER__STATE_H

#include "core/types.h"

/* ---- what there is ------------------------------------------------------------------------------------------------------ */

/* X(NAME, word) */
#define TER__PHASE_LIST(X)                                                                                                         \
    X(WAITING, "waiting") /* submitted; its BEGIN has not come back */                                                             \
    X(RUNNING, "running")                                                                                                          \
    X(DONE, "done") /* the result is there; its verdict may still be that a check was not met */                                   \
    X(FAILED, "failed")                                                                                                            \
    X(CANCELLED, "cancelled")

typedef enum ter__phase {
#define TER__PHASE_ENUM(name, word) TER__PHASE_##name,
    TER__PHASE_LIST(TER__PHASE_ENUM)
#undef TER__PHASE_ENUM
} ter__phase;

const char *ter__phase_word(ter__phase phase);
bool ter__phase_is_final(ter__phase phase);

typedef struct ter__unit {
    bool done, failed;  /* neither: still to be computed */
    uint32_t deaths;    /* nodes that died while they computed it */
    uint32_t refusals;  /* failures that were the node's (ter__result.here) */
    uint32_t killed[3]; /* which nodes */
    ter__attempt attempt;
    uint32_t node; /* who computed it */
    uint32_t copy; /* who has the second copy of the part */
    ter__blob part;
    ter_status status; /* failed: why */
    char *text;
} ter__unit;

/* A task that fails for reasons of its node this often, or kills this many, stops its job. */
#define TER__DEATHS_MAX   3
#define TER__REFUSALS_MAX 8

typedef struct ter__input {
    char name[TER__NAME_BYTES];
    ter__blob blob;
} ter__input;

typedef struct ter__event {
    uint64_t number; /* from 1 on, over all events of the cluster */
    ter__ms at;
    char *text;
} ter__event;

/* Events kept of a job, and of the cluster: the oldest go first. */
#define TER__JOB_EVENTS_MAX     1000
#define TER__CLUSTER_EVENTS_MAX 10000
/* Jobs kept: the oldest finished one goes when a new one comes. TER__JOBS_MAX unfinished ones: no more are taken. */
#define TER__JOBS_MAX 10000

typedef struct ter__events {
    ter__event *items; /* a ring: use ter__events_at */
    size_t first, count, room;
} ter__events;
const ter__event *ter__events_at(const ter__events *events, size_t index); /* 0: the oldest kept */

typedef struct ter__job {
    /* as submitted */
    char id[TER__JOB_ID_BYTES];
    uint64_t number; /* 1, 2, ... in the order of submission */
    char name[TER__NAME_BYTES], file[TER__NAME_BYTES], owner[TER__NAME_BYTES];
    ter__blob spec; /* the job file's text */
    uint32_t input_count;
    ter__input *inputs;
    bool strict;
    ter__ms submitted_at;
    /* how it goes */
    ter__phase phase;
    ter__ms began_at, ended_at; /* 0: not yet */
    ter__hash plan;
    double timeout_seconds; /* 0: none */
    char *outline;          /* "id kind\n" a stage; null before BEGIN */
    uint32_t stage_count, stage;
    uint32_t unit_count, units_done;
    ter__unit *units;       /* of the running stage */
    ter__unit step;         /* BEGIN, or FINISH of the running stage: its deaths and refusals */
    ter__blob *stage_parts; /* [stage_count]: results of the stages before `stage` */
    ter__events events;
    /* the end */
    ter_status status; /* TER_OK, or why it failed; DONE: the verdict */
    char *text;
    ter__blob pack;
    ter__hash digest;
} ter__job;

typedef struct ter__node_record {
    uint32_t id; /* 0: none here */
    char name[TER__NAME_BYTES], address[TER__ADDRESS_BYTES], version[32];
    uint64_t incarnation; /* of the process that is up or was last */
    uint32_t slots;
    ter__hash battery; /* digest of its arithmetic */
    bool up;
    ter__ms since;
} ter__node_record;

typedef struct ter__state ter__state;

ter__state *ter__state_create(void); /* null when out of memory */
void ter__state_destroy(ter__state *state);

/* ---- looking ------------------------------------------------------------------------------------------------------------ */

uint64_t ter__state_applied(const ter__state *state); /* index of the last batch applied */
size_t ter__state_job_count(const ter__state *state);
size_t ter__state_unfinished_count(const ter__state *state);                   /* of them; at TER__JOBS_MAX no more are taken */
const ter__job *ter__state_job_at(const ter__state *state, size_t index);      /* in the order of submission */
const ter__job *ter__state_job(const ter__state *state, const char *id);       /* null: none */
const ter__node_record *ter__state_node(const ter__state *state, uint32_t id); /* null: never seen */
const ter__events *ter__state_events(const ter__state *state);
/* Whether a blob is named by anything: an input, a spec, a part, a result. */
bool ter__state_names(const ter__state *state, const ter__hash *blob);
/* A task's place: null when the task is not one that waits to be computed now (job over, another stage, done). */
const ter__unit *ter__state_pending(const ter__state *state, const ter__task *task);
/* The tasks that wait, in order: BEGIN; units below the lowest failed one, then, when all are done, FINISH. Calls `each` until it
 * returns false. Units above a failed one are not computed; when all below it are done its error is the job's. */
void ter__state_each_pending(const ter__state *state, const ter__job *job, bool (*each)(void *context, const ter__task *task),
                             void *context);

/* ---- changing ----------------------------------------------------------------------------------------------------------- */

/*
 * Applies one command of batch `index`. Batches up to ter__state_applied when the state was loaded are done already and skipped:
 * applying is idempotent. A command that says nothing new (a late outcome, a second cancel) changes nothing. TER_BAD_DATA: the
 * bytes are no command this version knows; TER_NO_MEMORY. After a failure the state must not be used further.
 */
TER_MUST_USE ter_status ter__state_apply(ter__state *state, uint64_t index, const uint8_t *command, size_t length,
                                         ter_error *error);
/* The batch is complete: `index` is applied. */
void ter__state_batch_end(ter__state *state, uint64_t index);

/* The whole state as bytes, versioned, with a checksum; given: free. And back: TER_BAD_DATA names what is wrong (also a newer
 * version). Replaces everything; on failure the state is as it was. */
TER_MUST_USE ter_status ter__state_encode(const ter__state *state, uint8_t **bytes, size_t *length);
TER_MUST_USE ter_status ter__state_decode(ter__state *state, const uint8_t *bytes, size_t length, ter_error *error);

/*
 * Rows: the state in pieces, for a store that changes only what changed. kind 'c' (the cluster: counters), 'j' (a job without its
 * units), 'u' (a unit), 'n' (a node), 'e' (a cluster event). `label` says it for people who query the store.
 */
typedef struct ter__row {
    char kind;
    char key[TER__JOB_ID_BYTES + 32]; /* "job-id", "job-id/3/17", "2", "12" */
    char label[160];
    uint8_t *value; /* null: the row is gone; given: free */
    size_t length;
} ter__row;

/* Rows that changed since the last call, each once; given: free(*rows) after the values. */
TER_MUST_USE ter_status ter__state_take_changes(ter__state *state, ter__row **rows, size_t *count);
/* All rows are changed now (after ter__state_decode of a snapshot): the store is to be emptied first. */
bool ter__state_take_replaced(ter__state *state);
/* Builds the state from its rows, in any order; `applied` is what the store holds beside them. */
TER_MUST_USE ter_status ter__state_load_row(ter__state *state, const ter__row *row, ter_error *error);
TER_MUST_USE ter_status ter__state_load_end(ter__state *state, uint64_t applied, ter_error *error);

#endif
