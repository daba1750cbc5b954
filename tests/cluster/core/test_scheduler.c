/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leader's rules, one by one. */
#include <time.h>

#include "scheduler_desk.h"

/* ---- the rules ----------------------------------------------------------------------------------------------------------------
 */

static void test_nodes_get_their_slots_and_half_as_many_in_one_message_each(void **state) {
    (void)state;
    open_and_lead("job", 100);
    assert_int_equal(d.given_count, NODES * PLACES);
    assert_int_equal(d.message_count, NODES);
    for (uint32_t i = 1; i <= NODES; i++) {
        assert_int_equal(given_to(i), PLACES);
    }
    for (size_t i = 0; i < d.given_count; i++) {
        assert_true(d.given[i].lease.attempt >> 40 == TERM);
        for (size_t j = 0; j < i; j++) {
            assert_true(d.given[i].lease.attempt != d.given[j].lease.attempt);
            assert_false(ter__task_equal(&d.given[i].lease.task, &d.given[j].lease.task));
        }
    }
    assert_int_equal(ter__scheduler_leases(d.scheduler), NODES * PLACES);
    desk_close(&d);
}

static void test_nothing_is_given_before_the_nodes_had_time_to_say_what_they_hold(void **state) {
    (void)state;
    desk_open(&d);
    begin(&d, "job", 100, 0);
    lead(&d);
    pass(&d, 499);
    assert_int_equal(d.given_count, 0);
    pass(&d, 1);
    assert_int_equal(d.given_count, NODES * PLACES);
    desk_close(&d);
}

static void test_leases_of_an_earlier_leader_are_adopted(void **state) {
    (void)state;
    desk_open(&d);
    begin(&d, "job", 3, 0);
    lead(&d);
    ter__lease held[2] = {{{"job", TER__TASK_UNIT, 0, 1}, UINT64_C(4) << 40 | 77, true, false},
                          {{"other", TER__TASK_UNIT, 0, 0}, 1, true, false}};
    heartbeat(&d, 2, 102, held, 2);
    assert_int_equal(ter__scheduler_leases(d.scheduler), 1);
    pass(&d, 500);
    assert_int_equal(d.given_count, 2); /* units 0 and 2 */
    assert_null(given_unit(1, 0));
    report(&d, 2, &held[0], TER_OK, false);
    assert_int_equal(d.proposed_count, 1);
    assert_true(d.last.as.outcome.attempt == held[0].attempt);
    desk_close(&d);
}

static void test_a_report_of_an_earlier_lease_nobody_named_counts_too(void **state) {
    (void)state;
    desk_open(&d);
    begin(&d, "job", 3, 0);
    lead(&d);
    ter__lease held = {{"job", TER__TASK_UNIT, 0, 1}, UINT64_C(4) << 40 | 77, true, false};
    report(&d, 2, &held, TER_OK, false);
    assert_int_equal(d.proposed_count, 1);
    apply(&d);
    assert_true(ter__state_job(d.state, "job")->units[1].done);
    desk_close(&d);
}

static void test_a_report_is_proposed_once_and_frees_a_place(void **state) {
    (void)state;
    open_and_lead("job", 100);
    given first = d.given[0];
    report(&d, first.to, &first.lease, TER_OK, false);
    report(&d, first.to, &first.lease, TER_OK, false);
    assert_int_equal(d.proposed_count, 1);
    assert_int_equal(d.proposed[0], TER__COMMAND_OUTCOME);
    apply(&d);
    assert_int_equal(d.given_count, NODES * PLACES + 1);
    assert_int_equal(d.given[NODES * PLACES].to, first.to);
    report(&d, first.to, &first.lease, TER_OK, false); /* late: done already */
    assert_int_equal(d.proposed_count, 0);
    desk_close(&d);
}

static void test_a_proposal_that_came_to_nothing_may_be_repeated(void **state) {
    (void)state;
    open_and_lead("job", 100);
    d.full = true;
    report(&d, d.given[0].to, &d.given[0].lease, TER_OK, false);
    d.full = false;
    report(&d, d.given[0].to, &d.given[0].lease, TER_OK, false);
    assert_int_equal(d.proposed_count, 1);
    pass(&d, 1000); /* lost with a leadership, say */
    report(&d, d.given[0].to, &d.given[0].lease, TER_OK, false);
    assert_int_equal(d.proposed_count, 2);
    desk_close(&d);
}

static void test_a_report_of_another_node_or_attempt_is_ignored(void **state) {
    (void)state;
    open_and_lead("job", 100);
    ter__lease lease = d.given[0].lease;
    report(&d, d.given[0].to % NODES + 1, &lease, TER_OK, false);
    lease.attempt--;
    report(&d, d.given[0].to, &lease, TER_OK, false);
    lease.attempt = UINT64_C(1) << 40;
    report(&d, d.given[0].to, &lease, TER_OK, false);
    assert_int_equal(d.proposed_count, 0);
    desk_close(&d);
}

static void test_a_lease_that_is_not_named_any_more_is_given_again(void **state) {
    (void)state;
    open_and_lead("job", NODES * PLACES);
    given first = d.given[0];
    size_t before = d.given_count;
    for (int i = 0; i < 20; i++) {
        for (uint32_t node = 1; node <= NODES; node++) {
            if (node != first.to) {
                beat(&d, node, false);
            } else {
                heartbeat(&d, node, 100 + node, NULL, 0);
            }
        }
        pass(&d, 250);
    }
    assert_true(d.given_count > before);
    assert_non_null(given_unit(first.lease.task.unit, before));
    assert_true(given_unit(first.lease.task.unit, before)->lease.attempt > first.lease.attempt);
    report(&d, first.to, &first.lease, TER_OK, false); /* of the lease that is over */
    assert_int_equal(d.proposed_count, 0);
    desk_close(&d);
}

static void test_leases_that_are_named_are_kept(void **state) {
    (void)state;
    open_and_lead("job", 100);
    for (int i = 0; i < 100; i++) {
        for (uint32_t node = 1; node <= NODES; node++) {
            beat(&d, node, true);
        }
        pass(&d, 250);
    }
    assert_int_equal(d.given_count, NODES * PLACES);
    assert_int_equal(d.proposed_count, 0);
    desk_close(&d);
}

static void test_what_is_computed_takes_no_slot_any_more(void **state) {
    (void)state;
    open_and_lead("job", 100);
    given first = d.given[0];
    assert_int_equal(d.given_count, NODES * PLACES);
    ter__message m = {.kind = TER__MESSAGE_COMPUTED, .as.returned = first.lease};
    ter__scheduler_receive(d.scheduler, first.to, &m, d.now, d.now);
    assert_int_equal(d.given_count, NODES * PLACES + 1);
    assert_int_equal(d.given[NODES * PLACES].to, first.to);
    ter__scheduler_receive(d.scheduler, first.to, &m, d.now, d.now); /* said again */
    assert_int_equal(d.given_count, NODES * PLACES + 1);
    report(&d, first.to, &first.lease, TER_OK, false);
    assert_int_equal(d.proposed_count, 1);
    desk_close(&d);
}

static void test_a_returned_lease_goes_to_another_node(void **state) {
    (void)state;
    open_and_lead("job", NODES * PLACES - 1);
    given first = d.given[0];
    size_t before = d.given_count;
    ter__message m = {.kind = TER__MESSAGE_RETURN, .as.returned = first.lease};
    ter__scheduler_receive(d.scheduler, first.to, &m, d.now, d.now);
    pass(&d, 50);
    assert_int_equal(d.given_count, before + 1);
    assert_int_equal(d.given[before].lease.task.unit, first.lease.task.unit);
    assert_true(d.given[before].to != first.to);
    desk_close(&d);
}

static void test_a_failure_of_the_node_is_recorded_and_the_node_avoided(void **state) {
    (void)state;
    open_and_lead("job", NODES * PLACES - 2);
    given first = d.given[0];
    size_t before = d.given_count;
    report(&d, first.to, &first.lease, TER_DISK_FULL, true);
    assert_true(d.last.as.outcome.result.here);
    report(&d, first.to, &first.lease, TER_DISK_FULL, true); /* repeated: on its way */
    assert_int_equal(d.proposed_count, 1);
    apply(&d);
    assert_int_equal(ter__state_job(d.state, "job")->units[first.lease.task.unit].refusals, 1);
    assert_int_equal(d.given_count, before + 1);
    assert_true(d.given[before].to != first.to);
    desk_close(&d);
}

/* What its heartbeats called begun, and the next ones for its other workers, which may have begun since; not what waited. */
static void test_what_a_dead_node_had_begun_counts_as_a_death(void **state) {
    (void)state;
    open_and_lead("job", 100);
    ter__lease held[2] = {d.given[0].lease, d.given[1].lease};
    uint32_t node = d.given[0].to;
    for (size_t i = 1; d.given[i - 1].to == node; i++) {
        held[1] = d.given[i].to == node ? d.given[i].lease : held[1];
    }
    held[0].begun = true;
    held[1].begun = false;
    heartbeat(&d, node, 100 + node, held, 2);
    size_t before = d.given_count;
    ter__scheduler_disconnected(d.scheduler, node, true, d.now, d.now);
    assert_int_equal(d.proposed_count, SLOTS + 1);
    for (size_t i = 0; i < SLOTS; i++) {
        assert_int_equal(d.proposed[i], TER__COMMAND_LOST);
    }
    assert_int_equal(d.proposed[SLOTS], TER__COMMAND_NODE_DOWN);
    apply(&d);
    assert_int_equal(ter__state_job(d.state, "job")->units[held[0].task.unit].deaths, 1);
    assert_int_equal(ter__state_job(d.state, "job")->units[held[1].task.unit].deaths, 0);
    assert_false(ter__state_node(d.state, node)->up);
    pass(&d, 100);
    for (size_t i = before; i < d.given_count; i++) {
        assert_true(d.given[i].to != node);
    }
    desk_close(&d);
}

static void test_another_process_means_that_the_one_before_died(void **state) {
    (void)state;
    open_and_lead("job", 100);
    beat(&d, 2, true);
    ter__scheduler_connected(d.scheduler, 2, 9, d.now);
    assert_int_equal(d.proposed_count, PLACES);
    assert_true(d.last.kind == TER__COMMAND_LOST && d.last.as.lost.died);
    size_t before = d.given_count;
    apply(&d);
    heartbeat(&d, 2, 9, NULL, 0);
    pass(&d, 10);
    assert_int_equal(d.given_count, before); /* not before the log knows that process */
    node_up(&d, 2, 9);
    assert_int_equal(d.given_count, before + PLACES);
    desk_close(&d);
}

static void test_silence_is_not_a_death(void **state) {
    (void)state;
    open_and_lead("job", 100);
    beat(&d, 3, true);
    for (int i = 0; i < 17; i++) {
        beat(&d, 1, true);
        beat(&d, 2, true);
        pass(&d, 250);
    }
    unsigned lost = 0, down = 0;
    for (size_t i = 0; i < d.proposed_count; i++) {
        lost += d.proposed[i] == TER__COMMAND_LOST;
        down += d.proposed[i] == TER__COMMAND_NODE_DOWN;
    }
    assert_int_equal(lost, PLACES);
    assert_int_equal(down, 1);
    apply(&d);
    for (uint32_t unit = 0; unit < 100; unit++) {
        assert_int_equal(ter__state_job(d.state, "job")->units[unit].deaths, 0);
    }
    desk_close(&d);
}

static void test_what_cannot_be_sent_is_not_leased(void **state) {
    (void)state;
    desk_open(&d);
    begin(&d, "job", 100, 0);
    lead(&d);
    d.deaf = true;
    pass(&d, 500);
    assert_int_equal(ter__scheduler_leases(d.scheduler), 0);
    d.deaf = false;
    pass(&d, 100);
    assert_int_equal(d.given_count, NODES * PLACES);
    assert_non_null(given_unit(0, 0));
    desk_close(&d);
}

static void test_a_small_job_does_not_wait_behind_a_huge_one(void **state) {
    (void)state;
    desk_open(&d);
    begin(&d, "huge", 512, 0);
    begin(&d, "small", 4, 0);
    lead(&d);
    pass(&d, 500);
    size_t small = 0;
    for (size_t i = 0; i < d.given_count; i++) {
        small += strcmp(d.given[i].lease.task.job, "small") == 0;
    }
    assert_int_equal(small, 2); /* 16 of the huge one, then its turn: 18 places */
    for (size_t i = 0; i < 4; i++) {
        report(&d, d.given[i].to, &d.given[i].lease, TER_OK, false);
    }
    apply(&d);
    small = 0;
    for (size_t i = 0; i < d.given_count; i++) {
        small += strcmp(d.given[i].lease.task.job, "small") == 0;
    }
    assert_int_equal(small, 4);
    desk_close(&d);
}

static void test_a_finish_goes_where_most_parts_are(void **state) {
    (void)state;
    desk_open(&d);
    begin(&d, "job", 6, 0);
    for (uint32_t unit = 0; unit < 6; unit++) {
        ter__command c = {.kind = TER__COMMAND_OUTCOME, .as.outcome = {{"job", TER__TASK_UNIT, 0, unit}, 1, 3, unit % 2 + 1, {0}}};
        c.as.outcome.result.part = (ter__blob){{{1, (uint8_t)unit}}, 1};
        command(&d, &c);
    }
    lead(&d);
    pass(&d, 500);
    assert_int_equal(d.given_count, 1);
    assert_int_equal(d.given[0].lease.task.kind, TER__TASK_FINISH);
    assert_int_equal(d.given[0].to, 3);
    desk_close(&d);
}

static void test_a_job_beyond_its_time_is_given_up(void **state) {
    (void)state;
    desk_open(&d);
    begin(&d, "job", 100, 600);
    lead(&d);
    pass(&d, 500);
    for (int i = 0; i < 2 * 599; i++) {
        for (uint32_t node = 1; node <= NODES; node++) {
            beat(&d, node, true);
        }
        pass(&d, 500);
    }
    assert_int_equal(d.proposed_count, 0);
    for (uint32_t node = 1; node <= NODES; node++) {
        beat(&d, node, true);
    }
    pass(&d, 2000);
    assert_int_equal(d.proposed_count, 1);
    assert_string_equal(d.last.as.give_up.text, "the job ran longer than its limit (resources.timeout) of 600 s");
    apply(&d);
    assert_int_equal(ter__state_job(d.state, "job")->phase, TER__PHASE_FAILED);
    assert_int_equal(ter__state_job(d.state, "job")->status, TER_TIMEOUT);
    assert_int_equal(ter__scheduler_leases(d.scheduler), 0);
    desk_close(&d);
}

static void test_leases_are_dropped_when_their_job_is_cancelled(void **state) {
    (void)state;
    open_and_lead("job", 100);
    ter__command c = {.kind = TER__COMMAND_CANCEL, .as.cancel = {"job", "me"}};
    command(&d, &c);
    assert_int_equal(ter__scheduler_leases(d.scheduler), 0);
    assert_int_equal(d.given_count, NODES * PLACES);
    desk_close(&d);
}

/* 100 jobs of 512 units, all reported in the order given; the state's own work is part of the time. */
static void test_many_leases_are_given_quickly(void **state) {
    (void)state;
    desk_open(&d);
    for (int i = 0; i < 100; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "job-%d", i);
        begin(&d, id, 512, 0);
    }
    lead(&d);
    struct timespec from, to;
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    pass(&d, 500);
    size_t leases = 0;
    while (d.given_count > 0) {
        size_t count = d.given_count;
        leases += count;
        d.given_count = 0;
        for (size_t i = 0; i < count; i++) {
            report(&d, d.given[i].to, &d.given[i].lease, TER_OK, false);
        }
        apply(&d);
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    print_message("%zu leases given, reported and applied: %.0f a second\n", leases, (double)leases / seconds);
    assert_int_equal(leases, 100 * 513);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(ter__state_job_at(d.state, i)->phase, TER__PHASE_DONE);
    }
    desk_close(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nodes_get_their_slots_and_half_as_many_in_one_message_each),
        cmocka_unit_test(test_nothing_is_given_before_the_nodes_had_time_to_say_what_they_hold),
        cmocka_unit_test(test_leases_of_an_earlier_leader_are_adopted),
        cmocka_unit_test(test_a_report_of_an_earlier_lease_nobody_named_counts_too),
        cmocka_unit_test(test_a_report_is_proposed_once_and_frees_a_place),
        cmocka_unit_test(test_a_proposal_that_came_to_nothing_may_be_repeated),
        cmocka_unit_test(test_a_report_of_another_node_or_attempt_is_ignored),
        cmocka_unit_test(test_a_lease_that_is_not_named_any_more_is_given_again),
        cmocka_unit_test(test_leases_that_are_named_are_kept),
        cmocka_unit_test(test_what_is_computed_takes_no_slot_any_more),
        cmocka_unit_test(test_a_returned_lease_goes_to_another_node),
        cmocka_unit_test(test_a_failure_of_the_node_is_recorded_and_the_node_avoided),
        cmocka_unit_test(test_what_a_dead_node_had_begun_counts_as_a_death),
        cmocka_unit_test(test_another_process_means_that_the_one_before_died),
        cmocka_unit_test(test_silence_is_not_a_death),
        cmocka_unit_test(test_what_cannot_be_sent_is_not_leased),
        cmocka_unit_test(test_a_small_job_does_not_wait_behind_a_huge_one),
        cmocka_unit_test(test_a_finish_goes_where_most_parts_are),
        cmocka_unit_test(test_a_job_beyond_its_time_is_given_up),
        cmocka_unit_test(test_leases_are_dropped_when_their_job_is_cancelled),
        cmocka_unit_test(test_many_leases_are_given_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
