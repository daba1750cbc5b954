/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The executor of this process: a fixed set of threads. The queue is the number of the next task: tasks are taken in order, so when
 * task k fails all below it were begun and will end, and the lowest failing one is known. A worker that has made a part climbs the
 * merge tree with it as far as neighbours are ready; whoever comes second merges.
 */
#define _GNU_SOURCE /* sched_getaffinity */
#include "exec/executor.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exec/merge_tree.h"

#define WATCH_NANOSECONDS 20000000L /* how often the caller's thread looks for an interruption */

typedef struct threads {
    ter__executor face; /* first: the executor is cast to it */
    pthread_t *workers;
    unsigned started;
    pthread_mutex_t lock;
    pthread_cond_t work_ready, progressed;
    bool closing;

    /* the run under way; all but `stop` under the lock */
    const ter__work *work; /* null: none */
    size_t next, done, busy;
    ter_table **slots; /* of the merge tree: parts that wait for their neighbour */
    ter_table *root;
    ter__stop_source stop;
    ter_error error; /* of the lowest failing task */
} threads;

/* ---- workers ------------------------------------------------------------------------------------------------------------ */

static void fail(threads *t, size_t task, ter_status status, const ter_error *error) {
    if (task < atomic_load(&t->stop.failed_task)) {
        atomic_store(&t->stop.failed_task, task);
        t->error = *error;
        t->error.status = status;
    }
}

/* Puts a part into the tree. Returns the neighbour to merge it with, or null when it has to wait (or was the root). */
static ter_table *place_part(threads *t, ter__tree_node *node, ter_table *part) {
    for (;;) {
        size_t sibling;
        if (ter__tree_is_root(*node)) {
            t->root = part;
            return NULL;
        }
        if (ter__tree_sibling(*node, &sibling)) {
            ter_table *other = t->slots[sibling];
            t->slots[sibling] = NULL;
            if (other == NULL) {
                t->slots[ter__tree_number(*node)] = part;
            }
            return other;
        }
        *node = ter__tree_parent(*node);
    }
}

/* Climbs as far as neighbours are ready. Called and returns under the lock. */
static void climb(threads *t, size_t task, ter_table *part) {
    ter__tree_node node = ter__tree_leaf(t->work->count, task);
    for (;;) {
        ter_table *other = place_part(t, &node, part);
        if (other == NULL) {
            return;
        }
        bool left = node.index % 2 == 0;
        ter_table *merged = NULL;
        ter_error error = {0};
        pthread_mutex_unlock(&t->lock);
        ter_status status = t->work->merge(t->work->context, left ? part : other, left ? other : part, &merged, &error);
        ter_table_destroy(part);
        ter_table_destroy(other);
        pthread_mutex_lock(&t->lock);
        if (status != TER_OK) {
            fail(t, task, status, &error);
            return;
        }
        part = merged;
        node = ter__tree_parent(node);
    }
}

/* One task. Called and returns under the lock. */
static void run_task(threads *t, size_t task) {
    const ter__work *work = t->work;
    ter__stop stop = {&t->stop, task, NULL, NULL};
    ter_table *part = NULL;
    ter_error error = {0};
    pthread_mutex_unlock(&t->lock);
    ter_status status = work->task(work->context, task, &stop, &part, &error);
    pthread_mutex_lock(&t->lock);
    if (status != TER_OK) {
        /* a task that stopped because it was told to has nothing to report */
        if (atomic_load(&t->stop.reason) == TER_OK && atomic_load(&t->stop.failed_task) > task) {
            fail(t, task, status, &error);
        }
        return;
    }
    t->done++;
    climb(t, task, part);
}

static bool has_task(const threads *t) {
    return t->work != NULL && t->next < t->work->count && t->next < atomic_load(&t->stop.failed_task) &&
           atomic_load(&t->stop.reason) == TER_OK;
}

static void *worker(void *argument) {
    threads *t = argument;
    pthread_mutex_lock(&t->lock);
    while (!t->closing) {
        if (!has_task(t)) {
            pthread_cond_wait(&t->work_ready, &t->lock);
            continue;
        }
        size_t task = t->next++;
        t->busy++;
        run_task(t, task);
        t->busy--;
        pthread_cond_signal(&t->progressed);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

/* ---- the caller's thread ------------------------------------------------------------------------------------------------ */

static void watch_deadline(struct timespec *until) {
    (void)clock_gettime(CLOCK_MONOTONIC, until);
    until->tv_nsec += WATCH_NANOSECONDS;
    if (until->tv_nsec >= 1000000000L) {
        until->tv_nsec -= 1000000000L;
        until->tv_sec++;
    }
}

/* Waits until no task is left or running, telling progress and passing interruptions on. Called and returns under the lock. */
static void supervise(threads *t, const ter__supervision *supervision) {
    size_t told = SIZE_MAX, total = t->work->count;
    for (;;) {
        bool over = t->busy == 0 && !has_task(t);
        size_t done = t->done;
        pthread_mutex_unlock(&t->lock);
        if (done != told && supervision->progress != NULL) {
            supervision->progress(supervision->context, done, total);
            told = done;
        }
        if (!over && supervision->interrupted != NULL && atomic_load(&t->stop.reason) == TER_OK) {
            atomic_store(&t->stop.reason, supervision->interrupted(supervision->context));
        }
        pthread_mutex_lock(&t->lock);
        if (over) {
            return;
        }
        if (t->busy > 0 && t->done == done) {
            struct timespec until;
            watch_deadline(&until);
            (void)pthread_cond_timedwait(&t->progressed, &t->lock, &until);
        } else if (t->busy == 0 && has_task(t)) {
            pthread_cond_broadcast(&t->work_ready);
            struct timespec until;
            watch_deadline(&until);
            (void)pthread_cond_timedwait(&t->progressed, &t->lock, &until);
        }
    }
}

static ter_status conclude(threads *t, ter_table **merged, ter_error *error) {
    ter_status reason = (ter_status)atomic_load(&t->stop.reason);
    if (reason != TER_OK) {
        return ter_error_set(error, reason, "%s", ter_status_text(reason));
    }
    if (atomic_load(&t->stop.failed_task) != SIZE_MAX) {
        if (t->error.text[0] == '\0') {
            return ter_error_set(error, t->error.status, "%s", ter_status_text(t->error.status));
        }
        return ter_error_set(error, t->error.status, "%s", t->error.text);
    }
    *merged = t->root;
    t->root = NULL;
    return TER_OK;
}

static ter_status run(ter__executor *executor, const ter__work *work, const ter__supervision *supervision, ter_table **merged,
                      ter_error *error) {
    threads *t = (threads *)executor;
    size_t nodes = ter__tree_size(work->count);
    ter_table **slots = calloc(nodes, sizeof(ter_table *));
    if (slots == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu tasks", work->count);
    }
    pthread_mutex_lock(&t->lock);
    t->slots = slots;
    t->root = NULL;
    t->next = t->done = 0;
    t->error = (ter_error){0};
    atomic_store(&t->stop.reason, TER_OK);
    atomic_store(&t->stop.failed_task, SIZE_MAX);
    t->work = work;
    pthread_cond_broadcast(&t->work_ready);
    supervise(t, supervision);
    ter_status status = conclude(t, merged, error);
    t->work = NULL;
    t->slots = NULL;
    pthread_mutex_unlock(&t->lock);
    for (size_t i = 0; i < nodes; i++) {
        ter_table_destroy(slots[i]);
    }
    ter_table_destroy(t->root);
    free(slots);
    return status;
}

/* ---- opening and closing ------------------------------------------------------------------------------------------------ */

static void close_threads(ter__executor *executor) {
    threads *t = (threads *)executor;
    pthread_mutex_lock(&t->lock);
    t->closing = true;
    pthread_cond_broadcast(&t->work_ready);
    pthread_mutex_unlock(&t->lock);
    for (unsigned i = 0; i < t->started; i++) {
        (void)pthread_join(t->workers[i], NULL);
    }
    pthread_cond_destroy(&t->work_ready);
    pthread_cond_destroy(&t->progressed);
    pthread_mutex_destroy(&t->lock);
    free(t->workers);
    free(t);
}

unsigned ter__processors(void) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
        return 1;
    }
    int count = CPU_COUNT(&allowed);
    return count > 0 ? (unsigned)count : 1;
}

ter_status ter__executor_threads(ter__executor **executor, unsigned count, ter_error *error) {
    count = count == 0 ? ter__processors() : count;
    count = count < TER__THREADS_MAX ? count : TER__THREADS_MAX;
    threads *t = calloc(1, sizeof *t);
    pthread_t *workers = calloc(count, sizeof *workers);
    pthread_condattr_t attributes;
    if (t == NULL || workers == NULL || pthread_condattr_init(&attributes) != 0) {
        free(t);
        free(workers);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %u threads", count);
    }
    t->face = (ter__executor){"threads", run, close_threads, count};
    t->workers = workers;
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&t->lock, NULL);
    (void)pthread_cond_init(&t->work_ready, NULL);
    (void)pthread_cond_init(&t->progressed, &attributes);
    pthread_condattr_destroy(&attributes);
    for (; t->started < count; t->started++) {
        if (pthread_create(&workers[t->started], NULL, worker, t) != 0) {
            close_threads(&t->face);
            return ter_error_set(error, TER_LIMIT, "only %u of %u threads could be started: use fewer (--threads)", t->started,
                                 count);
        }
    }
    *executor = &t->face;
    return TER_OK;
}
