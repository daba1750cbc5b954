/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/workers.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Computing gives way to the loop and to the storage thread: a node that computes must not miss its heartbeats. */
#define NICENESS 5

typedef struct task {
    uint64_t number;
    ter__workers_job job;
    volatile bool cancel;
    struct task *next;
} task;

typedef struct list {
    task *first, **end;
    size_t count;
} list;

struct ter__workers {
    pthread_mutex_t mutex;
    pthread_cond_t work;
    list waiting, finished;
    task **running; /* [thread_count]; null: that thread is idle */
    pthread_t *threads;
    unsigned thread_count, started;
    bool stopping;
    void (*wake)(void *context);
    void *context;
};

static void list_open(list *l) {
    *l = (list){NULL, &l->first, 0};
}

static void push(list *l, task *t) {
    t->next = NULL;
    *l->end = t;
    l->end = &t->next;
    l->count++;
}

static task *pop(list *l) {
    task *t = l->first;
    if (t != NULL) {
        l->first = t->next;
        l->count--;
        if (l->first == NULL) {
            l->end = &l->first;
        }
    }
    return t;
}

/* `cancel` is read by jobs at any time, without the mutex. */
static void set_cancel(task *t) {
    __atomic_store_n(&t->cancel, true, __ATOMIC_RELAXED);
}

static void *run_thread(void *context) {
    ter__workers *w = context;
    (void)setpriority(PRIO_PROCESS, 0, NICENESS); /* on Linux 0 is the calling thread; without the right to it, all is as before */
    pthread_mutex_lock(&w->mutex);
    unsigned place = w->started++;
    for (;;) {
        while (w->waiting.first == NULL && !w->stopping) {
            pthread_cond_wait(&w->work, &w->mutex);
        }
        task *t = pop(&w->waiting);
        if (t == NULL) {
            break;
        }
        w->running[place] = t;
        pthread_mutex_unlock(&w->mutex);
        t->job.run(t->job.context, &t->cancel);
        pthread_mutex_lock(&w->mutex);
        w->running[place] = NULL;
        push(&w->finished, t);
        pthread_mutex_unlock(&w->mutex);
        w->wake(w->context);
        pthread_mutex_lock(&w->mutex);
    }
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}

static void join_all(ter__workers *w, unsigned count) {
    pthread_mutex_lock(&w->mutex);
    w->stopping = true;
    pthread_cond_broadcast(&w->work);
    pthread_mutex_unlock(&w->mutex);
    for (unsigned i = 0; i < count; i++) {
        pthread_join(w->threads[i], NULL);
    }
}

static void free_workers(ter__workers *w) {
    pthread_cond_destroy(&w->work);
    pthread_mutex_destroy(&w->mutex);
    free(w->running);
    free(w->threads);
    free(w);
}

ter_status ter__workers_create(ter__workers **workers, unsigned threads, void (*wake)(void *context), void *context,
                               ter_error *error) {
    if (threads == 0 || threads > TER__WORKERS_MAX) {
        return ter_error_set(error, TER_LIMIT, "workers: %u threads were asked for; 1 to %d are possible", threads,
                             TER__WORKERS_MAX);
    }
    ter__workers *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "workers: out of memory");
    }
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->work, NULL);
    list_open(&w->waiting);
    list_open(&w->finished);
    w->wake = wake;
    w->context = context;
    w->thread_count = threads;
    w->running = calloc(threads, sizeof(task *));
    w->threads = calloc(threads, sizeof *w->threads);
    if (w->running == NULL || w->threads == NULL) {
        free_workers(w);
        return ter_error_set(error, TER_NO_MEMORY, "workers: out of memory");
    }
    /* Signals are for the loop's thread. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    unsigned made = 0;
    while (made < threads && pthread_create(&w->threads[made], NULL, run_thread, w) == 0) {
        made++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (made < threads) {
        join_all(w, made);
        free_workers(w);
        return ter_error_set(error, TER_LIMIT, "workers: the system gives only %u of %u threads", made, threads);
    }
    *workers = w;
    return TER_OK;
}

ter_status ter__workers_add(ter__workers *workers, uint64_t number, const ter__workers_job *job) {
    task *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return TER_NO_MEMORY;
    }
    t->number = number;
    t->job = *job;
    pthread_mutex_lock(&workers->mutex);
    ter_status status = workers->stopping ? TER_CANCELLED : workers->waiting.count >= TER__WORKERS_JOBS_MAX ? TER_LIMIT : TER_OK;
    if (status == TER_OK) {
        push(&workers->waiting, t);
        pthread_cond_signal(&workers->work);
    }
    pthread_mutex_unlock(&workers->mutex);
    if (status != TER_OK) {
        free(t);
    }
    return status;
}

void ter__workers_cancel(ter__workers *workers, uint64_t number) {
    pthread_mutex_lock(&workers->mutex);
    for (task *t = workers->waiting.first; t != NULL; t = t->next) {
        if (t->number == number) {
            set_cancel(t);
        }
    }
    for (unsigned i = 0; i < workers->thread_count; i++) {
        if (workers->running[i] != NULL && workers->running[i]->number == number) {
            set_cancel(workers->running[i]);
        }
    }
    pthread_mutex_unlock(&workers->mutex);
}

void ter__workers_poll(ter__workers *workers) {
    pthread_mutex_lock(&workers->mutex);
    /* What finishes meanwhile has its own wake-up: a poll ends. */
    for (size_t left = workers->finished.count; left > 0; left--) {
        task *t = pop(&workers->finished);
        if (t == NULL) {
            break; /* told by a poll from inside a done */
        }
        pthread_mutex_unlock(&workers->mutex);
        t->job.done(t->job.context);
        free(t);
        pthread_mutex_lock(&workers->mutex);
    }
    pthread_mutex_unlock(&workers->mutex);
}

void ter__workers_destroy(ter__workers *workers) {
    if (workers == NULL) {
        return;
    }
    pthread_mutex_lock(&workers->mutex);
    for (task *t = workers->waiting.first; t != NULL; t = t->next) {
        set_cancel(t);
    }
    for (unsigned i = 0; i < workers->thread_count; i++) {
        if (workers->running[i] != NULL) {
            set_cancel(workers->running[i]);
        }
    }
    pthread_mutex_unlock(&workers->mutex);
    join_all(workers, workers->thread_count);
    ter__workers_poll(workers);
    free_workers(workers);
}
