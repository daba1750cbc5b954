/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/execute.h"

#include <string.h>

typedef struct opened {
    const ter__stage *kind;
    const ter__context *context;
    void *state;
} opened;

static ter_status open_stage(opened *o, const ter__context *context, ter_error *error) {
    *o = (opened){context->job->stages[context->stage].kind, context, NULL};
    return o->kind->open != NULL ? o->kind->open(&o->state, context, error) : TER_OK;
}

static void close_stage(opened *o) {
    if (o->kind->close != NULL) {
        o->kind->close(o->state);
    }
}

static ter_status cut(const opened *o, size_t *tasks, ter_error *error) {
    *tasks = o->kind->task != NULL;
    return o->kind->cut != NULL ? o->kind->cut(o->state, o->context, tasks, error) : TER_OK;
}

ter_status ter__stage_cut(const ter__context *context, size_t *tasks, ter_error *error) {
    opened o;
    ter_status status = open_stage(&o, context, error);
    if (status == TER_OK) {
        status = cut(&o, tasks, error);
        close_stage(&o);
    }
    return status;
}

static ter_status run_task(void *context, size_t task, const ter__stop *stop, ter_table **part, ter_error *error) {
    const opened *o = context;
    return o->kind->task(o->state, o->context, task, stop, part, error);
}

static ter_status merge_parts(void *context, const ter_table *a, const ter_table *b, ter_table **merged, ter_error *error) {
    const opened *o = context;
    return o->kind->merge != NULL ? o->kind->merge(a, b, merged, error) : ter_table_concatenate(merged, a, b, error);
}

void ter__results_clear(ter__results *results) {
    for (size_t i = 0; i < TER__STAGE_TABLES_MAX; i++) {
        ter_table_destroy(results->tables[i]);
    }
    memset(results, 0, sizeof *results);
}

static ter_status execute(opened *o, ter__executor *executor, const ter__supervision *supervision, ter__outcome *outcome,
                          ter_error *error) {
    size_t tasks;
    ter_table *merged = NULL;
    ter_status status = cut(o, &tasks, error);
    if (status == TER_OK && tasks > 0) {
        ter__work work = {tasks, o, run_task, merge_parts};
        status = executor->run(executor, &work, supervision, &merged, error);
    }
    if (status == TER_OK) {
        ter__stop stop = {NULL, 0, supervision->interrupted, supervision->context};
        status = ter__stop_poll(&stop);
        if (status == TER_OK) {
            status = o->kind->finish(o->state, o->context, merged, &stop, outcome, error);
        }
        if (status == TER_CANCELLED || status == TER_TIMEOUT) {
            (void)ter_error_set(error, status, "%s", ter_status_text(status));
        }
    }
    ter_table_destroy(merged);
    return status;
}

ter_status ter__stage_execute(const ter__context *context, ter__executor *executor, const ter__supervision *supervision,
                              ter__outcome *outcome, ter_error *error) {
    opened o;
    ter_status status = open_stage(&o, context, error);
    if (status == TER_OK) {
        status = execute(&o, executor, supervision, outcome, error);
        close_stage(&o);
    }
    if (status == TER_OK) {
        outcome->results->finished = true;
    } else {
        ter__results_clear(outcome->results);
    }
    return status;
}
