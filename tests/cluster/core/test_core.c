/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three cores together: TER_TEST_TRACE=1 shows what the nodes log. */
#include <time.h>

#include "core_world.h"

static bool leader_schedules(world *w) {
    uint32_t leader = world_leader(w);
    ter__core_view view;
    if (leader == 0) {
        return false;
    }
    for (uint32_t i = 1; i <= NODES; i++) {
        const ter__node_record *record = ter__state_node(ter__core_state(w->node[leader - 1].core), i);
        if (w->node[i - 1].core != NULL && (record == NULL || !record->up)) {
            return false;
        }
    }
    ter__core_look(w->node[leader - 1].core, &view);
    return true;
}

static uint32_t a_follower(const world *w) {
    return world_leader(w) % NODES + 1;
}

/* Whether all jobs are done on every node that is there. */
static bool all_done(world *w) {
    for (uint32_t i = 1; i <= NODES; i++) {
        const ter__state *state = w->node[i - 1].core != NULL ? ter__core_state(w->node[i - 1].core) : NULL;
        for (size_t j = 0; state != NULL && j < ter__state_job_count(state); j++) {
            if (ter__state_job_at(state, j)->phase != TER__PHASE_DONE) {
                return false;
            }
        }
        if (state != NULL && ter__state_job_count(state) == 0) {
            return false;
        }
    }
    return true;
}

static bool half_done(world *w) {
    const ter__job *job = world_job(w, world_leader(w) != 0 ? world_leader(w) : 1, "job");
    return job != NULL && job->phase == TER__PHASE_RUNNING && job->units_done >= job->unit_count / 2 && job->unit_count > 0;
}

static void open_world(world *w, uint32_t stages, uint32_t units, uint32_t threads, unsigned compute_ms) {
    w->stages = stages;
    w->units = units;
    w->threads = threads;
    w->compute_ms = compute_ms;
    world_open(w);
    assert_true(world_run_until(w, leader_schedules, 20000));
}

static unsigned computed(const world *w) {
    return w->node[0].computed + w->node[1].computed + w->node[2].computed;
}

/* Replicas that have applied the same are the same, byte for byte, and so is what their rows give. */
static void check_same_states(world *w) {
    uint8_t *first = NULL;
    size_t first_length = 0;
    world_run(w, 2000);
    for (uint32_t i = 0; i < NODES; i++) {
        uint8_t *bytes = NULL;
        size_t length = 0;
        assert_int_equal(ter__state_encode(ter__core_state(w->node[i].core), &bytes, &length), TER_OK);
        if (first == NULL) {
            first = bytes;
            first_length = length;
            continue;
        }
        assert_int_equal(length, first_length);
        assert_memory_equal(bytes, first, length);
        free(bytes);
    }
    free(first);
    ter__state *loaded = load_state(&w->node[0]);
    assert_int_equal(ter__state_job_count(loaded), ter__state_job_count(ter__core_state(w->node[0].core)));
    ter__state_destroy(loaded);
}

static void test_a_job_submitted_at_a_follower_is_computed_by_all(void **state) {
    (void)state;
    static world w;
    fate f;
    open_world(&w, 2, 60, 2, 20);
    world_submit(&w, a_follower(&w), "job", 5000, &f);
    assert_true(world_run_until(&w, all_done, 20000));
    assert_true(f.told);
    assert_int_equal(f.status, TER_OK);
    assert_int_equal(computed(&w), 1 + 2 * (60 + 1)); /* nothing twice */
    for (uint32_t i = 0; i < NODES; i++) {
        assert_true(w.node[i].computed >= 20);
        assert_true(w.node[i].changes > 0);
    }
    ter__hash digest = hash_of("pack of job");
    assert_true(ter__hash_equal(&world_job(&w, 1, "job")->digest, &digest));
    check_same_states(&w);
    world_close(&w);
}

static void test_a_job_is_finished_by_the_others_when_the_leader_dies(void **state) {
    (void)state;
    static world w;
    fate f;
    open_world(&w, 2, 90, 2, 50);
    world_submit(&w, a_follower(&w), "job", 5000, &f);
    assert_true(world_run_until(&w, half_done, 20000));
    uint32_t dead = world_leader(&w);
    world_kill(&w, dead);
    assert_true(world_run_until(&w, all_done, 30000));
    ter__hash digest = hash_of("pack of job");
    assert_true(
        ter__hash_equal(&world_job(&w, a_follower(&w) == dead ? world_leader(&w) : a_follower(&w), "job")->digest, &digest));
    /* What the others held when the leader went is not computed again: what the dead one had in hand, at most. */
    assert_in_range(computed(&w), 1 + 2 * 91, 1 + 2 * 91 + 6);
    world_start(&w, dead);
    world_run(&w, 3000);
    assert_int_equal(world_job(&w, dead, "job")->phase, TER__PHASE_DONE);
    check_same_states(&w);
    world_close(&w);
}

static void test_a_job_is_finished_when_a_follower_dies(void **state) {
    (void)state;
    static world w;
    fate f;
    open_world(&w, 1, 60, 2, 50);
    world_submit(&w, world_leader(&w), "job", 5000, &f);
    assert_true(world_run_until(&w, half_done, 20000));
    uint32_t dead = a_follower(&w);
    world_kill(&w, dead);
    assert_true(world_run_until(&w, all_done, 30000));
    const ter__node_record *record = ter__state_node(ter__core_state(w.node[world_leader(&w) - 1].core), dead);
    assert_false(record->up);
    world_start(&w, dead);
    world_run(&w, 3000);
    assert_true(record->up);
    world_close(&w);
}

static void test_all_killed_at_once_go_on_where_they_were(void **state) {
    (void)state;
    static world w;
    fate f;
    open_world(&w, 2, 60, 2, 50);
    world_submit(&w, 1, "job", 5000, &f);
    assert_true(world_run_until(&w, half_done, 20000));
    for (uint32_t id = 1; id <= NODES; id++) {
        world_kill(&w, id);
    }
    for (uint32_t id = 1; id <= NODES; id++) {
        world_start(&w, id);
    }
    assert_true(world_run_until(&w, all_done, 30000));
    assert_true(computed(&w) <= 1 + 2 * 61 + 9); /* what was in hand at three nodes */
    check_same_states(&w);
    world_close(&w);
}

static void test_a_leader_that_is_cut_off_is_followed_by_another_and_learns_it(void **state) {
    (void)state;
    static world w;
    fate f, late;
    open_world(&w, 1, 120, 2, 50);
    world_submit(&w, 1, "job", 5000, &f);
    assert_true(world_run_until(&w, half_done, 20000));
    uint32_t alone = world_leader(&w);
    for (uint32_t id = 1; id <= NODES; id++) {
        if (id != alone) {
            world_cut(&w, alone, id, true);
        }
    }
    world_submit(&w, alone, "late", 60000, &late);
    world_run(&w, 12000);
    assert_false(late.told); /* it cannot be promised there */
    for (uint32_t id = 1; id <= NODES; id++) {
        if (id != alone) {
            world_cut(&w, alone, id, false);
        }
    }
    world_run(&w, 1000);
    assert_true(world_run_until(&w, all_done, 30000));
    world_run(&w, 1000);
    assert_true(late.told && late.status == TER_OK);
    assert_non_null(world_job(&w, 1, "late"));
    check_same_states(&w);
    world_close(&w);
}

static void test_without_a_majority_a_command_times_out(void **state) {
    (void)state;
    static world w;
    fate f;
    open_world(&w, 1, 5, 2, 10);
    uint32_t left = a_follower(&w);
    for (uint32_t id = 1; id <= NODES; id++) {
        if (id != left) {
            world_kill(&w, id);
        }
    }
    world_submit(&w, left, "job", 3000, &f);
    world_run(&w, 4000);
    assert_true(f.told);
    assert_int_equal(f.status, TER_TIMEOUT);
    world_submit(&w, left, "job", 3000, &f);
    world_close(&w); /* answers what is under way */
    assert_true(f.told);
    assert_int_equal(f.status, TER_CANCELLED);
}

static void test_a_blob_is_copied_and_fetched_for_clients(void **state) {
    (void)state;
    static world w;
    fate copied = {false, TER_OK}, fetched = {false, TER_OK}, missing = {false, TER_OK};
    open_world(&w, 1, 5, 2, 10);
    ter__blob blob = blob_named(&w.node[0], "input"), nowhere = {hash_of("nowhere"), BLOB_BYTES};
    ter__core_copy(w.node[0].core, &blob, 5000, world_told, &copied);
    ter__core_fetch(w.node[2].core, &blob, 5000, world_told, &fetched);
    ter__core_fetch(w.node[2].core, &nowhere, 5000, world_told, &missing);
    assert_false(copied.told || fetched.told || missing.told);
    world_run(&w, 6000);
    assert_true(copied.told && copied.status == TER_OK);
    assert_true(fetched.told && fetched.status == TER_OK);
    assert_true(missing.told && missing.status == TER_NOT_FOUND);
    assert_true(body_blob_has(&w.node[2], &blob.hash));
    assert_true(body_blob_has(&w.node[1], &blob.hash));
    world_close(&w);
}

enum { CROWD = 2000 };

static bool crowd_is_there(world *w) {
    for (uint32_t i = 1; i <= NODES; i++) {
        if (ter__state_job_count(ter__core_state(w->node[i - 1].core)) < CROWD) {
            return false;
        }
    }
    return true;
}

static void test_two_thousand_commands_at_once_are_all_applied_once(void **state) {
    (void)state;
    static world w;
    static fate fates[CROWD];
    open_world(&w, 1, 1, 0, 10); /* no slots: nothing is computed */
    struct timespec begin, end;
    (void)clock_gettime(CLOCK_MONOTONIC, &begin);
    ter__ms now = world_now(&w);
    for (int i = 0; i < CROWD; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "job-%d", i);
        world_submit(&w, (uint32_t)i % NODES + 1, id, 20000, &fates[i]);
    }
    assert_true(world_run_until(&w, crowd_is_there, 20000));
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
    print_message("%d commands in %llu ms of virtual time, %.0f a second of this machine\n", CROWD,
                  (unsigned long long)(world_now(&w) - now), CROWD / seconds);
    world_run(&w, 1000);
    for (int i = 0; i < CROWD; i++) {
        assert_true(fates[i].told && fates[i].status == TER_OK);
    }
    assert_int_equal(ter__state_job_count(ter__core_state(w.node[0].core)), CROWD);
    world_close(&w);
}

static void test_a_node_that_was_away_long_gets_a_snapshot(void **state) {
    (void)state;
    static world w;
    static fate fates[200];
    open_world(&w, 1, 3, 2, 5);
    uint32_t away = a_follower(&w);
    world_kill(&w, away);
    for (int i = 0; i < 200; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "job-%d", i);
        world_submit(&w, world_leader(&w), id, 20000, &fates[i]);
        world_run(&w, 20);
    }
    assert_true(world_run_until(&w, all_done, 60000));
    assert_true(w.node[world_leader(&w) - 1].disk.start > w.node[away - 1].disk.start + w.node[away - 1].disk.count);
    world_start(&w, away);
    world_run(&w, 5000);
    check_same_states(&w);
    ter__state *loaded = load_state(&w.node[away - 1]);
    assert_int_equal(ter__state_job_count(loaded), 200);
    ter__state_destroy(loaded);
    world_close(&w);
}

static bool first_is_idle(world *w) {
    return ter__core_idle(w->node[0].core);
}

static void test_a_node_that_drains_ends_when_it_has_reported_and_without_a_majority_when_nothing_runs(void **state) {
    (void)state;
    static world w;
    fate f;
    open_world(&w, 1, 500, 2, 300);
    world_submit(&w, 1, "job", 5000, &f);
    assert_true(world_run_until(&w, half_done, 60000));
    world_kill(&w, 2);
    world_kill(&w, 3);
    unsigned before = w.node[0].computed;
    ter__core_drain(w.node[0].core);
    assert_false(ter__core_idle(w.node[0].core)); /* two units run */
    ter__ms now = world_now(&w);
    assert_true(world_run_until(&w, first_is_idle, 20000));
    assert_in_range(w.node[0].computed, before + 1, before + 2); /* finished, although nobody could be told */
    assert_in_range(world_now(&w) - now, 300, 5000);             /* it led perhaps, and had to find out that it does not */
    world_close(&w);

    open_world(&w, 1, 500, 2, 300);
    world_submit(&w, 1, "job", 5000, &f);
    assert_true(world_run_until(&w, half_done, 60000));
    ter__core_drain(w.node[0].core);
    assert_true(world_run_until(&w, first_is_idle, 2000));
    ter__core_view view;
    ter__core_look(w.node[0].core, &view);
    assert_true(view.computing == 0 && view.queued == 0);
    world_kill(&w, 1);
    assert_true(world_run_until(&w, all_done, 200000));
    assert_int_equal(computed(&w), 1 + 501); /* handed back or reported: nothing was computed twice */
    world_close(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_job_submitted_at_a_follower_is_computed_by_all),
        cmocka_unit_test(test_a_job_is_finished_by_the_others_when_the_leader_dies),
        cmocka_unit_test(test_a_job_is_finished_when_a_follower_dies),
        cmocka_unit_test(test_all_killed_at_once_go_on_where_they_were),
        cmocka_unit_test(test_a_leader_that_is_cut_off_is_followed_by_another_and_learns_it),
        cmocka_unit_test(test_without_a_majority_a_command_times_out),
        cmocka_unit_test(test_a_blob_is_copied_and_fetched_for_clients),
        cmocka_unit_test(test_a_node_that_drains_ends_when_it_has_reported_and_without_a_majority_when_nothing_runs),
        cmocka_unit_test(test_two_thousand_commands_at_once_are_all_applied_once),
        cmocka_unit_test(test_a_node_that_was_away_long_gets_a_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
