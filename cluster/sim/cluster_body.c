/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a simulated host: what its core asks for is done at once, and told when virtual time has passed. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cluster_sim.h"

#define READ_MS_MAX  3
#define STORE_MS_MAX 20

static void free_operation(ter__sim_operation *operation) {
    assert(operation->made_count <= 2);
    free(operation->bytes);
    for (size_t i = 0; i < operation->made_count; i++) {
        free(operation->made[i].bytes);
    }
    ter__result_clear(&operation->result);
    free(operation);
}

static ter__sim_operation *add_operation(ter__sim_host *host, ter__sim_operation_kind kind, uint64_t token) {
    ter__sim_operation *operation = calloc(1, sizeof *operation);
    assert(operation != NULL);
    operation->kind = kind;
    operation->number = ++host->cluster->next_operation;
    operation->token = token;
    operation->next = host->operations;
    host->operations = operation;
    return operation;
}

static void due_in(ter__sim_host *host, const ter__sim_operation *operation, uint64_t ms_max) {
    ter__sim *sim = &host->cluster->base;
    assert(operation->number > 0);
    uint64_t at = sim->now_ms + 1 + ter__sim_below(sim, ms_max);
    ter__sim_push(sim, (ter__sim_event){at, 0, TER__SIM_OPERATION, host->number, 0, operation->number, NULL, 0});
}

static ter__sim_operation *find(ter__sim_host *host, ter__sim_operation_kind kind, uint64_t token) {
    ter__sim_operation *operation = host->operations;
    while (operation != NULL && (operation->kind != kind || operation->token != token)) {
        operation = operation->next;
    }
    if (operation == NULL && !host->dying) {
        ter__sim_fail(&host->cluster->base, "node %u speaks of an operation %llu that there is not", host->number,
                      (unsigned long long)token);
    }
    return operation;
}

/* ---- the network and the log -------------------------------------------------------------------------------------------- */

static bool body_send(void *context, uint32_t to, ter__channel channel, uint8_t *bytes, size_t length) {
    ter__sim_host *host = context;
    if (host->dying) {
        free(bytes);
        return false;
    }
    assert(to > 0 && to <= host->cluster->count);
    return ter__sim_link_send(host->cluster, host->number, to - 1, channel, bytes, length);
}

static void rows_reach(void *context, void *item, bool reached) {
    ter__sim_host *host = context;
    assert(item != NULL);
    if (reached) {
        ter__sim_rows_store(&host->rows, item);
    } else {
        ter__sim_change_free(item);
    }
}

static void body_rows(void *context, uint64_t applied, bool replaced, ter__row *rows, size_t count) {
    ter__sim_host *host = context;
    ter__sim_change *change = malloc(sizeof *change);
    assert(change != NULL);
    *change = (ter__sim_change){applied, replaced, rows, count};
    if (host->dying) {
        ter__sim_change_free(change);
    } else if (!ter__sim_disk_add(&host->disk, rows_reach, host, change)) {
        ter__sim_fail(&host->cluster->base, "no memory");
        ter__sim_change_free(change);
    }
}

static void body_changed(void *context, const char *job) {
    assert(context != NULL);
    (void)job;
}

static void body_log(void *context, const char *text) {
    ter__sim_host *host = context;
    assert(text != NULL);
    ter__sim_trace(&host->cluster->base, "node %u: %s", host->number, text);
}

/* ---- blobs -------------------------------------------------------------------------------------------------------------- */

static bool body_blob_has(void *context, const ter__hash *hash) {
    const ter__sim_host *host = context;
    assert(hash != NULL);
    return ter__sim_blobs_find(&host->blobs, hash) != NULL;
}

static void body_blob_read(void *context, uint64_t token, const ter__hash *hash, uint64_t offset, size_t length) {
    ter__sim_host *host = context;
    assert(length > 0);
    ter__sim_operation *operation = add_operation(host, TER__SIM_READ, token);
    operation->blob.hash = *hash;
    operation->offset = offset;
    operation->length = length;
    due_in(host, operation, READ_MS_MAX);
}

static void body_blob_begin(void *context, uint64_t token, const ter__blob *blob) {
    ter__sim_host *host = context;
    ter__sim_operation *operation = add_operation(host, TER__SIM_OPEN, token);
    operation->blob = *blob;
    operation->bytes = malloc(blob->length + 1);
    assert(operation->bytes != NULL);
}

static void body_blob_piece(void *context, uint64_t token, const uint8_t *bytes, size_t length) {
    ter__sim_operation *operation = find(context, TER__SIM_OPEN, token);
    if (operation != NULL) {
        assert(length <= operation->blob.length - operation->length);
        memcpy(operation->bytes + operation->length, bytes, length);
        operation->length += length;
    }
}

static void body_blob_end(void *context, uint64_t token) {
    ter__sim_operation *operation = find(context, TER__SIM_OPEN, token);
    if (operation != NULL) {
        assert(operation->length == operation->blob.length);
        operation->kind = TER__SIM_STORE;
        due_in(context, operation, STORE_MS_MAX);
    }
}

static void drop_operation(ter__sim_host *host, ter__sim_operation *operation) {
    ter__sim_operation **place = &host->operations;
    while (*place != operation) {
        assert(*place != NULL);
        place = &(*place)->next;
    }
    *place = operation->next;
    free_operation(operation);
}

static void body_blob_abort(void *context, uint64_t token) {
    ter__sim_host *host = context;
    assert(token > 0);
    ter__sim_operation *operation = find(host, TER__SIM_OPEN, token);
    if (operation != NULL) {
        drop_operation(host, operation);
    }
}

/* ---- computing ---------------------------------------------------------------------------------------------------------- */

static ter_status work_get(void *context, const ter__blob *blob, uint8_t **bytes, ter_error *error) {
    const ter__sim_host *host = context;
    const ter__sim_bytes *kept = ter__sim_blobs_find(&host->blobs, &blob->hash);
    if (kept == NULL || kept->length != blob->length) {
        return ter_error_set(error, TER_NOT_FOUND, "the blob is not here");
    }
    assert(kept->bytes != NULL);
    ter__sim_bytes copy;
    if (!ter__sim_bytes_copy(&copy, kept->bytes, kept->length)) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for a blob");
    }
    *bytes = copy.bytes;
    return TER_OK;
}

static ter_status work_put(void *context, const uint8_t *bytes, size_t length, ter__blob *blob, ter_error *error) {
    ter__sim_operation *operation = ((ter__sim_host *)context)->computing;
    assert(operation != NULL && operation->made_count < 2);
    if (!ter__sim_bytes_copy(&operation->made[operation->made_count], bytes, length)) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for a blob");
    }
    *blob = operation->made[operation->made_count++].blob;
    return TER_OK;
}

static void demand_blob(void *context, const ter__blob *blob, uint64_t holders) {
    ter__sim_host *host = context;
    assert(blob != NULL);
    (void)holders;
    if (!ter__hash_is_zero(&blob->hash) && ter__sim_blobs_find(&host->blobs, &blob->hash) == NULL) {
        ter__sim_fail(&host->cluster->base, "node %u begins to compute without a blob that it needs", host->number);
    }
}

static bool same_outcome(const ter__result *a, const ter__result *b) {
    assert(a != b);
    return a->status == b->status && ter__hash_equal(&a->part.hash, &b->part.hash) &&
           ter__hash_equal(&a->pack.hash, &b->pack.hash) && ter__hash_equal(&a->digest, &b->digest) && a->stages == b->stages &&
           a->units == b->units;
}

static void compute_for_real(ter__sim_host *host, ter__sim_operation *operation, const ter__job *job, const ter__task *task) {
    ter__sim_jobs *jobs = host->cluster->jobs;
    ter__work_order *order = ter__work_order_create(job, task);
    assert(order != NULL);
    const bool cancel = false;
    host->computing = operation;
    ter__work_compute(host->work, order, &cancel, &operation->result);
    host->computing = NULL;
    ter__work_order_destroy(order);
    jobs->computed++;
    const ter__sim_memory *memory = ter__sim_jobs_recall(jobs, &job->spec.hash, task);
    if (memory == NULL && !operation->result.here) {
        ter__sim_jobs_remember(jobs, &job->spec.hash, task, &operation->result, operation->made, operation->made_count);
    } else if (memory != NULL && !same_outcome(&memory->result, &operation->result)) {
        ter__sim_fail(&host->cluster->base, "node %u: task %d of stage %u, unit %u, gave another result than before: %s",
                      host->number, (int)task->kind, task->stage, task->unit, operation->result.text);
    }
}

/* Unit 1 of the fits of a deadly job. */
static bool is_deadly(const ter__sim_cluster *cluster, const ter__task *task) {
    assert(task != NULL);
    for (unsigned i = 0; i < cluster->demands; i++) {
        if (cluster->demand[i].deadly && strcmp(cluster->demand[i].job, task->job) == 0) {
            return task->kind == TER__TASK_UNIT && task->stage == 2 && task->unit == 1;
        }
    }
    return false;
}

static void body_compute(void *context, uint64_t token, const ter__task *task) {
    ter__sim_host *host = context;
    ter__sim_cluster *cluster = host->cluster;
    const ter__job *job = ter__state_job(ter__core_state(host->core), task->job);
    ter__sim_operation *operation = add_operation(host, TER__SIM_COMPUTE, token);
    assert(job != NULL);
    ter__work_needs(job, task, demand_blob, host);
    cluster->base.result->tasks++;
    operation->deadly = is_deadly(cluster, task);
    const ter__sim_memory *memory = cluster->real ? NULL : ter__sim_jobs_recall(cluster->jobs, &job->spec.hash, task);
    if (!cluster->base.healing && ter__sim_happens(&cluster->base, cluster->refuse)) {
        operation->result.status = TER_DISK_FULL;
        operation->result.here = true;
        snprintf(operation->result.text, sizeof operation->result.text, "the simulated disk is full");
    } else if (memory == NULL) {
        compute_for_real(host, operation, job, task);
    } else {
        bool good = ter__sim_copy_result(&operation->result, &memory->result);
        for (size_t i = 0; good && i < memory->made_count; i++) {
            good = ter__sim_bytes_copy(&operation->made[i], memory->made[i].bytes, memory->made[i].length);
            operation->made_count += good;
        }
        assert(good);
    }
    ter__sim_trace(&cluster->base, "node %u computes %s: task %d, stage %u, unit %u", host->number, task->job, (int)task->kind,
                   task->stage, task->unit);
    due_in(host, operation, cluster->compute_ms_max);
}

static void body_cancel(void *context, uint64_t token) {
    ter__sim_operation *operation = find(context, TER__SIM_COMPUTE, token);
    assert(token > 0);
    if (operation != NULL) {
        operation->cancelled = true;
    }
}

static void body_running(void *context, const uint8_t *bytes, size_t length) {
    ter__sim_host *host = context;
    if (!host->dying && length <= sizeof host->running) {
        memcpy(host->running, bytes, length);
        host->running_length = length;
    }
}

ter__body ter__sim_body(ter__sim_host *host) {
    assert(host != NULL);
    if (host->work == NULL) {
        ter__work_blobs blobs = {host, work_get, work_put};
        host->work = ter__work_create(&blobs);
        assert(host->work != NULL);
    }
    return (ter__body){.context = host,
                       .send = body_send,
                       .compute = body_compute,
                       .cancel = body_cancel,
                       .running = body_running,
                       .blob_has = body_blob_has,
                       .blob_read = body_blob_read,
                       .blob_begin = body_blob_begin,
                       .blob_piece = body_blob_piece,
                       .blob_end = body_blob_end,
                       .blob_abort = body_blob_abort,
                       .rows = body_rows,
                       .changed = body_changed,
                       .log = body_log};
}

/* ---- what is due -------------------------------------------------------------------------------------------------------- */

static void keep_made(ter__sim_host *host, ter__sim_operation *operation) {
    assert(operation->kind == TER__SIM_COMPUTE);
    for (size_t i = 0; i < operation->made_count; i++) {
        ter__sim_blobs_keep(&host->blobs, &operation->made[i]);
    }
    operation->made_count = 0;
}

/* True when the bytes are those that were announced. */
static bool keep_stored(ter__sim_host *host, const ter__sim_operation *operation) {
    assert(operation->kind == TER__SIM_STORE);
    ter__sim_bytes bytes;
    if (!ter__sim_bytes_copy(&bytes, operation->bytes, operation->length)) {
        return false;
    }
    if (!ter__hash_equal(&bytes.blob.hash, &operation->blob.hash)) {
        free(bytes.bytes);
        return false;
    }
    return ter__sim_blobs_keep(&host->blobs, &bytes);
}

static void tell_read(ter__sim_host *host, const ter__sim_operation *operation) {
    const ter__sim_bytes *kept = ter__sim_blobs_find(&host->blobs, &operation->blob.hash);
    assert(operation->length > 0);
    if (kept == NULL || operation->offset + operation->length > kept->length) {
        ter__core_blob_read(host->core, operation->token, NULL, 0);
    } else {
        ter__core_blob_read(host->core, operation->token, kept->bytes + operation->offset, operation->length);
    }
}

void ter__sim_operation_due(ter__sim_host *host, uint64_t number) {
    ter__sim_operation **place = &host->operations;
    while (*place != NULL && (*place)->number != number) {
        place = &(*place)->next;
    }
    ter__sim_operation *operation = *place;
    if (operation == NULL) { /* of a process that is no more */
        return;
    }
    assert(host->alive);
    *place = operation->next;
    if (operation->kind == TER__SIM_READ) {
        tell_read(host, operation);
    } else if (operation->kind == TER__SIM_STORE) {
        ter__core_blob_written(host->core, operation->token, keep_stored(host, operation));
    } else if (operation->deadly && !operation->cancelled) {
        ter__sim_trace(&host->cluster->base, "node %u dies of its task", host->number);
        ter__sim_host_crash(host->cluster, host->number);
        ter__sim_host_restart(host->cluster, host->number);
    } else if (operation->kind == TER__SIM_COMPUTE) {
        if (operation->cancelled && ter__sim_happens(&host->cluster->base, 0.5)) { /* else it was done before it heard */
            ter__result_clear(&operation->result);
            operation->result = (ter__result){.status = TER_CANCELLED};
        } else {
            keep_made(host, operation);
        }
        ter__core_computed(host->core, operation->token, &operation->result);
        memset(&operation->result, 0, sizeof operation->result);
    }
    free_operation(operation);
}

void ter__sim_operations_crash(ter__sim_host *host) {
    while (host->operations != NULL) {
        ter__sim_operation *operation = host->operations;
        host->operations = operation->next;
        assert(host->dying);
        bool reaches = ter__sim_happens(&host->cluster->base, host->cluster->base.weather.torn);
        if (reaches && operation->kind == TER__SIM_STORE) {
            keep_stored(host, operation);
        } else if (reaches && operation->kind == TER__SIM_COMPUTE) {
            keep_made(host, operation);
        }
        free_operation(operation);
    }
}
