/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/workers.h"
#include "ter_assert.h"

typedef struct world {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    unsigned wakes, told, begun;
    bool open; /* gated jobs may end */
    ter__workers *workers;
} world;

typedef struct piece {
    world *world;
    unsigned place, begun; /* begun: 1 for the first that began */
    bool gated, cancelled, masked;
    unsigned told;
} piece;

static void wake(void *context) {
    world *w = context;
    pthread_mutex_lock(&w->mutex);
    w->wakes++;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->mutex);
}

static bool is_set(const volatile bool *cancel) {
    return __atomic_load_n(cancel, __ATOMIC_RELAXED);
}

static void run(void *context, const volatile bool *cancel) {
    piece *p = context;
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    p->masked = sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGCHLD) == 1;
    pthread_mutex_lock(&p->world->mutex);
    p->begun = ++p->world->begun;
    pthread_cond_broadcast(&p->world->changed);
    while (p->gated && !p->world->open && !is_set(cancel)) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&p->world->changed, &p->world->mutex, &until);
    }
    pthread_mutex_unlock(&p->world->mutex);
    p->cancelled = is_set(cancel);
}

static void done(void *context) {
    piece *p = context;
    p->told = ++p->world->told;
}

static void open_world(world *w, unsigned threads) {
    memset(w, 0, sizeof *w);
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->changed, NULL);
    assert_int_equal(ter__workers_create(&w->workers, threads, wake, w, NULL), TER_OK);
}

static void add(world *w, piece *p, unsigned place, bool gated) {
    *p = (piece){.world = w, .place = place, .gated = gated};
    ter__workers_job job = {run, done, p};
    assert_int_equal(ter__workers_add(w->workers, place, &job), TER_OK);
}

static void wait_for(world *w, const unsigned *count, unsigned wanted) {
    pthread_mutex_lock(&w->mutex);
    while (*count < wanted) {
        pthread_cond_wait(&w->changed, &w->mutex);
    }
    pthread_mutex_unlock(&w->mutex);
}

static void test_jobs_of_one_thread_begin_and_are_told_in_order(void **state) {
    (void)state;
    world w;
    piece pieces[100];
    open_world(&w, 1);
    for (unsigned i = 0; i < 100; i++) {
        add(&w, &pieces[i], i, false);
    }
    wait_for(&w, &w.wakes, 100);
    assert_int_equal(w.told, 0); /* only a poll tells */
    ter__workers_poll(w.workers);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(pieces[i].begun, i + 1);
        assert_int_equal(pieces[i].told, i + 1);
        assert_true(pieces[i].masked);
        assert_false(pieces[i].cancelled);
    }
    ter__workers_destroy(w.workers);
}

static void test_four_threads_run_four_jobs_at_once(void **state) {
    (void)state;
    world w;
    piece pieces[4];
    open_world(&w, 4);
    for (unsigned i = 0; i < 4; i++) {
        add(&w, &pieces[i], i, true);
    }
    wait_for(&w, &w.begun, 4);
    pthread_mutex_lock(&w.mutex);
    w.open = true;
    pthread_cond_broadcast(&w.changed);
    pthread_mutex_unlock(&w.mutex);
    wait_for(&w, &w.wakes, 4);
    ter__workers_poll(w.workers);
    assert_int_equal(w.told, 4);
    ter__workers_destroy(w.workers);
}

static void test_a_cancelled_job_still_runs_and_is_told_begun_or_not(void **state) {
    (void)state;
    world w;
    piece pieces[3];
    open_world(&w, 1);
    add(&w, &pieces[0], 0, true);
    add(&w, &pieces[1], 1, false);
    add(&w, &pieces[2], 2, false);
    wait_for(&w, &w.begun, 1);
    ter__workers_cancel(w.workers, 1);
    ter__workers_cancel(w.workers, 77); /* nobody's */
    ter__workers_cancel(w.workers, 0);
    wait_for(&w, &w.wakes, 3);
    ter__workers_poll(w.workers);
    assert_int_equal(w.told, 3);
    assert_true(pieces[0].cancelled);
    assert_true(pieces[1].cancelled);
    assert_false(pieces[2].cancelled);
    ter__workers_destroy(w.workers);
}

static void test_destroying_cancels_and_tells_all(void **state) {
    (void)state;
    world w;
    piece pieces[50];
    open_world(&w, 2);
    for (unsigned i = 0; i < 50; i++) {
        add(&w, &pieces[i], i, true);
    }
    wait_for(&w, &w.begun, 2);
    ter__workers_destroy(w.workers);
    assert_int_equal(w.told, 50);
    for (unsigned i = 0; i < 50; i++) {
        assert_true(pieces[i].cancelled);
    }
}

static void test_the_number_of_threads_is_bounded(void **state) {
    (void)state;
    ter__workers *workers;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter__workers_create(&workers, 0, wake, NULL, &error), TER_LIMIT);
    assert_int_equal(ter__workers_create(&workers, 100000, wake, NULL, &error), TER_LIMIT);
    assert_non_null(strstr(error.text, "100000"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jobs_of_one_thread_begin_and_are_told_in_order),
        cmocka_unit_test(test_four_threads_run_four_jobs_at_once),
        cmocka_unit_test(test_a_cancelled_job_still_runs_and_is_told_begun_or_not),
        cmocka_unit_test(test_destroying_cancels_and_tells_all),
        cmocka_unit_test(test_the_number_of_threads_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
