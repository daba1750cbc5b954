/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/uv_connection.h"

#define TER__REDIAL_MS_LEAST 20

/* ---- addresses ---------------------------------------------------------------------------------------------------------- */

ter_status ter__address_split(const char *address, char host[TER__ADDRESS_BYTES], char service[8], ter_error *error) {
    const char *start = address, *end = strrchr(address, ':');
    const char *digits = end != NULL ? end + 1 : "";
    size_t count = strspn(digits, "0123456789");
    if (end != NULL && *start == '[' && end > start && end[-1] == ']') {
        start++;
        end--;
    } else if (end != NULL && memchr(start, ':', (size_t)(end - start)) != NULL) {
        end = NULL; /* an IPv6 address without brackets: where its port begins cannot be told */
    }
    if (end == NULL || end == start || (size_t)(end - start) >= TER__ADDRESS_BYTES || count == 0 || count > 5 ||
        digits[count] != '\0' || strtoul(digits, NULL, 10) > 65535) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "\"%s\" is no address: write \"host:port\" or \"[::1]:port\"", address);
    }
    memcpy(host, start, (size_t)(end - start));
    host[end - start] = '\0';
    (void)snprintf(service, 8, "%s", digits);
    return TER_OK;
}

bool ter__address_literal(const char *host, const char *service, struct sockaddr_storage *address) {
    int port = (int)strtoul(service, NULL, 10);
    return uv_ip4_addr(host, port, (struct sockaddr_in *)address) == 0 ||
           uv_ip6_addr(host, port, (struct sockaddr_in6 *)address) == 0;
}

/* ---- dialling ----------------------------------------------------------------------------------------------------------- */

/* xorshift64 (Marsaglia 2003): pauses need to differ, no more. */
static uint64_t chance(ter__transport *transport) {
    uint64_t x = transport->chance;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return transport->chance = x;
}

void ter__dial_later(ter__peer_slot *slot) {
    ter__transport *transport = slot->transport;
    unsigned most = transport->config.redial_ms_max;
    uint64_t now = uv_now(transport->loop);
    if (slot->connected_at != 0 && now - slot->connected_at >= most) {
        slot->pause_ms = 0; /* it stood for a while: begin anew */
    }
    slot->connected_at = 0;
    slot->pause_ms = slot->pause_ms == 0 ? TER__REDIAL_MS_LEAST : 2 * slot->pause_ms;
    slot->pause_ms = slot->pause_ms < most ? slot->pause_ms : most;
    slot->dial_at = now + slot->pause_ms / 2 + chance(transport) % (slot->pause_ms / 2 + 1);
}

static void not_reached(ter__peer_slot *slot, int status) {
    if (!slot->said) {
        slot->said = true;
        ter__transport_log(slot->transport, "%s (%s) is not reached, trying on: %s", slot->peer.name, slot->peer.address,
                           uv_strerror(status));
    }
    ter__dial_later(slot);
}

static void connected(uv_connect_t *request, int status) {
    ter__connection *connection = request->data;
    if (connection->phase == TER__LINK_CLOSED) {
        return;
    }
    if (status != 0) {
        ter__connection_fail(connection, true, "%s", uv_strerror(status));
        ter__connection_settle(connection);
        return;
    }
    ter__connection_start(connection);
}

static void connect_to(ter__peer_slot *slot, const struct sockaddr *address) {
    ter__connection *connection = ter__connection_create(slot->transport, slot->peer.id);
    if (connection == NULL) {
        not_reached(slot, UV_ENOMEM);
        return;
    }
    slot->dialling = connection;
    connection->connecting.data = connection;
    int status = uv_tcp_connect(&connection->connecting, &connection->tcp, address, connected);
    if (status != 0) {
        ter__connection_fail(connection, true, "%s", uv_strerror(status));
    }
}

static void resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *found) {
    ter__peer_slot *slot = request->data;
    ter__transport *transport = slot->transport;
    slot->resolving = false;
    if (!transport->closing && status == 0) {
        connect_to(slot, found->ai_addr);
    } else if (!transport->closing) {
        not_reached(slot, status);
    }
    uv_freeaddrinfo(found);
    ter__transport_handle_closed(transport);
}

void ter__dial(ter__peer_slot *slot) {
    ter__transport *transport = slot->transport;
    struct sockaddr_storage address;
    if (ter__address_literal(slot->host, slot->service, &address)) {
        connect_to(slot, (const struct sockaddr *)&address);
        return;
    }
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    slot->lookup.data = slot;
    int status = uv_getaddrinfo(transport->loop, &slot->lookup, resolved, slot->host, slot->service, &hints);
    if (status != 0) {
        not_reached(slot, status);
        return;
    }
    slot->resolving = true;
    transport->handles++;
}
