/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opened jobs and who uses them. Everything of an entry but its ter__work_job is under the lock of ter__work; its ter__work_job
 * belongs to the one thread that has it alone, or is read by those that compute units of the stage it has open:
 *
 *   idle -> alone (opens, begins, finishes) -> idle
 *   idle, stage open -> shared by units -> idle
 */
#include "work/work.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "work/work_parts.h"

#define WATCH_NANOSECONDS 20000000L /* how often one that waits looks whether it is cancelled */

typedef struct entry {
    struct entry *next;
    char id[TER__JOB_ID_BYTES];
    ter__hash spec;
    unsigned users;   /* threads that have found it, waiting ones too: it stays */
    unsigned sharing; /* units under way */
    bool alone;       /* one thread has it alone */
    bool over;        /* its last stage is finished: not worth a place */
    uint64_t used;    /* when last, by the count of uses */
    ter__work_job job;
} entry;

struct ter__work {
    ter__work_blobs blobs;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    entry *entries;
    uint64_t uses;
};

ter__work *ter__work_create(const ter__work_blobs *blobs) {
    ter__work *made = calloc(1, sizeof *made);
    pthread_condattr_t attributes;
    if (made == NULL || pthread_condattr_init(&attributes) != 0) {
        free(made);
        return NULL;
    }
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    made->blobs = *blobs;
    (void)pthread_mutex_init(&made->lock, NULL);
    (void)pthread_cond_init(&made->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    return made;
}

static void destroy_entry(entry *e) {
    ter__work_job_clear(&e->job);
    free(e);
}

void ter__work_destroy(ter__work *work) {
    if (work == NULL) {
        return;
    }
    while (work->entries != NULL) {
        entry *e = work->entries;
        work->entries = e->next;
        destroy_entry(e);
    }
    (void)pthread_cond_destroy(&work->changed);
    (void)pthread_mutex_destroy(&work->lock);
    free(work);
}

/* ---- entries: all under the lock ---------------------------------------------------------------------------------------- */

/* The place of the one to go: one that is over, else the longest unused. Null: all are in use. */
static entry **find_oldest(ter__work *work) {
    entry **oldest = NULL;
    for (entry **at = &work->entries; *at != NULL; at = &(*at)->next) {
        if ((*at)->users == 0 && (oldest == NULL || ((*at)->over && !(*oldest)->over) ||
                                  ((*at)->over == (*oldest)->over && (*at)->used < (*oldest)->used))) {
            oldest = at;
        }
    }
    return oldest;
}

/* Takes out what is too much, for the caller to destroy without the lock. */
static entry *evict(ter__work *work) {
    entry *evicted = NULL;
    size_t count = 0;
    for (const entry *e = work->entries; e != NULL; e = e->next) {
        count++;
    }
    for (;;) {
        entry **place = find_oldest(work);
        if (place == NULL || (count <= TER__WORK_JOBS_MAX && !(*place)->over)) {
            return evicted;
        }
        entry *e = *place;
        *place = e->next;
        e->next = evicted;
        evicted = e;
        count--;
    }
}

static entry *find_or_add(ter__work *work, const ter__work_order *order) {
    entry *e = work->entries;
    while (e != NULL && (strcmp(e->id, order->task.job) != 0 || !ter__hash_equal(&e->spec, &order->spec.hash))) {
        e = e->next;
    }
    if (e == NULL) {
        e = calloc(1, sizeof *e);
        if (e == NULL) {
            return NULL;
        }
        memcpy(e->id, order->task.job, sizeof e->id);
        e->spec = order->spec.hash;
        e->next = work->entries;
        work->entries = e;
    }
    e->users++;
    e->used = ++work->uses;
    return e;
}

static void wait_for_change(ter__work *work) {
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += WATCH_NANOSECONDS;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    (void)pthread_cond_timedwait(&work->changed, &work->lock, &until);
}

/* Waits until the entry is the caller's alone, or, for a unit whose stage is open, shared. False: cancelled meanwhile. */
static bool take(ter__work *work, entry *e, const ter__work_order *order, const volatile bool *cancel) {
    while (cancel == NULL || !__atomic_load_n(cancel, __ATOMIC_RELAXED)) {
        if (!e->alone && order->task.kind == TER__TASK_UNIT && ter__work_job_is_ready(&e->job, order)) {
            e->sharing++;
            return true;
        }
        if (!e->alone && e->sharing == 0) {
            e->alone = true;
            return true;
        }
        wait_for_change(work);
    }
    return false;
}

/* ---- computing ---------------------------------------------------------------------------------------------------------- */

/* With the entry alone: the stage is opened, and all is done but a unit. */
static ter_status run_alone(ter__work *work, entry *e, const ter__work_order *order, const volatile bool *cancel,
                            ter__result *result, ter__trouble *trouble) {
    ter_status status = TER_OK;
    if (!ter__work_job_is_ready(&e->job, order)) {
        status = ter__work_job_prepare(&e->job, &work->blobs, order, cancel, trouble);
    }
    if (status == TER_OK && order->task.kind == TER__TASK_BEGIN) {
        status = ter__work_begin(&e->job, order, result, trouble);
    } else if (status == TER_OK && order->task.kind == TER__TASK_FINISH) {
        status = ter__work_finish(&e->job, &work->blobs, order, cancel, result, trouble);
    }
    return status;
}

/* Called and returns under the lock. */
static ter_status run(ter__work *work, entry *e, const ter__work_order *order, const volatile bool *cancel, ter__result *result,
                      ter__trouble *trouble) {
    for (;;) {
        if (!take(work, e, order, cancel)) {
            return ter_error_set(&trouble->error, TER_CANCELLED, "cancelled");
        }
        bool alone = e->alone;
        pthread_mutex_unlock(&work->lock);
        ter_status status = alone ? run_alone(work, e, order, cancel, result, trouble)
                                  : ter__work_unit(&e->job, &work->blobs, order, cancel, result, trouble);
        pthread_mutex_lock(&work->lock);
        if (alone) {
            e->alone = false;
            e->over = e->over || (order->task.kind == TER__TASK_FINISH && status == TER_OK && !e->job.open);
        } else {
            e->sharing--;
        }
        pthread_cond_broadcast(&work->changed);
        if (!alone || status != TER_OK || order->task.kind != TER__TASK_UNIT) {
            return status;
        }
        /* a unit that has opened its stage goes on with those that waited for it */
    }
}

static void fail(ter__result *result, ter_status status, const ter__trouble *trouble) {
    ter__result_clear(result);
    memset(result, 0, sizeof *result);
    result->status = status;
    result->here = trouble->here;
    const char *text = trouble->error.text[0] != '\0' ? trouble->error.text : ter_status_text(status);
    memcpy(result->text, text, strlen(text) + 1);
}

void ter__work_compute(ter__work *work, const ter__work_order *order, const volatile bool *cancel, ter__result *result) {
    ter__trouble trouble = {0};
    memset(result, 0, sizeof *result);
    pthread_mutex_lock(&work->lock);
    entry *e = find_or_add(work, order);
    if (e == NULL) {
        pthread_mutex_unlock(&work->lock);
        fail(result, ter__work_ours(&trouble, TER_NO_MEMORY), &trouble);
        return;
    }
    ter_status status = run(work, e, order, cancel, result, &trouble);
    e->users--;
    entry *evicted = evict(work);
    pthread_mutex_unlock(&work->lock);
    while (evicted != NULL) {
        entry *next = evicted->next;
        destroy_entry(evicted);
        evicted = next;
    }
    if (status != TER_OK) {
        fail(result, status, &trouble);
    }
}

/* ---- checking ----------------------------------------------------------------------------------------------------------- */

ter_status ter__work_check(ter__work *work, const ter__submit *submit, char **text) {
    ter__trouble trouble = {0};
    ter__work_job job = {0};
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    *text = NULL;
    if (diagnostics == NULL) {
        *text = strdup("out of memory");
        return TER_NO_MEMORY;
    }
    ter_status status = ter__work_open_job(&job.job, &work->blobs, submit->file, &submit->spec, submit->inputs, submit->input_count,
                                           NULL, diagnostics, &trouble);
    if (status == TER_OK) {
        status = ter_steps_create(&job.steps, job.job, submit->strict, &trouble.error);
    }
    if (status == TER_OK) {
        status = ter_steps_open(job.steps, &job.units, &trouble.error);
    }
    if (status != TER_OK) {
        bool listed = status == TER_BAD_SPEC && ter_diagnostics_error_count(diagnostics) > 0;
        *text = listed ? ter_diagnostics_format(diagnostics) : strdup(trouble.error.text);
    }
    ter_diagnostics_destroy(diagnostics);
    ter__work_job_clear(&job);
    return status;
}
