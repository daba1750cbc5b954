/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sim/sim.h"
#include "ter_assert.h"

/* Seeds of every test run; more by `tercile-sim --kind cluster --seeds N`. */
#define SEEDS 200

static ter__sim_jobs *jobs;

static int make_jobs(void **state) {
    (void)state;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter__sim_jobs_create(&jobs, &error), error);
    return 0;
}

static int free_jobs(void **state) {
    (void)state;
    ter__sim_jobs_destroy(jobs);
    return 0;
}

static void test_clusters_end_every_job_with_the_bytes_of_one_process_whatever_fails(void **state) {
    (void)state;
    ter__sim_result sum = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        ter__sim_options options = TER__SIM_CLUSTER_OPTIONS(seed);
        ter__sim_result result;
        ter__sim_cluster_run(&result, &options, jobs, seed % TER__SIM_REAL_EVERY == 0);
        if (result.failed) {
            fail_msg("%s; repeat it: tercile-sim --kind cluster --seeds 1 --seed %llu --trace", result.text,
                     (unsigned long long)seed);
        }
        sum.acknowledged += result.acknowledged;
        sum.crashes += result.crashes;
        sum.broken += result.broken;
        sum.done += result.done;
        sum.cancelled += result.cancelled;
        sum.poisoned += result.poisoned;
        sum.deadly += result.deadly;
        sum.tasks += result.tasks;
        sum.deaths += result.deaths;
        sum.refusals += result.refusals;
        sum.damaged += result.damaged;
        sum.absent += result.absent;
    }
    /* a run in which nothing happens would prove nothing */
    assert_true(sum.acknowledged >= 2 * SEEDS && sum.crashes > SEEDS / 2 && sum.broken > SEEDS);
    assert_true(sum.done > SEEDS && sum.cancelled > SEEDS / 10 && sum.tasks > 30 * SEEDS && sum.poisoned < SEEDS / 20 &&
                sum.deadly > SEEDS / 50);
    assert_true(sum.deaths > SEEDS / 10 && sum.refusals > SEEDS / 10 && sum.damaged > SEEDS / 2 && sum.absent > SEEDS / 10);
}

static void test_clusters_of_one_seed_are_the_same_run_every_time(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        ter__sim_options options = TER__SIM_CLUSTER_OPTIONS(seed);
        ter__sim_result first, again;
        ter__sim_cluster_run(&first, &options, jobs, true);
        ter__sim_cluster_run(&again, &options, jobs, false); /* what is remembered is what is computed */
        assert_memory_equal(&first, &again, sizeof first);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clusters_end_every_job_with_the_bytes_of_one_process_whatever_fails),
        cmocka_unit_test(test_clusters_of_one_seed_are_the_same_run_every_time),
    };
    return cmocka_run_group_tests(tests, make_jobs, free_jobs);
}
