/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/uv_connection.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct writing {
    uv_write_t request;
    ter__connection *connection;
    size_t length;
    uint8_t bytes[];
} writing;

ter__connection *ter__connection_create(ter__transport *transport, uint32_t dialled) {
    ter__connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) {
        return NULL;
    }
    connection->transport = transport;
    connection->dialled = connection->peer = dialled;
    connection->tls = ter__tls_create(transport->tls, dialled == 0, TER__ALPN_PEER);
    if (connection->tls == NULL || uv_tcp_init(transport->loop, &connection->tcp) != 0) {
        ter__tls_destroy(connection->tls);
        free(connection);
        return NULL;
    }
    connection->tcp.data = connection;
    connection->link.connection = connection;
    connection->began_at = connection->heard_at = connection->progress_at = uv_now(transport->loop);
    connection->next = transport->connections;
    if (connection->next != NULL) {
        connection->next->previous = connection;
    }
    transport->connections = connection;
    transport->handles++;
    transport->accepted += dialled == 0;
    return connection;
}

void ter__connection_touch(ter__connection *connection) {
    if (!connection->dirty && connection->phase != TER__LINK_CLOSED) {
        connection->dirty = true;
        connection->next_dirty = connection->transport->dirty;
        connection->transport->dirty = connection;
    }
}

void ter__connection_fail(ter__connection *connection, bool died, const char *format, ...) {
    if (!connection->failed && connection->phase != TER__LINK_CLOSED) {
        va_list arguments;
        va_start(arguments, format);
        (void)ter_error_set_list(&connection->reason, TER_INPUT_OUTPUT, format, arguments);
        va_end(arguments);
        connection->failed = true;
        connection->died = died;
        ter__connection_touch(connection);
    }
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static void shut_done(uv_shutdown_t *request, int status) {
    (void)request;
    (void)status; /* the other end's end, or time, closes it */
}

static void written(uv_write_t *request, int status) {
    writing *write = (writing *)request;
    ter__connection *connection = write->connection;
    ter__transport *transport = connection->transport;
    connection->writing = 0;
    connection->progress_at = uv_now(transport->loop);
    free(write);
    if (connection->phase == TER__LINK_CLOSED) {
        return;
    }
    if (status < 0) {
        ter__connection_fail(connection, true, "writing failed: %s", uv_strerror(status));
    }
    ter__connection_settle(connection);
}

/* Frames of the mux into TLS, many small ones in one record; no more than the next write takes, so that urgent ones come soon. */
static void gather(ter__connection *connection) {
    ter__transport *transport = connection->transport;
    while (connection->mux != NULL && ter__tls_output_waiting(connection->tls) < TER__WRITE_BYTES) {
        size_t length = ter__mux_output(connection->mux, transport->gather, TER__GATHER_BYTES);
        if (length == 0) {
            return;
        }
        if (ter__tls_write(connection->tls, transport->gather, length) != TER_OK) {
            ter__connection_fail(connection, true, "what is sent cannot be encrypted");
            return;
        }
    }
}

/* After the last byte: the end of this direction. */
static void end_of_writing(ter__connection *connection) {
    if (connection->phase != TER__LINK_LINGER || connection->shut) {
        return;
    }
    if (!connection->notified) { /* after all else, as TLS takes nothing behind it */
        connection->notified = true;
        ter__tls_shutdown(connection->tls);
        ter__connection_pump(connection);
    } else {
        connection->shut = true;
        connection->began_at = uv_now(connection->transport->loop);
        if (uv_shutdown(&connection->shutting, (uv_stream_t *)&connection->tcp, shut_done) != 0) {
            ter__connection_fail(connection, true, "the connection is gone");
        }
    }
}

void ter__connection_pump(ter__connection *connection) {
    ter__transport *transport = connection->transport;
    if (connection->writing > 0 || connection->failed || connection->shut || connection->phase == TER__LINK_DIAL ||
        connection->phase == TER__LINK_CLOSED) {
        return;
    }
    if (ter__tls_ready(connection->tls)) {
        gather(connection);
    }
    size_t waiting = ter__tls_output_waiting(connection->tls), room = waiting < TER__WRITE_BYTES ? waiting : TER__WRITE_BYTES;
    writing *write = room > 0 ? malloc(sizeof *write + room) : NULL;
    if (room > 0 && write == NULL) {
        ter__connection_fail(connection, true, "out of memory for what is sent");
        return;
    }
    size_t length = room > 0 ? ter__tls_output(connection->tls, write->bytes, room) : 0;
    if (length == 0) {
        free(write);
        end_of_writing(connection);
        return;
    }
    write->connection = connection;
    write->length = connection->writing = connection->left = length;
    uv_buf_t buffer = uv_buf_init((char *)write->bytes, (unsigned)length);
    int status = uv_write(&write->request, (uv_stream_t *)&connection->tcp, &buffer, 1, written);
    if (status != 0) {
        connection->writing = 0;
        free(write);
        ter__connection_fail(connection, true, "writing failed: %s", uv_strerror(status));
        return;
    }
    connection->progress_at = uv_now(transport->loop);
    transport->counts.bytes_out += length;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static void room_to_read(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    ter__connection *connection = handle->data;
    (void)suggested;
    *buffer = uv_buf_init((char *)connection->transport->read, (unsigned)TER__READ_BYTES);
}

/* TLS has refused something: who refused whom, and the alert on its way. */
static void refused_by_tls(ter__connection *connection, const ter_error *error) {
    ter__transport *transport = connection->transport;
    if (error->status == TER_NO_PERMISSION) {
        transport->counts.refused++;
        ter__transport_refused(transport, connection->peer, ter__tls_refused_by_other(connection->tls), error->text);
    } else if (connection->phase != TER__LINK_HANDSHAKE || connection->dialled != 0) {
        ter__transport_log(transport, "a connection is closed: %s", error->text);
    }
    bool told = connection->phase == TER__LINK_PEER || connection->phase == TER__LINK_CLIENT;
    if (told || ter__tls_output_waiting(connection->tls) == 0) {
        ter__connection_fail(connection, true, "%s", error->text);
    } else {
        ter__connection_linger(connection);
    }
}

static void handshake_done(ter__connection *connection) {
    if (strcmp(ter__tls_alpn(connection->tls), TER__ALPN_PEER) == 0) {
        ter__peer_ready(connection);
    } else if (connection->dialled != 0) {
        ter__connection_fail(connection, true, "what answers there does not speak the nodes' protocol");
    } else {
        ter__client_ready(connection);
    }
}

static void take_bytes(ter__connection *connection, size_t length) {
    ter__transport *transport = connection->transport;
    ter_error error;
    connection->heard_at = uv_now(transport->loop);
    transport->counts.bytes_in += length;
    if (connection->phase == TER__LINK_LINGER) {
        return;
    }
    ter_status status = ter__tls_input(connection->tls, transport->read, length, &error);
    if (connection->phase == TER__LINK_HANDSHAKE && ter__tls_ready(connection->tls)) {
        handshake_done(connection);
    }
    ter__connection_deliver(connection);
    if (status != TER_OK) {
        refused_by_tls(connection, &error);
    }
}

void ter__connection_deliver(ter__connection *connection) {
    ter__transport *transport = connection->transport;
    size_t length;
    while (!connection->failed && !connection->link.paused &&
           (connection->phase == TER__LINK_HELLO || connection->phase == TER__LINK_PEER || connection->phase == TER__LINK_CLIENT) &&
           (length = ter__tls_read(connection->tls, transport->plain, sizeof transport->plain)) > 0) {
        if (connection->phase != TER__LINK_CLIENT) {
            ter__peer_bytes(connection, transport->plain, length);
        } else if (!transport->events.client_bytes(transport->events.context, connection->link.client, transport->plain, length)) {
            connection->link.paused = true;
        }
    }
    if (!connection->failed && !connection->link.paused && ter__tls_ended(connection->tls) &&
        connection->phase != TER__LINK_LINGER && connection->phase != TER__LINK_CLOSED) {
        ter__connection_fail(connection, true, "the other end has closed the connection");
    }
}

static void got(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    ter__connection *connection = stream->data;
    (void)buffer;
    if (count == UV_EOF) {
        ter__connection_fail(connection, true, "the other end has closed the connection");
    } else if (count < 0) {
        ter__connection_fail(connection, true, "the connection is broken: %s", uv_strerror((int)count));
    } else if (count > 0 && !connection->failed) {
        take_bytes(connection, (size_t)count);
    }
    ter__connection_settle(connection);
}

static void read_or_not(ter__connection *connection) {
    bool wanted = connection->phase > TER__LINK_DIAL && connection->phase < TER__LINK_CLOSED && !connection->link.paused;
    if (wanted != connection->reading) {
        connection->reading = wanted;
        if (!wanted) {
            (void)uv_read_stop((uv_stream_t *)&connection->tcp);
        } else if (uv_read_start((uv_stream_t *)&connection->tcp, room_to_read, got) != 0) {
            ter__connection_fail(connection, true, "the connection cannot be read");
        }
    }
}

void ter__connection_start(ter__connection *connection) {
    connection->phase = TER__LINK_HANDSHAKE;
    (void)uv_tcp_nodelay(&connection->tcp, 1);
    ter__connection_settle(connection);
}

/* ---- its end ------------------------------------------------------------------------------------------------------------ */

static void handle_closed(uv_handle_t *handle) {
    ter__connection *connection = handle->data;
    ter__transport *transport = connection->transport;
    if (connection->is_client) {
        transport->events.client_closed(transport->events.context, connection->link.client);
    }
    ter__tls_destroy(connection->tls);
    ter__mux_destroy(connection->mux);
    free(connection);
    ter__transport_handle_closed(transport);
}

void ter__connection_close(ter__connection *connection) {
    ter__transport *transport = connection->transport;
    if (connection->phase == TER__LINK_CLOSED) {
        return;
    }
    connection->phase = TER__LINK_CLOSED;
    *(connection->previous != NULL ? &connection->previous->next : &transport->connections) = connection->next;
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    for (ter__connection **at = &transport->dirty; connection->dirty && *at != NULL; at = &(*at)->next_dirty) {
        if (*at == connection) {
            *at = connection->next_dirty;
            break;
        }
    }
    transport->accepted -= connection->dialled == 0;
    uv_close((uv_handle_t *)&connection->tcp, handle_closed);
    transport->counts.clients -= connection->is_client;
    ter__peer_closed(connection);
}

void ter__connection_linger(ter__connection *connection) {
    if (connection->phase != TER__LINK_LINGER && connection->phase != TER__LINK_CLOSED) {
        connection->phase = TER__LINK_LINGER;
        connection->link.paused = false;
        connection->began_at = uv_now(connection->transport->loop);
        ter__connection_touch(connection);
    }
}

void ter__connection_settle(ter__connection *connection) {
    if (connection->phase == TER__LINK_CLOSED) {
        return;
    }
    ter__connection_pump(connection);
    if (!connection->failed) {
        read_or_not(connection);
    }
    if (connection->failed) {
        ter__connection_close(connection);
    } else if (connection->link.above) {
        ter__client_drained(connection);
    }
}

void ter__connection_tick(ter__connection *connection, uint64_t now) {
    unsigned silence_ms = connection->transport->config.silence_ms;
    size_t left = uv_stream_get_write_queue_size((uv_stream_t *)&connection->tcp);
    if (connection->writing == 0 || left != connection->left) {
        connection->left = left;
        connection->progress_at = now;
    }
    if (now - connection->progress_at > silence_ms) {
        ter__connection_fail(connection, false, "the other end has taken nothing for %u ms", silence_ms);
    } else if (connection->phase < TER__LINK_PEER && now - connection->began_at > TER__HANDSHAKE_MS) {
        ter__connection_fail(connection, false, "the other end has not said who it is within %d ms", TER__HANDSHAKE_MS);
    } else if (connection->shut && now - connection->began_at > TER__LINGER_MS) {
        ter__connection_fail(connection, false, "ended");
    } else if (connection->phase == TER__LINK_PEER) {
        ter__peer_tick(connection, now);
    }
    ter__connection_settle(connection);
}
