/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run, inside. Belongs to the thread that called ter_job_run. */
#ifndef TER__RUN_H
#define TER__RUN_H

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

ter__warnings *ter__warnings_create(void); /* null when out of memory */
void ter__warnings_destroy(ter__warnings *warnings);
size_t ter__warnings_count(const ter__warnings *warnings);
/* Makes the table of all there are so far; `file` is the job file, for the command that repeats a stage. TER_NO_MEMORY, also when
 * an earlier addition ran out of memory. */
TER_MUST_USE ter_status ter__warnings_tabulate(ter__warnings *warnings, const char *file, ter_error *error);
const ter_table *ter__warnings_table(const ter__warnings *warnings);

/* ter_job_run on a given executor, which stays the caller's. */
TER_MUST_USE ter_status ter__job_run_on(ter_run **run, ter_job *job, ter__executor *executor, const ter_run_options *options,
                                        ter_error *error);

#endif
