/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connections on a libuv loop: one listening port for nodes and clients alike (ALPN tells them apart), one TLS 1.3 connection per
 * pair of nodes (the one with the larger number dials, and dials again with a growing pause). Nodes' connections carry the mux;
 * clients' are handed on as plain bytes (uv_http.c). Reading stops while more waits than the high-water mark.
 */
#ifndef TER__UV_TRANSPORT_H
#define TER__UV_TRANSPORT_H

#include <uv.h>

#include "core/core.h"
#include "node/hello.h"
#include "node/mux.h"
#include "node/tls.h"

typedef struct ter__transport ter__transport;

typedef struct ter__transport_peer {
    uint32_t id;
    char name[TER__NAME_BYTES], address[TER__ADDRESS_BYTES];
} ter__transport_peer;

/* A client's connection after its handshake: plain bytes. */
typedef struct ter__client_link ter__client_link;

/* All come from the loop, never from inside a function of this header. In them everything below may be called. */
typedef struct ter__transport_events {
    void *context;
    void (*connected)(void *context, uint32_t peer, const ter__hello *hello);
    /* `died`: the end was seen, not only silence (no byte for silence_ms in spite of pings). */
    void (*disconnected)(void *context, uint32_t peer, bool died, const char *reason);
    void (*message)(void *context, uint32_t peer, ter__channel channel, const uint8_t *bytes, size_t length);
    /* A peer has refused this node, or this node a peer, for a reason that will not go away by itself (ter__hello_check, a
     * certificate). `peer` is 0 where it is not known. Once for each reason until the peer is connected; dialling goes on. */
    void (*refused)(void *context, uint32_t peer, bool by_peer, const char *reason);
    /* A client has come: the certificate's name and role. What is returned is handed to the two below; null: refused (closed). */
    void *(*client)(void *context, ter__client_link *link, const char *name, ter__role role);
    /* Plain bytes from it, taken in any case. False: no more room: nothing follows until ter__client_link_resume. */
    bool (*client_bytes)(void *context, void *client, const uint8_t *bytes, size_t length);
    /* It is gone, and its link with it. Follows `client` always (unless that gave null), once. */
    void (*client_closed)(void *context, void *client);
    void (*log)(void *context, const char *text);
} ter__transport_events;

typedef struct ter__transport_config {
    char listen[TER__ADDRESS_BYTES]; /* "127.0.0.1:7401"; port 0: any free one */
    ter__hello self;
    size_t peer_count;
    ter__transport_peer peers[TER__NODES_MAX]; /* the others */
    unsigned silence_ms;    /* (4000) a connection without a byte for so long is closed; pings go at a quarter of it */
    unsigned redial_ms_max; /* (1000) */
} ter__transport_config;

/* Clients at once; one more is closed as it comes. */
#define TER__CLIENTS_MAX 1024

/* Listens and dials; the context outlives it. On failure the loop has to run once more before it can be closed (a handle that is
 * being closed). TER_BAD_STATE: the port is in use (named); TER_NO_PERMISSION; TER_BAD_ARGUMENT: no address. */
TER_MUST_USE ter_status ter__transport_open(ter__transport **transport, uv_loop_t *loop, ter__tls_context *tls,
                                            const ter__transport_config *config, const ter__transport_events *events,
                                            ter_error *error);
/* The port that is listened on. */
unsigned ter__transport_port(const ter__transport *transport);
/* bytes taken (free()) in any case. False: not connected or the channel is full. */
bool ter__transport_send(ter__transport *transport, uint32_t peer, ter__channel channel, uint8_t *bytes, size_t length);
/* Closes the connection to a peer: it has sent what no peer sends. `disconnected` follows from the loop; it is dialled again. */
void ter__transport_drop(ter__transport *transport, uint32_t peer, const char *reason);
/* What was sent goes out now; without it at the end of the loop's turn. */
void ter__transport_flush(ter__transport *transport);
/* No new connections; those of clients and nodes go on. */
void ter__transport_stop_accepting(ter__transport *transport);
/* Closes everything; `closed` is called when every handle is, just before the transport is freed. What was sent is written as far
 * as the sockets take it at once. client_closed is called for each client that is there still; no other event comes. */
void ter__transport_close(ter__transport *transport, void (*closed)(void *context), void *context);

/* Plain bytes to a client (copied). Returns the bytes that wait; above TER__CLIENT_HIGH_WATER the caller should wait for `drained`.
 */
#define TER__CLIENT_HIGH_WATER ((size_t)1 << 20)
size_t ter__client_link_write(ter__client_link *link, const uint8_t *bytes, size_t length);
/* `drained` is called when no more than half of TER__CLIENT_HIGH_WATER waits after more than it did. Beyond 16 times
 * TER__CLIENT_HIGH_WATER, or when the client takes nothing for silence_ms, its connection is closed. */
void ter__client_link_on_drained(ter__client_link *link, void (*drained)(void *client));
void ter__client_link_resume(ter__client_link *link);
/* Ends it when everything is written. client_closed follows. */
void ter__client_link_end(ter__client_link *link);

typedef struct ter__transport_counts {
    uint64_t bytes_in, bytes_out, messages_in, messages_out, refused;
    unsigned peers, clients;
} ter__transport_counts;
void ter__transport_count(const ter__transport *transport, ter__transport_counts *counts);

#endif
