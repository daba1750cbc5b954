/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a job: its stages in order, each by the executor. */
#include "exec/run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plan/execute.h"

typedef struct running {
    ter_run *run;
    const ter_run_options *options;
    ter__executor *executor;
    double deadline; /* 0: none */
    size_t stage;
    ter_error verdict; /* of the first check that was not met */
} running;

static double seconds_now(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static ter_status interrupted(void *context) {
    const running *r = context;
    if (r->options->cancel != NULL && __atomic_load_n(r->options->cancel, __ATOMIC_RELAXED)) {
        return TER_CANCELLED;
    }
    return r->deadline > 0.0 && seconds_now() > r->deadline ? TER_TIMEOUT : TER_OK;
}

static void tell(running *r, int kind, size_t done, size_t total) {
    if (r->options->event != NULL) {
        ter_run_event event = {.stage = r->stage, .tasks_done = done, .tasks_total = total};
        event.kind = kind;
        r->options->event(r->options->context, r->run, &event);
    }
}

static void progress(void *context, size_t done, size_t total) {
    running *r = context;
    r->run->stage_tasks[r->stage] = done;
    tell(r, TER_EVENT_PROGRESS, done, total);
}

ter_status ter__run_explain(const ter_job *job, size_t stage, ter_status status, const ter_error *why, ter_error *error) {
    const char *id = job->stages[stage].id;
    if (status == TER_TIMEOUT) {
        return ter_error_set(error, status, "stage \"%s\": the job ran longer than its limit (resources.timeout) of %g s", id,
                             job->timeout_seconds);
    }
    if (status == TER_CANCELLED) {
        return ter_error_set(error, status, "cancelled in stage \"%s\"", id);
    }
    return ter_error_set(error, status, "stage \"%s\": %s", id, why->text[0] != '\0' ? why->text : ter_status_text(status));
}

ter_status ter__run_verdict(const ter_run *run, const ter_error *verdict, bool strict, ter_error *error) {
    if (verdict->status != TER_OK) {
        return ter_error_set(error, verdict->status, "%s", verdict->text);
    }
    if (strict && ter__warnings_count(run->warnings) > 0) {
        return ter_error_set(error, TER_CHECK_FAILED, "%zu warnings, and warnings are failures (--strict)",
                             ter__warnings_count(run->warnings));
    }
    return TER_OK;
}

static ter_status run_stage(running *r, ter_error *error) {
    ter_run *run = r->run;
    const ter_job *job = run->job;
    ter__context context = {job, r->stage, job->stages[r->stage].settings, run->results};
    ter__supervision supervision = {r, progress, interrupted};
    ter__outcome outcome = {.results = &run->results[r->stage], .warnings = run->warnings};
    ter_error why = {0};
    double begin = seconds_now();
    tell(r, TER_EVENT_STAGE_BEGIN, 0, 0);
    ter_status status = interrupted(r);
    if (status == TER_OK) {
        status = ter__stage_execute(&context, r->executor, &supervision, &outcome, &why);
    }
    run->stage_seconds[r->stage] = seconds_now() - begin;
    if (status != TER_OK) {
        return ter__run_explain(job, r->stage, status, &why, error);
    }
    if (r->verdict.status == TER_OK && outcome.verdict.status != TER_OK) {
        r->verdict = outcome.verdict;
    }
    status = ter__warnings_tabulate(run->warnings, run->job->file, error);
    tell(r, TER_EVENT_STAGE_END, run->stage_tasks[r->stage], run->stage_tasks[r->stage]);
    return status;
}

static ter_status run_stages(running *r, ter_error *error) {
    const ter_job *job = r->run->job;
    size_t last = job->stage_count - 1;
    if (r->options->until != NULL) {
        last = ter__job_find_stage(job, r->options->until);
        if (last == SIZE_MAX) {
            return ter_error_set(error, TER_UNKNOWN_NAME, "the job has no stage \"%s\"", r->options->until);
        }
    }
    for (r->stage = 0; r->stage <= last; r->stage++) {
        ter_status status = run_stage(r, error);
        if (status != TER_OK) {
            return status;
        }
    }
    r->run->complete = true;
    return ter__run_verdict(r->run, &r->verdict, r->options->strict, error);
}

ter_run *ter__run_create(const ter_job *job) {
    ter_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        return NULL;
    }
    run->job = job;
    run->results = calloc(job->stage_count, sizeof *run->results);
    run->stage_seconds = calloc(job->stage_count, sizeof *run->stage_seconds);
    run->stage_tasks = calloc(job->stage_count, sizeof *run->stage_tasks);
    run->warnings = ter__warnings_create();
    if (run->results == NULL || run->stage_seconds == NULL || run->stage_tasks == NULL || run->warnings == NULL) {
        ter_run_destroy(run);
        return NULL;
    }
    return run;
}

ter_status ter__job_run_on(ter_run **run, ter_job *job, ter__executor *executor, const ter_run_options *options, ter_error *error) {
    if (!job->loaded) {
        return ter_error_set(error, TER_BAD_STATE, "the job is not loaded: call ter_job_load first");
    }
    ter_run *made = ter__run_create(job);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    made->threads = executor->workers;
    made->executor = executor->name;
    running r = {.run = made, .options = options, .executor = executor};
    double begin = seconds_now();
    r.deadline = job->timeout_seconds > 0.0 ? begin + job->timeout_seconds : 0.0;
    ter_status status = run_stages(&r, error);
    made->seconds = seconds_now() - begin;
    if (run != NULL) {
        *run = made;
    } else {
        ter_run_destroy(made);
    }
    return status;
}

ter_status ter_job_run(ter_run **run, ter_job *job, const ter_run_options *options, ter_error *error) {
    static const ter_run_options usual = {0};
    ter__executor *executor;
    options = options != NULL ? options : &usual;
    if (run != NULL) {
        *run = NULL;
    }
    ter_status status = ter__executor_threads(&executor, options->threads, error);
    if (status == TER_OK) {
        status = ter__job_run_on(run, job, executor, options, error);
        executor->close(executor);
    }
    return status;
}

void ter_run_destroy(ter_run *run) {
    if (run == NULL) {
        return;
    }
    for (size_t i = 0; run->results != NULL && i < run->job->stage_count; i++) {
        ter__results_clear(&run->results[i]);
    }
    ter__warnings_destroy(run->warnings);
    free(run->results);
    free(run->stage_seconds);
    free(run->stage_tasks);
    free(run);
}

/* ---- asking ------------------------------------------------------------------------------------------------------------- */

const ter_job *ter_run_job(const ter_run *run) {
    return run->job;
}

bool ter_run_stage_finished(const ter_run *run, size_t stage) {
    return stage < run->job->stage_count && run->results[stage].finished;
}

size_t ter_run_table_count(const ter_run *run, size_t stage) {
    size_t count = 0;
    if (ter_run_stage_finished(run, stage)) {
        while (run->job->stages[stage].kind->tables[count].name != NULL) {
            count++;
        }
    }
    return count;
}

const char *ter_run_table_name(const ter_run *run, size_t stage, size_t table) {
    return table < ter_run_table_count(run, stage) ? run->job->stages[stage].kind->tables[table].name : NULL;
}

const ter_table *ter_run_table(const ter_run *run, size_t stage, size_t table) {
    return table < ter_run_table_count(run, stage) ? run->results[stage].tables[table] : NULL;
}

const ter_table *ter_run_find_table(const ter_run *run, const char *stage_id, const char *table) {
    size_t stage = ter__job_find_stage(run->job, stage_id);
    return stage == SIZE_MAX ? NULL : ter_run_table(run, stage, ter__stage_table_number(run->job->stages[stage].kind, table));
}

const ter_table *ter_run_warnings(const ter_run *run) {
    return ter__warnings_table(run->warnings);
}
