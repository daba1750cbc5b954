/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run, inside. Belongs to the thread that called ter_job_run. */
#ifndef TER__RUN_H
#define TER__RUN_H

#include <stdint.h>

#include "exec/executor.h"
#include "stage/stage.h"

struct ter_run {
    const ter_job *job;
    ter__results *results; /* of each stage */
    ter__warnings *warnings;
    bool complete; /* all that was asked for was computed, checks met or not */
    /* the record: never part of a result */
    unsigned threads;
    const char *executor;
    double seconds;
    double *stage_seconds;
    size_t *stage_tasks;
};

/* Nothing has run yet. Null when out of memory; ter_run_destroy. */
ter_run *ter__run_create(const ter_job *job);
/* The error of a stage as people get it: `why` (may have no text) with the stage in front. Returns `status`. */
ter_status ter__run_explain(const ter_job *job, size_t stage, ter_status status, const ter_error *why, ter_error *error);
/* What a complete run comes to: TER_OK, `verdict` (of the first check that was not met), or that there are warnings when `strict`.
 */
TER_MUST_USE ter_status ter__run_verdict(const ter_run *run, const ter_error *verdict, bool strict, ter_error *error);

ter__warnings *ter__warnings_create(void); /* null when out of memory */
void ter__warnings_destroy(ter__warnings *warnings);
size_t ter__warnings_count(const ter__warnings *warnings);
/* Makes the table of all there are so far; `file` is the job file, for the command that repeats a stage. TER_NO_MEMORY, also when
 * an earlier addition ran out of memory. */
TER_MUST_USE ter_status ter__warnings_tabulate(ter__warnings *warnings, const char *file, ter_error *error);
const ter_table *ter__warnings_table(const ter__warnings *warnings);

/* A place in the row of warnings. */
typedef struct ter__warnings_mark {
    size_t count, dropped;
} ter__warnings_mark;
ter__warnings_mark ter__warnings_here(const ter__warnings *warnings);
/* Forgets those behind the mark (not in the table that was made of them). */
void ter__warnings_back(ter__warnings *warnings, ter__warnings_mark mark);
/* Those behind the mark, all of one stage: a table "group", "text" (given), and how many are counted only. */
TER_MUST_USE ter_status ter__warnings_since(const ter__warnings *warnings, ter__warnings_mark mark, ter_table **table,
                                            uint64_t *dropped, ter_error *error);
/* Appends such a table. TER_BAD_DATA when a stage could not have added so many. */
TER_MUST_USE ter_status ter__warnings_append(ter__warnings *warnings, const char *stage_id, const ter_table *table,
                                             uint64_t dropped, ter_error *error);

/* ter_job_run on a given executor, which stays the caller's. */
TER_MUST_USE ter_status ter__job_run_on(ter_run **run, ter_job *job, ter__executor *executor, const ter_run_options *options,
                                        ter_error *error);

#endif
