/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/blob_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

ter_status ter__blob_failed(ter_error *error, const char *what, const char *path, int number) {
    ter_status status = number == ENOSPC || number == EDQUOT                     ? TER_DISK_FULL
                        : number == EACCES || number == EPERM || number == EROFS ? TER_NO_PERMISSION
                        : number == ENOENT                                       ? TER_NOT_FOUND
                        : number == ENOMEM                                       ? TER_NO_MEMORY
                                                                                 : TER_INPUT_OUTPUT;
    char text[128];
    if (strerror_r(number, text, sizeof text) != 0) {
        snprintf(text, sizeof text, "error %d", number);
    }
    return ter_error_set(error, status, "blobs: \"%s\" cannot be %s: %s", path, what, text);
}

bool ter__blob_path(const ter__blob_store *store, const ter__hash *hash, char path[TER__BLOB_PATH_BYTES]) {
    char text[TER__HASH_TEXT_BYTES];
    ter__hash_text(hash, text);
    int length = snprintf(path, TER__BLOB_PATH_BYTES, "%s/%.2s/%s", store->folder, text, text + 2);
    return length > 0 && length < TER__BLOB_PATH_BYTES;
}

ter_status ter__blob_sync_folder(const char *path, ter_error *error) {
    int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0) {
        int number = errno;
        if (file >= 0) {
            close(file);
        }
        return ter__blob_failed(error, "synced", path, number);
    }
    close(file);
    return TER_OK;
}

/* ---- opening ------------------------------------------------------------------------------------------------------------ */

static ter_status make_folder(const char *path, ter_error *error) {
    return mkdir(path, 0700) == 0 || errno == EEXIST ? TER_OK : ter__blob_failed(error, "made", path, errno);
}

/* What a writer had not finished when its process ended. */
static ter_status empty_folder(const char *path, ter_error *error) {
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return ter__blob_failed(error, "opened", path, errno);
    }
    ter_status status = TER_OK;
    for (struct dirent *item; status == TER_OK && (item = readdir(folder)) != NULL;) {
        if (item->d_name[0] != '.' && unlinkat(dirfd(folder), item->d_name, 0) != 0) {
            status = ter__blob_failed(error, "removed", item->d_name, errno);
        }
    }
    closedir(folder);
    return status;
}

/* Files with other names are not ours and are left alone. */
static ter_status scan(ter__blob_store *store, unsigned first, ter_error *error) {
    char path[TER__BLOB_PATH_BYTES + 8];
    snprintf(path, sizeof path, "%s/%02x", store->folder, first);
    ter_status status = make_folder(path, error);
    DIR *folder = status == TER_OK ? opendir(path) : NULL;
    if (folder == NULL) {
        return status != TER_OK ? status : ter__blob_failed(error, "opened", path, errno);
    }
    for (struct dirent *item; status == TER_OK && (item = readdir(folder)) != NULL;) {
        char text[TER__HASH_TEXT_BYTES + 2];
        struct stat about;
        ter__hash hash;
        if (strlen(item->d_name) != 62) {
            continue;
        }
        snprintf(text, sizeof text, "%02x%.62s", first, item->d_name);
        if (ter__hash_read(&hash, text) && fstatat(dirfd(folder), item->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(about.st_mode)) {
            status = ter__blob_set_add(&store->set, &hash, (uint64_t)about.st_size)
                         ? TER_OK
                         : ter_error_set(error, TER_NO_MEMORY, "blobs: out of memory for the list of blobs");
        }
    }
    closedir(folder);
    return status;
}

ter_status ter__blob_store_open(ter__blob_store **store, const char *folder, ter_error *error) {
    ter__blob_store *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "blobs: out of memory");
    }
    pthread_mutex_init(&made->mutex, NULL);
    ter_status status = TER_OK;
    int length = snprintf(made->folder, sizeof made->folder, "%s/blobs", folder);
    if (length < 0 || (size_t)length + 80 > sizeof made->folder) {
        status = ter_error_set(error, TER_BAD_ARGUMENT, "blobs: the folder's path \"%s\" is too long", folder);
    }
    char path[TER__BLOB_PATH_BYTES + 16];
    if (status == TER_OK) {
        status = make_folder(made->folder, error);
    }
    snprintf(path, sizeof path, "%s/damaged", made->folder);
    if (status == TER_OK) {
        status = make_folder(path, error);
    }
    snprintf(path, sizeof path, "%s/partial", made->folder);
    if (status == TER_OK) {
        status = make_folder(path, error);
    }
    if (status == TER_OK) {
        status = empty_folder(path, error);
    }
    for (unsigned first = 0; status == TER_OK && first < 256; first++) {
        status = scan(made, first, error);
    }
    if (status == TER_OK) {
        status = ter__blob_sync_folder(made->folder, error);
    }
    if (status == TER_OK) {
        status = ter__blob_sync_folder(folder, error);
    }
    if (status != TER_OK) {
        ter__blob_store_close(made);
        return status;
    }
    *store = made;
    return TER_OK;
}

void ter__blob_store_close(ter__blob_store *store) {
    if (store != NULL) {
        pthread_mutex_destroy(&store->mutex);
        ter__blob_set_clear(&store->set);
        free(store);
    }
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

bool ter__blob_has(ter__blob_store *store, const ter__hash *hash, uint64_t *length) {
    pthread_mutex_lock(&store->mutex);
    bool there = ter__blob_set_find(&store->set, hash, length);
    pthread_mutex_unlock(&store->mutex);
    return there;
}

/* Puts a damaged blob aside, or notes that its file is gone; not when another thread has put a whole one there meanwhile. */
static void put_aside(ter__blob_store *store, const ter__hash *hash, const char *path, const struct stat *opened) {
    char aside[TER__BLOB_PATH_BYTES + 80], text[TER__HASH_TEXT_BYTES];
    ter__hash_text(hash, text);
    snprintf(aside, sizeof aside, "%s/damaged/%s", store->folder, text);
    pthread_mutex_lock(&store->mutex);
    struct stat now;
    bool there = stat(path, &now) == 0;
    if (there && opened != NULL && now.st_dev == opened->st_dev && now.st_ino == opened->st_ino) {
        there = rename(path, aside) != 0 && unlink(path) != 0;
        if (there) {
            ter__blob_set_remove(&store->set, hash);
        }
    }
    if (!there) {
        ter__blob_set_remove(&store->set, hash);
    }
    pthread_mutex_unlock(&store->mutex);
}

static ter_status open_blob(ter__blob_store *store, const ter__hash *hash, char path[TER__BLOB_PATH_BYTES], int *file,
                            uint64_t *length, ter_error *error) {
    char text[TER__HASH_TEXT_BYTES];
    ter__hash_text(hash, text);
    if (!ter__blob_has(store, hash, length) || !ter__blob_path(store, hash, path)) {
        return ter_error_set(error, TER_NOT_FOUND, "blobs: there is no blob %s here", text);
    }
    *file = open(path, O_RDONLY | O_CLOEXEC);
    if (*file >= 0) {
        return TER_OK;
    }
    int number = errno;
    if (number == ENOENT) {
        put_aside(store, hash, path, NULL);
    }
    return ter__blob_failed(error, "opened", path, number);
}

static ter_status read_at(int file, uint8_t *bytes, size_t length, uint64_t offset, size_t *got, const char *path,
                          ter_error *error) {
    *got = 0;
    while (*got < length) {
        ssize_t count = pread(file, bytes + *got, length - *got, (off_t)(offset + *got));
        if (count == 0) {
            break;
        }
        if (count < 0 && errno != EINTR) {
            return ter__blob_failed(error, "read", path, errno);
        }
        *got += count > 0 ? (size_t)count : 0;
    }
    return TER_OK;
}

ter_status ter__blob_get(ter__blob_store *store, const ter__hash *hash, uint8_t **bytes, size_t *length, ter_error *error) {
    char path[TER__BLOB_PATH_BYTES];
    int file;
    uint64_t expected;
    ter_status status = open_blob(store, hash, path, &file, &expected, error);
    if (status != TER_OK) {
        return status;
    }
    struct stat about;
    uint8_t *read = NULL;
    size_t got = 0;
    ter__hash digest;
    if (fstat(file, &about) != 0) {
        status = ter__blob_failed(error, "read", path, errno);
    } else if ((uint64_t)about.st_size == expected) {
        read = malloc(expected > 0 ? (size_t)expected : 1);
        status = read != NULL ? read_at(file, read, (size_t)expected, 0, &got, path, error)
                              : ter_error_set(error, TER_NO_MEMORY, "blobs: out of memory for a blob of %llu bytes",
                                              (unsigned long long)expected);
    }
    close(file);
    if (status == TER_OK &&
        (read == NULL || got != expected || !ter__blob_digest(read, got, &digest) || !ter__hash_equal(&digest, hash))) {
        put_aside(store, hash, path, &about);
        status = ter_error_set(error, TER_BAD_DATA,
                               "blobs: \"%s\" is damaged: its bytes do not have the SHA-256 that names it; it was put aside in "
                               "\"%s/damaged\"",
                               path, store->folder);
    }
    if (status != TER_OK) {
        free(read);
        return status;
    }
    *bytes = read;
    *length = got;
    return TER_OK;
}

ter_status ter__blob_range(ter__blob_store *store, const ter__hash *hash, uint64_t offset, size_t length, uint8_t *bytes,
                           size_t *got, ter_error *error) {
    char path[TER__BLOB_PATH_BYTES];
    int file;
    uint64_t whole;
    ter_status status = open_blob(store, hash, path, &file, &whole, error);
    if (status != TER_OK) {
        return status;
    }
    size_t read = 0;
    if (offset < whole) {
        size_t most = whole - offset < length ? (size_t)(whole - offset) : length;
        status = read_at(file, bytes, most, offset, &read, path, error);
        if (status == TER_OK && read < most) {
            status = ter_error_set(error, TER_BAD_DATA, "blobs: \"%s\" is shorter than the %llu bytes it had", path,
                                   (unsigned long long)whole);
        }
    }
    close(file);
    if (status == TER_OK) {
        *got = read;
    }
    return status;
}

/* ---- the whole store ---------------------------------------------------------------------------------------------------- */

size_t ter__blob_sweep(ter__blob_store *store, unsigned min_age_seconds, bool (*named)(void *context, const ter__hash *hash),
                       void *context) {
    size_t count, removed = 0;
    pthread_mutex_lock(&store->mutex);
    ter__hash *all = ter__blob_set_list(&store->set, &count);
    pthread_mutex_unlock(&store->mutex);
    for (size_t i = 0; all != NULL && i < count; i++) {
        char path[TER__BLOB_PATH_BYTES];
        if (named(context, &all[i]) || !ter__blob_path(store, &all[i], path)) {
            continue;
        }
        /* A put that finds the blob renews its time under the same mutex: it is not taken away behind its back. */
        pthread_mutex_lock(&store->mutex);
        struct stat about;
        if (stat(path, &about) == 0 && about.st_mtime <= time(NULL) - (time_t)min_age_seconds && unlink(path) == 0) {
            ter__blob_set_remove(&store->set, &all[i]);
            removed++;
        }
        pthread_mutex_unlock(&store->mutex);
    }
    free(all);
    return removed;
}

void ter__blob_counts(ter__blob_store *store, uint64_t *count, uint64_t *bytes) {
    pthread_mutex_lock(&store->mutex);
    *count = store->set.count;
    *bytes = store->set.bytes;
    pthread_mutex_unlock(&store->mutex);
}
