/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blobs between nodes. Who needs one pulls it: it asks a holder for a window of a few pieces, asks for more as they arrive, and
 * goes to the next holder when one has nothing, falls silent or goes away, beginning again where it was. So no sender ever has more
 * under way than its receiver has asked for. Digest and length are verified by the body at the end; a blob that came out wrong is
 * fetched again from another node. A copy is pushed by asking: COPY makes the other pull.
 */
#ifndef TER__TRANSFER_H
#define TER__TRANSFER_H

#include "core/message.h"

/* Asked for at once of one blob, and blobs fetched at the same time; further ones wait. */
#define TER__WINDOW_BYTES ((uint64_t)4 * TER__PIECE_BYTES_MAX)
#define TER__FETCHES_MAX  16
/* Fetches, and copies, that may wait at once. */
#define TER__TRANSFERS_MAX 8192
/* Numbers of nodes are below this: sets of them are 64 bits. */
#define TER__NODE_ID_END 64

typedef struct ter__transfer_port {
    void *context;
    bool (*send)(void *context, uint32_t to, const ter__message *message);
    const ter__body *body;
    uint64_t (*token)(void *context); /* a number not used before, for the body's answers */
} ter__transfer_port;

typedef struct ter__transfer ter__transfer;

ter__transfer *ter__transfer_create(const ter__transfer_port *port, const ter__core_config *config);
void ter__transfer_destroy(ter__transfer *transfer);

/* Tells what came of a fetch or copy; never from inside the call that asked. `holder`: a node that has the copy (0 for a fetch). */
typedef void ter__transfer_done(void *context, bool success, uint32_t holder);

/* Brings a blob here. `holders` are nodes that should have it (bit n: node n), tried first; then every connected one. Two fetches
 * of one blob are one. Fails when all nodes were asked in vain (one that is away is waited for), or at `deadline` (of `now`).
 * False: no memory, or TER__TRANSFERS_MAX wait already; `done` is not called then. */
TER_MUST_USE bool ter__transfer_fetch(ter__transfer *transfer, const ter__blob *blob, uint64_t holders, ter__ms now,
                                      ter__ms deadline, ter__transfer_done *done, void *context);
/* Has another node take a copy of a blob that is here: connected ones in the order of their numbers from the next one after this
 * node. A node that refuses, falls silent or goes away is asked again when all others were; waits while none is connected; fails at
 * `deadline`. False: as above. A cluster of one node has nobody to ask: success, holder 0. */
TER_MUST_USE bool ter__transfer_copy(ter__transfer *transfer, const ter__blob *blob, ter__ms now, ter__ms deadline,
                                     ter__transfer_done *done, void *context);
/* The asker lost interest: its `done` is not called any more. */
void ter__transfer_forget(ter__transfer *transfer, void *context);

void ter__transfer_tick(ter__transfer *transfer, ter__ms now);
void ter__transfer_connected(ter__transfer *transfer, uint32_t node, ter__ms now);
void ter__transfer_disconnected(ter__transfer *transfer, uint32_t node, ter__ms now);
/* COPY, COPIED, WANT, PIECE, MISSING. */
void ter__transfer_receive(ter__transfer *transfer, uint32_t from, const ter__message *message, ter__ms now);
/* Answers of the body; false: the token is not one of these. */
bool ter__transfer_blob_read(ter__transfer *transfer, uint64_t token, const uint8_t *bytes, size_t length);
bool ter__transfer_blob_written(ter__transfer *transfer, uint64_t token, bool stored, ter__ms now);
unsigned ter__transfer_fetching(const ter__transfer *transfer);

#endif
