/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the HTTP server share: uv_http.c (life, the daemon on the loop), uv_http_request.c (requests and answers),
 * uv_http_client.c (TLS clients' bytes), uv_http_socket.c (the UNIX socket). */
#ifndef TER__UV_HTTP_INTERNAL_H
#define TER__UV_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <uv.h>

#include "api/request.h"
#include "node/uv_http.h"

/* Connections at once, idle ones too. */
#define TER__HTTP_CONNECTIONS_MAX 4096
/* A refused body up to this long is read and dropped, so that the answer is not lost to a reset; a longer one ends the connection.
 */
#define TER__HTTP_DROPPED_BYTES_MAX ((uint64_t)8 << 20)
#define TER__HTTP_IDLE_SECONDS      120u
#define TER__HTTP_TICK_MS           50u
#define TER__HTTP_PIECE_BYTES       65536
/* A close waits so long for answers on their way, and for clients to take them. */
#define TER__HTTP_CLOSE_MS 1000

/* Who is at the other end of a connection: its socket_context. */
typedef struct ter__http_identity {
    ter__role role;
    char name[TER__NAME_BYTES];
} ter__http_identity;

/* One request on its connection. */
typedef struct ter__exchange_in {
    ter__http *http;
    struct MHD_Connection *connection;
    ter__request *request;
    bool started, suspended;
    struct ter__exchange_in *next, **link;
} ter__exchange_in;

/* A stream that is being answered. */
typedef struct ter__http_stream {
    ter__http *http;
    struct MHD_Connection *connection;
    ter__stream *stream;
    bool suspended;
    struct ter__http_stream *next, **link;
} ter__http_stream;

typedef struct ter__http_client_end ter__http_client_end;

struct ter__http {
    ter__api api;
    uv_loop_t *loop;
    struct MHD_Daemon *daemon;
    uv_poll_t epoll, listener;
    uv_timer_t timer; /* the daemon's own timeouts, and kicks */
    uv_timer_t tick;  /* streams; the way to a close */
    bool has_epoll, has_listener, listener_paused, kicked;
    int listen_descriptor;
    char socket_path[108];
    unsigned handles; /* open, clients' too */
    const ter__http_identity *arriving;
    ter__exchange_in *exchanges;
    ter__http_stream *streams;
    ter__http_client_end *clients;
    char buffer[TER__HTTP_PIECE_BYTES];
    uint64_t close_at; /* of uv_now: what is not done then is cut off */
    bool ending;       /* the last handles close */
    void (*closed)(void *context);
    void *closed_context;
};

/* Has the daemon look at its connections in the loop's next turn. */
void ter__http_kick(ter__http *http);
/* Hands a connected socket to the daemon, which closes it in any case. */
bool ter__http_connect(ter__http *http, int descriptor, const char *name, ter__role role);
void ter__http_handle_closed(ter__http *http);
void ter__http_tick_start(ter__http *http);

/* uv_http_request.c: the daemon's callbacks. */
enum MHD_Result ter__http_access(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                 const char *version, const char *bytes, size_t *length, void **state);
void ter__http_completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code);
/* Streams that have something to say go on. */
void ter__http_wake_streams(ter__http *http, bool all);

/* uv_http_client.c */
void ter__http_clients_cut(ter__http *http);

/* uv_http_socket.c */
TER_MUST_USE ter_status ter__http_listen(ter__http *http, const char *path, ter_error *error);
void ter__http_listen_again(ter__http *http);
void ter__http_listen_end(ter__http *http);

#endif
