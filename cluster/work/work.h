/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Computes leased tasks with the pipeline. Jobs that were opened are kept for the tasks that follow, a few at a time. Used by the
 * node's worker threads and by the simulator; reaches blobs through functions.
 */
#ifndef TER__WORK_H
#define TER__WORK_H

#include "core/command.h"

/* What a task needs to know of its job; copied from the state before the task is given to a worker: ter__work_order_create. */
typedef struct ter__work_order ter__work_order;

/* From the job a task belongs to (which must be running that stage). Null when out of memory. */
ter__work_order *ter__work_order_create(const ter__job *job, const ter__task *task);
void ter__work_order_destroy(ter__work_order *order);

/* Blobs that a task needs to be here; calls `each` for all of them with the nodes that should have them (bit n: node n). */
void ter__work_needs(const ter__job *job, const ter__task *task,
                     void (*each)(void *context, const ter__blob *blob, uint64_t holders), void *context);

/* Any thread. */
typedef struct ter__work_blobs {
    void *context;
    /* The whole blob, its digest verified, given: free. */
    ter_status (*get)(void *context, const ter__blob *blob, uint8_t **bytes, ter_error *error);
    /* Stores bytes durably under their digest. */
    ter_status (*put)(void *context, const uint8_t *bytes, size_t length, ter__blob *blob, ter_error *error);
} ter__work_blobs;

typedef struct ter__work ter__work;

/* Opened jobs kept at once. */
#define TER__WORK_JOBS_MAX 4

ter__work *ter__work_create(const ter__work_blobs *blobs); /* null when out of memory */
void ter__work_destroy(ter__work *work);

/*
 * Whose failure: `here` is set for what ter__work_blobs says, whatever it is, and for memory, disks and files (TER_NO_MEMORY,
 * TER_DISK_FULL, TER_INPUT_OUTPUT, TER_NO_PERMISSION, TER_NOT_FOUND, TER_NO_BACKEND); everything else is the task's own, would be
 * the same anywhere and ends the job with that text (TER_BAD_SPEC, TER_BAD_DATA, TER_LIMIT, TER_INTERNAL, ...).
 *
 * Computes a task; always gives a result (clear it). Any thread, many at once: tasks of one stage run side by side, and the first
 * that needs a job opens it while the others wait. *cancel may become true at any time (from any thread): the result is
 * TER_CANCELLED.
 */
void ter__work_compute(ter__work *work, const ter__work_order *order, const volatile bool *cancel, ter__result *result);

/* Checks a submitted job on this node as a BEGIN would, for an answer to the client: TER_OK and null, or the text for people
 * (given: free; null when there is no memory for it) with all that is wrong and where. Needs the spec and the inputs here. */
TER_MUST_USE ter_status ter__work_check(ter__work *work, const ter__submit *submit, char **text);

#endif
