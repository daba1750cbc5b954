/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of blobs that are here, for other nodes to keep; and those that others want this node to keep. */
#include <assert.h>
#include <stdlib.h>

#include "core/transfer_parts.h"

static void ask(const ter__transfer *transfer, ter__copy *copy, ter__ms now) {
    assert(copy->to != 0);
    ter__message message = {.kind = TER__MESSAGE_COPY, .as.copy = copy->blob};
    ter__transfer_say(transfer, copy->to, &message); /* unsent: asked again after a while */
    copy->asked = now;
}

void ter__copies_pump(ter__transfer *transfer, ter__ms now) {
    assert(transfer->copy_count == 0 || transfer->copies != NULL);
    size_t asked = 0;
    for (ter__copy *copy = transfer->copies; copy != NULL && asked < TER__COPIES_ASKED_MAX; copy = copy->next) {
        if (copy->to == 0 && copy->askers != NULL) {
            copy->to = ter__next_node(transfer, transfer->connected & ~copy->refused);
            if (copy->to != 0) {
                copy->heard = now;
                ask(transfer, copy, now);
            }
        }
        asked += copy->to != 0;
    }
}

void ter__copies_tick(ter__transfer *transfer, ter__ms now) {
    assert(transfer->retry_ms > 0);
    for (ter__copy *copy = transfer->copies; copy != NULL; copy = copy->next) {
        ter__askers_expire(transfer, &copy->askers, now);
        if (copy->to != 0 && now - copy->heard >= TER__COPY_SILENCE_MS) {
            copy->refused |= ter__node_bit(copy->to);
            copy->to = 0;
        } else if (copy->to != 0 && now - copy->asked >= transfer->retry_ms) {
            ask(transfer, copy, now);
        }
        bool all_refused = copy->to == 0 && (transfer->connected & ~copy->refused) == 0;
        if (all_refused && now - copy->asked >= transfer->retry_ms) {
            copy->refused = 0; /* another round */
        }
    }
    ter__copies_sweep(transfer);
}

void ter__copies_disconnected(ter__transfer *transfer, uint32_t node) {
    for (ter__copy *copy = transfer->copies; copy != NULL; copy = copy->next) {
        assert(copy->to == 0 || copy->to < TER__NODE_ID_END);
        copy->refused &= ~ter__node_bit(node);
        if (copy->to == node) {
            copy->to = 0;
        }
    }
}

void ter__copies_sweep(ter__transfer *transfer) {
    ter__copy **place = &transfer->copies;
    while (*place != NULL) {
        ter__copy *copy = *place;
        if (copy->askers != NULL) {
            place = &copy->next;
            continue;
        }
        *place = copy->next;
        free(copy);
        assert(transfer->copy_count > 0);
        transfer->copy_count--;
    }
}

static ter__copy *find(const ter__transfer *transfer, const ter__hash *hash) {
    assert(!ter__hash_is_zero(hash));
    ter__copy *copy = transfer->copies;
    while (copy != NULL && !ter__hash_equal(&copy->blob.hash, hash)) {
        copy = copy->next;
    }
    return copy;
}

void ter__copy_heard(ter__transfer *transfer, uint32_t from, const ter__hash *hash, ter__ms now) {
    assert(from != transfer->id);
    ter__copy *copy = ter__hash_is_zero(hash) ? NULL : find(transfer, hash);
    if (copy != NULL && copy->to == from) {
        copy->heard = now;
    }
}

void ter__copy_answered(ter__transfer *transfer, uint32_t from, const ter__hash *hash, bool stored) {
    assert(from != transfer->id);
    ter__copy *copy = ter__hash_is_zero(hash) ? NULL : find(transfer, hash);
    if (copy == NULL) {
        return;
    }
    if (stored) {
        ter__askers_answer(transfer, &copy->askers, true, from);
        ter__copies_sweep(transfer);
    } else if (copy->to == from) {
        copy->refused |= ter__node_bit(from);
        copy->to = 0;
    }
}

void ter__copy_keep(ter__transfer *transfer, uint32_t from, const ter__blob *blob, ter__ms now) {
    assert(from != transfer->id);
    const ter__body *body = transfer->port.body;
    ter__message answer = {.kind = TER__MESSAGE_COPIED, .as.copied = {blob->hash, false}};
    ter__fetch *fetch = ter__hash_is_zero(&blob->hash) ? NULL : ter__fetch_find(transfer, &blob->hash);
    if (fetch == NULL && !ter__hash_is_zero(&blob->hash)) {
        if (body->blob_has(body->context, &blob->hash)) {
            answer.as.copied.stored = true;
        } else if (transfer->fetch_count < 2 * (size_t)TER__TRANSFERS_MAX) { /* beyond the room of this node's own */
            fetch = ter__fetch_add(transfer, blob);
        }
    }
    if (fetch == NULL) {
        ter__transfer_say(transfer, from, &answer); /* unsent: the other asks again */
        return;
    }
    fetch->keepers |= ter__node_bit(from);
    fetch->hinted |= ter__node_bit(from);
    fetch->missing &= ~ter__node_bit(from); /* it may not have had it when it was asked before */
    fetch->keep_until = now + TER__KEEP_MS;
}

void ter__copies_free(ter__transfer *transfer) {
    for (ter__copy *copy = transfer->copies; copy != NULL; copy = copy->next) {
        ter__askers_free(&copy->askers);
    }
    ter__copies_sweep(transfer);
    assert(transfer->copies == NULL && transfer->copy_count == 0);
}
