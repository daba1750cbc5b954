/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTTP for clients on the node's loop: libmicrohttpd, its epoll descriptor polled by the loop. TLS is the transport's (one port,
 * one identity): a client's plain bytes reach libmicrohttpd through a socket pair. Clients on this machine come over a UNIX socket.
 */
#ifndef TER__UV_HTTP_H
#define TER__UV_HTTP_H

#include <uv.h>

#include "api/api.h"
#include "node/uv_transport.h"

typedef struct ter__http ter__http;

/* Listens on `socket_path` (null: none), mode 0600; one left by a dead process is replaced, one in use is TER_BAD_STATE. Services
 * are copied. */
TER_MUST_USE ter_status ter__http_open(ter__http **http, uv_loop_t *loop, const ter__api_services *services,
                                       const char *socket_path, ter_error *error);
/* For ter__transport_events. */
void *ter__http_client(ter__http *http, ter__client_link *link, const char *name, ter__role role);
bool ter__http_client_bytes(void *client, const uint8_t *bytes, size_t length);
void ter__http_client_closed(void *client);
/* A job (null: anything else) has changed: streams that show it are told. */
void ter__http_changed(ter__http *http, const char *job);
/* Takes no new requests; streams are ended; `closed` when every handle is closed and it is freed. */
void ter__http_close(ter__http *http, void (*closed)(void *context), void *context);

#endif
