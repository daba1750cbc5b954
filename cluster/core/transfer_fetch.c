/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetching blobs: whom to ask, for how much, and whom next. */
#include <assert.h>
#include <stdlib.h>

#include "core/transfer_parts.h"

ter__fetch *ter__fetch_find(const ter__transfer *transfer, const ter__hash *hash) {
    assert(hash != NULL);
    ter__fetch *fetch = transfer->fetches;
    while (fetch != NULL && !ter__hash_equal(&fetch->blob.hash, hash)) {
        fetch = fetch->next;
    }
    return fetch;
}

ter__fetch *ter__fetch_add(ter__transfer *transfer, const ter__blob *blob) {
    assert(ter__fetch_find(transfer, &blob->hash) == NULL);
    ter__fetch *fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL) {
        return NULL;
    }
    fetch->blob = *blob;
    ter__fetch **end = &transfer->fetches;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = fetch;
    transfer->fetch_count++;
    return fetch;
}

static void remove_fetch(ter__transfer *transfer, ter__fetch **place) {
    ter__fetch *fetch = *place;
    *place = fetch->next;
    assert(transfer->fetch_count > 0);
    transfer->fetch_count--;
    ter__askers_free(&fetch->askers);
    free(fetch);
}

/* The open writing, if there is one, is given up. */
static void begin_again(const ter__transfer *transfer, ter__fetch *fetch) {
    assert(!fetch->storing);
    const ter__body *body = transfer->port.body;
    if (fetch->token != 0) {
        body->blob_abort(body->context, fetch->token);
    }
    fetch->token = fetch->asked = fetch->received = fetch->used = 0;
}

/* All who waited hear it, here and at the nodes that wanted a copy to be kept. */
static void settle(ter__transfer *transfer, ter__fetch *fetch, bool success) {
    assert(!fetch->storing);
    ter__askers_answer(transfer, &fetch->askers, success, 0);
    ter__message message = {.kind = TER__MESSAGE_COPIED, .as.copied = {fetch->blob.hash, success}};
    for (size_t i = 0; i < transfer->peer_count; i++) {
        if ((fetch->keepers & ter__node_bit(transfer->peers[i].id)) != 0) {
            ter__transfer_say(transfer, transfer->peers[i].id, &message);
        }
    }
    fetch->keepers = 0;
}

void ter__fetches_sweep(ter__transfer *transfer) {
    ter__fetch **place = &transfer->fetches;
    while (*place != NULL) {
        ter__fetch *fetch = *place;
        if (fetch->askers != NULL || fetch->keepers != 0 || fetch->storing) { /* what is being stored answers once */
            place = &fetch->next;
            continue;
        }
        begin_again(transfer, fetch);
        remove_fetch(transfer, place);
    }
    assert(transfer->fetch_count == 0 || transfer->fetches != NULL);
}

/* ---- asking ------------------------------------------------------------------------------------------------------------- */

/* Asks for what is not asked for yet of the window. */
static void want(const ter__transfer *transfer, ter__fetch *fetch) {
    assert(fetch->from != 0 && fetch->asked >= fetch->received);
    uint64_t end =
        fetch->blob.length - fetch->received > TER__WINDOW_BYTES ? fetch->received + TER__WINDOW_BYTES : fetch->blob.length;
    if (fetch->asked >= end) {
        return;
    }
    ter__message message = {.kind = TER__MESSAGE_WANT, .as.want = {fetch->blob.hash, fetch->asked, (uint32_t)(end - fetch->asked)}};
    if (ter__transfer_say(transfer, fetch->from, &message)) {
        fetch->asked = end;
    }
}

static uint32_t choose(const ter__transfer *transfer, ter__fetch *fetch) {
    uint64_t able = transfer->connected & ~fetch->missing;
    assert((able & ter__node_bit(transfer->id)) == 0);
    if ((able & ~fetch->silent) == 0) {
        fetch->silent = 0; /* another round */
    }
    able &= ~fetch->silent;
    return ter__next_node(transfer, (able & fetch->hinted) != 0 ? able & fetch->hinted : able);
}

/* Whether everybody has said no. A node that is away is waited for: it may be the one that has it. */
static bool in_vain(const ter__transfer *transfer, const ter__fetch *fetch) {
    uint64_t others = 0;
    for (size_t i = 0; i < transfer->peer_count; i++) {
        others |= ter__node_bit(transfer->peers[i].id);
    }
    assert((transfer->connected & ~others) == 0);
    return (others & ~fetch->missing) == 0;
}

static void end_writing(const ter__transfer *transfer, ter__fetch *fetch) {
    assert(fetch->received == fetch->blob.length && fetch->token != 0);
    const ter__body *body = transfer->port.body;
    fetch->storing = true;
    fetch->from = 0;
    body->blob_end(body->context, fetch->token);
}

static void begin(const ter__transfer *transfer, ter__fetch *fetch, uint32_t from, ter__ms now) {
    assert(fetch->from == 0 && !fetch->storing);
    const ter__body *body = transfer->port.body;
    if (fetch->single && from != 0 && (fetch->used & ~ter__node_bit(from)) != 0) {
        begin_again(transfer, fetch);
    }
    if (fetch->token == 0) {
        fetch->token = transfer->port.token(transfer->port.context);
        assert(fetch->token != 0);
        body->blob_begin(body->context, fetch->token, &fetch->blob);
    }
    if (fetch->received == fetch->blob.length) { /* nothing to ask for: an empty blob */
        end_writing(transfer, fetch);
        return;
    }
    fetch->from = from;
    fetch->asked = fetch->received;
    fetch->heard = now;
    want(transfer, fetch);
}

void ter__fetches_pump(ter__transfer *transfer, ter__ms now) {
    unsigned active = 0;
    for (const ter__fetch *fetch = transfer->fetches; fetch != NULL; fetch = fetch->next) {
        active += fetch->from != 0 || fetch->storing;
    }
    assert(active <= TER__FETCHES_MAX);
    for (ter__fetch *fetch = transfer->fetches; fetch != NULL && active < TER__FETCHES_MAX; fetch = fetch->next) {
        if (fetch->from != 0 || fetch->storing) {
            continue;
        }
        uint32_t from = choose(transfer, fetch);
        if (from != 0 || fetch->blob.length == 0) {
            begin(transfer, fetch, from, now);
            active++;
        } else if (in_vain(transfer, fetch)) {
            settle(transfer, fetch, false);
        }
    }
    ter__fetches_sweep(transfer);
}

/* ---- events ------------------------------------------------------------------------------------------------------------- */

void ter__fetches_tick(ter__transfer *transfer, ter__ms now) {
    assert(transfer != NULL);
    for (ter__fetch *fetch = transfer->fetches; fetch != NULL; fetch = fetch->next) {
        ter__askers_expire(transfer, &fetch->askers, now);
        if (fetch->keepers != 0 && fetch->keep_until <= now) {
            fetch->keepers = 0; /* the other asks again if it still wants it */
        }
        if (fetch->from == 0) {
            if (!fetch->storing && now - fetch->heard >= TER__ROUND_MS) {
                fetch->missing = 0;
                fetch->heard = now;
            }
            continue;
        }
        if (now - fetch->heard >= TER__SILENCE_MS) {
            fetch->silent |= ter__node_bit(fetch->from);
            fetch->from = 0;
        } else {
            want(transfer, fetch);
        }
    }
    ter__fetches_sweep(transfer);
}

void ter__fetches_connected(ter__transfer *transfer, uint32_t node) {
    assert((transfer->connected & ter__node_bit(node)) != 0);
    for (ter__fetch *fetch = transfer->fetches; fetch != NULL; fetch = fetch->next) {
        fetch->missing &= ~ter__node_bit(node);
        fetch->silent &= ~ter__node_bit(node);
    }
}

void ter__fetches_disconnected(ter__transfer *transfer, uint32_t node) {
    assert((transfer->connected & ter__node_bit(node)) == 0);
    for (ter__fetch *fetch = transfer->fetches; fetch != NULL; fetch = fetch->next) {
        fetch->keepers &= ~ter__node_bit(node);
        if (fetch->from == node) {
            fetch->from = 0;
        }
    }
    ter__fetches_sweep(transfer);
}

void ter__fetch_piece(ter__transfer *transfer, uint32_t from, const ter__message *message, ter__ms now) {
    ter__fetch *fetch = ter__fetch_find(transfer, &message->as.piece.hash);
    size_t length = message->as.piece.length;
    /* What was not asked for, or asked of another node meanwhile, or comes twice, is nothing. */
    if (fetch == NULL || fetch->from != from || message->as.piece.offset != fetch->received || length == 0 ||
        length > fetch->asked - fetch->received) {
        return;
    }
    assert(fetch->token != 0 && !fetch->storing);
    const ter__body *body = transfer->port.body;
    body->blob_piece(body->context, fetch->token, message->as.piece.bytes, length);
    fetch->received += length;
    fetch->used |= ter__node_bit(from);
    fetch->heard = now;
    if (fetch->received == fetch->blob.length) {
        end_writing(transfer, fetch);
    } else {
        want(transfer, fetch);
    }
}

void ter__fetch_missing(ter__transfer *transfer, uint32_t from, const ter__hash *hash) {
    ter__fetch *fetch = ter__fetch_find(transfer, hash);
    if (fetch == NULL || fetch->from != from) {
        return;
    }
    assert(!fetch->storing);
    fetch->missing |= ter__node_bit(from);
    fetch->from = 0;
}

bool ter__fetch_written(ter__transfer *transfer, uint64_t token, bool stored) {
    assert(token != 0);
    ter__fetch *fetch = transfer->fetches;
    while (fetch != NULL && fetch->token != token) {
        fetch = fetch->next;
    }
    if (fetch == NULL || !fetch->storing) {
        return false;
    }
    uint64_t used = fetch->used;
    bool hopeless = !stored && fetch->blob.length == 0; /* there is nobody whose fault it could be */
    fetch->storing = false;
    fetch->token = fetch->asked = fetch->received = fetch->used = 0;
    if (stored || hopeless) {
        settle(transfer, fetch, stored);
    } else if ((used & (used - 1)) == 0) {
        fetch->missing |= used; /* its bytes are wrong: as good as none */
    } else {
        fetch->single = true;
    }
    ter__fetches_sweep(transfer);
    return true;
}

void ter__fetches_free(ter__transfer *transfer) {
    const ter__body *body = transfer->port.body;
    while (transfer->fetches != NULL) {
        ter__fetch *fetch = transfer->fetches;
        if (fetch->token != 0 && !fetch->storing) {
            body->blob_abort(body->context, fetch->token);
        }
        remove_fetch(transfer, &transfer->fetches);
    }
    assert(transfer->fetch_count == 0);
}
