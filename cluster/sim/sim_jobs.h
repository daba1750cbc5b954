/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The jobs that simulated clients submit, what this process computes for them without a cluster, and a memory of task results: a
 * task is computed once a process, and again where a run is to compute for real. One thread.
 */
#ifndef TER__SIM_JOBS_H
#define TER__SIM_JOBS_H

#include "core/types.h"
#include "tercile/status.h"

/* Jobs that differ by their seed; the last one cannot be run: its BEGIN fails. */
#define TER__SIM_JOB_COUNT 4

typedef struct ter__sim_bytes {
    uint8_t *bytes;
    size_t length;
    ter__blob blob;
    bool damaged; /* on a host's disk: put aside, so that it is not there any more */
} ter__sim_bytes;

typedef struct ter__sim_job {
    ter__sim_bytes spec, input;
    bool sound;       /* can be run */
    ter__hash digest; /* of the result of ter_job_run, as ter_run_pack gives it */
} ter__sim_job;

/* What came of a task, with the bytes of its blobs. */
typedef struct ter__sim_memory {
    ter__hash spec;
    ter__task task; /* its job is empty: the same for all jobs of that spec */
    ter__result result;
    ter__sim_bytes made[2];
    size_t made_count;
    struct ter__sim_memory *next;
} ter__sim_memory;

typedef struct ter__sim_jobs {
    ter__sim_job job[TER__SIM_JOB_COUNT];
    ter__sim_memory *memory;
    uint64_t computed; /* tasks computed for real */
} ter__sim_jobs;

TER_MUST_USE ter_status ter__sim_jobs_create(ter__sim_jobs **jobs, ter_error *error);
void ter__sim_jobs_destroy(ter__sim_jobs *jobs);

const ter__sim_memory *ter__sim_jobs_recall(const ter__sim_jobs *jobs, const ter__hash *spec, const ter__task *task);
/* Takes copies. Null when out of memory. */
const ter__sim_memory *ter__sim_jobs_remember(ter__sim_jobs *jobs, const ter__hash *spec, const ter__task *task,
                                              const ter__result *result, const ter__sim_bytes *made, size_t made_count);
/* A copy of a result, its texts included. */
bool ter__sim_copy_result(ter__result *to, const ter__result *from);
/* Bytes copied, and their name. False when out of memory. */
bool ter__sim_bytes_copy(ter__sim_bytes *to, const uint8_t *bytes, size_t length);
/* The SHA-256 of bytes. */
void ter__sim_hash(ter__hash *hash, const uint8_t *bytes, size_t length);

#define TER__SIM_INPUT_NAME "floods"
#define TER__SIM_FILE_NAME  "small.yaml"

#endif
