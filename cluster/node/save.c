/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/save.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ter_status ter__errno_failed(int code, const char *what, const char *path, ter_error *error) {
    ter_status status = code == ENOSPC || code == EDQUOT                   ? TER_DISK_FULL
                        : code == EACCES || code == EPERM || code == EROFS ? TER_NO_PERMISSION
                        : code == ENOENT || code == ENOTDIR                ? TER_NOT_FOUND
                        : code == ENOMEM                                   ? TER_NO_MEMORY
                                                                           : TER_INPUT_OUTPUT;
    return ter_error_set(error, status, "cannot %s %s: %s", what, path, strerror(code));
}

static int write_all(int descriptor, const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return 0;
}

static int sync_folder_of(const char *path) {
    char copy[PATH_MAX];
    (void)snprintf(copy, sizeof copy, "%s", path);
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return errno;
    }
    int code = fsync(folder) == 0 ? 0 : errno;
    (void)close(folder);
    return code;
}

ter_status ter__save(const char *path, const void *bytes, size_t length, unsigned mode, ter_error *error) {
    char beside[PATH_MAX];
    int size = snprintf(beside, sizeof beside, "%s.new-%ld", path, (long)getpid());
    if (size < 0 || (size_t)size >= sizeof beside) {
        return ter_error_set(error, TER_LIMIT, "the path %s is too long", path);
    }
    int descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
    if (descriptor < 0) {
        return ter__errno_failed(errno, "write", path, error);
    }
    int code = write_all(descriptor, bytes, length);
    code = code == 0 && fsync(descriptor) != 0 ? errno : code;
    code = close(descriptor) != 0 && code == 0 ? errno : code;
    code = code == 0 && rename(beside, path) != 0 ? errno : code;
    if (code != 0) {
        (void)unlink(beside);
        return ter__errno_failed(code, "write", path, error);
    }
    code = sync_folder_of(path);
    return code == 0 ? TER_OK : ter__errno_failed(code, "sync the folder of", path, error);
}

ter_status ter__make_folder(const char *path, ter_error *error) {
    if (mkdir(path, 0700) == 0) {
        return TER_OK;
    }
    int code = errno;
    struct stat found;
    if (code == EEXIST && stat(path, &found) == 0 && S_ISDIR(found.st_mode)) {
        return TER_OK;
    }
    return ter__errno_failed(code, "make the folder", path, error);
}
