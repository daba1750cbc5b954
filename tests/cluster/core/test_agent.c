/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node's own work: each rule of agent.h. */
#include "agent_world.h"

static void test_agent_computes_copies_and_then_reports_with_the_copy(void **state) {
    (void)state;
    running("a", 1);
    ter__task unit = task_of("a", TER__TASK_UNIT, 0);
    lease(&unit, 10);
    assert_int_equal(w->run_count, 1);
    w->peers_keep = false;
    computed(0, a_part());
    assert_non_null(last_said(TER__MESSAGE_COPY));
    assert_null(last_said(TER__MESSAGE_REPORT)); /* the leader hears of it when two nodes have it */
    w->peers_keep = true;
    peers_answer(0);
    const said *report = last_said(TER__MESSAGE_REPORT);
    assert_non_null(report);
    assert_int_equal(report->message.as.report.copy, 2);
    assert_int_equal(report->message.as.report.lease.attempt, 10);
    outcome(&unit, 10, 2, &report->message.as.report.result);
    assert_true(ter__agent_idle(w->agent));
}

static void test_agent_computes_as_many_as_it_has_slots_in_the_order_of_leases(void **state) {
    (void)state;
    running("a", 5);
    for (uint32_t i = 0; i < 5; i++) {
        ter__task unit = task_of("a", TER__TASK_UNIT, i);
        lease(&unit, 10 + i);
    }
    unsigned busy, queued;
    ter__agent_counts(w->agent, &busy, &queued);
    assert_true(busy == SLOTS && queued == 5 - SLOTS);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(w->runs[0].task.unit, i);
        computed(0, a_part());
    }
    assert_int_equal(w->begun, 5);
}

static void test_agent_computes_once_however_often_a_lease_comes_and_the_newest_number_counts(void **state) {
    (void)state;
    running("a", 1);
    ter__task unit = task_of("a", TER__TASK_UNIT, 0);
    lease(&unit, 10);
    lease(&unit, 10);
    lease(&unit, 30);
    lease(&unit, 20); /* of an earlier leader */
    computed(0, a_part());
    assert_int_equal(last_said(TER__MESSAGE_REPORT)->message.as.report.lease.attempt, 30);
    size_t before = w->said_count;
    lease(&unit, 40); /* what is to be reported is reported under the new number at once */
    assert_int_equal(count_said(TER__MESSAGE_REPORT, before), 1);
    assert_int_equal(last_said(TER__MESSAGE_REPORT)->message.as.report.lease.attempt, 40);
    assert_int_equal(w->begun, 1);
}

static void test_agent_fetches_what_a_task_needs_before_it_computes(void **state) {
    (void)state;
    ter__blob spec = new_blob(false);
    submit("a", &spec);
    ter__task begin = task_of("a", TER__TASK_BEGIN, 0);
    lease(&begin, 10);
    assert_int_equal(w->run_count, 0);
    const said *want = last_said(TER__MESSAGE_WANT);
    assert_non_null(want);
    uint8_t bytes[100] = {0};
    ter__message piece = {.kind = TER__MESSAGE_PIECE, .as.piece = {spec.hash, 0, bytes, sizeof bytes}};
    ter__transfer_receive(w->transfer, want->to, &piece, w->now);
    w->here[w->here_count++] = spec.hash;
    assert_true(ter__transfer_blob_written(w->transfer, w->next_token, true, w->now));
    assert_int_equal(w->run_count, 1);
}

static void test_agent_reports_a_blob_that_nobody_has_as_a_failure_of_this_node(void **state) {
    (void)state;
    ter__blob spec = new_blob(false);
    submit("a", &spec);
    ter__task begin = task_of("a", TER__TASK_BEGIN, 0);
    lease(&begin, 10);
    ter__message missing = {.kind = TER__MESSAGE_MISSING, .as.missing = spec.hash};
    ter__transfer_receive(w->transfer, 2, &missing, w->now);
    ter__transfer_receive(w->transfer, 3, &missing, w->now);
    const said *report = last_said(TER__MESSAGE_REPORT);
    assert_non_null(report);
    const ter__result *result = &report->message.as.report.result;
    char hash[TER__HASH_TEXT_BYTES];
    ter__hash_text(&spec.hash, hash);
    assert_int_equal(result->status, TER_NOT_FOUND);
    assert_true(result->here);
    assert_non_null(strstr(result->text, hash));
    assert_int_equal(report->message.as.report.copy, 0);
}

static void test_agent_repeats_a_report_until_the_state_knows_it(void **state) {
    (void)state;
    running("a", 1);
    ter__task unit = task_of("a", TER__TASK_UNIT, 0);
    lease(&unit, 10);
    ter__result part = a_part();
    computed(0, part);
    steps(5 * SECOND_MS);
    assert_int_equal(count_said(TER__MESSAGE_REPORT, 0), 6);
    outcome(&unit, 10, 2, &part);
    steps(5 * SECOND_MS);
    assert_int_equal(count_said(TER__MESSAGE_REPORT, 0), 6);
    assert_true(ter__agent_idle(w->agent));
}

static void test_agent_tells_a_new_leader_at_once(void **state) {
    (void)state;
    running("a", 2);
    ter__task first = task_of("a", TER__TASK_UNIT, 0), second = task_of("a", TER__TASK_UNIT, 1);
    w->leader = false;
    lease(&first, 10);
    lease(&second, 11);
    computed(0, a_part());
    size_t before = w->said_count;
    w->leader = true;
    ter__agent_leader(w->agent, w->now);
    assert_int_equal(count_said(TER__MESSAGE_REPORT, before), 1);
    assert_int_equal(count_said(TER__MESSAGE_HEARTBEAT, before), 1);
    assert_int_equal(last_said(TER__MESSAGE_HEARTBEAT)->message.as.heartbeat.count, 2);
}

static void test_agent_reports_a_failure_of_the_node_without_a_copy_until_it_is_counted(void **state) {
    (void)state;
    running("a", 1);
    ter__task unit = task_of("a", TER__TASK_UNIT, 0);
    lease(&unit, 10);
    ter__result full = {.status = TER_DISK_FULL, .here = true, .text = "no space"};
    computed(0, full);
    assert_null(last_said(TER__MESSAGE_COPY));
    assert_int_equal(last_said(TER__MESSAGE_REPORT)->message.as.report.copy, 0);
    steps(1 * SECOND_MS);
    assert_int_equal(count_said(TER__MESSAGE_REPORT, 0), 2);
    outcome(&unit, 10, 0, &full);
    assert_true(ter__agent_idle(w->agent));
    lease(&unit, 12);
    assert_int_equal(w->begun, 2);
}

static void test_agent_begins_again_with_a_newer_lease_of_what_failed_here(void **state) {
    (void)state;
    running("a", 1);
    ter__task unit = task_of("a", TER__TASK_UNIT, 0);
    lease(&unit, 10);
    computed(0, (ter__result){.status = TER_DISK_FULL, .here = true});
    lease(&unit, 12);
    assert_int_equal(w->begun, 2);
    computed(0, a_part());
    assert_int_equal(last_said(TER__MESSAGE_REPORT)->message.as.report.result.status, TER_OK);
}

static void test_agent_cancels_what_a_job_that_ended_has_running_and_says_no_more_of_it(void **state) {
    (void)state;
    running("a", 5);
    for (uint32_t i = 0; i < 5; i++) {
        ter__task unit = task_of("a", TER__TASK_UNIT, i);
        lease(&unit, 10 + i);
    }
    computed(0, a_part());
    cancel("a");
    assert_int_equal(w->begun, 3);
    assert_true(w->runs[0].cancelled && w->runs[1].cancelled);
    size_t before = w->said_count;
    steps(3 * SECOND_MS);
    assert_int_equal(last_said(TER__MESSAGE_HEARTBEAT)->message.as.heartbeat.count, 0);
    assert_false(ter__agent_idle(w->agent));
    computed(0, (ter__result){.status = TER_CANCELLED});
    computed(0, a_part()); /* it was done before it heard */
    assert_int_equal(count_said(TER__MESSAGE_REPORT, before), 0);
    assert_true(ter__agent_idle(w->agent));
}

static void test_agent_names_all_it_holds_in_a_heartbeat_each_quarter_second(void **state) {
    (void)state;
    running("a", 4);
    for (uint32_t i = 0; i < 4; i++) {
        ter__task unit = task_of("a", TER__TASK_UNIT, i);
        lease(&unit, 10 + i);
    }
    computed(0, a_part());
    size_t before = w->said_count;
    steps(5 * SECOND_MS);
    assert_int_equal(count_said(TER__MESSAGE_HEARTBEAT, before), 20);
    const said *heartbeat = last_said(TER__MESSAGE_HEARTBEAT);
    assert_int_equal(heartbeat->message.as.heartbeat.count, 4);
    assert_int_equal(heartbeat->message.as.heartbeat.slots, SLOTS);
    assert_int_equal(heartbeat->message.as.heartbeat.free, 0);
    assert_int_equal(heartbeat->message.as.heartbeat.incarnation, 77);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(heartbeat->named[i].attempt, 10 + i);
    }
}

static void test_agent_that_drains_hands_back_what_is_not_begun_and_finishes_the_rest(void **state) {
    (void)state;
    running("a", 5);
    for (uint32_t i = 0; i < 4; i++) {
        ter__task unit = task_of("a", TER__TASK_UNIT, i);
        lease(&unit, 10 + i);
    }
    ter__agent_drain(w->agent, w->now);
    assert_int_equal(count_said(TER__MESSAGE_RETURN, 0), 4 - SLOTS);
    ter__task late = task_of("a", TER__TASK_UNIT, 4);
    lease(&late, 15);
    assert_int_equal(last_said(TER__MESSAGE_RETURN)->message.as.returned.attempt, 15);
    const said *heartbeat = last_said(TER__MESSAGE_HEARTBEAT);
    assert_true(heartbeat->message.as.heartbeat.draining && heartbeat->message.as.heartbeat.slots == 0);
    for (uint32_t i = 0; i < SLOTS; i++) {
        ter__task unit = w->runs[0].task;
        ter__result part = a_part();
        computed(0, part);
        assert_false(ter__agent_idle(w->agent));
        outcome(&unit, 10 + i, 2, &part);
    }
    assert_true(ter__agent_idle(w->agent));
    assert_int_equal(w->begun, SLOTS);
}

static void test_agent_waits_for_its_own_state_which_may_be_behind_the_leaders(void **state) {
    (void)state;
    ter__task unit = task_of("a", TER__TASK_UNIT, 0), never = task_of("never", TER__TASK_UNIT, 0);
    lease(&unit, 10);
    lease(&never, 11);
    assert_int_equal(w->begun, 0);
    running("a", 1);
    assert_int_equal(w->begun, 1);
    steps(10 * SECOND_MS);
    assert_int_equal(count_said(TER__MESSAGE_RETURN, 0), 1);
    assert_int_equal(last_said(TER__MESSAGE_RETURN)->message.as.returned.attempt, 11);
}

static void test_agent_with_nobody_to_copy_to_waits_and_reports_later(void **state) {
    (void)state;
    running("a", 1);
    ter__transfer_disconnected(w->transfer, 2, w->now);
    ter__transfer_disconnected(w->transfer, 3, w->now);
    ter__task unit = task_of("a", TER__TASK_UNIT, 0);
    lease(&unit, 10);
    computed(0, a_part());
    w->said_count = 0;
    for (int i = 0; i < 30; i++) { /* longer than a copy is asked for at a time */
        steps(10 * SECOND_MS);
        assert_null(last_said(TER__MESSAGE_REPORT));
        w->said_count = 0;
    }
    ter__transfer_connected(w->transfer, 3, w->now);
    peers_answer(0);
    assert_int_equal(last_said(TER__MESSAGE_REPORT)->message.as.report.copy, 3);
}

static void test_agent_has_part_and_pack_of_a_finish_on_one_other_node(void **state) {
    (void)state;
    running("a", 1);
    ter__task unit = task_of("a", TER__TASK_UNIT, 0), finish = task_of("a", TER__TASK_FINISH, 0);
    ter__result part = a_part();
    outcome(&unit, 10, 2, &part);
    lease(&finish, 11);
    ter__result last = {.status = TER_OK, .part = new_blob(true), .pack = new_blob(true)};
    w->peers_keep = false;
    computed(0, last);
    ter__message copied = {.kind = TER__MESSAGE_COPIED, .as.copied = {last.part.hash, true}};
    ter__transfer_receive(w->transfer, 2, &copied, w->now);
    ter__transfer_disconnected(w->transfer, 2, w->now); /* the pack goes to node 3, and so the part must */
    copied.as.copied.hash = last.pack.hash;
    ter__transfer_receive(w->transfer, 3, &copied, w->now);
    assert_null(last_said(TER__MESSAGE_REPORT));
    copied.as.copied.hash = last.part.hash;
    ter__transfer_receive(w->transfer, 3, &copied, w->now);
    assert_null(last_said(TER__MESSAGE_REPORT));
    copied.as.copied.hash = last.pack.hash;
    ter__transfer_receive(w->transfer, 3, &copied, w->now);
    assert_non_null(last_said(TER__MESSAGE_REPORT));
    assert_int_equal(last_said(TER__MESSAGE_REPORT)->message.as.report.copy, 3);
}

static void test_agent_looks_for_a_blob_again_that_went_away_while_it_waited(void **state) {
    (void)state;
    ter__blob spec = new_blob(true);
    forget_blob(&spec);
    submit("a", &spec);
    ter__task begin = task_of("a", TER__TASK_BEGIN, 0);
    lease(&begin, 10);
    assert_int_equal(w->begun, 0);
    assert_int_equal(ter__transfer_fetching(w->transfer), 1);
    cancel("a"); /* nobody waits for it any more */
    assert_int_equal(ter__transfer_fetching(w->transfer), 0);
    assert_true(ter__agent_idle(w->agent));
}

static void test_agent_fetches_again_what_was_damaged_while_a_task_waited_for_a_worker(void **state) {
    (void)state;
    running("a", SLOTS + 1);
    for (uint32_t i = 0; i < SLOTS + 1; i++) {
        ter__task unit = task_of("a", TER__TASK_UNIT, i);
        lease(&unit, 10 + i);
    }
    forget_blob(&ter__state_job(w->state, "a")->spec);
    computed(0, a_part());
    assert_int_equal(w->begun, SLOTS);
    assert_int_equal(ter__transfer_fetching(w->transfer), 1);
}

static void test_agent_reports_a_result_that_was_damaged_before_it_was_copied_as_a_failure_of_this_node(void **state) {
    (void)state;
    running("a", 1);
    ter__task unit = task_of("a", TER__TASK_UNIT, 0);
    lease(&unit, 10);
    ter__result part = a_part();
    w->peers_keep = false;
    computed(0, part);
    forget_blob(&part.part);
    steps(70 * SECOND_MS);
    const said *report = last_said(TER__MESSAGE_REPORT);
    assert_non_null(report);
    assert_true(report->message.as.report.result.here);
    assert_int_equal(report->message.as.report.result.status, TER_NOT_FOUND);
}

/* A leader that loses and doubles what it says and hears: every task is recorded, nothing is left over. */
static void one_lossy_course(uint64_t seed, uint64_t round) {
    ter_stream chance = ter_stream_open(seed, round, 0);
    uint32_t units = 1 + (uint32_t)ter_stream_below(&chance, 20);
    running("a", units);
    ter__attempt attempt = 100;
    size_t heard = w->said_count;
    for (int i = 0; i < 20000 && ter__state_job(w->state, "a")->units_done < units; i++) {
        ter__task unit = task_of("a", TER__TASK_UNIT, (uint32_t)ter_stream_below(&chance, units));
        for (uint64_t k = ter_stream_below(&chance, 3); k > 0; k--) {
            attempt += ter_stream_below(&chance, 2);
            lease(&unit, attempt);
        }
        if (w->run_count > 0 && ter_stream_uniform(&chance) < 0.3) {
            size_t run = (size_t)ter_stream_below(&chance, w->run_count);
            bool fails = ter_stream_uniform(&chance) < 0.02;
            computed(run, fails ? (ter__result){.status = TER_CANCELLED} : a_part());
        }
        w->peers_keep = ter_stream_uniform(&chance) < 0.7;
        steps(STEP_MS);
        for (; heard < w->said_count; heard++) {
            const said *s = &w->said[heard];
            if (s->message.kind == TER__MESSAGE_REPORT && ter_stream_uniform(&chance) < 0.5) {
                assert_true(s->message.as.report.copy != 0);
                ter__result result = s->message.as.report.result;
                outcome(&s->message.as.report.lease.task, s->message.as.report.lease.attempt, s->message.as.report.copy, &result);
            }
        }
        if (w->said_count > SAID_MAX / 2) {
            w->said_count = heard = 0;
        }
    }
    assert_int_equal(ter__state_job(w->state, "a")->units_done, units);
    while (w->run_count > 0) {
        computed(0, (ter__result){.status = TER_CANCELLED});
    }
    assert_true(ter__agent_idle(w->agent));
}

static void test_agent_brings_every_task_to_its_end_when_messages_are_lost_and_doubled(void **state) {
    uint64_t seed = ter_test_seed();
    for (uint64_t round = 0; round < 30; round++) {
        close_world(state);
        open_world(state);
        one_lossy_course(seed, round);
    }
}

#define RULE(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void) {
    const struct CMUnitTest tests[] = {
        RULE(test_agent_computes_copies_and_then_reports_with_the_copy),
        RULE(test_agent_computes_as_many_as_it_has_slots_in_the_order_of_leases),
        RULE(test_agent_computes_once_however_often_a_lease_comes_and_the_newest_number_counts),
        RULE(test_agent_fetches_what_a_task_needs_before_it_computes),
        RULE(test_agent_reports_a_blob_that_nobody_has_as_a_failure_of_this_node),
        RULE(test_agent_repeats_a_report_until_the_state_knows_it),
        RULE(test_agent_tells_a_new_leader_at_once),
        RULE(test_agent_reports_a_failure_of_the_node_without_a_copy_until_it_is_counted),
        RULE(test_agent_begins_again_with_a_newer_lease_of_what_failed_here),
        RULE(test_agent_cancels_what_a_job_that_ended_has_running_and_says_no_more_of_it),
        RULE(test_agent_names_all_it_holds_in_a_heartbeat_each_quarter_second),
        RULE(test_agent_that_drains_hands_back_what_is_not_begun_and_finishes_the_rest),
        RULE(test_agent_waits_for_its_own_state_which_may_be_behind_the_leaders),
        RULE(test_agent_with_nobody_to_copy_to_waits_and_reports_later),
        RULE(test_agent_has_part_and_pack_of_a_finish_on_one_other_node),
        RULE(test_agent_looks_for_a_blob_again_that_went_away_while_it_waited),
        RULE(test_agent_fetches_again_what_was_damaged_while_a_task_waited_for_a_worker),
        RULE(test_agent_reports_a_result_that_was_damaged_before_it_was_copied_as_a_failure_of_this_node),
        RULE(test_agent_brings_every_task_to_its_end_when_messages_are_lost_and_doubled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
