/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the transport: one connection from its socket to its plain bytes, and the table of all. What goes wrong is only noted
 * (ter__connection_fail); the events that follow come from the loop (ter__connection_settle), so none comes from inside a call.
 *
 *   uv_transport.c   opening, the table, time, closing      uv_connection.c   socket and TLS: reading, writing, the end
 *   uv_dial.c        addresses; dialling again              uv_peer.c         hello, mux, pings
 *                                                           uv_client_link.c  plain bytes of clients
 */
#ifndef TER__UV_CONNECTION_H
#define TER__UV_CONNECTION_H

#include "node/uv_transport.h"

#define TER__HANDSHAKE_MS 5000
#define TER__LINGER_MS    1000
/* Connections that have come in: clients, nodes, and those of which it is not known yet. */
#define TER__ACCEPTED_MAX (TER__CLIENTS_MAX + 64)
/* Read at once; gathered into one write of TLS; given to the socket at once. */
#define TER__READ_BYTES   ((size_t)262144)
#define TER__GATHER_BYTES ((size_t)65536)
#define TER__WRITE_BYTES  ((size_t)262144)

typedef enum ter__link_phase {
    TER__LINK_DIAL,      /* the socket is being connected */
    TER__LINK_HANDSHAKE, /* TLS */
    TER__LINK_HELLO,     /* of a node: waits for its hello */
    TER__LINK_PEER,
    TER__LINK_CLIENT,
    TER__LINK_LINGER, /* writes what is left, then waits for the other end to end it */
    TER__LINK_CLOSED  /* its handle is being closed */
} ter__link_phase;

typedef struct ter__connection ter__connection;

struct ter__client_link {
    ter__connection *connection;
    void *client;
    void (*drained)(void *client);
    bool paused, above; /* above: the high-water mark was reached and `drained` is due */
};

struct ter__connection {
    ter__transport *transport;
    ter__connection *next, *previous; /* of all */
    ter__connection *next_dirty;
    uv_tcp_t tcp;
    uv_connect_t connecting;
    uv_shutdown_t shutting;
    ter__tls *tls;
    ter__mux *mux;          /* of nodes */
    uint32_t dialled, peer; /* whom this node dials (0: it came in); who it is (0: not known yet) */
    ter__hello hello;       /* of a node, when it was accepted */
    bool accepted;
    ter__client_link link;
    ter__link_phase phase;
    bool dirty, reading, notified, shut, is_client; /* notified, shut: how far its end is */
    bool failed, died;                              /* to be settled, with `reason` */
    ter_error reason;
    uint64_t began_at, heard_at, pinged_at; /* milliseconds of the loop */
    size_t writing, left;                   /* bytes of the write under way; of them in the queue when time was looked at last */
    uint64_t progress_at;
};

typedef struct ter__peer_slot {
    ter__transport *transport;
    ter__transport_peer peer;
    bool dials;
    ter__connection *connection; /* in TER__LINK_PEER */
    ter__connection *dialling;
    bool resolving, said;
    uv_getaddrinfo_t lookup;
    char host[TER__ADDRESS_BYTES], service[8];
    unsigned pause_ms;
    uint64_t dial_at, connected_at;
    char refused[TER_ERROR_TEXT_BYTES]; /* the reason last told */
} ter__peer_slot;

struct ter__transport {
    uv_loop_t *loop;
    ter__tls_context *tls;
    ter__transport_config config;
    ter__transport_events events;
    uv_tcp_t listener;
    uv_timer_t timer;
    uv_prepare_t prepare;
    unsigned handles; /* of the three above and all connections and lookups that are not closed */
    bool accepting, closing;
    ter__peer_slot slots[TER__NODES_MAX];
    ter__connection *connections, *dirty;
    size_t accepted;
    uint64_t ticked_at, chance;
    unsigned tick_ms;
    uint8_t *hello;
    size_t hello_length;
    ter__transport_counts counts;
    void (*closed)(void *context);
    void *closed_context;
    uint8_t read[TER__READ_BYTES], plain[TER__GATHER_BYTES], gather[TER__GATHER_BYTES];
};

/* uv_transport.c */
ter__peer_slot *ter__transport_slot(ter__transport *transport, uint32_t peer); /* null: no member */
void ter__transport_log(ter__transport *transport, const char *format, ...) TER_PRINTF(2, 3);
/* Tells of a refusal, once for each reason. */
void ter__transport_refused(ter__transport *transport, uint32_t peer, bool by_peer, const char *reason);
void ter__transport_handle_closed(ter__transport *transport);

/* uv_connection.c */
ter__connection *ter__connection_create(ter__transport *transport, uint32_t dialled); /* null: no memory */
void ter__connection_start(ter__connection *connection);                              /* the socket is connected */
/* To be written and settled before the loop waits. */
void ter__connection_touch(ter__connection *connection);
/* Notes that it is over. */
void ter__connection_fail(ter__connection *connection, bool died, const char *format, ...) TER_PRINTF(3, 4);
/* Writes what waits. Calls no event. */
void ter__connection_pump(ter__connection *connection);
/* Delivers, pumps, and closes what has failed, with the events of that. From the loop only. */
void ter__connection_settle(ter__connection *connection);
/* The plain bytes that have come: to the mux, or to the client. */
void ter__connection_deliver(ter__connection *connection);
void ter__connection_tick(ter__connection *connection, uint64_t now);
/* Writes what is left and ends. */
void ter__connection_linger(ter__connection *connection);
void ter__connection_close(ter__connection *connection);

/* uv_dial.c */
/* "host:port", "[::1]:port" */
TER_MUST_USE ter_status ter__address_split(const char *address, char host[TER__ADDRESS_BYTES], char service[8], ter_error *error);
/* Without a name server when the host is an address. */
bool ter__address_literal(const char *host, const char *service, struct sockaddr_storage *address);
void ter__dial(ter__peer_slot *slot);
void ter__dial_later(ter__peer_slot *slot); /* after the next pause */

/* uv_peer.c */
void ter__peer_ready(ter__connection *connection); /* TLS is done */
void ter__peer_bytes(ter__connection *connection, const uint8_t *bytes, size_t length);
void ter__peer_tick(ter__connection *connection, uint64_t now);
void ter__peer_refuse(ter__connection *connection, const char *reason);
void ter__peer_closed(ter__connection *connection);

/* uv_client_link.c */
void ter__client_ready(ter__connection *connection);
void ter__client_drained(ter__connection *connection);

#endif
