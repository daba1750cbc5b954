/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/uv_connection.h"

#define TER__BACKLOG 512

ter__peer_slot *ter__transport_slot(ter__transport *transport, uint32_t peer) {
    for (size_t i = 0; i < transport->config.peer_count; i++) {
        if (transport->slots[i].peer.id == peer) {
            return &transport->slots[i];
        }
    }
    return NULL;
}

void ter__transport_log(ter__transport *transport, const char *format, ...) {
    ter_error line;
    va_list arguments;
    va_start(arguments, format);
    (void)ter_error_set_list(&line, TER_BAD_STATE, format, arguments);
    va_end(arguments);
    if (!transport->closing) {
        transport->events.log(transport->events.context, line.text);
    }
}

void ter__transport_refused(ter__transport *transport, uint32_t peer, bool by_peer, const char *reason) {
    ter__peer_slot *slot = ter__transport_slot(transport, peer);
    if (transport->closing || (slot != NULL && strcmp(slot->refused, reason) == 0)) {
        return;
    }
    if (slot != NULL) {
        (void)snprintf(slot->refused, sizeof slot->refused, "%s", reason);
    }
    transport->events.refused(transport->events.context, peer, by_peer, reason);
}

/* ---- time and the loop's turns ------------------------------------------------------------------------------------------ */

static void turn(uv_prepare_t *prepare) {
    ter__transport *transport = prepare->data;
    while (transport->dirty != NULL) {
        ter__connection *connection = transport->dirty;
        transport->dirty = connection->next_dirty;
        connection->dirty = false;
        ter__connection_deliver(connection);
        ter__connection_settle(connection);
    }
}

static void tick(uv_timer_t *timer) {
    ter__transport *transport = timer->data;
    uint64_t now = uv_now(transport->loop);
    /* A loop that was held up itself (a stopped process) has heard nobody: that is not the others' silence. */
    bool held_up = now - transport->ticked_at > transport->config.silence_ms / 2;
    transport->ticked_at = now;
    for (ter__connection *connection = transport->connections, *next; connection != NULL; connection = next) {
        /* Its tick may close it and, by way of a replaced one, none but it: the next one stays. */
        next = connection->next;
        if (held_up) {
            connection->heard_at = connection->progress_at = now;
        }
        ter__connection_tick(connection, now);
    }
    for (size_t i = 0; i < transport->config.peer_count && !transport->closing; i++) {
        ter__peer_slot *slot = &transport->slots[i];
        if (slot->dials && slot->connection == NULL && slot->dialling == NULL && !slot->resolving && now >= slot->dial_at) {
            ter__dial(slot);
        }
    }
}

/* ---- listening ---------------------------------------------------------------------------------------------------------- */

static void came(uv_stream_t *listener, int status) {
    ter__transport *transport = listener->data;
    if (status != 0) {
        ter__transport_log(transport, "a connection could not be accepted: %s", uv_strerror(status));
        return;
    }
    ter__connection *connection = ter__connection_create(transport, 0);
    if (connection == NULL) {
        return;
    }
    if (uv_accept(listener, (uv_stream_t *)&connection->tcp) != 0 || transport->accepted > TER__ACCEPTED_MAX) {
        transport->counts.refused += transport->accepted > TER__ACCEPTED_MAX;
        ter__connection_close(connection);
        return;
    }
    ter__connection_start(connection);
}

static ter_status listen_error(const char *address, int code, ter_error *error) {
    switch (code) {
    case UV_EADDRINUSE:
        return ter_error_set(error, TER_BAD_STATE, "%s is in use by another program: end it, or choose another port", address);
    case UV_EACCES:
        return ter_error_set(error, TER_NO_PERMISSION, "%s may not be listened on by this user: choose a port from 1024 on",
                             address);
    case UV_EADDRNOTAVAIL:
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s is not an address of this machine", address);
    default:
        return ter_error_set(error, TER_INPUT_OUTPUT, "%s cannot be listened on: %s", address, uv_strerror(code));
    }
}

static ter_status resolve_here(uv_loop_t *loop, const char *text, struct sockaddr_storage *address, ter_error *error) {
    char host[TER__ADDRESS_BYTES], service[8];
    ter_status status = ter__address_split(text, host, service, error);
    if (status != TER_OK || ter__address_literal(host, service, address)) {
        return status;
    }
    uv_getaddrinfo_t lookup;
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    int code = uv_getaddrinfo(loop, &lookup, NULL, host, service, &hints);
    if (code != 0) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: host \"%s\" is not found: %s", text, host, uv_strerror(code));
    }
    memcpy(address, lookup.addrinfo->ai_addr, lookup.addrinfo->ai_addrlen);
    uv_freeaddrinfo(lookup.addrinfo);
    return TER_OK;
}

/* ---- opening and closing ------------------------------------------------------------------------------------------------ */

static void free_transport(ter__transport *transport) {
    free(transport->hello);
    free(transport);
}

void ter__transport_handle_closed(ter__transport *transport) {
    if (--transport->handles == 0) {
        if (transport->closed != NULL) {
            transport->closed(transport->closed_context);
        }
        free_transport(transport);
    }
}

static void own_handle_closed(uv_handle_t *handle) {
    ter__transport_handle_closed(handle->data);
}

static void close_own_handles(ter__transport *transport) {
    uv_close((uv_handle_t *)&transport->timer, own_handle_closed);
    uv_close((uv_handle_t *)&transport->prepare, own_handle_closed);
    if (!uv_is_closing((uv_handle_t *)&transport->listener)) {
        uv_close((uv_handle_t *)&transport->listener, own_handle_closed);
    }
}

static ter_status prepare_slots(ter__transport *transport, ter_error *error) {
    const ter__transport_config *config = &transport->config;
    if (config->peer_count > TER__NODES_MAX) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%zu other nodes: more than %d", config->peer_count, TER__NODES_MAX);
    }
    for (size_t i = 0; i < config->peer_count; i++) {
        ter__peer_slot *slot = &transport->slots[i];
        slot->transport = transport;
        slot->peer = config->peers[i];
        slot->dials = config->self.node > slot->peer.id;
        ter_status status = slot->dials ? ter__address_split(slot->peer.address, slot->host, slot->service, error) : TER_OK;
        if (status != TER_OK) {
            return status;
        }
    }
    return ter__hello_encode(&config->self, &transport->hello, &transport->hello_length);
}

static int listen_on(ter__transport *transport, const struct sockaddr_storage *address) {
    int code = uv_tcp_bind(&transport->listener, (const struct sockaddr *)address, 0);
    if (code == 0) {
        code = uv_listen((uv_stream_t *)&transport->listener, TER__BACKLOG, came);
    }
    if (code == 0) {
        code = uv_timer_start(&transport->timer, tick, 0, transport->tick_ms);
    }
    return code == 0 ? uv_prepare_start(&transport->prepare, turn) : code;
}

ter_status ter__transport_open(ter__transport **transport, uv_loop_t *loop, ter__tls_context *tls,
                               const ter__transport_config *config, const ter__transport_events *events, ter_error *error) {
    struct sockaddr_storage address;
    ter_status status = resolve_here(loop, config->listen, &address, error);
    if (status != TER_OK) {
        return status;
    }
    ter__transport *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for the network");
    }
    made->loop = loop;
    made->tls = tls;
    made->config = *config;
    made->config.silence_ms = config->silence_ms != 0 ? config->silence_ms : 4000;
    made->config.redial_ms_max = config->redial_ms_max != 0 ? config->redial_ms_max : 1000;
    made->events = *events;
    made->accepting = true;
    made->chance = uv_hrtime() ^ (uint64_t)config->self.node << 32 ^ config->self.incarnation;
    made->chance += made->chance == 0;
    made->ticked_at = uv_now(loop);
    made->tick_ms = made->config.silence_ms / 16;
    made->tick_ms = made->tick_ms < 10 ? 10 : made->tick_ms > 50 ? 50 : made->tick_ms;
    status = prepare_slots(made, error);
    int code = status == TER_OK ? uv_tcp_init(loop, &made->listener) : 0;
    if (status != TER_OK || code != 0) {
        free_transport(made);
        return status != TER_OK ? status : listen_error(config->listen, code, error);
    }
    (void)uv_timer_init(loop, &made->timer);
    (void)uv_prepare_init(loop, &made->prepare);
    made->listener.data = made->timer.data = made->prepare.data = made;
    made->handles = 3;
    code = listen_on(made, &address);
    if (code != 0) {
        made->closing = true;
        close_own_handles(made);
        return listen_error(config->listen, code, error);
    }
    *transport = made;
    return TER_OK;
}

unsigned ter__transport_port(const ter__transport *transport) {
    struct sockaddr_storage address;
    int length = sizeof address;
    if (uv_tcp_getsockname(&transport->listener, (struct sockaddr *)&address, &length) != 0) {
        return 0;
    }
    return ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                               : ((struct sockaddr_in *)&address)->sin_port);
}

void ter__transport_stop_accepting(ter__transport *transport) {
    if (transport->accepting) {
        transport->accepting = false;
        uv_close((uv_handle_t *)&transport->listener, own_handle_closed);
    }
}

void ter__transport_close(ter__transport *transport, void (*closed)(void *context), void *context) {
    if (transport->closing) {
        return;
    }
    transport->closing = true;
    transport->accepting = false;
    transport->closed = closed;
    transport->closed_context = context;
    close_own_handles(transport);
    for (size_t i = 0; i < transport->config.peer_count; i++) {
        if (transport->slots[i].resolving) {
            (void)uv_cancel((uv_req_t *)&transport->slots[i].lookup);
        }
    }
    while (transport->connections != NULL) {
        ter__connection *connection = transport->connections;
        ter__connection_pump(connection);
        ter__connection_close(connection);
    }
}

/* ---- sending ------------------------------------------------------------------------------------------------------------ */

bool ter__transport_send(ter__transport *transport, uint32_t peer, ter__channel channel, uint8_t *bytes, size_t length) {
    ter__peer_slot *slot = ter__transport_slot(transport, peer);
    if (slot == NULL || slot->connection == NULL || slot->connection->failed) {
        free(bytes);
        return false;
    }
    bool taken = ter__mux_send(slot->connection->mux, channel, bytes, length);
    transport->counts.messages_out += taken;
    ter__connection_touch(slot->connection);
    return taken;
}

void ter__transport_flush(ter__transport *transport) {
    for (size_t i = 0; i < transport->config.peer_count; i++) {
        if (transport->slots[i].connection != NULL) {
            ter__connection_pump(transport->slots[i].connection);
        }
    }
}

void ter__transport_drop(ter__transport *transport, uint32_t peer, const char *reason) {
    ter__peer_slot *slot = ter__transport_slot(transport, peer);
    if (slot != NULL && slot->connection != NULL) {
        ter__connection_fail(slot->connection, true, "%s", reason);
    }
}

void ter__transport_count(const ter__transport *transport, ter__transport_counts *counts) {
    *counts = transport->counts;
}
