/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Serving blobs to peers: ranges wait in order, a few reads are under way at once, never two of one blob for one peer, so that its
 * pieces leave in order whatever order reads end in.
 */
#include <assert.h>
#include <stdlib.h>

#include "core/transfer_parts.h"

static ter__peer *peer_of(ter__transfer *transfer, uint32_t id) {
    for (size_t i = 0; i < transfer->peer_count; i++) {
        if (transfer->peers[i].id == id) {
            return &transfer->peers[i];
        }
    }
    assert(!"a peer is known");
    return NULL;
}

static void drop_range(ter__peer *peer, ter__range **place) {
    assert(peer->range_count > 0);
    ter__range *range = *place;
    *place = range->next;
    peer->range_count--;
    free(range);
}

static void drop_ranges(ter__peer *peer, const ter__hash *hash) { /* null: all */
    assert(peer != NULL);
    ter__range **place = &peer->ranges;
    while (*place != NULL) {
        if (hash == NULL || ter__hash_equal(&(*place)->hash, hash)) {
            drop_range(peer, place);
        } else {
            place = &(*place)->next;
        }
    }
}

static void say_missing(const ter__transfer *transfer, ter__peer *peer, const ter__hash *hash) {
    assert(peer->id != transfer->id);
    ter__message message = {.kind = TER__MESSAGE_MISSING, .as.missing = *hash};
    ter__transfer_say(transfer, peer->id, &message); /* unsent: the silence says it */
}

static bool is_read(const ter__peer *peer, const ter__hash *hash) {
    assert(hash != NULL);
    for (size_t i = 0; i < TER__READS_MAX; i++) {
        const ter__reading *reading = &peer->reading[i];
        if (reading->token != 0 && !reading->abandoned && ter__hash_equal(&reading->range.hash, hash)) {
            return true;
        }
    }
    return false;
}

static void read_more(ter__transfer *transfer, ter__peer *peer) {
    const ter__body *body = transfer->port.body;
    for (size_t i = 0; i < TER__READS_MAX && !peer->stalled; i++) {
        ter__reading *reading = &peer->reading[i];
        if (reading->token != 0) {
            continue;
        }
        ter__range **place = &peer->ranges;
        while (*place != NULL && is_read(peer, &(*place)->hash)) {
            place = &(*place)->next;
        }
        if (*place == NULL) {
            return;
        }
        ter__range *range = *place;
        reading->range = *range;
        reading->abandoned = false;
        reading->token = transfer->port.token(transfer->port.context);
        assert(reading->token != 0);
        if (reading->range.length > TER__PIECE_BYTES_MAX) {
            reading->range.length = (uint32_t)TER__PIECE_BYTES_MAX;
            range->offset += TER__PIECE_BYTES_MAX;
            range->length -= (uint32_t)TER__PIECE_BYTES_MAX;
        } else {
            drop_range(peer, place);
        }
        body->blob_read(body->context, reading->token, &reading->range.hash, reading->range.offset, reading->range.length);
    }
}

static bool add_range(ter__peer *peer, const ter__hash *hash, uint64_t offset, uint32_t length, bool first) {
    assert(length > 0);
    ter__range *range = peer->range_count < TER__RANGES_MAX + TER__READS_MAX ? malloc(sizeof *range) : NULL;
    if (range == NULL) {
        return false; /* the peer hears nothing and asks again */
    }
    *range = (ter__range){*hash, offset, length, NULL};
    ter__range **place = &peer->ranges;
    while (!first && *place != NULL) {
        place = &(*place)->next;
    }
    range->next = *place;
    *place = range;
    peer->range_count++;
    return true;
}

void ter__serve_want(ter__transfer *transfer, uint32_t from, const ter__message *message) {
    ter__peer *peer = peer_of(transfer, from);
    assert(peer != NULL);
    const ter__body *body = transfer->port.body;
    const ter__hash *hash = &message->as.want.hash;
    uint64_t offset = message->as.want.offset;
    uint32_t length = message->as.want.length;
    if (length == 0 || length > TER__WINDOW_BYTES || offset > UINT64_MAX - length) {
        return;
    }
    if (!body->blob_has(body->context, hash)) {
        say_missing(transfer, peer, hash);
        return;
    }
    if (peer->range_count < TER__RANGES_MAX && add_range(peer, hash, offset, length, false)) {
        read_more(transfer, peer);
    }
}

static void send_piece(ter__transfer *transfer, ter__peer *peer, const ter__range *range, const uint8_t *bytes, size_t length) {
    assert(length <= TER__PIECE_BYTES_MAX);
    if (bytes == NULL || length == 0 || length > range->length) {
        drop_ranges(peer, &range->hash);
        say_missing(transfer, peer, &range->hash);
        return;
    }
    ter__message message = {.kind = TER__MESSAGE_PIECE, .as.piece = {range->hash, range->offset, bytes, length}};
    if (!ter__transfer_say(transfer, peer->id, &message)) {
        peer->stalled = add_range(peer, &range->hash, range->offset, range->length, true);
    }
}

bool ter__serve_read(ter__transfer *transfer, uint64_t token, const uint8_t *bytes, size_t length) {
    assert(token != 0);
    for (size_t i = 0; i < transfer->peer_count; i++) {
        ter__peer *peer = &transfer->peers[i];
        for (size_t k = 0; k < TER__READS_MAX; k++) {
            ter__reading *reading = &peer->reading[k];
            if (reading->token != token) {
                continue;
            }
            reading->token = 0;
            if (!reading->abandoned) {
                send_piece(transfer, peer, &reading->range, bytes, length);
            }
            read_more(transfer, peer);
            return true;
        }
    }
    return false;
}

void ter__serve_tick(ter__transfer *transfer) {
    assert(transfer->peer_count <= TER__NODES_MAX);
    for (size_t i = 0; i < transfer->peer_count; i++) {
        transfer->peers[i].stalled = false;
        read_more(transfer, &transfer->peers[i]);
    }
}

void ter__serve_disconnected(ter__transfer *transfer, uint32_t node) {
    ter__peer *peer = peer_of(transfer, node);
    assert(peer != NULL);
    drop_ranges(peer, NULL);
    peer->stalled = false;
    for (size_t i = 0; i < TER__READS_MAX; i++) {
        peer->reading[i].abandoned = true;
    }
}

void ter__serve_free(ter__transfer *transfer) {
    for (size_t i = 0; i < transfer->peer_count; i++) {
        drop_ranges(&transfer->peers[i], NULL);
        assert(transfer->peers[i].range_count == 0);
    }
}
