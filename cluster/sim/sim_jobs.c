/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim_jobs.h"

#include <assert.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/steps.h"

#define TEXT_BYTES 4096
#define ROWS       64
#define GAUGES     8

/* Annual floods at a few gauges, made up; a law for each, an interval for each, a check, a result. */
static const char job_text[] =
    "version: 1\n"
    "name: small-floods\n"
    "seed: %d\n"
    "inputs:\n"
    "  " TER__SIM_INPUT_NAME ": {path: floods.csv}\n"
    "stages:\n"
    "  - id: rows\n"
    "    clean: {from: floods, drop_na: [peak], filter: [\"peak > 0\"]}\n"
    "  - id: moments\n"
    "    summarize: {from: rows, column: [peak], by: gauge}\n"
    "  - id: law\n"
    "    fit: {from: rows, column: %s, by: gauge, families: [normal, gumbel]}\n"
    "  - id: interval\n"
    "    bootstrap: {from: law, statistic: \"quantile(0.9)\", replicates: 200, method: percentile}\n"
    "  - id: bounds\n"
    "    check: {expectations: [{name: \"no flood is too low\", stage: moments, table: summary, column: minimum, "
    "where: {group: a}, at_least: 1}]}\n"
    "  - id: page\n"
    "    report: {formats: [json]}\n";

static size_t write_rows(char *text) {
    size_t length = (size_t)snprintf(text, TEXT_BYTES, "gauge,year,peak\n");
    for (int i = 0; i < ROWS; i++) {
        int peak = 100 + (i * 37) % 61 + (i * i * 7) % 29 * 3;
        length += (size_t)snprintf(text + length, TEXT_BYTES - length, "%c,%d,%d\n", 'a' + i % GAUGES, 1960 + i / GAUGES, peak);
    }
    assert(length < TEXT_BYTES);
    return length;
}

void ter__sim_hash(ter__hash *hash, const uint8_t *bytes, size_t length) {
    assert(sizeof hash->bytes == SHA256_DIGEST_LENGTH);
    SHA256(bytes, length, hash->bytes);
}

bool ter__sim_bytes_copy(ter__sim_bytes *to, const uint8_t *bytes, size_t length) {
    assert(to != NULL && (bytes != NULL || length == 0));
    to->bytes = malloc(length + 1);
    if (to->bytes == NULL) {
        return false;
    }
    memcpy(to->bytes, bytes, length);
    to->bytes[length] = 0;
    to->damaged = false;
    to->length = length;
    to->blob.length = length;
    ter__sim_hash(&to->blob.hash, to->bytes, length);
    return true;
}

/* The result's digest as one process computes it. */
static ter_status reference(ter__sim_job *made, ter_error *error) {
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    ter_job *job = NULL;
    ter_run *run = NULL;
    uint8_t *pack = NULL;
    size_t length = 0;
    char digest[TER__HASH_TEXT_BYTES] = "";
    ter_status status =
        ter_job_parse(&job, (const char *)made->spec.bytes, made->spec.length, TER__SIM_FILE_NAME, ".", diagnostics, error);
    if (status == TER_OK) {
        ter_job_set_input(job, 0, made->input.bytes, made->input.length);
        status = ter_job_load(job, diagnostics, error);
    }
    made->sound = status == TER_OK;
    if (status == TER_OK) {
        ter_run_options options = {.threads = 1};
        status = ter_job_run(&run, job, &options, error);
    }
    if (status == TER_OK) {
        status = ter_run_pack(run, &pack, &length, digest, error);
    }
    if (status == TER_OK && !ter__hash_read(&made->digest, digest)) {
        status = TER_INTERNAL;
    }
    ter_bytes_free(pack);
    ter_run_destroy(run);
    ter_job_destroy(job);
    ter_diagnostics_destroy(diagnostics);
    assert(made->sound || status != TER_OK);
    return made->sound ? status : TER_OK;
}

ter_status ter__sim_jobs_create(ter__sim_jobs **jobs, ter_error *error) {
    assert(jobs != NULL);
    ter__sim_jobs *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for the simulation's jobs");
    }
    char text[TEXT_BYTES], rows[TEXT_BYTES];
    size_t row_bytes = write_rows(rows);
    ter_status status = TER_OK;
    for (int i = 0; i < TER__SIM_JOB_COUNT && status == TER_OK; i++) {
        bool last = i == TER__SIM_JOB_COUNT - 1;
        size_t length = (size_t)snprintf(text, sizeof text, job_text, i + 1, last ? "no_such_column" : "peak");
        assert(length < sizeof text);
        if (!ter__sim_bytes_copy(&made->job[i].spec, (const uint8_t *)text, length) ||
            !ter__sim_bytes_copy(&made->job[i].input, (const uint8_t *)rows, row_bytes)) {
            status = ter_error_set(error, TER_NO_MEMORY, "no memory for the simulation's jobs");
        } else {
            status = reference(&made->job[i], error);
        }
        assert(status != TER_OK || made->job[i].sound == !last);
    }
    if (status != TER_OK) {
        ter__sim_jobs_destroy(made);
        return status;
    }
    *jobs = made;
    return TER_OK;
}

static void free_memory(ter__sim_memory *memory) {
    assert(memory != NULL);
    ter__result_clear(&memory->result);
    for (size_t i = 0; i < memory->made_count; i++) {
        free(memory->made[i].bytes);
    }
    free(memory);
}

void ter__sim_jobs_destroy(ter__sim_jobs *jobs) {
    if (jobs == NULL) {
        return;
    }
    while (jobs->memory != NULL) {
        ter__sim_memory *memory = jobs->memory;
        jobs->memory = memory->next;
        free_memory(memory);
    }
    for (int i = 0; i < TER__SIM_JOB_COUNT; i++) {
        free(jobs->job[i].spec.bytes);
        free(jobs->job[i].input.bytes);
    }
    free(jobs);
}

/* ---- what tasks gave ---------------------------------------------------------------------------------------------------- */

static bool same_task(const ter__sim_memory *memory, const ter__hash *spec, const ter__task *task) {
    assert(memory != NULL);
    return ter__hash_equal(&memory->spec, spec) && memory->task.kind == task->kind && memory->task.stage == task->stage &&
           memory->task.unit == task->unit;
}

const ter__sim_memory *ter__sim_jobs_recall(const ter__sim_jobs *jobs, const ter__hash *spec, const ter__task *task) {
    assert(jobs != NULL);
    const ter__sim_memory *memory = jobs->memory;
    while (memory != NULL && !same_task(memory, spec, task)) {
        memory = memory->next;
    }
    return memory;
}

bool ter__sim_copy_result(ter__result *to, const ter__result *from) {
    assert(to != from);
    *to = *from;
    if (from->outline == NULL) {
        return true;
    }
    size_t length = strlen(from->outline);
    to->outline = malloc(length + 1);
    if (to->outline == NULL) {
        return false;
    }
    memcpy(to->outline, from->outline, length + 1);
    return true;
}

const ter__sim_memory *ter__sim_jobs_remember(ter__sim_jobs *jobs, const ter__hash *spec, const ter__task *task,
                                              const ter__result *result, const ter__sim_bytes *made, size_t made_count) {
    assert(made_count <= 2 && ter__sim_jobs_recall(jobs, spec, task) == NULL);
    ter__sim_memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL) {
        return NULL;
    }
    memory->spec = *spec;
    memory->task = *task;
    memory->task.job[0] = '\0';
    bool good = ter__sim_copy_result(&memory->result, result);
    for (size_t i = 0; good && i < made_count; i++) {
        good = ter__sim_bytes_copy(&memory->made[i], made[i].bytes, made[i].length);
        memory->made_count += good;
    }
    if (!good) {
        free_memory(memory);
        return NULL;
    }
    memory->next = jobs->memory;
    jobs->memory = memory;
    return memory;
}
