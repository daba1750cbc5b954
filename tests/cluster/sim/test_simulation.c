/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sim/sim.h"
#include "ter_assert.h"

/* Seeds of every test run; more by `tercile-sim --seeds N`. */
#define SEEDS 200

static void test_simulation_keeps_what_was_acknowledged_whatever_fails(void **state) {
    (void)state;
    uint64_t acknowledged = 0, crashes = 0, elections = 0, lost = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        ter__sim_options options = TER__SIM_OPTIONS(seed);
        ter__sim_result result;
        ter__sim_run(&result, &options);
        if (result.failed) {
            fail_msg("%s", result.text);
        }
        acknowledged += result.acknowledged;
        crashes += result.crashes;
        elections += result.elections;
        lost += result.lost;
    }
    /* a run in which nothing happens would prove nothing */
    assert_true(acknowledged > 100 * SEEDS && crashes > SEEDS && elections > 2 * SEEDS && lost > 10 * SEEDS);
}

static void test_simulation_of_one_seed_is_the_same_run_every_time(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        ter__sim_options options = TER__SIM_OPTIONS(seed);
        ter__sim_result first, again;
        ter__sim_run(&first, &options);
        ter__sim_run(&again, &options);
        assert_memory_equal(&first, &again, sizeof first);
    }
}

/* Fault found by the simulator in 2026: a snapshot that verified the log was not counted by the guard of acknowledgements, and the
 * leader sent it again for ever. Seeds 1, 5 and 14 of the then simulator; any seed whose followers fall behind shows it. */
static void test_simulation_lets_followers_far_behind_catch_up(void **state) {
    (void)state;
    for (uint64_t seed = 1000; seed < 1020; seed++) {
        ter__sim_options options = TER__SIM_OPTIONS(seed);
        options.troubled_ms = 20000;
        ter__sim_result result;
        ter__sim_run(&result, &options);
        if (result.failed) {
            fail_msg("%s", result.text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_simulation_keeps_what_was_acknowledged_whatever_fails),
        cmocka_unit_test(test_simulation_of_one_seed_is_the_same_run_every_time),
        cmocka_unit_test(test_simulation_lets_followers_far_behind_catch_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
