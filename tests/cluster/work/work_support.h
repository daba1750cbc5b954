/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs in memory, and a job as the replicated state would hold it. */
#ifndef WORK_SUPPORT_H
#define WORK_SUPPORT_H

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "tercile/steps.h"
#include "work/work.h"

#define BLOBS_MAX 4096

typedef struct store {
    pthread_mutex_t lock;
    size_t count, gets;
    ter_status get_fails, put_fails; /* TER_OK: they do not */
    struct {
        ter__blob blob;
        uint8_t *bytes;
        size_t gets;
    } items[BLOBS_MAX];
} store;

static inline ter_status store_put(void *context, const uint8_t *bytes, size_t length, ter__blob *blob, ter_error *error) {
    store *s = context;
    if (s->put_fails != TER_OK) {
        return ter_error_set(error, s->put_fails, "the disk says no");
    }
    if (EVP_Digest(bytes, length, blob->hash.bytes, NULL, EVP_sha256(), NULL) != 1) {
        return ter_error_set(error, TER_INTERNAL, "no digest");
    }
    blob->length = length;
    pthread_mutex_lock(&s->lock);
    size_t i = 0;
    while (i < s->count && !ter__hash_equal(&s->items[i].blob.hash, &blob->hash)) {
        i++;
    }
    if (i == s->count && i < BLOBS_MAX) {
        s->items[i].blob = *blob;
        s->items[i].bytes = malloc(length + 1);
        memcpy(s->items[i].bytes, bytes, length);
        s->count++;
    }
    pthread_mutex_unlock(&s->lock);
    return i < BLOBS_MAX ? TER_OK : ter_error_set(error, TER_DISK_FULL, "too many blobs");
}

static inline ter_status store_get(void *context, const ter__blob *blob, uint8_t **bytes, ter_error *error) {
    store *s = context;
    ter_status status = s->get_fails != TER_OK ? s->get_fails : TER_NOT_FOUND;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; s->get_fails == TER_OK && i < s->count; i++) {
        if (ter__hash_equal(&s->items[i].blob.hash, &blob->hash) && s->items[i].blob.length == blob->length) {
            *bytes = malloc((size_t)blob->length + 1);
            memcpy(*bytes, s->items[i].bytes, (size_t)blob->length);
            s->items[i].gets++;
            status = TER_OK;
        }
    }
    pthread_mutex_unlock(&s->lock);
    return status == TER_OK ? status : ter_error_set(error, status, "the blob is not here");
}

static inline size_t store_gets(const store *s, const ter__blob *blob) {
    for (size_t i = 0; i < s->count; i++) {
        if (ter__hash_equal(&s->items[i].blob.hash, &blob->hash)) {
            return s->items[i].gets;
        }
    }
    return 0;
}

static inline store *store_create(void) {
    store *s = calloc(1, sizeof *s);
    assert_int_equal(pthread_mutex_init(&s->lock, NULL), 0);
    return s;
}

static inline void store_destroy(store *s) {
    for (size_t i = 0; i < s->count; i++) {
        free(s->items[i].bytes);
    }
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static inline ter__work *node_on(store *s) {
    ter__work_blobs blobs = {s, store_get, store_put};
    ter__work *work = ter__work_create(&blobs);
    assert_non_null(work);
    return work;
}

/* ---- a job -------------------------------------------------------------------------------------------------------------- */

static inline ter__job *job_submitted(store *s, const char *id, const char *file, const char *text, const char *input,
                                      const void *data, size_t length) {
    ter__job *job = calloc(1, sizeof *job);
    snprintf(job->id, sizeof job->id, "%s", id);
    snprintf(job->file, sizeof job->file, "%s", file);
    job->input_count = 1;
    job->inputs = calloc(1, sizeof *job->inputs);
    snprintf(job->inputs[0].name, sizeof job->inputs[0].name, "%s", input);
    assert_int_equal(store_put(s, (const uint8_t *)text, strlen(text), &job->spec, NULL), TER_OK);
    assert_int_equal(store_put(s, data, length, &job->inputs[0].blob, NULL), TER_OK);
    return job;
}

static inline void job_free(ter__job *job) {
    free(job->inputs);
    free(job->units);
    free(job->stage_parts);
    free(job);
}

static inline ter__task task_of(const ter__job *job, ter__task_kind kind, uint32_t unit) {
    ter__task task = {.kind = kind, .stage = kind == TER__TASK_BEGIN ? 0 : job->stage, .unit = unit};
    memcpy(task.job, job->id, sizeof task.job);
    return task;
}

static inline ter__result compute(ter__work *work, const ter__job *job, const ter__task *task) {
    ter__result result;
    ter__work_order *order = ter__work_order_create(job, task);
    assert_non_null(order);
    ter__work_compute(work, order, NULL, &result);
    ter__work_order_destroy(order);
    return result;
}

static inline ter__result compute_kind(ter__work *work, const ter__job *job, ter__task_kind kind, uint32_t unit) {
    ter__task task = task_of(job, kind, unit);
    return compute(work, job, &task);
}

static inline void assert_done(const ter__result *result) {
    if (result->status != TER_OK) {
        fail_msg("%s: %s", ter_status_name(result->status), result->text);
    }
}

static inline void begin_stage(ter__job *job, uint32_t units) {
    free(job->units);
    job->unit_count = units;
    job->units = calloc(units + 1, sizeof *job->units);
}

static inline void apply_begin(ter__job *job, ter__result *result) {
    assert_done(result);
    job->stage_count = result->stages;
    job->plan = result->plan;
    job->stage_parts = calloc(job->stage_count, sizeof *job->stage_parts);
    begin_stage(job, result->units);
    ter__result_clear(result);
}

/* False: that was the last stage; job has pack, digest and status. */
static inline bool apply_finish(ter__job *job, ter__result *result) {
    assert_done(result);
    job->stage_parts[job->stage] = result->part;
    if (job->stage + 1 == job->stage_count) {
        job->pack = result->pack;
        job->digest = result->digest;
        job->status = result->verdict;
        return false;
    }
    job->stage++;
    begin_stage(job, result->units);
    return true;
}

/* ---- by threads --------------------------------------------------------------------------------------------------------- */

typedef struct sharing {
    ter__work *work;
    ter__job *job;
    uint32_t first, stride;
    bool failed;
} sharing;

static inline void *share(void *argument) {
    sharing *s = argument;
    for (uint32_t unit = s->first; unit < s->job->unit_count; unit += s->stride) {
        ter__task task = task_of(s->job, TER__TASK_UNIT, unit);
        ter__work_order *order = ter__work_order_create(s->job, &task);
        ter__result result;
        ter__work_compute(s->work, order, NULL, &result);
        ter__work_order_destroy(order);
        s->failed = s->failed || result.status != TER_OK;
        s->job->units[unit].part = result.part;
        ter__result_clear(&result);
    }
    return NULL;
}

enum { THREADS = 4 };

/* All units of the stage, by four threads on the nodes in turn. */
static inline void compute_units(ter__work *const *nodes, size_t count, ter__job *job) {
    pthread_t threads[THREADS];
    sharing shares[THREADS];
    for (uint32_t i = 0; i < THREADS; i++) {
        shares[i] = (sharing){nodes[i % count], job, i, THREADS, false};
        assert_int_equal(pthread_create(&threads[i], NULL, share, &shares[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_false(shares[i].failed);
    }
}

/* The whole job; every stage is finished by another node. */
static inline void run_job(ter__work *const *nodes, size_t count, ter__job *job) {
    ter__result result = compute_kind(nodes[0], job, TER__TASK_BEGIN, 0);
    apply_begin(job, &result);
    do {
        compute_units(nodes, count, job);
        result = compute_kind(nodes[(job->stage + 1) % count], job, TER__TASK_FINISH, 0);
    } while (apply_finish(job, &result));
}

#endif
