/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of this room. */
#ifndef TER__WORK_PARTS_H
#define TER__WORK_PARTS_H

#include "tercile/steps.h"
#include "work/work.h"

struct ter__work_order {
    ter__task task;
    bool strict;
    char file[TER__NAME_BYTES];
    ter__blob spec;
    uint32_t input_count, result_count, part_count;
    ter__input *inputs;
    ter__blob *results; /* of the stages before the task's */
    ter__blob *parts;   /* FINISH: of the stage's units */
};

/* A failure on its way up: whose it is goes with it. */
typedef struct ter__trouble {
    ter_error error;
    bool here;
} ter__trouble;

/*
 * Whose failure a status of the pipeline is. The node's: memory, disk, files. All others would be the same anywhere: the task's.
 * What the functions of ter__work_blobs return is the node's whatever it is, as no task can change it.
 */
bool ter__work_is_here(ter_status status);
/* Sets `trouble` from a status of the pipeline whose text is in trouble->error. Returns the status. */
ter_status ter__work_ours(ter__trouble *trouble, ter_status status);

/* A whole blob, given: free. TER_CANCELLED when *cancel is true. */
TER_MUST_USE ter_status ter__work_get(const ter__work_blobs *blobs, const ter__blob *blob, const char *what,
                                      const volatile bool *cancel, uint8_t **bytes, ter__trouble *trouble);
/* Bytes are taken: ter_bytes_free. */
TER_MUST_USE ter_status ter__work_put(const ter__work_blobs *blobs, uint8_t *bytes, size_t length, ter__blob *blob,
                                      ter__trouble *trouble);

/* Reads and loads a job from its blobs. Diagnostics may be null. */
TER_MUST_USE ter_status ter__work_open_job(ter_job **job, const ter__work_blobs *blobs, const char *file, const ter__blob *spec,
                                           const ter__input *inputs, size_t input_count, const volatile bool *cancel,
                                           ter_diagnostics *diagnostics, ter__trouble *trouble);

/* A job that was opened. Whoever changes it has it alone; units of its open stage are computed by many. */
typedef struct ter__work_job {
    ter_job *job;     /* null: not opened yet */
    ter_steps *steps; /* null: not begun */
    bool open;        /* the stage ter_steps_next is open, with these units */
    size_t units;
} ter__work_job;

void ter__work_job_clear(ter__work_job *job);
/* Whether the stage of the order is open. */
bool ter__work_job_is_ready(const ter__work_job *job, const ter__work_order *order);
/* Opens the job and the order's stage, accepting what was finished before; what lies ahead of it is begun anew. */
TER_MUST_USE ter_status ter__work_job_prepare(ter__work_job *job, const ter__work_blobs *blobs, const ter__work_order *order,
                                              const volatile bool *cancel, ter__trouble *trouble);

/* The three kinds of tasks, of a job that is ready. BEGIN and FINISH need it alone. Fill what their kind fills in `result`. */
TER_MUST_USE ter_status ter__work_begin(ter__work_job *job, const ter__work_order *order, ter__result *result,
                                        ter__trouble *trouble);
TER_MUST_USE ter_status ter__work_unit(const ter__work_job *job, const ter__work_blobs *blobs, const ter__work_order *order,
                                       const volatile bool *cancel, ter__result *result, ter__trouble *trouble);
TER_MUST_USE ter_status ter__work_finish(ter__work_job *job, const ter__work_blobs *blobs, const ter__work_order *order,
                                         const volatile bool *cancel, ter__result *result, ter__trouble *trouble);

#endif
