/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is no node: clients, strangers, those who say nothing and those who take nothing. */
#include "transport_nodes.h"

enum { CLIENTS_MANY = 1000 };

/* A client over TLS, or (without a context) one that writes bytes as they are, or none. */
typedef struct caller {
    uv_tcp_t tcp;
    uv_connect_t connecting;
    ter__tls *tls;
    bool ready, gone, deaf;
    size_t got;
    char text[4096];
    ter_error error;
} caller;

static void caller_write(caller *c);

static void caller_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    static char bytes[65536];
    (void)handle;
    (void)suggested;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void caller_got(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    caller *c = stream->data;
    uint8_t plain[16384];
    if (count < 0) {
        c->gone = true;
        (void)uv_read_stop(stream);
        return;
    }
    if (c->tls == NULL) {
        return;
    }
    if (ter__tls_input(c->tls, (const uint8_t *)buffer->base, (size_t)count, &c->error) != TER_OK) {
        c->gone = true;
        (void)uv_read_stop(stream);
    }
    c->ready = c->ready || ter__tls_ready(c->tls);
    for (size_t length; (length = ter__tls_read(c->tls, plain, sizeof plain)) > 0; c->got += length) {
        if (c->got < sizeof c->text - 1) {
            size_t room = sizeof c->text - 1 - c->got;
            memcpy(c->text + c->got, plain, length < room ? length : room);
        }
    }
    caller_write(c);
}

static void caller_wrote(uv_write_t *request, int status) {
    (void)status;
    free(request);
}

static void caller_put(caller *c, const void *bytes, size_t length) {
    uv_write_t *request = malloc(sizeof *request + length);
    assert_non_null(request);
    memcpy(request + 1, bytes, length);
    uv_buf_t buffer = uv_buf_init((char *)(request + 1), (unsigned)length);
    if (uv_write(request, (uv_stream_t *)&c->tcp, &buffer, 1, caller_wrote) != 0) {
        free(request);
    }
}

static void caller_write(caller *c) {
    uint8_t bytes[16384];
    for (size_t length; (length = ter__tls_output(c->tls, bytes, sizeof bytes)) > 0;) {
        caller_put(c, bytes, length);
    }
}

static void caller_connected(uv_connect_t *request, int status) {
    caller *c = request->data;
    assert_int_equal(status, 0);
    if (!c->deaf) {
        assert_int_equal(uv_read_start((uv_stream_t *)&c->tcp, caller_room, caller_got), 0);
    }
    if (c->tls != NULL) {
        caller_write(c);
    }
}

static void call(caller *c, const node *n, ter__tls_context *tls, const char *alpn) {
    struct sockaddr_in address;
    memset(c, 0, sizeof *c);
    assert_int_equal(uv_tcp_init(&loop, &c->tcp), 0);
    c->tcp.data = c->connecting.data = c;
    c->tls = tls != NULL ? ter__tls_create(tls, false, alpn) : NULL;
    assert_int_equal(uv_ip4_addr("127.0.0.1", (int)ter__transport_port(n->transport), &address), 0);
    assert_int_equal(uv_tcp_connect(&c->connecting, &c->tcp, (const struct sockaddr *)&address, caller_connected), 0);
}

static void hang_up(caller *c) {
    ter__tls_destroy(c->tls);
    c->tls = NULL;
    uv_close((uv_handle_t *)&c->tcp, NULL);
}

static void open_one(node *n) {
    assert_int_equal(uv_loop_init(&loop), 0);
    ter__transport_config config = config_of(1, 0, NULL);
    open_node(n, "node1", &config);
}

/* ---- clients ------------------------------------------------------------------------------------------------------------ */

static void test_a_client_and_a_node_exchange_plain_bytes(void **state) {
    (void)state;
    node n;
    caller c;
    static uint8_t bytes[3 << 20];
    open_one(&n);
    ter__tls_context *tls = test_context("admin");
    call(&c, &n, tls, TER__ALPN_CLIENT);
    RUN_UNTIL(n.clients == 1);
    assert_string_equal(n.client_name, "ada");
    assert_int_equal(n.client_role, TER__ROLE_ADMIN);
    /* The node says twice that it has no more room: nothing follows until it goes on. */
    for (int i = 0; i < 2; i++) {
        n.pauses = 1;
        size_t before = n.client_bytes;
        assert_int_equal(ter__tls_write(c.tls, bytes, 300000), TER_OK);
        caller_write(&c);
        RUN_UNTIL(n.client_bytes > before);
        size_t stopped_at = n.client_bytes;
        run_for(50);
        assert_int_equal(n.client_bytes, stopped_at);
        n.inside = true;
        ter__client_link_resume(n.link);
        n.inside = false;
        RUN_UNTIL(n.client_bytes == (size_t)(i + 1) * 300000);
    }
    n.inside = true;
    assert_true(ter__client_link_write(n.link, bytes, sizeof bytes) > TER__CLIENT_HIGH_WATER);
    n.inside = false;
    RUN_UNTIL(c.got == sizeof bytes && n.drained == 1);
    (void)ter__client_link_write(n.link, bytes, 1000);
    ter__client_link_end(n.link);
    RUN_UNTIL(c.gone);
    assert_int_equal(c.got, sizeof bytes + 1000);
    hang_up(&c);
    RUN_UNTIL(n.clients_gone == 1);
    ter__tls_context_destroy(tls);
    close_loop(&n, 1);
}

static void test_a_thousand_clients_at_once(void **state) {
    (void)state;
    node n;
    static caller callers[CLIENTS_MANY];
    open_one(&n);
    ter__tls_context *tls = test_context("viewer");
    uint64_t began = uv_hrtime();
    for (unsigned i = 0; i < CLIENTS_MANY; i++) {
        call(&callers[i], &n, tls, TER__ALPN_CLIENT);
        if (i % 50 == 49) {
            RUN_UNTIL(n.clients == i + 1);
        }
    }
    (void)printf("%d clients in %.2f s\n", CLIENTS_MANY, (double)(uv_hrtime() - began) * 1e-9);
    ter__transport_counts counts;
    ter__transport_count(n.transport, &counts);
    assert_int_equal(counts.clients, CLIENTS_MANY);
    for (unsigned i = 0; i < CLIENTS_MANY / 2; i++) {
        hang_up(&callers[i]);
    }
    RUN_UNTIL(n.clients_gone == CLIENTS_MANY / 2);
    for (unsigned i = CLIENTS_MANY / 2; i < CLIENTS_MANY; i++) {
        hang_up(&callers[i]);
    }
    ter__tls_context_destroy(tls);
    close_loop(&n, 1);
    assert_int_equal(n.clients_gone, CLIENTS_MANY);
}

static void test_one_who_comes_under_a_wrong_role_hears_why(void **state) {
    (void)state;
    static const struct {
        const char *file, *alpn, *word;
    } cases[] = {{"node2", TER__ALPN_CLIENT, "the certificate is a node's"},
                 {"none", TER__ALPN_CLIENT, "gives no role"},
                 {"admin", TER__ALPN_PEER, "is not a node's: its role is admin"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        node n;
        caller c;
        open_one(&n);
        ter__tls_context *tls = test_context(cases[i].file);
        call(&c, &n, tls, cases[i].alpn);
        RUN_UNTIL(c.gone);
        const char *text = strcmp(cases[i].alpn, TER__ALPN_PEER) == 0 ? c.text + 12 : c.text; /* behind the frame's header */
        assert_non_null(strstr(text, cases[i].word));
        assert_int_equal(n.clients, 0);
        hang_up(&c);
        ter__tls_context_destroy(tls);
        close_loop(&n, 1);
    }
}

/* ---- strangers ---------------------------------------------------------------------------------------------------------- */

static void test_garbage_closes_the_connection(void **state) {
    (void)state;
    node n;
    caller plain, peer;
    open_one(&n);
    call(&plain, &n, NULL, NULL);
    ter__tls_context *tls = test_context("node2");
    call(&peer, &n, tls, TER__ALPN_PEER);
    caller_put(&plain, "GET / HTTP/1.1\r\n\r\n", 18);
    RUN_UNTIL(plain.gone && peer.ready);
    assert_int_equal(ter__tls_write(peer.tls, (const uint8_t *)"this is no frame at all", 23), TER_OK);
    caller_write(&peer);
    RUN_UNTIL(peer.gone);
    assert_int_equal(n.connections, 0);
    hang_up(&plain);
    hang_up(&peer);
    ter__tls_context_destroy(tls);
    close_loop(&n, 1);
}

/* Node 2 by hand: says hello and accepts the other's, and nothing more. */
static void say_hello(caller *c) {
    const ter__hello hello = config_of(2, 0, NULL).self;
    uint8_t *bytes, out[1024];
    size_t length;
    ter__mux *mux = ter__mux_create();
    assert_int_equal(ter__hello_encode(&hello, &bytes, &length), TER_OK);
    assert_int_equal(ter__mux_send_frame(mux, TER__FRAME_HELLO, bytes, length), TER_OK);
    assert_int_equal(ter__mux_send_frame(mux, TER__FRAME_PING, NULL, 0), TER_OK);
    length = ter__mux_output(mux, out, sizeof out);
    assert_int_equal(ter__tls_write(c->tls, out, length), TER_OK);
    caller_write(c);
    free(bytes);
    ter__mux_destroy(mux);
}

static void test_a_node_that_falls_silent_is_not_taken_for_dead(void **state) {
    (void)state;
    node n;
    caller first, second;
    open_one(&n);
    ter__tls_context *tls = test_context("node2");
    call(&first, &n, tls, TER__ALPN_PEER);
    say_hello(&first);
    RUN_UNTIL(n.up[2]);
    /* The same node again, while the old connection still looks alive: the newer one counts. */
    call(&second, &n, tls, TER__ALPN_PEER);
    say_hello(&second);
    RUN_UNTIL(n.connections == 2);
    assert_int_equal(n.losses, 1);
    assert_false(n.died);
    assert_true(n.up[2]);
    /* It does not answer pings: after silence_ms it is given up, and not said to have died. */
    uint64_t began = uv_hrtime();
    RUN_UNTIL(n.losses == 2);
    assert_true(uv_hrtime() - began > (SILENCE_MS - 100) * UINT64_C(1000000));
    assert_false(n.died);
    assert_non_null(strstr(n.reason, "nothing was heard"));
    hang_up(&first);
    hang_up(&second);
    ter__tls_context_destroy(tls);
    close_loop(&n, 1);
}

static void test_a_client_that_takes_nothing_is_cut_off(void **state) {
    (void)state;
    node n;
    caller c;
    static uint8_t bytes[1 << 20];
    open_one(&n);
    ter__tls_context *tls = test_context("admin");
    call(&c, &n, tls, TER__ALPN_CLIENT);
    RUN_UNTIL(n.clients == 1);
    (void)uv_read_stop((uv_stream_t *)&c.tcp);
    for (int i = 0; i < 15; i++) {
        assert_true(ter__client_link_write(n.link, bytes, sizeof bytes) > 0);
    }
    RUN_UNTIL(n.clients_gone == 1);
    hang_up(&c);
    ter__tls_context_destroy(tls);
    close_loop(&n, 1);
}

static void test_one_who_says_nothing_is_closed_in_the_end(void **state) {
    (void)state;
    node n;
    caller c;
    open_one(&n);
    call(&c, &n, NULL, NULL);
    uint64_t began = uv_hrtime();
    RUN_UNTIL(c.gone);
    assert_true(uv_hrtime() - began < UINT64_C(7000000000));
    assert_true(uv_hrtime() - began > UINT64_C(4000000000));
    hang_up(&c);
    close_loop(&n, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_client_and_a_node_exchange_plain_bytes),
        cmocka_unit_test(test_a_thousand_clients_at_once),
        cmocka_unit_test(test_one_who_comes_under_a_wrong_role_hears_why),
        cmocka_unit_test(test_garbage_closes_the_connection),
        cmocka_unit_test(test_a_node_that_falls_silent_is_not_taken_for_dead),
        cmocka_unit_test(test_a_client_that_takes_nothing_is_cut_off),
        cmocka_unit_test(test_one_who_says_nothing_is_closed_in_the_end),
    };
    return cmocka_run_group_tests(tests, test_certificates_make, test_certificates_remove);
}
