/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job in steps: what run.c does in one go, with bytes between the steps. */
#include "tercile/steps.h"

#include <stdlib.h>
#include <string.h>

#include "exec/merge_fold.h"
#include "exec/run.h"
#include "exec/steps_bytes.h"

struct ter_steps {
    ter_job *job;
    ter_run *run;
    bool strict, open;
    size_t next;         /* stage */
    ter_error verdict;   /* of the first check that was not met */
    ter__opened stage;   /* when open, with these: */
    size_t tasks, units; /* units of `width` tasks, the last may be short */
    size_t width;
};

ter_status ter_steps_create(ter_steps **steps, ter_job *job, bool strict, ter_error *error) {
    ter_steps *made = calloc(1, sizeof *made);
    ter_run *run = made != NULL ? ter__run_create(job) : NULL;
    if (run == NULL) {
        free(made);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    run->executor = "steps";
    made->job = job;
    made->run = run;
    made->strict = strict;
    *steps = made;
    return TER_OK;
}

static void close_stage(ter_steps *steps) {
    if (steps->open) {
        ter__stage_close(&steps->stage);
        steps->open = false;
    }
}

void ter_steps_destroy(ter_steps *steps) {
    if (steps != NULL) {
        close_stage(steps);
        ter_run_destroy(steps->run);
        free(steps);
    }
}

size_t ter_steps_next(const ter_steps *steps) {
    return steps->next;
}

const ter_run *ter_steps_run(const ter_steps *steps) {
    return steps->run;
}

ter_status ter_steps_verdict(const ter_steps *steps, ter_error *error) {
    if (steps->next < steps->job->stage_count) {
        return ter_error_set(error, TER_BAD_STATE, "stage \"%s\" has no result yet", steps->job->stages[steps->next].id);
    }
    return ter__run_verdict(steps->run, &steps->verdict, steps->strict, error);
}

/* ---- a stage ------------------------------------------------------------------------------------------------------------ */

static ter_status interrupted(void *context) {
    const volatile bool *const *cancel = context;
    return __atomic_load_n(*cancel, __ATOMIC_RELAXED) ? TER_CANCELLED : TER_OK;
}

static ter__stop stop_at(const volatile bool *const *cancel) {
    return (ter__stop){NULL, 0, *cancel != NULL ? interrupted : NULL, (void *)(uintptr_t)cancel};
}

static ter_status explain(const ter_steps *steps, ter_status status, const ter_error *why, ter_error *error) {
    return ter__run_explain(steps->job, steps->next, status, why, error);
}

ter_status ter_steps_open(ter_steps *steps, size_t *units, ter_error *error) {
    const ter_job *job = steps->job;
    if (!job->loaded || steps->next == job->stage_count) {
        return ter_error_set(error, TER_BAD_STATE,
                             job->loaded ? "all stages have results" : "the job is not loaded: call ter_job_load first");
    }
    if (!steps->open) {
        ter__context context = {job, steps->next, job->stages[steps->next].settings, steps->run->results};
        ter_error why = {0};
        ter_status status = ter__stage_open(&steps->stage, &context, &steps->tasks, &why);
        if (status != TER_OK) {
            return explain(steps, status, &why, error);
        }
        steps->width = 1;
        while (steps->tasks / steps->width + (steps->tasks % steps->width != 0) > TER_UNITS_MAX) {
            steps->width *= 2;
        }
        steps->units = steps->tasks / steps->width + (steps->tasks % steps->width != 0);
        steps->open = true;
    }
    *units = steps->units;
    return TER_OK;
}

static size_t unit_begin(const ter_steps *steps, size_t unit) {
    return unit * steps->width;
}

static size_t unit_end(const ter_steps *steps, size_t unit) {
    size_t end = (unit + 1) * steps->width;
    return end < steps->tasks ? end : steps->tasks;
}

static ter_status compute(const ter_steps *steps, size_t unit, const ter__stop *stop, ter_table **root, ter_error *why) {
    ter__fold fold = {.stage = &steps->stage};
    ter_status status = TER_OK;
    for (size_t task = unit_begin(steps, unit); status == TER_OK && task < unit_end(steps, unit); task++) {
        ter_table *part = NULL;
        status = ter__stop_poll(stop);
        status = status == TER_OK ? ter__stage_task(&steps->stage, task, stop, &part, why) : status;
        status = status == TER_OK ? ter__fold_add(&fold, part, why) : status;
    }
    status = status == TER_OK ? ter__fold_end(&fold, root, why) : status;
    ter__fold_clear(&fold);
    return status;
}

ter_status ter_steps_unit(const ter_steps *steps, size_t unit, const volatile bool *cancel, uint8_t **part, size_t *length,
                          ter_error *error) {
    if (!steps->open || unit >= steps->units) {
        return ter_error_set(error, steps->open ? TER_BAD_ARGUMENT : TER_BAD_STATE,
                             steps->open ? "the stage has no unit %zu" : "no stage is open for unit %zu", unit);
    }
    ter_error why = {0};
    ter_table *root = NULL;
    ter__stop stop = stop_at(&cancel);
    ter_status status = compute(steps, unit, &stop, &root, &why);
    if (status == TER_OK) {
        status = ter__part_encode(steps->job, steps->next, unit, root, part, length, &why);
    }
    ter_table_destroy(root);
    return status == TER_OK ? status : explain(steps, status, &why, error);
}

/* ---- its end ------------------------------------------------------------------------------------------------------------ */

/* The next stage has its results (taken); its warnings and verdict are in steps already. */
static void settle(ter_steps *steps, const ter__results *results, const ter_error *verdict) {
    ter_run *run = steps->run;
    run->stage_tasks[steps->next] = steps->open ? steps->tasks : 0;
    close_stage(steps);
    run->results[steps->next] = *results;
    run->results[steps->next].finished = true;
    if (steps->verdict.status == TER_OK && verdict->status != TER_OK) {
        steps->verdict = *verdict;
    }
    steps->next++;
    run->complete = steps->next == steps->job->stage_count;
}

/* One unit's part, checked against the tasks it stands for. */
static ter_status take_part(const ter_steps *steps, size_t unit, const uint8_t *bytes, size_t length, ter__fold *fold,
                            ter_error *why) {
    ter_table *part;
    ter_status status = ter__part_decode(steps->job, steps->next, unit, bytes, length, &part, why);
    if (status == TER_OK) {
        status = ter__stage_check_part(&steps->stage, part, unit_begin(steps, unit), unit_end(steps, unit), why);
        if (status != TER_OK) {
            ter_table_destroy(part);
        }
    }
    if (status != TER_OK) {
        return ter_error_prefix(why, status, "part of unit %zu: ", unit);
    }
    return ter__fold_add(fold, part, why);
}

static ter_status merge_parts(const ter_steps *steps, const uint8_t *const parts[], const size_t lengths[], const ter__stop *stop,
                              ter_table **root, ter_error *why) {
    ter__fold fold = {.stage = &steps->stage};
    ter_status status = TER_OK;
    for (size_t unit = 0; status == TER_OK && unit < steps->units; unit++) {
        status = ter__stop_poll(stop);
        status = status == TER_OK ? take_part(steps, unit, parts[unit], lengths[unit], &fold, why) : status;
    }
    status = status == TER_OK ? ter__fold_end(&fold, root, why) : status;
    ter__fold_clear(&fold);
    return status;
}

/* The stage's results and verdict into *made, its warnings into those of the run and, as a table, into *made. */
static ter_status conclude(ter_steps *steps, const ter_table *root, const ter__stop *stop, ter__warnings_mark mark,
                           ter__stage_result *made, ter_error *why) {
    ter__outcome outcome = {.results = &made->results, .warnings = steps->run->warnings};
    ter_status status = ter__stage_finish(&steps->stage, root, stop, &outcome, why);
    made->verdict = outcome.verdict;
    return status == TER_OK ? ter__warnings_since(steps->run->warnings, mark, &made->warnings, &made->dropped, why) : status;
}

ter_status ter_steps_finish(ter_steps *steps, const uint8_t *const parts[], const size_t lengths[], const volatile bool *cancel,
                            uint8_t **result, size_t *length, ter_error *error) {
    if (!steps->open) {
        return ter_error_set(error, TER_BAD_STATE, "no stage is open");
    }
    ter_error why = {0};
    ter_table *root = NULL;
    ter__stop stop = stop_at(&cancel);
    ter__stage_result made = {0};
    ter__warnings_mark mark = ter__warnings_here(steps->run->warnings);
    ter_status status = merge_parts(steps, parts, lengths, &stop, &root, &why);
    if (status == TER_OK) {
        status = conclude(steps, root, &stop, mark, &made, &why);
    }
    ter_table_destroy(root);
    uint8_t *bytes = NULL;
    if (status == TER_OK) {
        status = ter__stage_result_encode(steps->job, steps->next, &made, &bytes, length, &why);
    }
    if (status == TER_OK) {
        status = ter__warnings_tabulate(steps->run->warnings, steps->job->file, &why);
    }
    if (status != TER_OK) {
        ter_bytes_free(bytes);
        ter__warnings_back(steps->run->warnings, mark);
        ter__stage_result_clear(&made);
        return explain(steps, status, &why, error);
    }
    settle(steps, &made.results, &made.verdict);
    ter_table_destroy(made.warnings);
    *result = bytes;
    return TER_OK;
}

ter_status ter_steps_accept(ter_steps *steps, const uint8_t *result, size_t length, ter_error *error) {
    if (steps->next == steps->job->stage_count) {
        return ter_error_set(error, TER_BAD_STATE, "all stages have results");
    }
    ter_error why = {0};
    ter__stage_result made;
    ter__warnings *warnings = steps->run->warnings;
    ter__warnings_mark mark = ter__warnings_here(warnings);
    ter_status status = ter__stage_result_decode(steps->job, steps->next, result, length, &made, &why);
    if (status != TER_OK) {
        return explain(steps, status, &why, error);
    }
    status = ter__warnings_append(warnings, steps->job->stages[steps->next].id, made.warnings, made.dropped, &why);
    if (status == TER_OK) {
        status = ter__warnings_tabulate(warnings, steps->job->file, &why);
    }
    if (status != TER_OK) {
        ter__warnings_back(warnings, mark);
        ter__stage_result_clear(&made);
        return explain(steps, status, &why, error);
    }
    settle(steps, &made.results, &made.verdict);
    ter_table_destroy(made.warnings);
    return TER_OK;
}
