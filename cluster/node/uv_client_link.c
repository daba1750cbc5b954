/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "node/uv_connection.h"

/* A client that cannot be one still hears why, in its own protocol. */
static void refuse(ter__connection *connection, const char *reason) {
    ter__transport *transport = connection->transport;
    char body[512], head[1024];
    int length = snprintf(body, sizeof body, "{\"error\": {\"status\": \"NO_PERMISSION\", \"text\": \"%s\"}}\n", reason);
    int count = snprintf(head, sizeof head,
                         "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                         "Connection: close\r\n\r\n%s",
                         length, body);
    transport->counts.refused++;
    ter__transport_log(transport, "client %s is refused: %s", ter__tls_peer_name(connection->tls), reason);
    if (ter__tls_write(connection->tls, (const uint8_t *)head, (size_t)count) != TER_OK) {
        ter__connection_fail(connection, true, "out of memory");
    }
    ter__connection_linger(connection);
}

void ter__client_ready(ter__connection *connection) {
    ter__transport *transport = connection->transport;
    ter__role role = ter__tls_peer_role(connection->tls);
    if (role == TER__ROLE_NODE || role == TER__ROLE_NONE) {
        refuse(connection, role == TER__ROLE_NODE ? "the certificate is a node's: clients show one of their own"
                                                  : "the certificate gives no role in this cluster");
        return;
    }
    if (transport->counts.clients >= TER__CLIENTS_MAX) {
        transport->counts.refused++;
        ter__connection_fail(connection, true, "there are %d clients already", TER__CLIENTS_MAX);
        return;
    }
    connection->phase = TER__LINK_CLIENT;
    connection->link.client =
        transport->events.client(transport->events.context, &connection->link, ter__tls_peer_name(connection->tls), role);
    if (connection->link.client == NULL) {
        ter__connection_fail(connection, true, "the client is refused");
        return;
    }
    connection->is_client = true;
    transport->counts.clients++;
}

static size_t waiting(const ter__connection *connection) {
    return ter__tls_output_waiting(connection->tls) + connection->writing;
}

size_t ter__client_link_write(ter__client_link *link, const uint8_t *bytes, size_t length) {
    ter__connection *connection = link->connection;
    if (connection->phase != TER__LINK_CLIENT || connection->failed) {
        return 0; /* it is being closed: what is written goes nowhere */
    }
    if (waiting(connection) + length > 16 * TER__CLIENT_HIGH_WATER) {
        ter__connection_fail(connection, true, "the client takes too little of what it asked for");
    } else if (ter__tls_write(connection->tls, bytes, length) != TER_OK) {
        ter__connection_fail(connection, true, "out of memory for what a client gets");
    }
    ter__connection_touch(connection);
    link->above = link->above || waiting(connection) > TER__CLIENT_HIGH_WATER;
    return waiting(connection);
}

void ter__client_link_on_drained(ter__client_link *link, void (*drained)(void *client)) {
    link->drained = drained;
}

void ter__client_drained(ter__connection *connection) {
    ter__client_link *link = &connection->link;
    if (waiting(connection) <= TER__CLIENT_HIGH_WATER / 2 && connection->phase == TER__LINK_CLIENT) {
        link->above = false;
        if (link->drained != NULL) {
            link->drained(link->client);
        }
    }
}

void ter__client_link_resume(ter__client_link *link) {
    if (link->paused) {
        link->paused = false;
        ter__connection_touch(link->connection);
    }
}

void ter__client_link_end(ter__client_link *link) {
    if (link->connection->phase == TER__LINK_CLIENT) {
        ter__connection_linger(link->connection);
    }
}
