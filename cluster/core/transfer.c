/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers: who asked and what they are told, and the events on their way to the parts. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/transfer_parts.h"

#define RETRY_MS_DEFAULT 1000

uint64_t ter__node_bit(uint32_t node) {
    assert(node > 0 && node < TER__NODE_ID_END);
    return (uint64_t)1 << node;
}

uint32_t ter__next_node(const ter__transfer *transfer, uint64_t set) {
    assert(transfer->id > 0);
    for (uint32_t i = 1; i < TER__NODE_ID_END; i++) {
        uint32_t node = (transfer->id + i) % TER__NODE_ID_END;
        if (node != 0 && (set & ter__node_bit(node)) != 0) {
            return node;
        }
    }
    return 0;
}

bool ter__transfer_say(const ter__transfer *transfer, uint32_t to, const ter__message *message) {
    assert(to != transfer->id);
    return transfer->port.send(transfer->port.context, to, message);
}

/* ---- askers ------------------------------------------------------------------------------------------------------------- */

static void push(ter__asker **list, ter__asker *asker) {
    while (*list != NULL) {
        list = &(*list)->next;
    }
    asker->next = NULL;
    *list = asker;
}

bool ter__asker_add(ter__asker **list, ter__transfer_done *done, void *context, ter__ms deadline) {
    assert(done != NULL);
    ter__asker *asker = calloc(1, sizeof *asker);
    if (asker == NULL) {
        return false;
    }
    asker->done = done;
    asker->context = context;
    asker->deadline = deadline;
    push(list, asker);
    return true;
}

static void answer_one(ter__transfer *transfer, ter__asker **place, bool success, uint32_t holder) {
    ter__asker *asker = *place;
    *place = asker->next;
    asker->success = success;
    asker->holder = holder;
    push(&transfer->answers, asker);
}

void ter__askers_answer(ter__transfer *transfer, ter__asker **list, bool success, uint32_t holder) {
    assert(success || holder == 0);
    while (*list != NULL) {
        answer_one(transfer, list, success, holder);
    }
}

void ter__askers_expire(ter__transfer *transfer, ter__asker **list, ter__ms now) {
    assert(list != &transfer->answers);
    while (*list != NULL) {
        if ((*list)->deadline <= now) {
            answer_one(transfer, list, false, 0);
        } else {
            list = &(*list)->next;
        }
    }
}

void ter__askers_forget(ter__asker **list, const void *context) {
    assert(list != NULL);
    while (*list != NULL) {
        ter__asker *asker = *list;
        if (asker->context == context) {
            *list = asker->next;
            free(asker);
        } else {
            list = &asker->next;
        }
    }
}

void ter__askers_free(ter__asker **list) {
    assert(list != NULL);
    while (*list != NULL) {
        ter__asker *asker = *list;
        *list = asker->next;
        free(asker);
    }
}

/* Tells what is due. An asker may ask again, or forget others, from inside. */
static void give_answers(ter__transfer *transfer) {
    assert(transfer != NULL);
    while (transfer->answers != NULL) {
        ter__asker *asker = transfer->answers;
        transfer->answers = asker->next;
        asker->done(asker->context, asker->success, asker->holder);
        free(asker);
    }
}

/* ---- life --------------------------------------------------------------------------------------------------------------- */

ter__transfer *ter__transfer_create(const ter__transfer_port *port, const ter__core_config *config) {
    assert(config->id > 0 && config->id < TER__NODE_ID_END && config->member_count <= TER__NODES_MAX);
    ter__transfer *transfer = calloc(1, sizeof *transfer);
    if (transfer == NULL) {
        return NULL;
    }
    transfer->port = *port;
    transfer->id = config->id;
    transfer->retry_ms = config->retry_ms > 0 ? config->retry_ms : RETRY_MS_DEFAULT;
    for (size_t i = 0; i < config->member_count; i++) {
        assert(config->members[i].id > 0 && config->members[i].id < TER__NODE_ID_END);
        if (config->members[i].id != config->id) {
            transfer->peers[transfer->peer_count++].id = (uint32_t)config->members[i].id;
        }
    }
    return transfer;
}

void ter__transfer_destroy(ter__transfer *transfer) {
    if (transfer == NULL) {
        return;
    }
    assert(transfer->peer_count <= TER__NODES_MAX);
    ter__fetches_free(transfer);
    ter__copies_free(transfer);
    ter__serve_free(transfer);
    ter__askers_free(&transfer->answers);
    free(transfer);
}

unsigned ter__transfer_fetching(const ter__transfer *transfer) {
    assert(transfer->fetch_count <= TER__TRANSFERS_MAX + TER__TRANSFERS_MAX);
    return (unsigned)transfer->fetch_count;
}

/* ---- asking ------------------------------------------------------------------------------------------------------------- */

/* Nothing is to be done: the answer is due at the next event. */
static bool already(ter__transfer *transfer, ter__transfer_done *done, void *context, uint32_t holder) {
    assert(done != NULL);
    ter__asker *asker = NULL;
    if (!ter__asker_add(&asker, done, context, 0)) {
        return false;
    }
    ter__askers_answer(transfer, &asker, true, holder);
    return true;
}

bool ter__transfer_fetch(ter__transfer *transfer, const ter__blob *blob, uint64_t holders, ter__ms now, ter__ms deadline,
                         ter__transfer_done *done, void *context) {
    assert(!ter__hash_is_zero(&blob->hash));
    const ter__body *body = transfer->port.body;
    ter__fetch *fetch = ter__fetch_find(transfer, &blob->hash);
    if (fetch == NULL && body->blob_has(body->context, &blob->hash)) {
        return already(transfer, done, context, 0);
    }
    if (fetch == NULL && transfer->fetch_count >= TER__TRANSFERS_MAX) {
        return false;
    }
    if (fetch == NULL && (fetch = ter__fetch_add(transfer, blob)) == NULL) {
        return false;
    }
    if (!ter__asker_add(&fetch->askers, done, context, deadline)) {
        ter__fetches_sweep(transfer);
        return false;
    }
    fetch->hinted |= holders;
    ter__fetches_pump(transfer, now);
    return true;
}

bool ter__transfer_copy(ter__transfer *transfer, const ter__blob *blob, ter__ms now, ter__ms deadline, ter__transfer_done *done,
                        void *context) {
    assert(!ter__hash_is_zero(&blob->hash));
    if (transfer->peer_count == 0) {
        return already(transfer, done, context, 0);
    }
    ter__copy **place = &transfer->copies;
    while (*place != NULL && !ter__hash_equal(&(*place)->blob.hash, &blob->hash)) {
        place = &(*place)->next;
    }
    if (*place == NULL) {
        ter__copy *copy = transfer->copy_count < TER__TRANSFERS_MAX ? calloc(1, sizeof *copy) : NULL;
        if (copy == NULL) {
            return false;
        }
        copy->blob = *blob;
        *place = copy;
        transfer->copy_count++;
    }
    if (!ter__asker_add(&(*place)->askers, done, context, deadline)) {
        ter__copies_sweep(transfer);
        return false;
    }
    ter__copies_pump(transfer, now);
    return true;
}

void ter__transfer_forget(ter__transfer *transfer, void *context) {
    assert(transfer != NULL);
    ter__askers_forget(&transfer->answers, context);
    for (ter__fetch *fetch = transfer->fetches; fetch != NULL; fetch = fetch->next) {
        ter__askers_forget(&fetch->askers, context);
    }
    for (ter__copy *copy = transfer->copies; copy != NULL; copy = copy->next) {
        ter__askers_forget(&copy->askers, context);
    }
    ter__fetches_sweep(transfer);
    ter__copies_sweep(transfer);
}

/* ---- events ------------------------------------------------------------------------------------------------------------- */

static bool is_peer(const ter__transfer *transfer, uint32_t node) {
    assert(transfer != NULL);
    for (size_t i = 0; i < transfer->peer_count; i++) {
        if (transfer->peers[i].id == node) {
            return true;
        }
    }
    return false;
}

static void pump(ter__transfer *transfer, ter__ms now) {
    ter__fetches_pump(transfer, now);
    ter__copies_pump(transfer, now);
    give_answers(transfer);
    assert(transfer->answers == NULL);
}

void ter__transfer_tick(ter__transfer *transfer, ter__ms now) {
    assert(transfer != NULL);
    ter__serve_tick(transfer);
    ter__fetches_tick(transfer, now);
    ter__copies_tick(transfer, now);
    pump(transfer, now);
}

void ter__transfer_connected(ter__transfer *transfer, uint32_t node, ter__ms now) {
    assert(node != transfer->id);
    if (!is_peer(transfer, node)) {
        return;
    }
    if ((transfer->connected & ter__node_bit(node)) != 0) { /* a new connection in the place of one that was not seen to end */
        ter__transfer_disconnected(transfer, node, now);
    }
    transfer->connected |= ter__node_bit(node);
    ter__fetches_connected(transfer, node);
    pump(transfer, now);
}

void ter__transfer_disconnected(ter__transfer *transfer, uint32_t node, ter__ms now) {
    assert(node != transfer->id);
    if (!is_peer(transfer, node)) {
        return;
    }
    transfer->connected &= ~ter__node_bit(node);
    ter__serve_disconnected(transfer, node);
    ter__fetches_disconnected(transfer, node);
    ter__copies_disconnected(transfer, node);
    pump(transfer, now);
}

void ter__transfer_receive(ter__transfer *transfer, uint32_t from, const ter__message *message, ter__ms now) {
    assert(message != NULL);
    if (!is_peer(transfer, from)) {
        return;
    }
    switch (message->kind) {
    case TER__MESSAGE_COPY:
        ter__copy_keep(transfer, from, &message->as.copy, now);
        break;
    case TER__MESSAGE_COPIED:
        ter__copy_answered(transfer, from, &message->as.copied.hash, message->as.copied.stored);
        break;
    case TER__MESSAGE_WANT:
        ter__copy_heard(transfer, from, &message->as.want.hash, now);
        ter__serve_want(transfer, from, message);
        break;
    case TER__MESSAGE_PIECE:
        ter__fetch_piece(transfer, from, message, now);
        break;
    case TER__MESSAGE_MISSING:
        ter__fetch_missing(transfer, from, &message->as.missing);
        break;
    default:
        break;
    }
    pump(transfer, now);
}

bool ter__transfer_blob_read(ter__transfer *transfer, uint64_t token, const uint8_t *bytes, size_t length) {
    assert(token != 0);
    return ter__serve_read(transfer, token, bytes, length);
}

bool ter__transfer_blob_written(ter__transfer *transfer, uint64_t token, bool stored, ter__ms now) {
    assert(token != 0);
    if (!ter__fetch_written(transfer, token, stored)) {
        return false;
    }
    pump(transfer, now);
    return true;
}
