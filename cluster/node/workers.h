/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The threads that compute, apart from the loop and from uv's pool: a fixed number, a queue, and a wake-up when something is done.
 */
#ifndef TER__WORKERS_H
#define TER__WORKERS_H

#include "tercile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ter__workers ter__workers;

#define TER__WORKERS_MAX      1024
#define TER__WORKERS_JOBS_MAX ((size_t)65536) /* that wait */

/* `run` is called on a worker; *cancel may become true meanwhile. `done` is called by ter__workers_poll, on the thread that polls.
 */
typedef struct ter__workers_job {
    void (*run)(void *context, const volatile bool *cancel);
    void (*done)(void *context);
    void *context;
} ter__workers_job;

/* `wake` is called on a worker when something is done. TER_NO_MEMORY, TER_LIMIT. */
TER_MUST_USE ter_status ter__workers_create(ter__workers **workers, unsigned threads, void (*wake)(void *context), void *context,
                                            ter_error *error);
/* Jobs begin in the order of the calls. `number` is for ter__workers_cancel. TER_NO_MEMORY; TER_LIMIT: too many wait;
 * TER_CANCELLED: from a `done` inside ter__workers_destroy. After a failure nothing is run or told. */
TER_MUST_USE ter_status ter__workers_add(ter__workers *workers, uint64_t number, const ter__workers_job *job);
/* Sets the job's cancel; it still runs (and returns soon) and is still told. */
void ter__workers_cancel(ter__workers *workers, uint64_t number);
void ter__workers_poll(ter__workers *workers);
/* Cancels everything (what had not begun still runs, with *cancel true), waits for the threads, tells what is left. */
void ter__workers_destroy(ter__workers *workers);

#endif
