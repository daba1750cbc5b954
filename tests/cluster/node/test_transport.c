/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes: finding each other, talking, being refused. */
#include "transport_nodes.h"

/* ---- nodes -------------------------------------------------------------------------------------------------------------- */

static void test_three_nodes_find_each_other_and_talk(void **state) {
    (void)state;
    node nodes[3];
    unsigned ports[2];
    assert_int_equal(uv_loop_init(&loop), 0);
    for (uint32_t i = 0; i < 3; i++) {
        static const char *const files[] = {"node1", "node2", "node3"};
        ter__transport_config config = config_of(i + 1, i, ports);
        open_node(&nodes[i], files[i], &config);
        if (i < 2) {
            ports[i] = ter__transport_port(nodes[i].transport);
        }
    }
    RUN_UNTIL(nodes[0].connections == 2 && nodes[1].connections == 2 && nodes[2].connections == 2);
    nodes[2].echo = true;
    for (uint32_t i = 0; i < 1000; i++) {
        assert_true(send_one(&nodes[0], 3, TER__CHANNEL_CONTROL, i, 5 + i % 900));
        assert_true(send_one(&nodes[0], 3, TER__CHANNEL_CONSENSUS, i, 5 + i % 900));
    }
    assert_true(send_one(&nodes[1], 1, TER__CHANNEL_BULK, 0, 70000));
    RUN_UNTIL(nodes[0].count[TER__CHANNEL_CONTROL] == 1000 && nodes[0].count[TER__CHANNEL_CONSENSUS] == 1000 &&
              nodes[0].count[TER__CHANNEL_BULK] == 1);
    assert_false(nodes[0].wrong || nodes[1].wrong || nodes[2].wrong);
    assert_false(send_one(&nodes[0], 7, TER__CHANNEL_CONTROL, 0, 5));
    ter__transport_counts counts;
    ter__transport_count(nodes[0].transport, &counts);
    assert_int_equal(counts.peers, 2);
    assert_int_equal(counts.messages_out, 2000);
    assert_int_equal(counts.messages_in, 2001);
    close_loop(nodes, 3);
}

static void test_quiet_connections_stand(void **state) {
    (void)state;
    node nodes[2];
    assert_int_equal(uv_loop_init(&loop), 0);
    open_two(nodes, "node2", NULL);
    RUN_UNTIL(nodes[0].up[2] && nodes[1].up[1]);
    run_for(3 * SILENCE_MS);
    assert_true(nodes[0].up[2] && nodes[1].up[1]);
    assert_int_equal(nodes[0].connections, 1);
    close_loop(nodes, 2);
}

static void test_a_node_that_ends_has_died_and_is_found_again(void **state) {
    (void)state;
    node nodes[2];
    assert_int_equal(uv_loop_init(&loop), 0);
    open_two(nodes, "node2", NULL);
    RUN_UNTIL(nodes[0].up[2] && nodes[1].up[1]);
    const unsigned port = ter__transport_port(nodes[0].transport);
    ter__tls_context *tls = nodes[0].tls;
    close_node(&nodes[0]);
    RUN_UNTIL(nodes[1].losses == 1 && nodes[0].transport == NULL);
    assert_true(nodes[1].died);
    assert_false(send_one(&nodes[1], 1, TER__CHANNEL_CONTROL, 0, 5));
    run_for(100);
    ter__tls_context_destroy(tls);
    ter__transport_config config = config_of(1, 0, NULL);
    (void)snprintf(config.listen, sizeof config.listen, "127.0.0.1:%u", port);
    open_node(&nodes[0], "node1", &config);
    RUN_UNTIL(nodes[1].up[1] && nodes[0].up[2]);
    nodes[0].inside = true;
    ter__transport_drop(nodes[0].transport, 2, "it said nonsense");
    nodes[0].inside = false;
    RUN_UNTIL(nodes[0].losses == 1 && nodes[1].losses == 2);
    assert_string_equal(nodes[0].reason, "it said nonsense");
    RUN_UNTIL(nodes[0].up[2] && nodes[1].up[1]);
    close_loop(nodes, 2);
}

static void test_large_messages_arrive_and_consensus_overtakes_bulk(void **state) {
    (void)state;
    enum { PIECE = 1 << 20, PIECES = 50 };
    node nodes[2];
    assert_int_equal(uv_loop_init(&loop), 0);
    open_two(nodes, "node2", NULL);
    RUN_UNTIL(nodes[0].up[2] && nodes[1].up[1]);
    uint64_t began = uv_hrtime();
    uint32_t sent = 0;
    while (nodes[0].count[TER__CHANNEL_BULK] < PIECES || nodes[0].count[TER__CHANNEL_CONSENSUS] < 1) {
        while (sent < PIECES && send_one(&nodes[1], 1, TER__CHANNEL_BULK, sent, PIECE)) {
            if (++sent == PIECES / 2) {
                assert_true(send_one(&nodes[1], 1, TER__CHANNEL_CONSENSUS, 0, 100));
            }
        }
        (void)uv_run(&loop, UV_RUN_ONCE);
        assert_true(uv_hrtime() - began < UINT64_C(60000000000));
    }
    double seconds = (double)(uv_hrtime() - began) * 1e-9;
    (void)printf("bulk: %.0f MB/s, the consensus message after %zu MB of %d\n", (double)PIECES * PIECE / seconds * 1e-6,
                 nodes[0].bulk_before_consensus >> 20, PIECES);
    assert_false(nodes[0].wrong);
    /* When it was sent, half the pieces were before it; what may be under way is all that it waits for. */
    assert_true(nodes[0].bulk_before_consensus <= (size_t)4 << 20);
    assert_true(send_one(&nodes[0], 2, TER__CHANNEL_CONSENSUS, 0, (size_t)40 << 20));
    assert_true(send_one(&nodes[0], 2, TER__CHANNEL_CONTROL, 0, (size_t)5 << 20));
    RUN_UNTIL(nodes[1].count[TER__CHANNEL_CONSENSUS] == 1 && nodes[1].count[TER__CHANNEL_CONTROL] == 1);
    assert_false(nodes[1].wrong);
    close_loop(nodes, 2);
}

/* The second node says what it should not: it is told why, or says why itself. */
static void expect_refused(const char *certificate, const ter__hello *hello, const char *word, bool by_peer) {
    node nodes[2];
    ter__transport_config second = config_of(2, 0, NULL);
    second.self = *hello;
    assert_int_equal(uv_loop_init(&loop), 0);
    open_two(nodes, certificate, &second);
    RUN_UNTIL(nodes[0].refusals > 0 && nodes[1].refusals > 0);
    if (strstr(nodes[0].refusal, word) == NULL) {
        fail_msg("\"%s\" is not in: %s", word, nodes[0].refusal);
    }
    assert_false(nodes[0].by_peer);
    assert_true(!by_peer || nodes[1].by_peer);
    run_for(150); /* it dials again, and nothing is told twice */
    assert_int_equal(nodes[0].connections + nodes[1].connections, 0);
    assert_true(nodes[1].refusals <= 2);
    close_loop(nodes, 2);
}

static void test_what_does_not_go_together_is_refused_with_a_reason(void **state) {
    (void)state;
    const ter__hello good = config_of(2, 0, NULL).self;
    ter__hello hello = good;
    hello.battery.bytes[3] = 1;
    expect_refused("node2", &hello, "other bits", false);
    hello = good;
    (void)snprintf(hello.cluster, sizeof hello.cluster, "another");
    expect_refused("node2", &hello, "of cluster another", false);
    expect_refused("node3", &good, "its certificate is for node3", true);
    hello = good;
    hello.node = 9;
    expect_refused("node2", &hello, "not a member", true);
}

static void test_a_foreign_node_is_refused_on_both_sides(void **state) {
    (void)state;
    node nodes[2];
    assert_int_equal(uv_loop_init(&loop), 0);
    open_two(nodes, "other/node2", NULL);
    RUN_UNTIL(nodes[0].refusals > 0 && nodes[1].refusals > 0);
    assert_non_null(strstr(nodes[1].refusal, "not signed by this cluster's authority"));
    assert_true(nodes[0].by_peer && !nodes[1].by_peer);
    close_loop(nodes, 2);
}

static void test_the_same_node_twice_is_refused(void **state) {
    (void)state;
    node nodes[2];
    ter__transport_config config = config_of(3, 0, NULL);
    assert_int_equal(uv_loop_init(&loop), 0);
    open_node(&nodes[0], "node3", &config);
    const unsigned port = ter__transport_port(nodes[0].transport);
    config = config_of(3, 1, &port); /* believes that node 1 is there */
    open_node(&nodes[1], "node3", &config);
    RUN_UNTIL(nodes[0].refusals > 0);
    assert_non_null(strstr(nodes[0].refusal, "runs twice"));
    close_loop(nodes, 2);
}

static void test_a_port_in_use_is_named_and_nothing_stays_open(void **state) {
    (void)state;
    node nodes[1];
    ter_error error;
    ter__transport *second = NULL;
    assert_int_equal(uv_loop_init(&loop), 0);
    ter__transport_config config = config_of(1, 0, NULL);
    open_node(&nodes[0], "node1", &config);
    (void)snprintf(config.listen, sizeof config.listen, "127.0.0.1:%u", ter__transport_port(nodes[0].transport));
    assert_int_equal(ter__transport_open(&second, &loop, nodes[0].tls, &config, &handlers, &error), TER_BAD_STATE);
    assert_non_null(strstr(error.text, config.listen));
    static const char *const bad[] = {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "::1:80", "[::1]", "host:12x"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        (void)snprintf(config.listen, sizeof config.listen, "%s", bad[i]);
        assert_int_equal(ter__transport_open(&second, &loop, nodes[0].tls, &config, &handlers, &error), TER_BAD_ARGUMENT);
    }
    close_loop(nodes, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_nodes_find_each_other_and_talk),
        cmocka_unit_test(test_quiet_connections_stand),
        cmocka_unit_test(test_a_node_that_ends_has_died_and_is_found_again),
        cmocka_unit_test(test_large_messages_arrive_and_consensus_overtakes_bulk),
        cmocka_unit_test(test_what_does_not_go_together_is_refused_with_a_reason),
        cmocka_unit_test(test_a_foreign_node_is_refused_on_both_sides),
        cmocka_unit_test(test_the_same_node_twice_is_refused),
        cmocka_unit_test(test_a_port_in_use_is_named_and_nothing_stays_open),
    };
    return cmocka_run_group_tests(tests, test_certificates_make, test_certificates_remove);
}
