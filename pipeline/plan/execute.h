/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One stage from its settings to its tables, in pieces or by any executor. */
#ifndef TER__EXECUTE_H
#define TER__EXECUTE_H

#include "exec/executor.h"
#include "stage/stage.h"

/* The number of tasks, 0 for a stage without. What it reads must be there. */
TER_MUST_USE ter_status ter__stage_cut(const ter__context *context, size_t *tasks, ter_error *error);

/* Runs the stage; on failure nothing is left in outcome->results. `supervision` is also asked while the stage finishes. */
TER_MUST_USE ter_status ter__stage_execute(const ter__context *context, ter__executor *executor,
                                           const ter__supervision *supervision, ter__outcome *outcome, ter_error *error);

void ter__results_clear(ter__results *results);

/* ---- in pieces ---------------------------------------------------------------------------------------------------------- */

/* A stage whose tasks are known. Read-only while it is open: many threads may compute tasks of it. */
typedef struct ter__opened {
    const ter__stage *kind;
    ter__context context;
    void *state;
} ter__opened;

/* Close it after TER_OK. */
TER_MUST_USE ter_status ter__stage_open(ter__opened *opened, const ter__context *context, size_t *tasks, ter_error *error);
void ter__stage_close(ter__opened *opened);
TER_MUST_USE ter_status ter__stage_task(const ter__opened *opened, size_t task, const ter__stop *stop, ter_table **part,
                                        ter_error *error);
TER_MUST_USE ter_status ter__stage_merge(const ter__opened *opened, const ter_table *a, const ter_table *b, ter_table **merged,
                                         ter_error *error);
/* Whether a part from elsewhere could be that of the tasks begin to end - 1, merged: TER_BAD_DATA when it could not. */
TER_MUST_USE ter_status ter__stage_check_part(const ter__opened *opened, const ter_table *part, size_t begin, size_t end,
                                              ter_error *error);
/* The results of the merged part (null: there were no tasks); on failure nothing is left in outcome->results. */
TER_MUST_USE ter_status ter__stage_finish(const ter__opened *opened, const ter_table *merged, const ter__stop *stop,
                                          ter__outcome *outcome, ter_error *error);

#endif
