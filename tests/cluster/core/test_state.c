/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "state_support.h"

static const ter__job *job_of(const cluster *c, const char *id) {
    const ter__job *job = ter__state_job(c->state, id);
    assert_non_null(job);
    return job;
}

static bool pending(const cluster *c, ter__task task) {
    return ter__state_pending(c->state, &task) != NULL;
}

static bool count_task(void *context, const ter__task *task) {
    (void)task;
    ++*(size_t *)context;
    return true;
}

static size_t pending_count(const cluster *c, const char *id) {
    size_t count = 0;
    ter__state_each_pending(c->state, job_of(c, id), count_task, &count);
    return count;
}

static cluster running(const char *id, uint32_t stages, uint32_t units) {
    cluster c = new_cluster();
    submit(&c, id);
    begin(&c, id, stages, units);
    return c;
}

/* Applies again what was applied last, as it was: nothing may change but `applied`. */
#define ASSERT_SAFE_TO_REPEAT(c, call)                                                                                             \
    do {                                                                                                                           \
        size_t before_length = 0, after_length = 0;                                                                                \
        call;                                                                                                                      \
        uint8_t *before = content((c)->state, &before_length);                                                                     \
        call;                                                                                                                      \
        uint8_t *after = content((c)->state, &after_length);                                                                       \
        assert_int_equal(before_length, after_length);                                                                             \
        assert_memory_equal(before, after, before_length);                                                                         \
        free(before);                                                                                                              \
        free(after);                                                                                                               \
    } while (0)

static void test_a_job_goes_from_waiting_over_its_stages_to_done(void **state) {
    (void)state;
    cluster c = new_cluster();
    submit(&c, "floods");
    assert_int_equal(job_of(&c, "floods")->phase, TER__PHASE_WAITING);
    assert_true(pending(&c, task_of("floods", TER__TASK_BEGIN, 0, 0)));
    begin(&c, "floods", 2, 0);
    const ter__job *job = job_of(&c, "floods");
    assert_int_equal(job->phase, TER__PHASE_RUNNING);
    assert_true(pending(&c, task_of("floods", TER__TASK_FINISH, 0, 0))); /* no units: at once */
    finish(&c, "floods", 0, 8);
    assert_int_equal(job->stage, 1);
    assert_int_equal(pending_count(&c, "floods"), 8);
    assert_false(pending(&c, task_of("floods", TER__TASK_FINISH, 1, 0)));
    for (uint32_t i = 0; i < 8; i++) {
        unit_done(&c, "floods", 1, 7 - i, 500 + i);
    }
    assert_true(pending(&c, task_of("floods", TER__TASK_FINISH, 1, 0)));
    finish(&c, "floods", 1, 0);
    assert_int_equal(job->phase, TER__PHASE_DONE);
    assert_int_equal(job->status, TER_OK);
    assert_null(job->units);
    assert_true(job->began_at > job->submitted_at && job->ended_at > job->began_at);
    assert_int_equal(pending_count(&c, "floods"), 0);
    const char *const lines[] = {"submitted by alice",
                                 "began: 2 stages",
                                 "stage \"flows\" (clean)",
                                 "stage \"flows\" finished",
                                 "stage \"ci\" (bootstrap): 8 units",
                                 "stage \"ci\": 25 % (2 of 8 units)",
                                 "stage \"ci\": 75 % (6 of 8 units)",
                                 "stage \"ci\" finished"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_log_has(&job->events, lines[i]);
    }
    assert_log_has(ter__state_events(c.state), "job floods submitted by alice");
    assert_log_has(ter__state_events(c.state), "job floods done");
    ter__state_destroy(c.state);
}

static void test_commands_that_come_twice_change_nothing(void **state) {
    (void)state;
    cluster c = new_cluster();
    ASSERT_SAFE_TO_REPEAT(&c, (c.at = 1, node(&c, true, 2, 7)));
    ASSERT_SAFE_TO_REPEAT(&c, (c.at = 2, submit(&c, "a")));
    ASSERT_SAFE_TO_REPEAT(&c, lost(&c, task_of("a", TER__TASK_BEGIN, 0, 0), 1, 2, true));
    ASSERT_SAFE_TO_REPEAT(&c, begin(&c, "a", 2, 3));
    ASSERT_SAFE_TO_REPEAT(&c, lost(&c, task_of("a", TER__TASK_UNIT, 0, 1), 5, 2, true));
    ASSERT_SAFE_TO_REPEAT(&c, lost(&c, task_of("a", TER__TASK_UNIT, 0, 1), 6, 2, false));
    ASSERT_SAFE_TO_REPEAT(&c, failure(&c, task_of("a", TER__TASK_UNIT, 0, 1), 7, 2, true, "full"));
    ASSERT_SAFE_TO_REPEAT(&c, unit_done(&c, "a", 0, 1, 500));
    ASSERT_SAFE_TO_REPEAT(&c, unit_done(&c, "a", 0, 1, 501)); /* other bytes: said once */
    ASSERT_SAFE_TO_REPEAT(&c, unit_done(&c, "a", 0, 9, 501)); /* no such unit: said once */
    ASSERT_SAFE_TO_REPEAT(&c, failure(&c, task_of("a", TER__TASK_UNIT, 0, 2), 8, 2, false, "no"));
    ASSERT_SAFE_TO_REPEAT(&c, give_up(&c, "a", TER_TIMEOUT, "over its time"));
    ASSERT_SAFE_TO_REPEAT(&c, cancel(&c, "a", "bob"));
    ASSERT_SAFE_TO_REPEAT(&c, node(&c, false, 2, 7));
    ter__state_destroy(c.state);
}

static void test_a_known_id_keeps_the_first_job(void **state) {
    (void)state;
    cluster c = new_cluster();
    submit(&c, "a");
    ter__command other = {.kind = TER__COMMAND_SUBMIT, .as.submit = {.id = "a", .owner = "eve", .spec = {hash_of(99), 1}}};
    apply(&c, &other);
    assert_string_equal(job_of(&c, "a")->owner, "alice");
    assert_int_equal(ter__state_job_count(c.state), 1);
    assert_false(ter__state_names(c.state, &(ter__hash){{99}}));
    ter__state_destroy(c.state);
}

static void test_a_failed_begin_or_finish_fails_the_job(void **state) {
    (void)state;
    cluster c = new_cluster();
    submit(&c, "a");
    failure(&c, task_of("a", TER__TASK_BEGIN, 0, 0), 1, 1, false, "no such column");
    assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_FAILED);
    assert_int_equal(job_of(&c, "a")->status, TER_BAD_DATA);
    assert_string_equal(job_of(&c, "a")->text, "no such column");
    assert_log_has(&job_of(&c, "a")->events, "failed: no such column");
    assert_log_has(ter__state_events(c.state), "job a failed: no such column");
    submit(&c, "b");
    begin(&c, "b", 1, 0);
    failure(&c, task_of("b", TER__TASK_FINISH, 0, 0), 1, 1, false, "no rows");
    assert_string_equal(job_of(&c, "b")->text, "no rows");
    ter__state_destroy(c.state);
}

static void test_the_error_is_that_of_the_lowest_unit_whatever_came_first(void **state) {
    (void)state;
    for (int order = 0; order < 2; order++) {
        cluster c = running("a", 1, 6);
        failure(&c, task_of("a", TER__TASK_UNIT, 0, order == 0 ? 4 : 2), 5, 1, false, order == 0 ? "four" : "two");
        assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_RUNNING);
        assert_int_equal(pending_count(&c, "a"), order == 0 ? 4 : 2); /* those above are not wanted */
        assert_false(pending(&c, task_of("a", TER__TASK_UNIT, 0, 5)));
        failure(&c, task_of("a", TER__TASK_UNIT, 0, order == 0 ? 2 : 4), 6, 1, false, order == 0 ? "two" : "four");
        unit_done(&c, "a", 0, 1, 501);
        assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_RUNNING);
        unit_done(&c, "a", 0, 0, 500);
        assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_FAILED);
        assert_string_equal(job_of(&c, "a")->text, "two");
        ter__state_destroy(c.state);
    }
}

static void test_failures_of_nodes_stop_a_job_at_their_bound(void **state) {
    (void)state;
    cluster c = running("a", 2, 3);
    for (uint32_t i = 0; i + 1 < TER__REFUSALS_MAX; i++) {
        failure(&c, task_of("a", TER__TASK_UNIT, 0, 1), 10 + i, 2, true, "no space");
        assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_RUNNING);
    }
    assert_true(pending(&c, task_of("a", TER__TASK_UNIT, 0, 1)));
    failure(&c, task_of("a", TER__TASK_UNIT, 0, 1), 50, 3, true, "no space left");
    assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_FAILED);
    assert_int_equal(job_of(&c, "a")->status, TER_DISK_FULL);
    assert_string_equal(job_of(&c, "a")->text, "task 1 of stage \"flows\" on node 3: no space left");
    ter__state_destroy(c.state);
}

static void test_a_task_that_took_three_nodes_stops_its_job(void **state) {
    (void)state;
    cluster c = running("a", 2, 20);
    ter__task task = task_of("a", TER__TASK_UNIT, 0, 17);
    lost(&c, task, 1, 2, true);
    lost(&c, task, 2, 3, false); /* lost sight of: not counted */
    lost(&c, task, 2, 3, true);
    assert_int_equal(ter__state_pending(c.state, &task)->deaths, 2);
    lost(&c, task, 3, 2, true);
    assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_FAILED);
    assert_string_equal(job_of(&c, "a")->text,
                        "task 17 of stage \"flows\" took three nodes with it (2, 3, 2): it may crash or need "
                        "more memory than a node has");
    ter__state_destroy(c.state);
}

static void test_other_bytes_for_the_same_task_are_never_silent(void **state) {
    (void)state;
    cluster c = running("a", 2, 2);
    unit_done(&c, "a", 0, 0, 0x11);
    size_t before = ter__state_events(c.state)->count;
    unit_done(&c, "a", 0, 0, 0x11);
    assert_int_equal(ter__state_events(c.state)->count, before);
    unit_done(&c, "a", 0, 0, 0x22);
    const char *line = "node 2 computed other bytes for task 0 of stage \"flows\": 220000000000 instead of 110000000000; check its "
                       "hardware";
    assert_log_has(&job_of(&c, "a")->events, line);
    assert_int_equal(ter__state_events(c.state)->count, before + 1);
    assert_int_equal(job_of(&c, "a")->units[0].part.hash.bytes[0], 0x11); /* the first stays */
    unit_done(&c, "a", 0, 1, 0x33);
    finish(&c, "a", 0, 0);
    outcome(&c, task_of("a", TER__TASK_FINISH, 0, 0), 300, 1, (ter__result){.part = {hash_of(0x44), 8}});
    assert_int_equal(ter__state_events(c.state)->count, before + 2); /* a finish too */
    ter__state_destroy(c.state);
}

static void test_nonsense_is_an_event_and_a_refusal_and_no_crash(void **state) {
    (void)state;
    cluster c = new_cluster();
    submit(&c, "a");
    ter__task first = task_of("a", TER__TASK_BEGIN, 0, 0);
    outcome(&c, first, 1, 2, (ter__result){.stages = 0});
    outcome(&c, first, 2, 2, (ter__result){.stages = 100000});
    outcome(&c, first, 3, 2, (ter__result){.stages = 1, .units = 513});
    assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_WAITING);
    assert_int_equal(job_of(&c, "a")->step.refusals, 3);
    assert_log_has(&job_of(&c, "a")->events, "the beginning of the job on node 2: it reports a number of stages that cannot be");
    begin(&c, "a", 1, 2);
    unit_done(&c, "a", 0, 2, 500);
    unit_done(&c, "a", 7, 0, 500);
    unit_done(&c, "a", 0, UINT32_MAX, 500);
    outcome(&c, task_of("a", TER__TASK_UNIT, 0, 0), 4, 2, (ter__result){.units = 1}); /* no part */
    finish(&c, "a", 0, 0);                                                            /* too early */
    assert_int_equal(job_of(&c, "a")->units_done, 0);
    assert_int_equal(pending_count(&c, "a"), 2);
    unit_done(&c, "nobody", 0, 0, 500);
    lost(&c, task_of("nobody", TER__TASK_BEGIN, 0, 0), 1, 1, true);
    ter__state_destroy(c.state);
}

static void test_cancel_and_give_up_end_what_has_not_ended(void **state) {
    (void)state;
    cluster c = running("a", 2, 4);
    unit_done(&c, "a", 0, 0, 500);
    cancel(&c, "a", "bob");
    assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_CANCELLED);
    assert_int_equal(job_of(&c, "a")->status, TER_CANCELLED);
    assert_null(job_of(&c, "a")->units);
    assert_log_has(&job_of(&c, "a")->events, "cancelled by bob");
    give_up(&c, "a", TER_TIMEOUT, "late");
    assert_int_equal(job_of(&c, "a")->phase, TER__PHASE_CANCELLED);
    submit(&c, "b");
    give_up(&c, "b", TER_TIMEOUT, "it took longer than its 5 seconds");
    cancel(&c, "b", "bob");
    assert_int_equal(job_of(&c, "b")->phase, TER__PHASE_FAILED);
    assert_int_equal(job_of(&c, "b")->status, TER_TIMEOUT);
    ter__state_destroy(c.state);
}

static void test_only_the_recorded_process_of_a_node_goes_down(void **state) {
    (void)state;
    cluster c = new_cluster();
    assert_null(ter__state_node(c.state, 2));
    node(&c, true, 2, 7);
    node(&c, true, 2, 8);
    node(&c, false, 2, 7);
    assert_true(ter__state_node(c.state, 2)->up);
    node(&c, false, 2, 8);
    assert_false(ter__state_node(c.state, 2)->up);
    assert_log_has(ter__state_events(c.state), "node 2 (rhein) is down");
    ter__state_destroy(c.state);
}

static void test_a_blob_is_named_as_long_as_something_names_it(void **state) {
    (void)state;
    cluster c = running("a", 2, 2);
    ter__hash spec = hash_of(5), input = hash_of(77), part = hash_of(500), result = hash_of(1000);
    assert_true(ter__state_names(c.state, &spec) && ter__state_names(c.state, &input));
    unit_done(&c, "a", 0, 0, 500);
    unit_done(&c, "a", 0, 1, 500);
    assert_true(ter__state_names(c.state, &part));
    finish(&c, "a", 0, 1);
    assert_false(ter__state_names(c.state, &part));
    assert_true(ter__state_names(c.state, &result));
    unit_done(&c, "a", 1, 0, 600);
    cancel(&c, "a", "");
    ter__hash later = hash_of(600);
    assert_false(ter__state_names(c.state, &later));
    assert_true(ter__state_names(c.state, &spec));
    assert_false(ter__state_names(c.state, &(ter__hash){{0}}));
    ter__state_destroy(c.state);
}

static void test_a_full_state_drops_the_oldest_ended_job_and_takes_no_more_when_none_has_ended(void **state) {
    (void)state;
    cluster c = new_cluster();
    char id[32];
    for (int i = 0; i < TER__JOBS_MAX; i++) {
        (void)snprintf(id, sizeof id, "job-%d", i);
        submit(&c, id);
    }
    assert_int_equal(ter__state_unfinished_count(c.state), TER__JOBS_MAX);
    submit(&c, "one-too-many");
    assert_null(ter__state_job(c.state, "one-too-many"));
    assert_log_has(ter__state_events(c.state), "job one-too-many of alice was not taken: 10000 jobs have not ended");
    cancel(&c, "job-20", "bob");
    cancel(&c, "job-10", "bob");
    submit(&c, "fits");
    assert_null(ter__state_job(c.state, "job-10"));
    assert_non_null(ter__state_job(c.state, "job-20"));
    assert_non_null(ter__state_job(c.state, "fits"));
    assert_int_equal(ter__state_job_count(c.state), TER__JOBS_MAX);
    assert_int_equal(ter__state_events(c.state)->count, TER__CLUSTER_EVENTS_MAX);
    ter__state_destroy(c.state);
}

static void test_an_events_text_is_one_line_of_valid_characters(void **state) {
    (void)state;
    cluster c = new_cluster();
    submit(&c, "a");
    failure(&c, task_of("a", TER__TASK_BEGIN, 0, 0), 1, 1, false,
            "b\xc3\xa4"
            "d\nline\x1b[1m \xff\xc3");
    assert_log_has(&job_of(&c, "a")->events, "failed: b\xc3\xa4"
                                             "d line [1m ??");
    assert_string_equal(job_of(&c, "a")->text, "b\xc3\xa4"
                                               "d\nline [1m ??");
    ter__state_destroy(c.state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_job_goes_from_waiting_over_its_stages_to_done),
        cmocka_unit_test(test_commands_that_come_twice_change_nothing),
        cmocka_unit_test(test_a_known_id_keeps_the_first_job),
        cmocka_unit_test(test_a_failed_begin_or_finish_fails_the_job),
        cmocka_unit_test(test_the_error_is_that_of_the_lowest_unit_whatever_came_first),
        cmocka_unit_test(test_failures_of_nodes_stop_a_job_at_their_bound),
        cmocka_unit_test(test_a_task_that_took_three_nodes_stops_its_job),
        cmocka_unit_test(test_other_bytes_for_the_same_task_are_never_silent),
        cmocka_unit_test(test_nonsense_is_an_event_and_a_refusal_and_no_crash),
        cmocka_unit_test(test_cancel_and_give_up_end_what_has_not_ended),
        cmocka_unit_test(test_only_the_recorded_process_of_a_node_goes_down),
        cmocka_unit_test(test_a_blob_is_named_as_long_as_something_names_it),
        cmocka_unit_test(test_a_full_state_drops_the_oldest_ended_job_and_takes_no_more_when_none_has_ended),
        cmocka_unit_test(test_an_events_text_is_one_line_of_valid_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
