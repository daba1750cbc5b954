/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a node must not lose, in one SQLite file (WAL, synchronous=FULL): libraft's log, term, vote and snapshot, and the rows of
 * the replicated state with the index they stand for. One thread writes: what has come together since its last transaction goes
 * into the next one, in the order of the calls. When it is durable, `wake` is called on that thread, and ter__storage_poll on the
 * driver's thread tells what is done.
 */
#ifndef TER__STORAGE_H
#define TER__STORAGE_H

#include "consensus/log_store.h"
#include "core/state.h"

typedef struct ter__storage ter__storage;

#define TER__STORAGE_VERSION 1

typedef struct ter__storage_identity {
    char cluster[64]; /* the cluster's id */
    uint32_t node;
} ter__storage_identity;

/*
 * Opens `folder`/node.db, making it when it is not there. TER_BAD_STATE: it belongs to another cluster or node, or is open in
 * another process (the text says which); TER_BAD_DATA: damaged, or written by a newer version (both said); TER_DISK_FULL,
 * TER_NO_PERMISSION, TER_INPUT_OUTPUT.
 */
TER_MUST_USE ter_status ter__storage_open(ter__storage **storage, const char *folder, const ter__storage_identity *identity,
                                          void (*wake)(void *context), void *context, ter_error *error);
/* Writes what waits, ends the thread, closes the file. Nothing is told of it any more. */
void ter__storage_close(ter__storage *storage);

/* For ter__core_open. Valid until close. */
ter__log_store ter__storage_log(ter__storage *storage);
/* The state as of the last transaction. Before ter__core_open. */
TER_MUST_USE ter_status ter__storage_load(ter__storage *storage, ter__state *state, ter_error *error);
/* Stores rows with `applied` (taken: values and rows are freed). In the order of the calls, in one transaction with what is beside
 * it. */
void ter__storage_rows(ter__storage *storage, uint64_t applied, bool replaced, ter__row *rows, size_t count);

/* On the driver's thread, after a wake: calls back for what is durable. */
void ter__storage_poll(ter__storage *storage);
/* The first failure of a write, or the first damage found by the log's load or snapshot_get, with what is damaged: either ends all
 * further writing. TER_OK when there was none. */
ter_status ter__storage_failure(const ter__storage *storage, char *text, size_t size);
/* No more than so many pages (of 4096 bytes) from now on: then the disk is full. For a quota, and for tests. */
void ter__storage_limit_pages(ter__storage *storage, unsigned pages);
/* Transactions and the operations in them, for metrics. */
void ter__storage_counts(const ter__storage *storage, uint64_t *transactions, uint64_t *operations, uint64_t *bytes);

#endif
