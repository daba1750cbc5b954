/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs from blobs: read, loaded, brought to the stage that a task asks for. */
#include <stdlib.h>
#include <string.h>

#include "work/work_parts.h"

/* ---- whose failure ------------------------------------------------------------------------------------------------------ */

bool ter__work_is_here(ter_status status) {
    switch (status) {
    case TER_NO_MEMORY:
    case TER_DISK_FULL:
    case TER_INPUT_OUTPUT:
    case TER_NO_PERMISSION:
    case TER_NOT_FOUND: /* inputs come as bytes: no file is the job's */
    case TER_NO_BACKEND:
        return true;
    default:
        return false;
    }
}

ter_status ter__work_ours(ter__trouble *trouble, ter_status status) {
    trouble->here = ter__work_is_here(status);
    return status;
}

/* ---- blobs -------------------------------------------------------------------------------------------------------------- */

ter_status ter__work_get(const ter__work_blobs *blobs, const ter__blob *blob, const char *what, const volatile bool *cancel,
                         uint8_t **bytes, ter__trouble *trouble) {
    if (cancel != NULL && __atomic_load_n(cancel, __ATOMIC_RELAXED)) {
        return ter__work_ours(trouble, ter_error_set(&trouble->error, TER_CANCELLED, "cancelled"));
    }
    ter_status status = blobs->get(blobs->context, blob, bytes, &trouble->error);
    if (status != TER_OK) {
        trouble->here = true;
        trouble->error.status = status;
        return ter_error_prefix(&trouble->error, status, "%s: ", what);
    }
    return TER_OK;
}

ter_status ter__work_put(const ter__work_blobs *blobs, uint8_t *bytes, size_t length, ter__blob *blob, ter__trouble *trouble) {
    ter_status status = blobs->put(blobs->context, bytes, length, blob, &trouble->error);
    ter_bytes_free(bytes);
    trouble->here = status != TER_OK;
    return status;
}

/* ---- a job -------------------------------------------------------------------------------------------------------------- */

static const ter__input *find_input(const ter__input *inputs, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(inputs[i].name, name) == 0) {
            return &inputs[i];
        }
    }
    return NULL;
}

/* bytes[] of the job's inputs, given one by one as far as they were got. */
static ter_status give_inputs(ter_job *job, const ter__work_blobs *blobs, const ter__input *inputs, size_t count,
                              const volatile bool *cancel, uint8_t **bytes, ter__trouble *trouble) {
    for (size_t i = 0; i < ter_job_input_count(job); i++) {
        const char *name = ter_job_input_name(job, i);
        const ter__input *input = find_input(inputs, count, name);
        if (input == NULL) {
            return ter__work_ours(trouble, ter_error_set(&trouble->error, TER_BAD_SPEC,
                                                         "the bytes of input \"%s\" were not submitted with the job", name));
        }
        ter_status status = ter__work_get(blobs, &input->blob, name, cancel, &bytes[i], trouble);
        if (status != TER_OK) {
            return status;
        }
        ter_job_set_input(job, i, bytes[i], (size_t)input->blob.length);
    }
    return TER_OK;
}

ter_status ter__work_open_job(ter_job **job, const ter__work_blobs *blobs, const char *file, const ter__blob *spec,
                              const ter__input *inputs, size_t input_count, const volatile bool *cancel,
                              ter_diagnostics *diagnostics, ter__trouble *trouble) {
    uint8_t *text, *bytes[TER_JOB_INPUTS_MAX] = {NULL};
    ter_job *made = NULL;
    ter_status status = ter__work_get(blobs, spec, "the job file", cancel, &text, trouble);
    if (status != TER_OK) {
        return status;
    }
    status = ter_job_parse(&made, (const char *)text, (size_t)spec->length, file, ".", diagnostics, &trouble->error);
    free(text);
    if (status != TER_OK) {
        return ter__work_ours(trouble, status);
    }
    status = give_inputs(made, blobs, inputs, input_count, cancel, bytes, trouble);
    if (status == TER_OK) {
        status = ter__work_ours(trouble, ter_job_load(made, diagnostics, &trouble->error));
    }
    for (size_t i = 0; i < TER_JOB_INPUTS_MAX; i++) {
        free(bytes[i]);
    }
    if (status == TER_OK) {
        *job = made;
    } else {
        ter_job_destroy(made);
    }
    return status;
}

void ter__work_job_clear(ter__work_job *job) {
    ter_steps_destroy(job->steps);
    ter_job_destroy(job->job);
    memset(job, 0, sizeof *job);
}

/* ---- its stage ---------------------------------------------------------------------------------------------------------- */

bool ter__work_job_is_ready(const ter__work_job *job, const ter__work_order *order) {
    return job->open && ter_steps_next(job->steps) == order->task.stage;
}

static ter_status accept_earlier(ter__work_job *job, const ter__work_blobs *blobs, const ter__work_order *order,
                                 const volatile bool *cancel, ter__trouble *trouble) {
    ter_status status = TER_OK;
    for (size_t stage; status == TER_OK && (stage = ter_steps_next(job->steps)) < order->result_count;) {
        uint8_t *bytes;
        const ter__blob *blob = &order->results[stage];
        status = ter__work_get(blobs, blob, "the result of an earlier stage", cancel, &bytes, trouble);
        if (status == TER_OK) {
            status = ter__work_ours(trouble, ter_steps_accept(job->steps, bytes, (size_t)blob->length, &trouble->error));
            free(bytes);
        }
    }
    return status;
}

ter_status ter__work_job_prepare(ter__work_job *job, const ter__work_blobs *blobs, const ter__work_order *order,
                                 const volatile bool *cancel, ter__trouble *trouble) {
    ter_status status = TER_OK;
    if (job->job == NULL) {
        status = ter__work_open_job(&job->job, blobs, order->file, &order->spec, order->inputs, order->input_count, cancel, NULL,
                                    trouble);
    }
    if (status == TER_OK && order->task.stage >= ter_job_stage_count(job->job)) {
        status =
            ter__work_ours(trouble, ter_error_set(&trouble->error, TER_BAD_ARGUMENT, "the job has no stage %u", order->task.stage));
    }
    if (status != TER_OK) {
        return status;
    }
    job->open = false;
    if (job->steps != NULL && ter_steps_next(job->steps) > order->task.stage) {
        ter_steps_destroy(job->steps);
        job->steps = NULL;
    }
    if (job->steps == NULL) {
        status = ter__work_ours(trouble, ter_steps_create(&job->steps, job->job, order->strict, &trouble->error));
    }
    if (status == TER_OK) {
        status = accept_earlier(job, blobs, order, cancel, trouble);
    }
    if (status == TER_OK) {
        status = ter__work_ours(trouble, ter_steps_open(job->steps, &job->units, &trouble->error));
    }
    job->open = status == TER_OK;
    return status;
}
