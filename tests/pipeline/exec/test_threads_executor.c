/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The threads executor: every task once, merges in the fixed tree, the lowest error, prompt stops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "exec/executor.h"
#include "exec/merge_tree.h"
#include "stage/part.h"

typedef struct probe {
    atomic_uint runs[300];
    size_t fail_at, fail_too; /* tasks that fail; SIZE_MAX: none */
    bool slow;                /* tasks last until they are stopped */
} probe;

static void nap(long nanoseconds) {
    struct timespec time = {0, nanoseconds};
    nanosleep(&time, NULL);
}

/* A part is one row whose text is "(task)". */
static ter_status run_task(void *context, size_t task, const ter__stop *stop, ter_table **part, ter_error *error) {
    probe *p = context;
    char text[32];
    atomic_fetch_add(&p->runs[task], 1);
    if (task == p->fail_at || task == p->fail_too) {
        nap(task == p->fail_at ? 5000000 : 0); /* the lower one fails later in time */
        return ter_error_set(error, TER_BAD_DATA, "task %zu failed", task);
    }
    while (p->slow) {
        ter_status status = ter__stop_poll(stop);
        if (status != TER_OK) {
            return status;
        }
        nap(1000000);
    }
    nap((long)(task * 7919 % 13) * 20000);
    snprintf(text, sizeof text, "%zu", task);
    ter_table_builder *builder;
    ter_status status = ter__part_begin(&builder, error);
    if (status == TER_OK) {
        status = ter__part_add(builder, task, 0, 0, 0.0, 0.0, text);
    }
    return ter__part_finish(builder, status, part, error);
}

static void text_of(const ter_table *part, char *text) {
    size_t length;
    const char *view = ter_table_text(part, TER__PART_TEXT, 0, &length);
    memcpy(text, view, length);
    text[length] = '\0';
}

/* "(a b)": the text shows the tree. */
static ter_status merge(void *context, const ter_table *a, const ter_table *b, ter_table **merged, ter_error *error) {
    (void)context;
    static _Thread_local char left[8192], right[8192], text[16400];
    text_of(a, left);
    text_of(b, right);
    snprintf(text, sizeof text, "(%s %s)", left, right);
    ter_table_builder *builder;
    ter_status status = ter__part_begin(&builder, error);
    if (status == TER_OK) {
        status = ter__part_add(builder, 0, 0, 0, 0.0, 0.0, text);
    }
    return ter__part_finish(builder, status, merged, error);
}

/* The tree as the definition says, built by hand. */
static void expected_tree(size_t n, char *text) {
    char **level = calloc(n, sizeof *level);
    for (size_t i = 0; i < n; i++) {
        level[i] = malloc(32);
        snprintf(level[i], 32, "%zu", i);
    }
    while (n > 1) {
        size_t half = (n + 1) / 2;
        for (size_t i = 0; i < half; i++) {
            if (2 * i + 1 < n) {
                size_t room = strlen(level[2 * i]) + strlen(level[2 * i + 1]) + 4;
                char *both = malloc(room);
                snprintf(both, room, "(%s %s)", level[2 * i], level[2 * i + 1]);
                free(level[2 * i]);
                free(level[2 * i + 1]);
                level[i] = both;
            } else {
                level[i] = level[2 * i];
            }
        }
        n = half;
    }
    strcpy(text, level[0]);
    free(level[0]);
    free(level);
}

static void test_merges_follow_the_tree_whatever_the_number_of_threads(void **state) {
    (void)state;
    static const size_t counts[] = {1, 2, 3, 5, 8, 13, 100, 257};
    static const unsigned threads[] = {1, 2, 7};
    static char expected[8192], got[8192];
    for (size_t t = 0; t < 3; t++) {
        ter__executor *executor;
        assert_int_equal(ter__executor_threads(&executor, threads[t], NULL), TER_OK);
        assert_int_equal(executor->workers, threads[t]);
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            probe p = {.fail_at = SIZE_MAX, .fail_too = SIZE_MAX};
            ter__work work = {counts[i], &p, run_task, merge};
            ter__supervision silent = {NULL, NULL, NULL};
            ter_table *merged = NULL;
            assert_int_equal(executor->run(executor, &work, &silent, &merged, NULL), TER_OK);
            text_of(merged, got);
            expected_tree(counts[i], expected);
            assert_string_equal(got, expected);
            for (size_t k = 0; k < counts[i]; k++) {
                assert_int_equal(atomic_load(&p.runs[k]), 1);
            }
            ter_table_destroy(merged);
        }
        executor->close(executor);
    }
}

static void test_the_error_of_the_lowest_task_is_returned(void **state) {
    (void)state;
    for (unsigned threads = 1; threads <= 7; threads += 3) {
        ter__executor *executor;
        assert_int_equal(ter__executor_threads(&executor, threads, NULL), TER_OK);
        for (int repeat = 0; repeat < 5; repeat++) {
            probe p = {.fail_at = 41, .fail_too = 43};
            ter__work work = {200, &p, run_task, merge};
            ter__supervision silent = {NULL, NULL, NULL};
            ter_table *merged = NULL;
            ter_error error;
            assert_int_equal(executor->run(executor, &work, &silent, &merged, &error), TER_BAD_DATA);
            assert_string_equal(error.text, "task 41 failed");
            assert_null(merged);
            assert_int_equal(atomic_load(&p.runs[199]), 0);
        }
        executor->close(executor);
    }
}

static ter_status stop_soon(void *context) {
    int *asked = context;
    return ++*asked > 2 ? TER_CANCELLED : TER_OK;
}

static void test_a_stop_ends_running_tasks_promptly_and_the_executor_goes_on(void **state) {
    (void)state;
    ter__executor *executor;
    struct timespec begin, end;
    assert_int_equal(ter__executor_threads(&executor, 3, NULL), TER_OK);
    probe p = {.fail_at = SIZE_MAX, .fail_too = SIZE_MAX, .slow = true};
    int asked = 0;
    ter__work work = {100, &p, run_task, merge};
    ter__supervision impatient = {&asked, NULL, stop_soon};
    ter_table *merged = NULL;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_int_equal(executor->run(executor, &work, &impatient, &merged, NULL), TER_CANCELLED);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_null(merged);
    assert_true((double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec) < 0.5);
    p.slow = false;
    ter__supervision silent = {NULL, NULL, NULL};
    assert_int_equal(executor->run(executor, &work, &silent, &merged, NULL), TER_OK);
    ter_table_destroy(merged);
    executor->close(executor);
}

typedef struct heard {
    size_t calls, last, total;
    bool ordered;
} heard;

static void hear(void *context, size_t done, size_t total) {
    heard *h = context;
    h->ordered = h->ordered && (h->calls == 0 || done >= h->last);
    h->calls++;
    h->last = done;
    h->total = total;
}

static void test_progress_grows_and_ends_with_all(void **state) {
    (void)state;
    ter__executor *executor;
    assert_int_equal(ter__executor_threads(&executor, 2, NULL), TER_OK);
    probe p = {.fail_at = SIZE_MAX, .fail_too = SIZE_MAX};
    heard h = {.ordered = true};
    ter__work work = {50, &p, run_task, merge};
    ter__supervision supervision = {&h, hear, NULL};
    ter_table *merged = NULL;
    assert_int_equal(executor->run(executor, &work, &supervision, &merged, NULL), TER_OK);
    assert_true(h.ordered);
    assert_int_equal(h.last, 50);
    assert_int_equal(h.total, 50);
    ter_table_destroy(merged);
    executor->close(executor);
}

static void test_the_tree_is_numbered_without_gaps(void **state) {
    (void)state;
    for (size_t n = 1; n < 200; n++) {
        size_t size = ter__tree_size(n);
        for (size_t task = 0; task < n; task++) {
            ter__tree_node node = ter__tree_leaf(n, task);
            while (!ter__tree_is_root(node)) {
                size_t sibling;
                assert_true(ter__tree_number(node) < size);
                if (ter__tree_sibling(node, &sibling)) {
                    assert_int_equal(
                        ter__tree_number(node) > sibling ? ter__tree_number(node) - sibling : sibling - ter__tree_number(node), 1);
                }
                node = ter__tree_parent(node);
            }
            assert_int_equal(ter__tree_number(node), size - 1);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merges_follow_the_tree_whatever_the_number_of_threads),
        cmocka_unit_test(test_the_error_of_the_lowest_task_is_returned),
        cmocka_unit_test(test_a_stop_ends_running_tasks_promptly_and_the_executor_goes_on),
        cmocka_unit_test(test_progress_grows_and_ends_with_all),
        cmocka_unit_test(test_the_tree_is_numbered_without_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
