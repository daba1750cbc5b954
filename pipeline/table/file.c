/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ter_status status_of(int code) {
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return TER_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return TER_NO_PERMISSION;
    case ENOSPC:
    case EDQUOT:
        return TER_DISK_FULL;
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENAMETOOLONG:
        return TER_LIMIT;
    case EISDIR:
    case EINVAL:
        return TER_BAD_ARGUMENT;
    case ENOMEM:
        return TER_NO_MEMORY;
    default:
        return TER_INPUT_OUTPUT;
    }
}

ter_status ter__file_failed(int code, const char *what, const char *path, ter_error *error) {
    char reason[128];
    if (strerror_r(code, reason, sizeof reason) != 0) {
        (void)snprintf(reason, sizeof reason, "error %d", code);
    }
    return ter_error_set(error, status_of(code), "cannot %s \"%s\": %s", what, path, reason);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

/* Reads to the end of the descriptor. The buffer holds one byte more than what was read. */
static ter_status read_all(int descriptor, const char *path, size_t bytes_max, size_t expected, uint8_t **bytes, size_t *length,
                           ter_error *error) {
    size_t capacity = expected + 1, used = 0;
    uint8_t *buffer = malloc(capacity);
    while (buffer != NULL) {
        ssize_t got = read(descriptor, buffer + used, capacity - used);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            int code = errno;
            free(buffer);
            return ter__file_failed(code, "read", path, error);
        }
        used += (size_t)got;
        if (used > bytes_max) {
            free(buffer);
            return ter_error_set(error, TER_LIMIT, "\"%s\" is larger than %zu bytes", path, bytes_max);
        }
        if (got == 0) {
            buffer[used] = 0; /* capacity > used: a full buffer has grown before this read */
            *bytes = buffer;
            *length = used;
            return TER_OK;
        }
        if (used == capacity) {
            uint8_t *grown = realloc(buffer, 2 * capacity);
            if (grown == NULL) {
                free(buffer);
            }
            buffer = grown;
            capacity *= 2;
        }
    }
    return ter_error_set(error, TER_NO_MEMORY, "out of memory for \"%s\" (%zu bytes)", path, capacity);
}

ter_status ter__file_read(const char *path, size_t bytes_max, uint8_t **bytes, size_t *length, ter_error *error) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return ter__file_failed(errno, "open", path, error);
    }
    struct stat about;
    ter_status status;
    if (fstat(descriptor, &about) != 0) {
        status = ter__file_failed(errno, "read", path, error);
    } else if (about.st_size > 0 && (uint64_t)about.st_size > bytes_max) {
        status = ter_error_set(error, TER_LIMIT, "\"%s\" has %lld bytes; at most %zu are read", path, (long long)about.st_size,
                               bytes_max);
    } else {
        size_t expected = about.st_size > 0 && S_ISREG(about.st_mode) ? (size_t)about.st_size : 4095;
        status = read_all(descriptor, path, bytes_max, expected, bytes, length, error);
    }
    (void)close(descriptor); /* nothing was written: a failed close loses nothing */
    return status;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

char *ter__path_join(const char *a, const char *b, const char *c) {
    size_t a_length = strlen(a), b_length = strlen(b), c_length = strlen(c);
    char *path = malloc(a_length + b_length + c_length + 1);
    if (path != NULL) {
        memcpy(path, a, a_length);
        memcpy(path + a_length, b, b_length);
        memcpy(path + a_length + b_length, c, c_length + 1);
    }
    return path;
}

ter_status ter__file_write_descriptor(int descriptor, const char *path, const void *bytes, size_t length, ter_error *error) {
    const uint8_t *at = bytes;
    while (length > 0) {
        ssize_t wrote = write(descriptor, at, length);
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote <= 0) {
            return ter__file_failed(wrote < 0 ? errno : EIO, "write", path, error);
        }
        at += wrote;
        length -= (size_t)wrote;
    }
    return fsync(descriptor) == 0 ? TER_OK : ter__file_failed(errno, "write", path, error);
}

ter_status ter__file_sync_parent(const char *path, ter_error *error) {
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? ter__path_join(".", "", "") : ter__path_join(path, "", "");
    if (folder == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    if (slash != NULL) {
        folder[slash == path ? 1 : slash - path] = '\0';
    }
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ter_status status = TER_OK;
    /* Some file systems cannot sync a folder and say EINVAL: there is no more to be done there. */
    if (descriptor < 0 || (fsync(descriptor) != 0 && errno != EINVAL)) {
        status = ter__file_failed(errno, "sync", folder, error);
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    free(folder);
    return status;
}

/* A new file beside `path`: its name is given, its descriptor returned. -1 with errno (ENOMEM included). */
static int create_beside(const char *path, char **name) {
    for (int i = 0; i < TER__PARTIAL_NAMES_MAX; i++) {
        char number[32];
        (void)snprintf(number, sizeof number, "%d", i);
        char *candidate = ter__path_join(path, ".partial-", number);
        if (candidate == NULL) {
            errno = ENOMEM;
            return -1;
        }
        int descriptor = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor >= 0) {
            *name = candidate;
            return descriptor;
        }
        int code = errno;
        free(candidate);
        errno = code;
        if (code != EEXIST) {
            return -1;
        }
    }
    return -1;
}

ter_status ter__file_write(const char *path, const void *bytes, size_t length, ter_error *error) {
    char *partial = NULL;
    int descriptor = create_beside(path, &partial);
    if (descriptor < 0) {
        return ter__file_failed(errno, "write", path, error);
    }
    ter_status status = ter__file_write_descriptor(descriptor, path, bytes, length, error);
    if (close(descriptor) != 0 && status == TER_OK) {
        status = ter__file_failed(errno, "write", path, error);
    }
    if (status == TER_OK && rename(partial, path) != 0) {
        status = ter__file_failed(errno, "write", path, error);
    }
    if (status != TER_OK) {
        (void)unlink(partial);
    }
    free(partial);
    return status == TER_OK ? ter__file_sync_parent(path, error) : status;
}
