/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/execute.h"

#include <string.h>

#include "stage/part.h"

/* ---- in pieces ---------------------------------------------------------------------------------------------------------- */

ter_status ter__stage_open(ter__opened *opened, const ter__context *context, size_t *tasks, ter_error *error) {
    *opened = (ter__opened){context->job->stages[context->stage].kind, *context, NULL};
    const ter__stage *kind = opened->kind;
    ter_status status = kind->open != NULL ? kind->open(&opened->state, &opened->context, error) : TER_OK;
    if (status != TER_OK) {
        return status;
    }
    *tasks = kind->task != NULL;
    status = kind->cut != NULL ? kind->cut(opened->state, &opened->context, tasks, error) : TER_OK;
    if (status != TER_OK) {
        ter__stage_close(opened);
    }
    return status;
}

void ter__stage_close(ter__opened *opened) {
    if (opened->kind->close != NULL) {
        opened->kind->close(opened->state);
    }
}

ter_status ter__stage_task(const ter__opened *opened, size_t task, const ter__stop *stop, ter_table **part, ter_error *error) {
    return opened->kind->task(opened->state, &opened->context, task, stop, part, error);
}

ter_status ter__stage_merge(const ter__opened *opened, const ter_table *a, const ter_table *b, ter_table **merged,
                            ter_error *error) {
    return opened->kind->merge != NULL ? opened->kind->merge(a, b, merged, error) : ter_table_concatenate(merged, a, b, error);
}

ter_status ter__stage_check_part(const ter__opened *opened, const ter_table *part, size_t begin, size_t end, ter_error *error) {
    ter_status status = ter__part_check(part, error);
    return status == TER_OK ? opened->kind->check(opened->state, &opened->context, part, begin, end, error) : status;
}

void ter__results_clear(ter__results *results) {
    for (size_t i = 0; i < TER__STAGE_TABLES_MAX; i++) {
        ter_table_destroy(results->tables[i]);
    }
    memset(results, 0, sizeof *results);
}

ter_status ter__stage_finish(const ter__opened *opened, const ter_table *merged, const ter__stop *stop, ter__outcome *outcome,
                             ter_error *error) {
    ter_status status = ter__stop_poll(stop);
    if (status == TER_OK) {
        status = opened->kind->finish(opened->state, &opened->context, merged, stop, outcome, error);
    }
    if (status == TER_CANCELLED || status == TER_TIMEOUT) {
        (void)ter_error_set(error, status, "%s", ter_status_text(status));
    }
    if (status == TER_OK) {
        outcome->results->finished = true;
    } else {
        ter__results_clear(outcome->results);
    }
    return status;
}

/* ---- by an executor ----------------------------------------------------------------------------------------------------- */

ter_status ter__stage_cut(const ter__context *context, size_t *tasks, ter_error *error) {
    ter__opened opened;
    ter_status status = ter__stage_open(&opened, context, tasks, error);
    if (status == TER_OK) {
        ter__stage_close(&opened);
    }
    return status;
}

static ter_status run_task(void *context, size_t task, const ter__stop *stop, ter_table **part, ter_error *error) {
    return ter__stage_task(context, task, stop, part, error);
}

static ter_status merge_parts(void *context, const ter_table *a, const ter_table *b, ter_table **merged, ter_error *error) {
    return ter__stage_merge(context, a, b, merged, error);
}

ter_status ter__stage_execute(const ter__context *context, ter__executor *executor, const ter__supervision *supervision,
                              ter__outcome *outcome, ter_error *error) {
    ter__opened opened;
    size_t tasks;
    ter_table *merged = NULL;
    ter_status status = ter__stage_open(&opened, context, &tasks, error);
    if (status != TER_OK) {
        return status;
    }
    if (tasks > 0) {
        ter__work work = {tasks, &opened, run_task, merge_parts};
        status = executor->run(executor, &work, supervision, &merged, error);
    }
    if (status == TER_OK) {
        ter__stop stop = {NULL, 0, supervision->interrupted, supervision->context};
        status = ter__stage_finish(&opened, merged, &stop, outcome, error);
    }
    ter_table_destroy(merged);
    ter__stage_close(&opened);
    return status;
}
