/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transports on one loop in one process, over real sockets, and what they were told. The node with the larger number dials. */
#ifndef TER_TEST_TRANSPORT_NODES_H
#define TER_TEST_TRANSPORT_NODES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "certificates.h"
#include "node/uv_transport.h"

enum { SILENCE_MS = 400 };

typedef struct node {
    ter__transport *transport;
    ter__tls_context *tls;
    uint32_t id;
    bool up[4];
    unsigned connections, losses, refusals;
    bool died, by_peer, wrong, echo;
    char reason[TER_ERROR_TEXT_BYTES], refusal[TER_ERROR_TEXT_BYTES];
    size_t count[TER__CHANNEL_COUNT], bytes[TER__CHANNEL_COUNT], bulk_before_consensus;
    uint32_t next[TER__CHANNEL_COUNT];
    unsigned clients, clients_gone, drained;
    char client_name[TER__NAME_BYTES];
    ter__role client_role;
    size_t client_bytes;
    unsigned pauses; /* how often it still says that it has no more room */
    ter__client_link *link;
    bool inside; /* a function of the transport runs: no event may come */
} node;

static uv_loop_t loop;
static unsigned closed_count;

/* ---- what transports tell ----------------------------------------------------------------------------------------------- */

static inline void on_connected(void *context, uint32_t peer, const ter__hello *hello) {
    node *n = context;
    assert_false(n->inside);
    assert_int_equal(hello->node, peer);
    n->up[peer] = true;
    n->connections++;
}

static inline void on_disconnected(void *context, uint32_t peer, bool died, const char *reason) {
    node *n = context;
    assert_false(n->inside);
    n->up[peer] = false;
    n->died = died;
    n->losses++;
    (void)snprintf(n->reason, sizeof n->reason, "%s", reason);
}

static inline void on_message(void *context, uint32_t peer, ter__channel channel, const uint8_t *bytes, size_t length) {
    node *n = context;
    uint32_t number = 0;
    assert_false(n->inside);
    memcpy(&number, bytes, length < 4 ? length : 4);
    n->wrong = n->wrong || number != n->next[channel]++ || bytes[length - 1] != (uint8_t)(number + length);
    if (channel == TER__CHANNEL_CONSENSUS && n->count[channel] == 0) {
        n->bulk_before_consensus = n->bytes[TER__CHANNEL_BULK];
    }
    n->count[channel]++;
    n->bytes[channel] += length;
    if (n->echo) {
        uint8_t *back = malloc(length);
        memcpy(back, bytes, length);
        n->inside = true;
        assert_true(ter__transport_send(n->transport, peer, channel, back, length));
        n->inside = false;
    }
}

static inline void on_refused(void *context, uint32_t peer, bool by_peer, const char *reason) {
    node *n = context;
    (void)peer;
    n->refusals++;
    n->by_peer = n->by_peer || by_peer;
    (void)snprintf(n->refusal, sizeof n->refusal, "%s", reason);
}

static inline void on_drained(void *client) {
    ((node *)client)->drained++;
}

static inline void *on_client(void *context, ter__client_link *link, const char *name, ter__role role) {
    node *n = context;
    n->clients++;
    n->client_role = role;
    n->link = link;
    (void)snprintf(n->client_name, sizeof n->client_name, "%s", name);
    ter__client_link_on_drained(link, on_drained);
    return n;
}

static inline bool on_client_bytes(void *context, void *client, const uint8_t *bytes, size_t length) {
    node *n = context;
    (void)bytes;
    assert_ptr_equal(client, n);
    assert_false(n->inside);
    n->client_bytes += length;
    if (n->pauses > 0) {
        n->pauses--;
        return false;
    }
    return true;
}

static inline void on_client_closed(void *context, void *client) {
    node *n = context;
    assert_ptr_equal(client, n);
    n->clients_gone++;
}

static inline void on_log(void *context, const char *text) {
    (void)context;
    if (getenv("TER_TEST_LOG") != NULL) {
        (void)fprintf(stderr, "%s\n", text);
    }
}

static const ter__transport_events handlers = {NULL,      on_connected,    on_disconnected,  on_message, on_refused,
                                               on_client, on_client_bytes, on_client_closed, on_log};

/* ---- opening, running, closing ------------------------------------------------------------------------------------------ */

static inline ter__transport_config config_of(uint32_t id, size_t lower_count, const unsigned *lower_ports) {
    ter__transport_config config = {.listen = "127.0.0.1:0", .silence_ms = SILENCE_MS, .redial_ms_max = 100};
    config.self = (ter__hello){.protocol = TER__PROTOCOL, .node = id, .cluster = "test", .version = "1", .incarnation = id};
    (void)snprintf(config.self.name, sizeof config.self.name, "node%u", id);
    for (uint32_t other = 1; other <= 3; other++) {
        if (other != id) {
            ter__transport_peer *peer = &config.peers[config.peer_count++];
            peer->id = other;
            (void)snprintf(peer->name, sizeof peer->name, "node%u", other);
            (void)snprintf(peer->address, sizeof peer->address, "127.0.0.1:%u", other <= lower_count ? lower_ports[other - 1] : 1);
        }
    }
    return config;
}

static inline void open_node(node *n, const char *certificate, const ter__transport_config *config) {
    ter_error error = {0};
    ter__transport_events events = handlers;
    *n = (node){.id = config->self.node};
    events.context = n;
    n->tls = test_context(certificate);
    assert_non_null(n->tls);
    ter_status status = ter__transport_open(&n->transport, &loop, n->tls, config, &events, &error);
    if (status != TER_OK) {
        fail_msg("%s", error.text);
    }
}

/* Nodes 1 and 2, the second dialling the first; the caller may change what the second says. */
static inline void open_two(node nodes[2], const char *certificate, const ter__transport_config *second) {
    ter__transport_config config = config_of(1, 0, NULL);
    open_node(&nodes[0], "node1", &config);
    const unsigned port = ter__transport_port(nodes[0].transport);
    assert_true(port > 0);
    config = config_of(2, 1, &port);
    if (second != NULL) {
        config.self = second->self;
    }
    open_node(&nodes[1], certificate, &config);
}

static inline void on_closed(void *context) {
    ((node *)context)->transport = NULL;
    closed_count++;
}

static inline void close_node(node *n) {
    ter__transport_close(n->transport, on_closed, n);
}

static inline void close_loop(node *nodes, size_t count) {
    closed_count = 0;
    for (size_t i = 0; i < count; i++) {
        close_node(&nodes[i]);
    }
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(closed_count, count);
    assert_int_equal(uv_loop_close(&loop), 0);
    for (size_t i = 0; i < count; i++) {
        ter__tls_context_destroy(nodes[i].tls);
    }
}

/* Turns the loop until the condition holds; fails after twenty seconds. */
#define RUN_UNTIL(condition) RUN_UNTIL_OR(condition, 20000)
#define RUN_UNTIL_OR(condition, ms)                                                                                                \
    for (uint64_t until_ = uv_hrtime() / 1000000 + (ms); !(condition);) {                                                          \
        (void)uv_run(&loop, UV_RUN_ONCE);                                                                                          \
        if (uv_hrtime() / 1000000 > until_) {                                                                                      \
            fail_msg("did not come: %s", #condition);                                                                              \
        }                                                                                                                          \
    }

static inline void run_for(unsigned ms) {
    for (uint64_t until = uv_hrtime() / 1000000 + ms; uv_hrtime() / 1000000 < until;) {
        (void)uv_run(&loop, UV_RUN_ONCE);
    }
}

static inline bool send_one(node *n, uint32_t to, ter__channel channel, uint32_t number, size_t length) {
    uint8_t *bytes = calloc(1, length);
    assert_non_null(bytes);
    memcpy(bytes, &number, 4);
    bytes[length - 1] = (uint8_t)(number + length);
    n->inside = true;
    bool taken = ter__transport_send(n->transport, to, channel, bytes, length);
    n->inside = false;
    return taken;
}

#endif
