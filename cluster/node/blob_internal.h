/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the blob store share: the list of blobs, paths, digests. */
#ifndef TER__BLOB_INTERNAL_H
#define TER__BLOB_INTERNAL_H

#include <pthread.h>

#include "node/blob_store.h"

#define TER__BLOB_PATH_BYTES 4096

/* Hashes and lengths: open addressing, linear probing; the name is a digest, so its first bytes are the hash. */
typedef struct ter__blob_set {
    ter__blob *slots;
    bool *used;
    size_t room, count; /* room: 0 or a power of two */
    uint64_t bytes;
} ter__blob_set;

bool ter__blob_set_add(ter__blob_set *set, const ter__hash *hash, uint64_t length); /* false: out of memory */
bool ter__blob_set_find(const ter__blob_set *set, const ter__hash *hash, uint64_t *length);
void ter__blob_set_remove(ter__blob_set *set, const ter__hash *hash);
ter__hash *ter__blob_set_list(const ter__blob_set *set, size_t *count); /* given: free; null when out of memory */
void ter__blob_set_clear(ter__blob_set *set);

struct ter__blob_store {
    pthread_mutex_t mutex; /* over all below, and over renames and removals of blobs */
    ter__blob_set set;
    uint64_t next_partial;
    char folder[TER__BLOB_PATH_BYTES];
};

/* "blobs: PATH cannot be WHAT: REASON" with the status that fits the error number. */
ter_status ter__blob_failed(ter_error *error, const char *what, const char *path, int number);
bool ter__blob_path(const ter__blob_store *store, const ter__hash *hash, char path[TER__BLOB_PATH_BYTES]);
ter_status ter__blob_sync_folder(const char *path, ter_error *error);
bool ter__blob_digest(const uint8_t *bytes, size_t length, ter__hash *hash); /* false: OpenSSL failed */

#endif
