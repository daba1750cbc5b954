/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue and the thread that empties it. Operations stay on one list from the call until their owner is told, so that they are
 * told in order; when one fails, all behind it fail too and are told last first, as log_store.h wants it.
 */
#include "node/storage.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/storage_internal.h"

/* Operations in one transaction: what is behind them need not wait for ever. */
#define TRANSACTION_OPERATIONS_MAX 4096
/* What may wait for the thread. Beyond it the caller waits too: a disk that cannot keep up slows its node down, which then loses
 * the leadership; memory does not grow. */
#define WAITING_BYTES_MAX      ((size_t)64 << 20)
#define WAITING_OPERATIONS_MAX ((size_t)65536)

void ter__operation_free(ter__operation *operation) {
    for (size_t i = 0; operation->entries != NULL && i < operation->count; i++) {
        free(operation->entries[i].bytes);
    }
    for (size_t i = 0; operation->rows != NULL && i < operation->count; i++) {
        free(operation->rows[i].value);
    }
    if (operation->snapshot != NULL) {
        ter__snapshot_free(operation->snapshot);
    }
    raft_free(operation->bytes);
    free(operation->entries);
    free(operation->rows);
    free(operation);
}

static void unlink_operation(ter__storage *storage, ter__operation *operation) {
    *(operation->previous != NULL ? &operation->previous->next : &storage->first) = operation->next;
    *(operation->next != NULL ? &operation->next->previous : &storage->last) = operation->previous;
}

static size_t size_of(const ter__operation *operation) {
    size_t size = sizeof *operation + operation->length;
    for (size_t i = 0; operation->entries != NULL && i < operation->count; i++) {
        size += sizeof operation->entries[i] + operation->entries[i].length;
    }
    for (size_t i = 0; operation->rows != NULL && i < operation->count; i++) {
        size += sizeof operation->rows[i] + operation->rows[i].length;
    }
    return operation->snapshot != NULL ? size + operation->snapshot->bufs[0].len : size;
}

void ter__storage_push(ter__storage *storage, ter__operation *operation) {
    operation->size = size_of(operation);
    pthread_mutex_lock(&storage->lock);
    while (storage->waiting_bytes > WAITING_BYTES_MAX || storage->waiting_count >= WAITING_OPERATIONS_MAX) {
        pthread_cond_wait(&storage->room, &storage->lock);
    }
    storage->waiting_bytes += operation->size;
    storage->waiting_count++;
    storage->waiting = storage->waiting != NULL ? storage->waiting : operation;
    operation->previous = storage->last;
    *(storage->last != NULL ? &storage->last->next : &storage->first) = operation;
    storage->last = operation;
    pthread_cond_signal(&storage->work);
    pthread_mutex_unlock(&storage->lock);
}

int ter__storage_push_and_wait(ter__storage *storage, ter__operation *operation) {
    operation->waited_for = true;
    ter__storage_push(storage, operation);
    pthread_mutex_lock(&storage->lock);
    while (!operation->finished) {
        pthread_cond_wait(&storage->finished, &storage->lock);
    }
    unlink_operation(storage, operation);
    int status = operation->status;
    pthread_mutex_unlock(&storage->lock);
    ter__operation_free(operation);
    return status;
}

/* ---- the thread --------------------------------------------------------------------------------------------------------- */

void ter__storage_fail(ter__storage *storage, ter_status status, const char *text) {
    pthread_mutex_lock(&storage->lock);
    if (storage->failure == TER_OK) {
        storage->failure = status;
        (void)snprintf(storage->failure_text, sizeof storage->failure_text, "%s", text);
    }
    pthread_mutex_unlock(&storage->lock);
}

static void remember_failure(ter__storage *storage) {
    ter_error error = {TER_OK, ""};
    ter_status status = ter__sqlite_failed(storage, "write it", &error);
    ter__storage_fail(storage, status, error.text);
}

/* Writes `count` operations from `first` on in one transaction. False: nothing of them is written. */
static bool write_together(ter__storage *storage, ter__operation *const *operations, size_t count) {
    int code = sqlite3_exec(storage->database, "begin immediate", NULL, NULL, NULL);
    for (size_t i = 0; code == SQLITE_OK && i < count; i++) {
        code = ter__storage_execute(storage, operations[i]);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_exec(storage->database, "commit", NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) {
        remember_failure(storage);
        (void)sqlite3_exec(storage->database, "rollback", NULL, NULL, NULL);
    }
    return code == SQLITE_OK;
}

/* Takes what waits; under the lock. */
static size_t take_waiting(ter__storage *storage, ter__operation *taken[TRANSACTION_OPERATIONS_MAX]) {
    size_t count = 0;
    while (storage->waiting != NULL && count < TRANSACTION_OPERATIONS_MAX) {
        ter__operation *next = storage->waiting;
        storage->waiting = next->next;
        storage->waiting_bytes -= next->size;
        storage->waiting_count--;
        taken[count++] = next;
    }
    if (count > 0) {
        pthread_cond_broadcast(&storage->room);
    }
    return count;
}

static void finish_taken(ter__storage *storage, ter__operation *const *taken, size_t count, bool good) {
    for (size_t i = 0; good && i < count; i++) {
        if (taken[i]->kind == TER__STORE_SNAPSHOT_GET) {
            taken[i]->snapshot = ter__storage_read_snapshot(storage, &taken[i]->status);
        }
    }
    pthread_mutex_lock(&storage->lock);
    int status = storage->failure == TER_DISK_FULL ? RAFT_NOSPACE : storage->failure == TER_BAD_DATA ? RAFT_CORRUPT : RAFT_IOERR;
    for (size_t i = 0; i < count; i++) {
        taken[i]->status = good ? taken[i]->status : status;
        taken[i]->finished = true;
    }
    storage->bytes += good ? storage->unpublished : 0;
    storage->unpublished = 0;
    storage->transactions += good;
    storage->operations += good ? count : 0;
    pthread_cond_broadcast(&storage->finished);
}

static void *write_thread(void *argument) {
    ter__storage *storage = argument;
    static const size_t most = TRANSACTION_OPERATIONS_MAX;
    ter__operation **taken = malloc(most * sizeof *taken);
    pthread_mutex_lock(&storage->lock);
    for (;;) {
        size_t count = taken != NULL ? take_waiting(storage, taken) : 0;
        if (count == 0) {
            if (storage->closing) {
                break;
            }
            pthread_cond_wait(&storage->work, &storage->lock);
            continue;
        }
        bool failed = storage->failure != TER_OK;
        pthread_mutex_unlock(&storage->lock);
        finish_taken(storage, taken, count, !failed && write_together(storage, taken, count)); /* returns under the lock */
        pthread_mutex_unlock(&storage->lock);
        storage->wake(storage->context);
        pthread_mutex_lock(&storage->lock);
    }
    pthread_mutex_unlock(&storage->lock);
    free(taken);
    return NULL;
}

/* ---- telling ------------------------------------------------------------------------------------------------------------ */

static void tell(ter__operation *operation) {
    if (operation->snapshot_done != NULL) {
        struct raft_snapshot *snapshot = operation->snapshot;
        operation->snapshot = NULL;
        operation->snapshot_done(operation->context, snapshot, operation->status);
    } else if (operation->done != NULL) {
        operation->done(operation->context, operation->status);
    }
    ter__operation_free(operation);
}

/* The next one to be told: the first, or after a failure the last; null when it is not finished. */
static ter__operation *next_told(ter__storage *storage) {
    pthread_mutex_lock(&storage->lock);
    ter__operation *next = storage->first;
    /* A read that failed is no failure of what is behind it. */
    if (next != NULL && next->finished && next->status != 0 && next->kind != TER__STORE_SNAPSHOT_GET) {
        next = storage->last;
    }
    if (next != NULL && (!next->finished || next->waited_for)) {
        next = NULL;
    }
    if (next != NULL) {
        unlink_operation(storage, next);
    }
    pthread_mutex_unlock(&storage->lock);
    return next;
}

void ter__storage_poll(ter__storage *storage) {
    for (ter__operation *next = next_told(storage); next != NULL; next = next_told(storage)) {
        tell(next);
    }
}

void ter__storage_cancel(ter__storage *storage) {
    for (;;) {
        pthread_mutex_lock(&storage->lock);
        ter__operation *last = storage->last;
        while (last != NULL && last->done == NULL && last->snapshot_done == NULL) {
            last = last->previous;
        }
        if (last == NULL) {
            pthread_mutex_unlock(&storage->lock);
            return;
        }
        /* It may be on its way to the disk: it stays on the list, and nobody is told any more. */
        ter__operation told = {.done = last->done, .snapshot_done = last->snapshot_done, .context = last->context};
        last->done = NULL;
        last->snapshot_done = NULL;
        pthread_mutex_unlock(&storage->lock);
        if (told.snapshot_done != NULL) {
            told.snapshot_done(told.context, NULL, RAFT_CANCELED);
        } else {
            told.done(told.context, RAFT_CANCELED);
        }
    }
}

/* ---- rows --------------------------------------------------------------------------------------------------------------- */

void ter__storage_rows(ter__storage *storage, uint64_t applied, bool replaced, ter__row *rows, size_t count) {
    ter__operation *operation = calloc(1, sizeof *operation);
    if (operation == NULL) {
        for (size_t i = 0; i < count; i++) {
            free(rows[i].value);
        }
        free(rows);
        ter__storage_fail(storage, TER_NO_MEMORY, "out of memory for rows of the state");
        return;
    }
    operation->kind = TER__STORE_ROWS;
    operation->number = applied;
    operation->replace = replaced;
    operation->rows = rows;
    operation->count = count;
    ter__storage_push(storage, operation);
}

/* ---- opening, closing, asking ------------------------------------------------------------------------------------------- */

static ter_status start(ter__storage *storage, ter_error *error) {
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    storage->started = pthread_create(&storage->thread, NULL, write_thread, storage) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return storage->started ? TER_OK : ter_error_set(error, TER_LIMIT, "the storage's thread cannot be started");
}

ter_status ter__storage_open(ter__storage **storage, const char *folder, const ter__storage_identity *identity,
                             void (*wake)(void *context), void *context, ter_error *error) {
    ter__storage *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    made->wake = wake;
    made->context = context;
    made->lock_file = -1;
    (void)pthread_mutex_init(&made->lock, NULL);
    (void)pthread_cond_init(&made->work, NULL);
    (void)pthread_cond_init(&made->finished, NULL);
    (void)pthread_cond_init(&made->room, NULL);
    int length = snprintf(made->path, sizeof made->path, "%s/node.db", folder);
    ter_status status = length < 0 || (size_t)length >= sizeof made->path
                            ? ter_error_set(error, TER_LIMIT, "the path of node.db is too long")
                            : ter__storage_prepare(made, identity, error);
    status = status == TER_OK ? start(made, error) : status;
    if (status != TER_OK) {
        ter__storage_close(made);
        return status;
    }
    *storage = made;
    return TER_OK;
}

void ter__storage_close(ter__storage *storage) {
    if (storage->started) {
        pthread_mutex_lock(&storage->lock);
        storage->closing = true;
        pthread_cond_signal(&storage->work);
        pthread_mutex_unlock(&storage->lock);
        (void)pthread_join(storage->thread, NULL);
    }
    while (storage->first != NULL) {
        ter__operation *operation = storage->first;
        unlink_operation(storage, operation);
        ter__operation_free(operation);
    }
    ter__storage_release(storage);
    pthread_mutex_destroy(&storage->lock);
    pthread_cond_destroy(&storage->work);
    pthread_cond_destroy(&storage->finished);
    pthread_cond_destroy(&storage->room);
    free(storage);
}

ter_status ter__storage_failure(const ter__storage *storage, char *text, size_t size) {
    ter__storage *shared = (ter__storage *)storage;
    pthread_mutex_lock(&shared->lock);
    ter_status failure = shared->failure;
    if (failure != TER_OK) {
        (void)snprintf(text, size, "%s", shared->failure_text);
    }
    pthread_mutex_unlock(&shared->lock);
    return failure;
}

void ter__storage_limit_pages(ter__storage *storage, unsigned pages) {
    char sql[64];
    (void)snprintf(sql, sizeof sql, "pragma max_page_count = %u", pages);
    (void)sqlite3_exec(storage->database, sql, NULL, NULL, NULL);
}

void ter__storage_counts(const ter__storage *storage, uint64_t *transactions, uint64_t *operations, uint64_t *bytes) {
    ter__storage *shared = (ter__storage *)storage;
    pthread_mutex_lock(&shared->lock);
    *transactions = shared->transactions;
    *operations = shared->operations;
    *bytes = shared->bytes;
    pthread_mutex_unlock(&shared->lock);
}
