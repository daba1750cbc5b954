/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and checks a job file. */
#include "spec/job.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spec/frame.h"
#include "spec/limits.h"
#include "stage/stage.h"
#include "table/digest.h"
#include "table/file.h"
#include "tercile/steps.h"

size_t ter__job_find_input(const ter_job *job, const char *name) {
    for (size_t i = 0; i < job->input_count; i++) {
        if (strcmp(job->inputs[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t ter__job_find_stage(const ter_job *job, const char *id) {
    for (size_t i = 0; i < job->stage_count; i++) {
        if (strcmp(job->stages[i].id, id) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

const ter_table *ter__job_rows(const ter_job *job, const ter__item *item) {
    if (item->is_input) {
        return job->inputs[item->reference].table;
    }
    return item->reference < job->stage_count ? job->stages[item->reference].rows : NULL;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static ter_status create_job(ter_job **job, const char *text, size_t length, const char *name, const char *folder) {
    ter_job *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return TER_NO_MEMORY;
    }
    *job = made;
    made->arena = ter__arena_create();
    if (made->arena == NULL) {
        return TER_NO_MEMORY;
    }
    made->file = ter__arena_text(made->arena, name, strlen(name));
    made->folder = ter__arena_text(made->arena, folder, strlen(folder));
    made->text = ter__arena_text(made->arena, text, length);
    made->text_length = length;
    made->inputs = ter__arena_take(made->arena, TER_JOB_INPUTS_MAX, sizeof *made->inputs);
    made->stages = ter__arena_take(made->arena, TER_JOB_STAGES_MAX, sizeof *made->stages);
    bool complete =
        made->file != NULL && made->folder != NULL && made->text != NULL && made->inputs != NULL && made->stages != NULL;
    return complete ? TER_OK : TER_NO_MEMORY;
}

static ter_status seal(ter_job *job, const ter__value *root) {
    char *text = ter__value_canonical(root);
    if (text == NULL) {
        return TER_NO_MEMORY;
    }
    size_t length = strlen(text);
    job->canonical = ter__arena_text(job->arena, text, length);
    free(text);
    if (job->canonical == NULL) {
        return TER_NO_MEMORY;
    }
    return ter__digest_text_of(job->canonical, length, job->digest);
}

static ter_status parse(ter_job *job, ter_diagnostics *diagnostics) {
    ter__value *root;
    ter_status status = ter__diagnostics_source(diagnostics, job->file, job->text, job->text_length);
    if (status == TER_OK) {
        status = ter__value_read(&root, job->arena, job->text, job->text_length, diagnostics);
    }
    if (status != TER_OK) {
        return status;
    }
    if (root == NULL || root->kind == TER__SPEC_NULL) {
        ter__diagnose(diagnostics, (ter__place){0, 0, 0}, "a job file begins with: version: 1", "the job file is empty");
        return TER_BAD_SPEC;
    }
    status = ter__frame_check(job, root, diagnostics);
    if (status == TER_OK && ter_diagnostics_error_count(diagnostics) == 0) {
        status = seal(job, root);
    }
    return status;
}

ter_status ter_job_parse(ter_job **job, const char *text, size_t length, const char *name, const char *folder,
                         ter_diagnostics *diagnostics, ter_error *error) {
    ter_diagnostics *own = diagnostics == NULL ? ter_diagnostics_create() : NULL;
    ter_diagnostics *used = diagnostics == NULL ? own : diagnostics;
    ter_job *made = NULL;
    ter_status status = used == NULL ? TER_NO_MEMORY : TER_OK;
    if (status == TER_OK && length > TER_JOB_FILE_BYTES_MAX) {
        status = ter_error_set(error, TER_LIMIT, "%s: a job file holds at most %zu bytes, this one %zu", name,
                               TER_JOB_FILE_BYTES_MAX, length);
        ter_diagnostics_destroy(own);
        return status;
    }
    if (status == TER_OK) {
        status = create_job(&made, text, length, name, folder);
    }
    if (status == TER_OK) {
        status = parse(made, used);
    }
    if (status == TER_OK || status == TER_BAD_SPEC) {
        status = ter__diagnostics_status(used, error);
    } else {
        status = ter_error_set(error, status, "%s: %s", name, ter_status_text(status));
    }
    if (status == TER_OK) {
        *job = made;
    } else {
        ter_job_destroy(made);
    }
    ter_diagnostics_destroy(own);
    return status;
}

ter_status ter_job_read(ter_job **job, const char *path, ter_diagnostics *diagnostics, ter_error *error) {
    uint8_t *bytes;
    size_t length;
    ter_status status = ter__file_read(path, TER_JOB_FILE_BYTES_MAX, &bytes, &length, error);
    if (status != TER_OK) {
        return status;
    }
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    status = folder == NULL ? ter_error_set(error, TER_NO_MEMORY, "out of memory")
                            : ter_job_parse(job, (const char *)bytes, length, path, folder, diagnostics, error);
    free(folder);
    ter_bytes_free(bytes);
    return status;
}

void ter_job_destroy(ter_job *job) {
    if (job == NULL) {
        return;
    }
    for (size_t i = 0; i < job->input_count; i++) {
        ter_table_destroy(job->inputs[i].table);
    }
    for (size_t i = 0; i < job->stage_count; i++) {
        ter_table_destroy(job->stages[i].rows);
    }
    ter__arena_destroy(job->arena);
    free(job);
}

/* ---- asking ------------------------------------------------------------------------------------------------------------- */

const char *ter_job_name(const ter_job *job) {
    return job->name;
}

uint64_t ter_job_seed(const ter_job *job) {
    return job->seed;
}

size_t ter_job_stage_count(const ter_job *job) {
    return job->stage_count;
}

const char *ter_job_stage_id(const ter_job *job, size_t stage) {
    return stage < job->stage_count ? job->stages[stage].id : NULL;
}

const char *ter_job_stage_kind(const ter_job *job, size_t stage) {
    return stage < job->stage_count ? job->stages[stage].kind->name : NULL;
}

const char *ter_job_canonical(const ter_job *job) {
    return job->canonical;
}

const char *ter_job_digest(const ter_job *job) {
    return job->digest;
}

const char *ter_job_stage_text(const ter_job *job, size_t stage, const char *key) {
    if (stage >= job->stage_count) {
        return NULL;
    }
    const ter__setting *setting = ter__setting_of(job->stages[stage].settings, key);
    return setting->count == 1 ? setting->items[0].text : NULL;
}

size_t ter_job_input_count(const ter_job *job) {
    return job->input_count;
}

const char *ter_job_input_name(const ter_job *job, size_t input) {
    return input < job->input_count ? job->inputs[input].name : NULL;
}

const char *ter_job_input_digest(const ter_job *job, size_t input) {
    return input < job->input_count && job->loaded ? job->inputs[input].digest : NULL;
}

const ter_table *ter_job_input_table(const ter_job *job, size_t input) {
    return input < job->input_count ? job->inputs[input].table : NULL;
}

const char *ter_job_source(const ter_job *job, size_t *length) {
    *length = job->text_length;
    return job->text;
}

const char *ter_job_file_name(const ter_job *job) {
    const char *slash = strrchr(job->file, '/');
    return slash != NULL ? slash + 1 : job->file;
}

double ter_job_timeout_seconds(const ter_job *job) {
    return job->timeout_seconds;
}
