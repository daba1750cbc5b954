/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing blobs: into partial/, synced, renamed to its place, the folder synced. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/blob_internal.h"

struct ter__blob_writer {
    ter__blob_store *store;
    int file;
    EVP_MD_CTX *digest;
    uint64_t length;
    char path[TER__BLOB_PATH_BYTES + 64];
};

bool ter__blob_digest(const uint8_t *bytes, size_t length, ter__hash *hash) {
    unsigned size = 0;
    return EVP_Digest(length > 0 ? (const void *)bytes : "", length, hash->bytes, &size, EVP_sha256(), NULL) == 1 &&
           size == sizeof hash->bytes;
}

static void free_writer(ter__blob_writer *writer) {
    if (writer->file >= 0) {
        close(writer->file);
    }
    EVP_MD_CTX_free(writer->digest);
    free(writer);
}

void ter__blob_writer_abort(ter__blob_writer *writer) {
    if (writer != NULL) {
        (void)unlink(writer->path);
        free_writer(writer);
    }
}

ter_status ter__blob_writer_open(ter__blob_writer **writer, ter__blob_store *store, ter_error *error) {
    ter__blob_writer *made = calloc(1, sizeof *made);
    if (made == NULL || (made->digest = EVP_MD_CTX_new()) == NULL || EVP_DigestInit_ex(made->digest, EVP_sha256(), NULL) != 1) {
        if (made != NULL) {
            EVP_MD_CTX_free(made->digest);
        }
        free(made);
        return ter_error_set(error, TER_NO_MEMORY, "blobs: out of memory");
    }
    pthread_mutex_lock(&store->mutex);
    uint64_t number = ++store->next_partial;
    pthread_mutex_unlock(&store->mutex);
    made->store = store;
    snprintf(made->path, sizeof made->path, "%s/partial/%llu", store->folder, (unsigned long long)number);
    made->file = open(made->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made->file < 0) {
        ter_status status = ter__blob_failed(error, "made", made->path, errno);
        free_writer(made);
        return status;
    }
    *writer = made;
    return TER_OK;
}

ter_status ter__blob_writer_add(ter__blob_writer *writer, const void *bytes, size_t length, ter_error *error) {
    if (length > TER__BLOB_BYTES_MAX - writer->length) {
        return ter_error_set(error, TER_LIMIT, "blobs: a blob is longer than the %llu bytes allowed",
                             (unsigned long long)TER__BLOB_BYTES_MAX);
    }
    const uint8_t *from = bytes;
    for (size_t done = 0; done < length;) {
        ssize_t count = write(writer->file, from + done, length - done);
        if (count < 0 && errno != EINTR) {
            return ter__blob_failed(error, "written", writer->path, errno);
        }
        done += count > 0 ? (size_t)count : 0;
    }
    if (length > 0 && EVP_DigestUpdate(writer->digest, bytes, length) != 1) {
        return ter_error_set(error, TER_INTERNAL, "blobs: SHA-256 failed");
    }
    writer->length += length;
    return TER_OK;
}

/* Whether the blob is there; if so its time is renewed, so that no sweep that has begun takes it away. */
static bool renew(ter__blob_store *store, const ter__hash *hash) {
    char path[TER__BLOB_PATH_BYTES];
    pthread_mutex_lock(&store->mutex);
    bool there = ter__blob_set_find(&store->set, hash, NULL) && ter__blob_path(store, hash, path);
    if (there && utimensat(AT_FDCWD, path, NULL, 0) != 0 && errno == ENOENT) {
        ter__blob_set_remove(&store->set, hash);
        there = false;
    }
    pthread_mutex_unlock(&store->mutex);
    return there;
}

/* Durable and then known: nobody is told of a blob that a loss of power could still take. */
static ter_status keep(ter__blob_writer *writer, const ter__hash *hash, ter_error *error) {
    ter__blob_store *store = writer->store;
    char path[TER__BLOB_PATH_BYTES];
    if (!ter__blob_path(store, hash, path)) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "blobs: a path is too long");
    }
    if (fsync(writer->file) != 0) {
        return ter__blob_failed(error, "synced", writer->path, errno);
    }
    pthread_mutex_lock(&store->mutex);
    int number = rename(writer->path, path) == 0 ? 0 : errno;
    pthread_mutex_unlock(&store->mutex);
    if (number != 0) {
        return ter__blob_failed(error, "put in its place", path, number);
    }
    char folder[TER__BLOB_PATH_BYTES];
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    ter_status status = ter__blob_sync_folder(folder, error);
    if (status != TER_OK) {
        return status;
    }
    pthread_mutex_lock(&store->mutex);
    bool added = ter__blob_set_add(&store->set, hash, writer->length);
    pthread_mutex_unlock(&store->mutex);
    return added ? TER_OK : ter_error_set(error, TER_NO_MEMORY, "blobs: out of memory for the list of blobs");
}

ter_status ter__blob_writer_close(ter__blob_writer *writer, const ter__blob *expected, ter__blob *blob, ter_error *error) {
    ter__blob made = {.length = writer->length};
    ter_status status = TER_OK;
    if (EVP_DigestFinal_ex(writer->digest, made.hash.bytes, NULL) != 1) {
        status = ter_error_set(error, TER_INTERNAL, "blobs: SHA-256 failed");
    } else if (expected != NULL && (expected->length != made.length || !ter__hash_equal(&expected->hash, &made.hash))) {
        char is[TER__HASH_TEXT_BYTES], should[TER__HASH_TEXT_BYTES];
        ter__hash_text(&made.hash, is);
        ter__hash_text(&expected->hash, should);
        status = ter_error_set(error, TER_BAD_DATA, "blobs: what came as %s (%llu bytes) is %s (%llu bytes)", should,
                               (unsigned long long)expected->length, is, (unsigned long long)made.length);
    } else if (!renew(writer->store, &made.hash)) {
        status = keep(writer, &made.hash, error);
        if (status == TER_OK) {
            free_writer(writer);
            *blob = made;
            return TER_OK;
        }
    }
    ter__blob_writer_abort(writer);
    if (status == TER_OK) {
        *blob = made;
    }
    return status;
}

ter_status ter__blob_put(ter__blob_store *store, const uint8_t *bytes, size_t length, ter__blob *blob, ter_error *error) {
    ter__blob made = {.length = length};
    if (!ter__blob_digest(bytes, length, &made.hash)) {
        return ter_error_set(error, TER_INTERNAL, "blobs: SHA-256 failed");
    }
    if (renew(store, &made.hash)) {
        *blob = made;
        return TER_OK;
    }
    ter__blob_writer *writer;
    ter_status status = ter__blob_writer_open(&writer, store, error);
    if (status != TER_OK) {
        return status;
    }
    status = ter__blob_writer_add(writer, bytes, length, error);
    if (status != TER_OK) {
        ter__blob_writer_abort(writer);
        return status;
    }
    return ter__blob_writer_close(writer, &made, blob, error);
}
