/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random histories of commands, sensible and not. After each stretch: a second replica is equal, bytes read back to an equal state,
 * and a store that only ever took the changed rows gives an equal state too.
 */
#include <stdio.h>
#include <time.h>

#include "state_support.h"
#include "tercile/steps.h"

enum { STRETCHES = 80, COMMANDS = 60, JOBS = 12, ROWS_MAX = 20000 };

static uint64_t draw(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint32_t below(uint64_t *state, uint32_t bound) {
    return (uint32_t)(draw(state) % bound);
}

/* ---- a store of rows ---------------------------------------------------------------------------------------------------- */

typedef struct row_store {
    ter__row rows[ROWS_MAX];
    size_t count;
} row_store;

static void clear_rows(row_store *store) {
    for (size_t i = 0; i < store->count; i++) {
        free(store->rows[i].value);
    }
    store->count = 0;
}

static void store_row(row_store *store, ter__row row) {
    size_t at = 0;
    while (at < store->count && (store->rows[at].kind != row.kind || strcmp(store->rows[at].key, row.key) != 0)) {
        at++;
    }
    if (at < store->count) {
        free(store->rows[at].value);
        store->rows[at] = store->rows[--store->count];
    }
    if (row.value != NULL) {
        assert_true(store->count < ROWS_MAX);
        store->rows[store->count++] = row;
    }
}

static size_t store_changes(row_store *store, ter__state *state) {
    ter__row *rows = NULL;
    size_t count = 0;
    if (ter__state_take_replaced(state)) {
        clear_rows(store);
    }
    assert_int_equal(ter__state_take_changes(state, &rows, &count), TER_OK);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) { /* each once */
            assert_true(rows[i].kind != rows[j].kind || strcmp(rows[i].key, rows[j].key) != 0);
        }
    }
    for (size_t i = 0; i < count; i++) {
        store_row(store, rows[i]);
    }
    free(rows);
    return count;
}

static ter__state *load(const row_store *store, uint64_t applied) {
    ter__state *state = ter__state_create();
    ter_error error = {.status = TER_OK};
    assert_non_null(state);
    for (size_t i = 0; i < store->count; i++) {
        ter_assert_ok(ter__state_load_row(state, &store->rows[i], &error), error);
    }
    ter_assert_ok(ter__state_load_end(state, applied, &error), error);
    return state;
}

/* ---- histories ---------------------------------------------------------------------------------------------------------- */

typedef struct both {
    cluster a, b; /* get the same commands */
    uint64_t random;
    ter__attempt attempt;
} both;

#define ON_BOTH(h, call)                                                                                                           \
    do {                                                                                                                           \
        cluster *c = &(h)->a;                                                                                                      \
        call;                                                                                                                      \
        c = &(h)->b;                                                                                                               \
        call;                                                                                                                      \
    } while (0)

typedef struct choice {
    uint64_t *random;
    uint32_t seen;
    ter__task task;
} choice;

/* One of those that wait, each as likely. */
static bool choose(void *context, const ter__task *task) {
    choice *chosen = context;
    if (below(chosen->random, ++chosen->seen) == 0) {
        chosen->task = *task;
    }
    return true;
}

static ter__task some_task(both *h, const char *id) {
    const ter__job *job = ter__state_job(h->a.state, id);
    choice chosen = {.random = &h->random, .task = task_of(id, (ter__task_kind)below(&h->random, 3), 0, 0)};
    chosen.task.stage = below(&h->random, 3);
    chosen.task.unit = below(&h->random, 10);
    if (job != NULL && below(&h->random, 8) != 0) {
        ter__state_each_pending(h->a.state, job, choose, &chosen);
    }
    return chosen.task;
}

static void report(both *h, ter__task task) {
    uint64_t *random = &h->random;
    uint32_t node = 1 + below(random, 3);
    ter__attempt attempt = ++h->attempt;
    ter__result result = {.part = {hash_of(1 + task.unit + 1000 * task.stage), 8},
                          .stages = 1 + below(random, 3),
                          .units = below(random, 4) == 0 ? 0 : below(random, 12),
                          .timeout_seconds = below(random, 3),
                          .plan = hash_of(9),
                          .outline = (char[]){"a clean\nb fit\nc report\n"},
                          .pack = {hash_of(7), 8},
                          .digest = hash_of(8)};
    uint32_t odd = below(random, 60);
    if (odd < 8) {
        ON_BOTH(h, lost(c, task, attempt, node, odd < 4));
    } else if (odd < 14) {
        ON_BOTH(h, failure(c, task, attempt, node, odd < 12, "a reason"));
    } else {
        result.part.hash = odd == 14 ? hash_of(0) : odd == 15 ? hash_of(draw(random)) : result.part.hash;
        result.units = odd == 16 ? UINT32_MAX : result.units;
        result.stages = odd == 17 ? 0 : result.stages;
        ON_BOTH(h, outcome(c, task, attempt, node, result));
    }
}

static void step(both *h) {
    uint64_t *random = &h->random;
    char id[32];
    (void)snprintf(id, sizeof id, "job-%u", below(random, JOBS) + JOBS * (uint32_t)(h->a.index / 1500));
    uint32_t node_id = 1 + below(random, 4);
    uint32_t incarnation = 1 + below(random, 3);
    switch (below(random, 120)) {
    case 0:
        ON_BOTH(h, cancel(c, id, "bob"));
        break;
    case 1:
        ON_BOTH(h, give_up(c, id, TER_TIMEOUT, "late"));
        break;
    case 2:
        ON_BOTH(h, node(c, true, node_id, incarnation));
        break;
    case 3:
        ON_BOTH(h, node(c, false, node_id, incarnation));
        break;
    case 4:
    case 5:
    case 6:
    case 7:
        ON_BOTH(h, submit(c, id));
        break;
    default:
        report(h, some_task(h, id));
        break;
    }
}

static void assert_same_names(const ter__state *a, const ter__state *b) {
    for (uint64_t i = 0; i < 3100; i++) {
        ter__hash hash = hash_of(i);
        assert_int_equal(ter__state_names(a, &hash), ter__state_names(b, &hash));
    }
}

static void test_histories_give_equal_replicas_bytes_and_rows(void **context) {
    (void)context;
    both h = {.a = new_cluster(), .b = new_cluster(), .random = ter_test_seed()};
    row_store *store = calloc(1, sizeof *store);
    assert_non_null(store);
    size_t phases[5] = {0};
    for (int stretch = 0; stretch < STRETCHES; stretch++) {
        for (uint32_t left = below(&h.random, COMMANDS * 2); left > 0; left--) {
            step(&h);
        }
        uint8_t *bytes = NULL, *again = NULL;
        size_t length = 0, again_length = 0;
        ter_error error = {.status = TER_OK};
        assert_same_content(h.a.state, h.b.state);
        store_changes(store, h.a.state);
        ter__state *loaded = load(store, h.a.index);
        assert_int_equal(ter__state_encode(h.a.state, &bytes, &length), TER_OK);
        assert_int_equal(ter__state_encode(loaded, &again, &again_length), TER_OK);
        assert_int_equal(length, again_length);
        assert_memory_equal(bytes, again, length);
        assert_same_names(h.a.state, loaded);
        free(again);
        /* One goes on from a snapshot, the other from what was stored. */
        if (stretch % 3 == 0) {
            ter_assert_ok(ter__state_decode(h.a.state, bytes, length, &error), error);
            assert_same_names(h.a.state, loaded);
            ter__state_destroy(h.b.state);
            h.b.state = loaded;
        } else {
            ter__state_destroy(loaded);
        }
        free(bytes);
    }
    for (size_t i = 0; i < ter__state_job_count(h.a.state); i++) {
        const ter__job *job = ter__state_job_at(h.a.state, i);
        phases[job->phase]++;
        assert_true(job->events.count <= TER__JOB_EVENTS_MAX && job->unit_count <= TER_UNITS_MAX);
    }
    print_message("%zu commands; jobs waiting %zu, running %zu, done %zu, failed %zu, cancelled %zu\n", (size_t)h.a.index,
                  phases[0], phases[1], phases[2], phases[3], phases[4]);
    clear_rows(store);
    free(store);
    ter__state_destroy(h.a.state);
    ter__state_destroy(h.b.state);
}

/* ---- single rules ------------------------------------------------------------------------------------------------------- */

static void test_only_what_changed_is_a_row_and_each_once(void **context) {
    (void)context;
    cluster c = new_cluster();
    row_store *store = calloc(1, sizeof *store);
    assert_non_null(store);
    submit(&c, "a");
    begin(&c, "a", 2, 512);
    assert_int_equal(store_changes(store, c.state), 3); /* the job, the counters, one event of the cluster */
    for (uint32_t i = 0; i < 3; i++) {
        unit_done(&c, "a", 0, i, 500 + i);
    }
    assert_int_equal(store_changes(store, c.state), 3);
    assert_int_equal(store_changes(store, c.state), 0);
    cancel(&c, "a", "bob"); /* units gone */
    store_changes(store, c.state);
    for (size_t i = 0; i < store->count; i++) {
        assert_int_not_equal(store->rows[i].kind, 'u');
    }
    clear_rows(store);
    free(store);
    ter__state_destroy(c.state);
}

static void test_a_dropped_job_takes_its_rows_with_it_also_when_its_id_comes_again(void **context) {
    (void)context;
    cluster c = new_cluster();
    char id[32];
    submit(&c, "first");
    cancel(&c, "first", "");
    for (int i = 1; i < TER__JOBS_MAX; i++) {
        (void)snprintf(id, sizeof id, "job-%d", i);
        submit(&c, id);
    }
    ter__row *rows = NULL;
    size_t count = 0;
    assert_int_equal(ter__state_take_changes(c.state, &rows, &count), TER_OK);
    for (size_t i = 0; i < count; i++) {
        free(rows[i].value);
    }
    free(rows);
    submit(&c, "new");
    size_t gone = 0;
    assert_int_equal(ter__state_take_changes(c.state, &rows, &count), TER_OK);
    for (size_t i = 0; i < count; i++) {
        gone += rows[i].kind == 'j' && strcmp(rows[i].key, "first") == 0 && rows[i].value == NULL;
        free(rows[i].value);
    }
    free(rows);
    assert_int_equal(gone, 1);
    cancel(&c, "job-5", "");
    submit(&c, "first");
    assert_null(ter__state_job(c.state, "job-5"));
    size_t back = 0;
    assert_int_equal(ter__state_take_changes(c.state, &rows, &count), TER_OK);
    for (size_t i = 0; i < count; i++) {
        back += rows[i].kind == 'j' && strcmp(rows[i].key, "first") == 0 && rows[i].value != NULL;
        free(rows[i].value);
    }
    free(rows);
    assert_int_equal(back, 1);
    ter__state_destroy(c.state);
}

static void test_rows_that_do_not_belong_together_are_refused(void **context) {
    (void)context;
    cluster c = new_cluster();
    row_store *store = calloc(1, sizeof *store);
    assert_non_null(store);
    submit(&c, "a");
    begin(&c, "a", 2, 4);
    unit_done(&c, "a", 0, 1, 500);
    store_changes(store, c.state);
    for (size_t left_out = 0; left_out < store->count; left_out++) {
        ter__state *state = ter__state_create();
        ter_error error = {.status = TER_OK};
        for (size_t i = 0; i < store->count; i++) {
            if (i != left_out) {
                ter_assert_ok(ter__state_load_row(state, &store->rows[i], &error), error);
            }
        }
        char kind = store->rows[left_out].kind;
        ter_status expected = kind == 'c' || kind == 'j' ? TER_BAD_DATA : TER_OK;
        assert_int_equal(ter__state_load_end(state, 3, &error), expected);
        ter__state_destroy(state);
    }
    ter__state *state = ter__state_create();
    ter__row wrong = {.kind = 'j', .key = "b"};
    for (size_t i = 0; i < store->count; i++) {
        if (store->rows[i].kind == 'j') {
            wrong.value = store->rows[i].value;
            wrong.length = store->rows[i].length;
        }
    }
    assert_int_equal(ter__state_load_row(state, &wrong, NULL), TER_BAD_DATA);
    ter__state_destroy(state);
    clear_rows(store);
    free(store);
    ter__state_destroy(c.state);
}

static double seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void test_applying_an_outcome_costs_about_the_same_with_ten_thousand_jobs(void **context) {
    (void)context;
    cluster c = new_cluster();
    char id[32];
    for (int i = 0; i < TER__JOBS_MAX; i++) {
        (void)snprintf(id, sizeof id, "job-%d", i);
        submit(&c, id);
        if (i % 10 == 0) {
            begin(&c, id, 2, 512);
        }
    }
    ter__row *rows = NULL;
    size_t count = 0;
    double apply_seconds = 0, row_seconds = 0;
    assert_int_equal(ter__state_take_changes(c.state, &rows, &count), TER_OK);
    for (size_t i = 0; i < count; i++) {
        free(rows[i].value);
    }
    free(rows);
    for (uint32_t i = 0; i < 40000; i++) {
        (void)snprintf(id, sizeof id, "job-%u", i % 100 * 90);
        ter__command command = {
            .kind = TER__COMMAND_OUTCOME,
            .as.outcome = {.task = task_of(id, TER__TASK_UNIT, 0, i / 100), .attempt = i, .node = 1, .copy = 2}};
        command.as.outcome.result.part.hash = hash_of(10000 + i);
        uint8_t *bytes = NULL;
        size_t length = 0;
        assert_int_equal(ter__command_encode(&command, &bytes, &length), TER_OK);
        double start = seconds();
        assert_int_equal(ter__state_apply(c.state, ++c.index, bytes, length, NULL), TER_OK);
        apply_seconds += seconds() - start;
        free(bytes);
        if (i % 50 == 49) {
            start = seconds();
            assert_int_equal(ter__state_take_changes(c.state, &rows, &count), TER_OK);
            row_seconds += seconds() - start;
            for (size_t j = 0; j < count; j++) {
                free(rows[j].value);
            }
            free(rows);
        }
    }
    print_message("%.0f ns an outcome applied (clock included), %.0f ns for its row\n", apply_seconds / 40000 * 1e9,
                  row_seconds / 40000 * 1e9);
    assert_true(apply_seconds + row_seconds < 4); /* 100 us each: it was proportional to what there is */
    ter__state_destroy(c.state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_histories_give_equal_replicas_bytes_and_rows),
        cmocka_unit_test(test_only_what_changed_is_a_row_and_each_once),
        cmocka_unit_test(test_a_dropped_job_takes_its_rows_with_it_also_when_its_id_comes_again),
        cmocka_unit_test(test_rows_that_do_not_belong_together_are_refused),
        cmocka_unit_test(test_applying_an_outcome_costs_about_the_same_with_ten_thousand_jobs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
