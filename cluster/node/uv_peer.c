/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "node/uv_connection.h"

void ter__peer_refuse(ter__connection *connection, const char *reason) {
    ter__transport *transport = connection->transport;
    transport->counts.refused++;
    ter__transport_refused(transport, connection->peer, false, reason);
    if (ter__mux_send_frame(connection->mux, TER__FRAME_REFUSE, (const uint8_t *)reason, strlen(reason)) != TER_OK) {
        ter__connection_fail(connection, true, "%s", reason);
    }
    ter__connection_linger(connection);
}

void ter__peer_ready(ter__connection *connection) {
    ter__transport *transport = connection->transport;
    connection->mux = ter__mux_create();
    if (connection->mux == NULL) {
        ter__connection_fail(connection, true, "out of memory for a node's connection");
        return;
    }
    connection->phase = TER__LINK_HELLO;
    if (ter__tls_peer_role(connection->tls) != TER__ROLE_NODE) {
        char reason[TER_ERROR_TEXT_BYTES];
        (void)snprintf(reason, sizeof reason, "the certificate of %s is not a node's: its role is %s",
                       ter__tls_peer_name(connection->tls), ter__role_word(ter__tls_peer_role(connection->tls)));
        ter__peer_refuse(connection, reason);
        return;
    }
    if (ter__mux_send_frame(connection->mux, TER__FRAME_HELLO, transport->hello, transport->hello_length) != TER_OK) {
        ter__connection_fail(connection, true, "out of memory for a node's connection");
    }
}

/* ---- hello -------------------------------------------------------------------------------------------------------------- */

static void replace(ter__connection *old, const ter__hello *hello) {
    /* The same process has given the old connection up; another one means that the earlier is no more. */
    ter__connection_fail(old, old->hello.incarnation != hello->incarnation, "%s has connected anew", hello->name);
    ter__connection_close(old);
}

static ter_status check_hello(ter__connection *connection, const ter__hello *hello, ter_error *error) {
    ter__transport *transport = connection->transport;
    ter_status status = ter__hello_check(&transport->config.self, hello, ter__tls_peer_name(connection->tls), error);
    if (status != TER_OK) {
        return status;
    }
    const ter__peer_slot *slot = ter__transport_slot(transport, hello->node);
    if (slot == NULL || strcmp(slot->peer.name, hello->name) != 0) {
        return ter_error_set(error, TER_BAD_STATE, "node %u (%s) is not a member of this cluster as %s knows it", hello->node,
                             hello->name, transport->config.self.name);
    }
    /* A process that has just died has closed its connection, or will be silent: one that is heard is alive. */
    const ter__connection *other = slot->connection;
    if (other != NULL && other != connection && other->hello.incarnation != hello->incarnation &&
        uv_now(transport->loop) - other->heard_at < transport->config.silence_ms / 2) {
        return ter_error_set(error, TER_BAD_STATE, "another process is connected as %s already: two nodes cannot have one name",
                             hello->name);
    }
    if (connection->dialled != 0 && connection->dialled != hello->node) {
        return ter_error_set(error, TER_BAD_STATE, "at the address of node %u answers node %u (%s): check node.json",
                             connection->dialled, hello->node, hello->name);
    }
    return TER_OK;
}

static void take_hello(ter__connection *connection, const uint8_t *payload, size_t length) {
    ter__transport *transport = connection->transport;
    ter__hello hello;
    ter_error error;
    if (connection->phase != TER__LINK_HELLO || connection->accepted || ter__hello_decode(&hello, payload, length) != TER_OK) {
        ter__connection_fail(connection, true, "what should be a hello is none");
        return;
    }
    if (connection->dialled == 0) {
        connection->peer = ter__transport_slot(transport, hello.node) != NULL ? hello.node : 0;
    }
    if (check_hello(connection, &hello, &error) != TER_OK) {
        ter__peer_refuse(connection, error.text);
        return;
    }
    connection->hello = hello;
    connection->accepted = true;
    connection->peer = hello.node;
    if (ter__mux_send_frame(connection->mux, TER__FRAME_PING, NULL, 0) != TER_OK) {
        ter__connection_fail(connection, true, "out of memory for a node's connection");
    }
}

/* Its first ping says that it has accepted this node's hello as well. */
static void establish(ter__connection *connection) {
    ter__transport *transport = connection->transport;
    const ter__hello *hello = &connection->hello;
    if (!connection->accepted) {
        ter__connection_fail(connection, true, "a ping came before the hello");
        return;
    }
    ter__peer_slot *slot = ter__transport_slot(transport, hello->node);
    if (slot->connection != NULL) {
        replace(slot->connection, hello);
        if (transport->closing) { /* by the event */
            return;
        }
    }
    if (slot->dialling == connection) {
        slot->dialling = NULL;
    }
    connection->phase = TER__LINK_PEER;
    slot->connection = connection;
    slot->connected_at = connection->pinged_at = uv_now(transport->loop);
    slot->refused[0] = '\0';
    slot->said = false;
    transport->counts.peers++;
    transport->events.connected(transport->events.context, hello->node, hello);
}

static void take_refusal(ter__connection *connection, const uint8_t *payload, size_t length) {
    char text[TER_ERROR_TEXT_BYTES];
    size_t count = 0;
    for (; count < length && count < sizeof text - 1; count++) {
        text[count] = payload[count] >= 0x20 && payload[count] != 0x7f ? (char)payload[count] : ' ';
    }
    text[count] = '\0';
    connection->transport->counts.refused++;
    ter__transport_refused(connection->transport, connection->peer, true, text);
    ter__connection_fail(connection, true, "refused: %s", text);
}

/* ---- frames and messages ------------------------------------------------------------------------------------------------ */

static void take_frame(void *context, ter__frame kind, const uint8_t *payload, size_t length) {
    ter__connection *connection = context;
    if (connection->failed || connection->phase > TER__LINK_PEER) {
        return;
    }
    switch (kind) {
    case TER__FRAME_HELLO:
        take_hello(connection, payload, length);
        break;
    case TER__FRAME_REFUSE:
        take_refusal(connection, payload, length);
        break;
    case TER__FRAME_PING:
        if (connection->phase == TER__LINK_HELLO) {
            establish(connection);
        } else if (ter__mux_send_frame(connection->mux, TER__FRAME_PONG, NULL, 0) != TER_OK) {
            ter__connection_fail(connection, true, "it pings more than it listens");
        }
        break;
    default: /* a pong: that it came is what it says */
        break;
    }
}

static void take_message(void *context, ter__channel channel, const uint8_t *bytes, size_t length) {
    ter__connection *connection = context;
    ter__transport *transport = connection->transport;
    if (connection->failed || connection->phase > TER__LINK_PEER) {
        return;
    }
    if (connection->phase != TER__LINK_PEER) {
        ter__connection_fail(connection, true, "a message came before the hello");
        return;
    }
    transport->counts.messages_in++;
    transport->events.message(transport->events.context, connection->peer, channel, bytes, length);
}

void ter__peer_bytes(ter__connection *connection, const uint8_t *bytes, size_t length) {
    const ter__mux_events events = {connection, take_message, take_frame};
    ter_error error;
    if (ter__mux_input(connection->mux, bytes, length, &events, &error) != TER_OK) {
        ter__connection_fail(connection, true, "%s", error.text);
    }
}

void ter__peer_tick(ter__connection *connection, uint64_t now) {
    unsigned silence_ms = connection->transport->config.silence_ms;
    uint64_t quiet = now - connection->heard_at;
    if (quiet > silence_ms) {
        ter__connection_fail(connection, false, "nothing was heard for %u ms", silence_ms);
    } else if (quiet >= silence_ms / 4 && now - connection->pinged_at >= silence_ms / 4) {
        connection->pinged_at = now;
        if (ter__mux_send_frame(connection->mux, TER__FRAME_PING, NULL, 0) != TER_OK) {
            ter__connection_fail(connection, false, "pings cannot be sent");
        }
    }
}

void ter__peer_closed(ter__connection *connection) {
    ter__transport *transport = connection->transport;
    ter__peer_slot *slot = ter__transport_slot(transport, connection->peer);
    if (slot == NULL) {
        return;
    }
    bool stood = slot->connection == connection;
    if (stood) {
        slot->connection = NULL;
        transport->counts.peers--;
    }
    if (slot->dialling == connection || (stood && slot->dials && slot->dialling == NULL)) {
        if (!stood && !slot->said && !transport->closing) {
            slot->said = true;
            ter__transport_log(transport, "%s (%s) is not reached, trying on: %s", slot->peer.name, slot->peer.address,
                               connection->reason.text);
        }
        slot->dialling = NULL;
        ter__dial_later(slot);
    }
    if (stood && !transport->closing) {
        transport->events.disconnected(transport->events.context, slot->peer.id, connection->died, connection->reason.text);
    }
}
