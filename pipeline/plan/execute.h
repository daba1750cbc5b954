/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One stage from its settings to its tables, by any executor. */
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

#endif
