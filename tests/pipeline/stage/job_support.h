/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs in tests: a folder of their own with a CSV file, a job from text, cells of results by name. */
#ifndef JOB_SUPPORT_H
#define JOB_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "exec/run.h"
#include "tercile/job.h"

static char job_folder[64];

static inline int make_folder(void **state) {
    (void)state;
    strcpy(job_folder, "/tmp/tercile-test-XXXXXX");
    return mkdtemp(job_folder) == NULL;
}

static inline int remove_folder(void **state) {
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", job_folder);
    return system(command) != 0;
}

static inline void write_file(const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", job_folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* "version: 1 ... inputs: {p: {path: data.csv}}" and the stages, as YAML. */
static inline char *job_text(const char *stages, const char *rest) {
    static char text[16384];
    snprintf(text, sizeof text,
             "version: 1\nname: test\nseed: 7\ninputs:\n  p: {path: data.csv, types: {g: text}}\nstages:\n%s\n%s", stages, rest);
    return text;
}

/* Reads and loads; *messages (given) are the diagnostics. */
static inline ter_status load_job(const char *text, ter_job **job, char **messages) {
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    ter_error error;
    *job = NULL;
    ter_status status = ter_job_parse(job, text, strlen(text), "job.yaml", job_folder, diagnostics, &error);
    if (status == TER_OK) {
        status = ter_job_load(*job, diagnostics, &error);
    }
    *messages = ter_diagnostics_format(diagnostics);
    ter_diagnostics_destroy(diagnostics);
    return status;
}

static inline ter_job *loaded_job(const char *text) {
    ter_job *job;
    char *messages;
    if (load_job(text, &job, &messages) != TER_OK) {
        fail_msg("%s", messages);
    }
    free(messages);
    return job;
}

static inline void assert_says(const char *text, const char *expected) {
    if (strstr(text, expected) == NULL) {
        fail_msg("expected\n%s\nin\n%s", expected, text);
    }
}

static inline void assert_not_loaded(const char *text, const char *expected) {
    ter_job *job;
    char *messages;
    assert_int_equal(load_job(text, &job, &messages), TER_BAD_SPEC);
    assert_says(messages, expected);
    free(messages);
    ter_job_destroy(job);
}

static inline ter_run *run_job(ter_job *job, unsigned threads, ter_status expected) {
    ter_run *run = NULL;
    ter_run_options options = {.threads = threads};
    ter_error error = {0};
    ter_status status = ter_job_run(&run, job, &options, &error);
    if (status != expected) {
        fail_msg("%s: %s", ter_status_name(status), error.text);
    }
    return run;
}

/* The cell of the first row where column `key` is the text `value` (null: of the first row). */
static inline double cell(const ter_run *run, const char *stage, const char *table, const char *key, const char *value,
                          const char *column) {
    const ter_table *t = ter_run_find_table(run, stage, table);
    assert_non_null(t);
    size_t k = 0, c = 0, length;
    assert_int_equal(ter_table_find(t, column, &c, NULL), TER_OK);
    assert_true(key == NULL || ter_table_find(t, key, &k, NULL) == TER_OK);
    for (size_t row = 0; row < ter_table_rows(t); row++) {
        const char *text = key != NULL ? ter_table_text(t, k, row, &length) : NULL;
        if (key == NULL || (text != NULL && strlen(value) == length && memcmp(text, value, length) == 0)) {
            return ter_table_double(t, c, row);
        }
    }
    fail_msg("no row %s = %s in %s.%s", key != NULL ? key : "", value != NULL ? value : "", stage, table);
    return 0.0;
}

/* All tables of a run as one text, given. */
static inline char *all_tables(const ter_run *run) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    for (size_t stage = 0; stage < ter_job_stage_count(ter_run_job(run)); stage++) {
        for (size_t i = 0; i < ter_run_table_count(run, stage); i++) {
            uint8_t *bytes;
            size_t length;
            assert_int_equal(ter_csv_write(ter_run_table(run, stage, i), &bytes, &length, NULL), TER_OK);
            fprintf(out, "%zu.%s\n%.*s", stage, ter_run_table_name(run, stage, i), (int)length, (const char *)bytes);
            ter_bytes_free(bytes);
        }
    }
    fclose(out);
    return text;
}

/* ---- an executor that sends every part through its bytes ---------------------------------------------------------------- */

static const ter__work *inner_work;

static inline ter_status through_bytes(ter_table **part) {
    uint8_t *bytes;
    size_t length;
    ter_status status = ter_table_encode(*part, &bytes, &length, NULL);
    ter_table_destroy(*part);
    *part = NULL;
    if (status == TER_OK) {
        status = ter_table_decode(part, bytes, length, NULL);
        ter_bytes_free(bytes);
    }
    return status;
}

static inline ter_status packing_task(void *context, size_t task, const ter__stop *stop, ter_table **part, ter_error *error) {
    ter_status status = inner_work->task(context, task, stop, part, error);
    return status == TER_OK ? through_bytes(part) : status;
}

static inline ter_status packing_merge(void *context, const ter_table *a, const ter_table *b, ter_table **merged,
                                       ter_error *error) {
    ter_status status = inner_work->merge(context, a, b, merged, error);
    return status == TER_OK ? through_bytes(merged) : status;
}

static ter__executor *inner_executor;

static inline ter_status packing_run(ter__executor *executor, const ter__work *work, const ter__supervision *supervision,
                                     ter_table **merged, ter_error *error) {
    (void)executor;
    ter__work packing = {work->count, work->context, packing_task, packing_merge};
    inner_work = work;
    return inner_executor->run(inner_executor, &packing, supervision, merged, error);
}

static inline ter_run *run_through_bytes(ter_job *job) {
    ter__executor packing = {"packing", packing_run, NULL, 2};
    ter_run_options options = {0};
    ter_run *run = NULL;
    ter_error error;
    assert_int_equal(ter__executor_threads(&inner_executor, 2, NULL), TER_OK);
    if (ter__job_run_on(&run, job, &packing, &options, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    inner_executor->close(inner_executor);
    return run;
}

#endif
