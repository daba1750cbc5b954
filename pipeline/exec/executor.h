/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who computes the tasks of a stage. An executor runs all of them and merges their parts along the tree of merge_tree.h; the result
 * is a function of the work alone, never of the executor, the number of its workers or the order in which they finish.
 */
#ifndef TER__EXECUTOR_H
#define TER__EXECUTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "stage/stop.h"
#include "tercile/table.h"

/* The tasks of one stage. Borrowed for the time of a call. */
typedef struct ter__work {
    size_t count; /* of tasks, at least 1 */
    void *context;
    /* Computes a part, given to the executor. Any thread, many at once; may take long and then polls `stop`. */
    ter_status (*task)(void *context, size_t task, const ter__stop *stop, ter_table **part, ter_error *error);
    /* Merges neighbours; both stay the executor's. Any thread, many at once; does not block. */
    ter_status (*merge)(void *context, const ter_table *a, const ter_table *b, ter_table **merged, ter_error *error);
} ter__work;

/* What the caller of a run wants to know and to say meanwhile. */
typedef struct ter__supervision {
    void *context;
    /* Called on the thread that called run, and at least once after the last task: tasks done so far. Must not block for long.
     * Null: none. */
    void (*progress)(void *context, size_t done, size_t total);
    /* Asked on that thread every few hundredths of a second: TER_OK, or the reason to stop (TER_CANCELLED, TER_TIMEOUT).
     * Null: never. */
    ter_status (*interrupted)(void *context);
} ter__supervision;

typedef struct ter__executor {
    const char *name;
    /*
     * Runs all tasks and gives the merged part. One call at a time, from the thread that opened it; blocks until no task runs any
     * more. When tasks fail, the error of the lowest numbered one is returned, whatever finished first. An interruption is returned
     * as its reason; nothing is given then. TER_NO_MEMORY.
     */
    ter_status (*run)(struct ter__executor *executor, const ter__work *work, const ter__supervision *supervision,
                      ter_table **merged, ter_error *error);
    /* Ends its workers and frees it. Same thread; no run may be under way. */
    void (*close)(struct ter__executor *executor);
    unsigned workers;
} ter__executor;

/* Threads of this process; `threads` 0: as many as there are processors for it. TER_NO_MEMORY, TER_LIMIT when threads cannot be
 * started. */
#define TER__THREADS_MAX 1024u
TER_MUST_USE ter_status ter__executor_threads(ter__executor **executor, unsigned threads, ter_error *error);
/* Processors this process may use, at least 1. */
unsigned ter__processors(void);

#endif
