/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers between three nodes: each rule of transfer.h. */
#include "transfer_world.h"

static void test_transfer_brings_a_blob_in_pieces_and_answers_once_never_from_inside(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 1000001, 3);
    told t = {0};
    fetch(1, &blob, 1u << 2, 60000, &t);
    assert_int_equal(t.times, 0);
    assert_true(w->nodes[1].asked[2] <= TER__WINDOW_BYTES); /* no more is asked for at once */
    steps(2000);
    assert_brought(1, &blob, &t);
    assert_int_equal(w->nodes[2].sent[1], blob.length);
    assert_int_equal(w->nodes[1].asked[2], blob.length);
}

static void test_transfer_of_a_blob_that_is_here_answers_at_the_next_event(void **state) {
    (void)state;
    ter__blob blob = make_blob(1, 10, 3);
    told t = {0};
    fetch(1, &blob, 0, 60000, &t);
    assert_int_equal(t.times, 0);
    ter__transfer_tick(w->nodes[1].transfer, w->now);
    assert_brought(1, &blob, &t);
}

static void test_transfer_brings_an_empty_blob_from_nobody(void **state) {
    (void)state;
    ter__blob blob = make_blob(0, 0, 0);
    told t = {0};
    fetch(1, &blob, 0, 60000, &t);
    steps(20);
    assert_brought(1, &blob, &t);
}

static void test_transfer_makes_one_of_two_fetches_of_one_blob(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 300000, 3);
    told first = {0}, second = {0};
    fetch(1, &blob, 1u << 2, 60000, &first);
    fetch(1, &blob, 1u << 3, 60000, &second);
    assert_int_equal(ter__transfer_fetching(w->nodes[1].transfer), 1);
    steps(1000);
    assert_brought(1, &blob, &first);
    assert_brought(1, &blob, &second);
    assert_int_equal(w->nodes[2].sent[1], blob.length);
}

static void test_transfer_goes_on_where_it_was_when_a_holder_goes_away(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 2000000, 3);
    make_blob(3, 2000000, 3);
    told t = {0};
    fetch(1, &blob, 1u << 2 | 1u << 3, 60000, &t);
    steps(100);
    uint64_t before = w->nodes[2].sent[1];
    assert_true(before > 0 && before < blob.length);
    disconnect(1, 2);
    steps(1000);
    assert_brought(1, &blob, &t);
    assert_true(w->nodes[3].sent[1] < blob.length && w->nodes[3].sent[1] + before >= blob.length);
}

static void test_transfer_passes_over_a_holder_that_is_silent_for_two_seconds(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 500000, 3);
    make_blob(3, 500000, 3);
    w->nodes[2].mute = true;
    told t = {0};
    fetch(1, &blob, 1u << 2 | 1u << 3, 60000, &t);
    steps(1900);
    assert_int_equal(w->nodes[3].sent[1], 0);
    steps(600);
    assert_brought(1, &blob, &t);
}

static void test_transfer_asks_all_when_those_who_should_have_it_do_not(void **state) {
    (void)state;
    ter__blob blob = make_blob(3, 500, 3);
    told t = {0};
    fetch(1, &blob, 1u << 2, 60000, &t);
    steps(200);
    assert_brought(1, &blob, &t);
}

static void test_transfer_fails_when_all_were_asked_in_vain(void **state) {
    (void)state;
    ter__blob blob = make_blob(0, 500, 3);
    told t = {0};
    fetch(1, &blob, 1u << 2, 60000, &t);
    steps(200);
    assert_int_equal(t.times, 1);
    assert_int_equal(t.successes, 0);
    assert_int_equal(w->nodes[1].writing_count, 0);
}

static void test_transfer_waits_for_a_holder_that_is_away_until_the_deadline(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 500, 3), other = make_blob(2, 501, 3);
    disconnect(1, 2);
    told t = {0}, late = {0};
    fetch(1, &blob, 1u << 2, 30000, &t);
    fetch(1, &other, 1u << 2, 1000, &late);
    steps(5000);
    assert_int_equal(t.times, 0);
    assert_int_equal(late.times, 1);
    assert_int_equal(late.successes, 0);
    connect(1, 2);
    steps(100);
    assert_brought(1, &blob, &t);
}

static void test_transfer_asks_again_who_had_nothing_while_the_holder_is_away(void **state) {
    (void)state;
    ter__blob blob = make_blob(0, 500, 3);
    disconnect(1, 2);
    disconnect(3, 2);
    told t = {0};
    fetch(1, &blob, 1u << 2, 60000, &t);
    steps(1000);
    make_blob(3, 500, 3); /* it gets it later */
    steps(6000);
    assert_brought(1, &blob, &t);
}

static void test_transfer_takes_a_copy_from_a_node_that_had_nothing_before(void **state) {
    (void)state;
    ter__blob blob = make_blob(0, 500, 3);
    disconnect(1, 2);
    disconnect(3, 2);
    told t = {0}, copies = {0};
    fetch(1, &blob, 1u << 2, 60000, &t);
    steps(1000);
    make_blob(3, 500, 3);
    copy(3, &blob, 60000, &copies);
    steps(200);
    assert_brought(1, &blob, &t);
    assert_true(copies.successes == 1 && copies.holder == 1);
}

static void test_transfer_takes_another_holder_when_bytes_are_wrong(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 500000, 3);
    make_blob(3, 500000, 3);
    w->nodes[2].lies = true;
    told t = {0};
    fetch(1, &blob, 1u << 2 | 1u << 3, 60000, &t);
    steps(2000);
    assert_brought(1, &blob, &t);
}

static void test_transfer_of_wrong_bytes_from_two_nodes_takes_all_from_the_right_one(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 2000000, 3);
    make_blob(3, 2000000, 3);
    w->nodes[2].lies = true;
    told t = {0};
    fetch(1, &blob, 1u << 2 | 1u << 3, 60000, &t);
    steps(100);
    disconnect(1, 2);
    steps(50);
    connect(1, 2);
    steps(4000);
    assert_brought(1, &blob, &t);
}

static void test_transfer_fetches_sixteen_at_once_and_the_others_in_order(void **state) {
    (void)state;
    ter__blob blobs[40];
    told t[40] = {{0}};
    for (size_t i = 0; i < 40; i++) {
        blobs[i] = make_blob(2, 100000 + i, (uint8_t)i);
        fetch(1, &blobs[i], 1u << 2, 60000, &t[i]);
    }
    assert_int_equal(ter__transfer_fetching(w->nodes[1].transfer), 40);
    steps(3000);
    for (size_t i = 0; i < 40; i++) {
        assert_brought(1, &blobs[i], &t[i]);
    }
    assert_int_equal(w->most_fetched, TER__FETCHES_MAX);
}

static void test_transfer_keeps_pieces_in_order_when_reads_end_in_any_order(void **state) {
    (void)state;
    w->shuffle = true;
    ter__blob blobs[10];
    told t[10] = {{0}};
    for (size_t i = 0; i < 10; i++) {
        blobs[i] = make_blob(2, 600000 + i, (uint8_t)i);
        fetch(1, &blobs[i], 1u << 2, 60000, &t[i]);
    }
    steps(1900); /* less than the silence that would hide a piece out of order */
    for (size_t i = 0; i < 10; i++) {
        assert_brought(1, &blobs[i], &t[i]);
    }
}

static void test_transfer_holds_back_what_the_channel_does_not_take(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 600000, 3);
    told t = {0};
    fetch(1, &blob, 1u << 2, 60000, &t);
    for (int i = 0; i < 100; i++) {
        w->nodes[2].full = i % 3 != 0;
        step();
    }
    assert_brought(1, &blob, &t);
}

static void test_transfer_copies_to_the_next_node_and_says_which(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 300000, 3), small = make_blob(3, 7, 3);
    told t = {0}, round = {0};
    copy(2, &blob, 60000, &t);
    copy(3, &small, 60000, &round);
    assert_int_equal(t.times, 0);
    steps(1000);
    assert_brought(3, &blob, &t);
    assert_int_equal(t.holder, 3);
    assert_brought(1, &small, &round);
    assert_int_equal(round.holder, 1);
}

static void test_transfer_copies_to_another_node_when_one_goes_away(void **state) {
    (void)state;
    ter__blob blob = make_blob(1, 3000000, 3);
    told t = {0};
    copy(1, &blob, 60000, &t);
    steps(100);
    disconnect(1, 2);
    steps(1000);
    assert_brought(3, &blob, &t);
    assert_int_equal(t.holder, 3);
    assert_int_equal(ter__transfer_fetching(w->nodes[2].transfer), 0); /* nobody waits for it there */
}

static void test_transfer_of_a_copy_waits_for_a_node_and_fails_at_the_deadline(void **state) {
    (void)state;
    disconnect(1, 2);
    disconnect(1, 3);
    ter__blob blob = make_blob(1, 300, 3), other = make_blob(1, 301, 3);
    told t = {0}, late = {0};
    copy(1, &blob, 60000, &t);
    copy(1, &other, 2000, &late);
    steps(3000);
    assert_int_equal(t.times, 0);
    assert_true(late.times == 1 && late.successes == 0);
    connect(1, 3);
    steps(200);
    assert_brought(3, &blob, &t);
}

static void test_transfer_of_a_copy_that_is_there_already_is_quick(void **state) {
    (void)state;
    ter__blob blob = make_blob(1, 3000000, 3);
    make_blob(2, 3000000, 3);
    told t = {0};
    copy(1, &blob, 60000, &t);
    steps(50);
    assert_brought(2, &blob, &t);
    assert_int_equal(w->nodes[1].sent[2], 0);
}

static void test_transfer_forgets_who_lost_interest(void **state) {
    (void)state;
    ter__blob blob = make_blob(2, 500000, 3), here = make_blob(1, 9, 3);
    told t = {0}, other = {0};
    fetch(1, &blob, 1u << 2, 60000, &t);
    fetch(1, &here, 1u << 2, 60000, &t);
    copy(1, &here, 60000, &t);
    copy(1, &here, 60000, &other);
    steps(20);
    t = (told){0};
    ter__transfer_forget(w->nodes[1].transfer, &t);
    steps(1000);
    assert_int_equal(t.times, 0);
    assert_int_equal(other.times, 1);
    assert_int_equal(ter__transfer_fetching(w->nodes[1].transfer), 0);
    assert_null(find_blob(&w->nodes[1], &blob.hash));
}

/* Whatever fails on the way, in the end every blob is where it was asked to be, and each asker heard once. */
static void test_transfer_brings_everything_at_last_over_links_that_break_and_double(void **state) {
    uint64_t seed = ter_test_seed();
    for (uint64_t round = 0; round < 20; round++) {
        close_world(state);
        open_world(state);
        w->chance = ter_stream_open(seed, round, 0);
        w->shuffle = true;
        w->doubled = 0.2;
        ter__blob blobs[20];
        told t[20][NODES + 1] = {{{0}}}, copies[20] = {{0}};
        for (size_t i = 0; i < 20; i++) {
            uint32_t owner = 1 + (uint32_t)(i % NODES);
            blobs[i] = make_blob(owner, (size_t)ter_stream_below(&w->chance, 400000), (uint8_t)i);
            for (uint32_t n = 1; n <= NODES; n++) {
                fetch(n, &blobs[i], (uint64_t)1 << owner, 600000, &t[i][n]);
            }
            copy(owner, &blobs[i], 600000, &copies[i]);
        }
        for (int i = 0; i < 600; i++) {
            uint32_t a = 1 + (uint32_t)ter_stream_below(&w->chance, NODES), b = 1 + (uint32_t)ter_stream_below(&w->chance, NODES);
            if (a != b && ter_stream_uniform(&w->chance) < 0.1) {
                disconnect(a, b);
            } else if (a != b && ter_stream_uniform(&w->chance) < 0.3) {
                connect(a, b);
            }
            w->nodes[a].full = ter_stream_uniform(&w->chance) < 0.1;
            w->nodes[b].mute = ter_stream_uniform(&w->chance) < 0.02;
            step();
        }
        for (uint32_t n = 1; n <= NODES; n++) {
            w->nodes[n].full = w->nodes[n].mute = false;
            connect(n, n % NODES + 1);
        }
        steps(20000);
        for (size_t i = 0; i < 20; i++) {
            assert_true(copies[i].times == 1 && copies[i].successes == 1);
            for (uint32_t n = 1; n <= NODES; n++) {
                assert_brought(n, &blobs[i], &t[i][n]);
            }
        }
    }
}

#define RULE(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void) {
    const struct CMUnitTest tests[] = {
        RULE(test_transfer_brings_a_blob_in_pieces_and_answers_once_never_from_inside),
        RULE(test_transfer_of_a_blob_that_is_here_answers_at_the_next_event),
        RULE(test_transfer_brings_an_empty_blob_from_nobody),
        RULE(test_transfer_makes_one_of_two_fetches_of_one_blob),
        RULE(test_transfer_goes_on_where_it_was_when_a_holder_goes_away),
        RULE(test_transfer_passes_over_a_holder_that_is_silent_for_two_seconds),
        RULE(test_transfer_asks_all_when_those_who_should_have_it_do_not),
        RULE(test_transfer_fails_when_all_were_asked_in_vain),
        RULE(test_transfer_waits_for_a_holder_that_is_away_until_the_deadline),
        RULE(test_transfer_asks_again_who_had_nothing_while_the_holder_is_away),
        RULE(test_transfer_takes_a_copy_from_a_node_that_had_nothing_before),
        RULE(test_transfer_takes_another_holder_when_bytes_are_wrong),
        RULE(test_transfer_of_wrong_bytes_from_two_nodes_takes_all_from_the_right_one),
        RULE(test_transfer_fetches_sixteen_at_once_and_the_others_in_order),
        RULE(test_transfer_keeps_pieces_in_order_when_reads_end_in_any_order),
        RULE(test_transfer_holds_back_what_the_channel_does_not_take),
        RULE(test_transfer_copies_to_the_next_node_and_says_which),
        RULE(test_transfer_copies_to_another_node_when_one_goes_away),
        RULE(test_transfer_of_a_copy_waits_for_a_node_and_fails_at_the_deadline),
        RULE(test_transfer_of_a_copy_that_is_there_already_is_quick),
        RULE(test_transfer_forgets_who_lost_interest),
        RULE(test_transfer_brings_everything_at_last_over_links_that_break_and_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
