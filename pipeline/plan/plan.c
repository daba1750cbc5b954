/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a job would do: its stages with their tasks, for people or programs. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/run.h"
#include "plan/execute.h"

/* A stage in the plan. */
typedef struct planned {
    size_t tasks;
    bool known; /* the tasks are known before the stages above have run */
    bool ran;   /* the plan ran it to learn the groups of later ones */
    const char *reads;
} planned;

typedef struct planning {
    const ter_job *job;
    ter__results *results;
    ter__warnings *warnings;
    ter__executor *executor;
    planned *stages;
} planning;

/* Whether the rows that the stage's tasks are cut from are there: an input's, or a cheap stage's that was run. */
static bool rows_are_there(const planning *p, size_t stage) {
    for (;;) {
        const ter__setting *from = ter__setting_of(p->job->stages[stage].settings, "from");
        if (from->count == 0 || from->items[0].is_input) {
            return true;
        }
        stage = from->items[0].reference;
        if (p->job->stages[stage].kind->gives_rows) {
            return p->results[stage].finished;
        }
    }
}

static ter_status plan_stage(planning *p, size_t stage, ter_error *error) {
    static const ter__supervision silent = {NULL, NULL, NULL};
    const ter__job_stage *s = &p->job->stages[stage];
    planned *made = &p->stages[stage];
    ter__context context = {p->job, stage, s->settings, p->results};
    made->reads = ter__setting_text(s->settings, "from");
    made->known = rows_are_there(p, stage);
    if (!made->known) {
        return TER_OK;
    }
    ter_status status = ter__stage_cut(&context, &made->tasks, error);
    if (status == TER_OK && s->kind->task == NULL) {
        made->tasks = 1; /* all its work is done at its end, in one piece */
    }
    if (status == TER_OK && s->kind->cheap) {
        ter__outcome outcome = {.results = &p->results[stage], .warnings = p->warnings};
        status = ter__stage_execute(&context, p->executor, &silent, &outcome, error);
        made->ran = status == TER_OK;
    }
    return status == TER_OK ? status : ter_error_prefix(error, status, "stage \"%s\": ", s->id);
}

/* ---- as text ------------------------------------------------------------------------------------------------------------ */

static void write_text(const planning *p, FILE *out) {
    const ter_job *job = p->job;
    size_t total = 0;
    (void)fprintf(out, "job %s, seed %llu, digest %.12s\n", job->name, (unsigned long long)job->seed, job->digest);
    for (size_t i = 0; i < job->input_count; i++) {
        (void)fprintf(out, "input %s: %zu rows, %zu columns, digest %.12s\n", job->inputs[i].name,
                      ter_table_rows(job->inputs[i].table), ter_table_columns(job->inputs[i].table), job->inputs[i].digest);
    }
    (void)fprintf(out, "\n%-4s %-16s %-10s %-16s %-26s %10s\n", "", "stage", "kind", "reads", "pattern", "tasks");
    for (size_t i = 0; i < job->stage_count; i++) {
        const planned *s = &p->stages[i];
        char tasks[32] = "later";
        if (s->known) {
            (void)snprintf(tasks, sizeof tasks, "%zu", s->tasks);
            total += s->tasks;
        }
        (void)fprintf(out, "%-4zu %-16s %-10s %-16s %-26s %10s\n", i + 1, job->stages[i].id, job->stages[i].kind->name,
                      s->reads != NULL ? s->reads : "-", ter__pattern_words(job->stages[i].kind->pattern), tasks);
    }
    (void)fprintf(out, "\n%zu tasks\n", total);
}

static char *as_text(const planning *p) {
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        return NULL;
    }
    write_text(p, out);
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}

/* ---- as JSON ------------------------------------------------------------------------------------------------------------ */

static json_t *inputs_json(const ter_job *job) {
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && i < job->input_count; i++) {
        json_t *one =
            json_pack("{s:s, s:I, s:I, s:s}", "name", job->inputs[i].name, "rows", (json_int_t)ter_table_rows(job->inputs[i].table),
                      "columns", (json_int_t)ter_table_columns(job->inputs[i].table), "digest", job->inputs[i].digest);
        if (json_array_append_new(list, one) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *stages_json(const planning *p) {
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && i < p->job->stage_count; i++) {
        const planned *s = &p->stages[i];
        json_t *tasks = s->known ? json_integer((json_int_t)s->tasks) : json_null();
        json_t *one = json_pack("{s:s, s:s, s:s, s:s?, s:o}", "id", p->job->stages[i].id, "kind", p->job->stages[i].kind->name,
                                "pattern", ter__pattern_words(p->job->stages[i].kind->pattern), "reads", s->reads, "tasks", tasks);
        if (json_array_append_new(list, one) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static char *as_json(const planning *p) {
    json_t *plan = json_pack("{s:i, s:s, s:I, s:s, s:o, s:o}", "format", 1, "job", p->job->name, "seed", (json_int_t)p->job->seed,
                             "digest", p->job->digest, "inputs", inputs_json(p->job), "stages", stages_json(p));
    char *text = plan != NULL ? json_dumps(plan, JSON_INDENT(2)) : NULL;
    json_decref(plan);
    return text;
}

/* ---- all ---------------------------------------------------------------------------------------------------------------- */

static ter_status plan_all(planning *p, bool json, char **text, ter_error *error) {
    ter_status status = p->results != NULL && p->stages != NULL && p->warnings != NULL
                            ? ter__executor_threads(&p->executor, 1, error)
                            : ter_error_set(error, TER_NO_MEMORY, "out of memory");
    for (size_t i = 0; status == TER_OK && i < p->job->stage_count; i++) {
        status = plan_stage(p, i, error);
    }
    if (status == TER_OK) {
        *text = json ? as_json(p) : as_text(p);
        status = *text != NULL ? TER_OK : ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    return status;
}

ter_status ter_job_plan(ter_job *job, bool json, char **text, ter_diagnostics *diagnostics, ter_error *error) {
    ter_status status = ter_job_load(job, diagnostics, error);
    if (status != TER_OK) {
        return status;
    }
    planning p = {.job = job,
                  .results = calloc(job->stage_count, sizeof(ter__results)),
                  .stages = calloc(job->stage_count, sizeof(planned)),
                  .warnings = ter__warnings_create()};
    status = plan_all(&p, json, text, error);
    for (size_t i = 0; p.results != NULL && i < job->stage_count; i++) {
        ter__results_clear(&p.results[i]);
    }
    if (p.executor != NULL) {
        p.executor->close(p.executor);
    }
    ter__warnings_destroy(p.warnings);
    free(p.results);
    free(p.stages);
    return status;
}
