/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blobs on disk: files named by the SHA-256 of their bytes, in folders of 256. A blob appears whole or not at all (written beside,
 * synced, renamed, folder synced), and is verified whenever it is read whole. Which blobs there are is known in memory. Any thread.
 */
#ifndef TER__BLOB_STORE_H
#define TER__BLOB_STORE_H

#include "core/types.h"

typedef struct ter__blob_store ter__blob_store;

#define TER__BLOB_BYTES_MAX ((uint64_t)1 << 34)

/* Opens `folder`/blobs, making it; removes what was half-written. */
TER_MUST_USE ter_status ter__blob_store_open(ter__blob_store **store, const char *folder, ter_error *error);
void ter__blob_store_close(ter__blob_store *store);

bool ter__blob_has(ter__blob_store *store, const ter__hash *hash, uint64_t *length); /* length may be null */
/* The whole blob, verified; given: free. TER_NOT_FOUND; TER_BAD_DATA: damaged, and put aside so that it is not there any more. */
TER_MUST_USE ter_status ter__blob_get(ter__blob_store *store, const ter__hash *hash, uint8_t **bytes, size_t *length,
                                      ter_error *error);
/* A range of it, not verified. Fewer bytes than asked for only at its end. */
TER_MUST_USE ter_status ter__blob_range(ter__blob_store *store, const ter__hash *hash, uint64_t offset, size_t length,
                                        uint8_t *bytes, size_t *got, ter_error *error);
/* Durable when it returns. Bytes that are there already are not written again (but their time is, see sweep). */
TER_MUST_USE ter_status ter__blob_put(ter__blob_store *store, const uint8_t *bytes, size_t length, ter__blob *blob,
                                      ter_error *error);

/* Writing in pieces, digested on the way. */
typedef struct ter__blob_writer ter__blob_writer;
TER_MUST_USE ter_status ter__blob_writer_open(ter__blob_writer **writer, ter__blob_store *store, ter_error *error);
TER_MUST_USE ter_status ter__blob_writer_add(ter__blob_writer *writer, const void *bytes, size_t length, ter_error *error);
/* Durable when it returns; *blob says what it is. With `expected` (may be null): TER_BAD_DATA when it is something else, and
 * nothing is kept. Ends the writer in any case. */
TER_MUST_USE ter_status ter__blob_writer_close(ter__blob_writer *writer, const ter__blob *expected, ter__blob *blob,
                                               ter_error *error);
void ter__blob_writer_abort(ter__blob_writer *writer);

/* Removes blobs that `named` does not want (asked for each) and that are older than min_age_seconds. Returns how many. */
size_t ter__blob_sweep(ter__blob_store *store, unsigned min_age_seconds, bool (*named)(void *context, const ter__hash *hash),
                       void *context);
void ter__blob_counts(ter__blob_store *store, uint64_t *count, uint64_t *bytes);

#endif
