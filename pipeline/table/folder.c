/* SPDX-License-Identifier: GPL-3.0-or-later */
/* renameat2 with RENAME_EXCHANGE: two folders change places in one step. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

struct ter__folder {
    char *path, *partial;
    char *marker;
    bool (*belongs)(const char *name);
};

static void folder_free(ter__folder *folder) {
    free(folder->path);
    free(folder->partial);
    free(folder->marker);
    free(folder);
}

/* Removes a folder and the files in it; it holds no folders. 0, or an errno. */
static int remove_folder(const char *path) {
    DIR *listing = opendir(path);
    if (listing == NULL) {
        return errno;
    }
    int code = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(listing);
        if (entry == NULL) {
            code = code != 0 ? code : errno;
            break;
        }
        bool itself = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (!itself && unlinkat(dirfd(listing), entry->d_name, 0) != 0 && code == 0) {
            code = errno;
        }
    }
    (void)closedir(listing);
    return code == 0 && rmdir(path) != 0 ? errno : code;
}

/* Looks at one entry of the folder in the way. */
static ter_status check_entry(const ter__folder *folder, int descriptor, const char *name, ter_error *error) {
    struct stat about;
    if (fstatat(descriptor, name, &about, AT_SYMLINK_NOFOLLOW) != 0) {
        return ter__file_failed(errno, "look at", folder->path, error);
    }
    if (!S_ISREG(about.st_mode) || (folder->belongs != NULL && strcmp(name, folder->marker) != 0 && !folder->belongs(name))) {
        return ter_error_set(error, TER_BAD_STATE, "\"%s\" is not replaced: \"%s\" in it is not of an earlier result", folder->path,
                             name);
    }
    return TER_OK;
}

/* TER_OK when nothing is at the path or what is there may be replaced; *exists says which. */
static ter_status check_in_the_way(const ter__folder *folder, bool *exists, ter_error *error) {
    struct stat about;
    *exists = lstat(folder->path, &about) == 0;
    if (!*exists) {
        return errno == ENOENT ? TER_OK : ter__file_failed(errno, "write", folder->path, error);
    }
    if (!S_ISDIR(about.st_mode)) {
        return ter_error_set(error, TER_BAD_STATE, "\"%s\" is not replaced: it is not a folder", folder->path);
    }
    DIR *listing = opendir(folder->path);
    if (listing == NULL) {
        return ter__file_failed(errno, "read", folder->path, error);
    }
    ter_status status = TER_OK;
    bool marked = false, empty = true;
    while (status == TER_OK) {
        errno = 0;
        const struct dirent *entry = readdir(listing);
        if (entry == NULL) {
            status = errno != 0 ? ter__file_failed(errno, "read", folder->path, error) : TER_OK;
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            empty = false;
            marked = marked || strcmp(entry->d_name, folder->marker) == 0;
            status = check_entry(folder, dirfd(listing), entry->d_name, error);
        }
    }
    (void)closedir(listing);
    if (status == TER_OK && !empty && !marked) {
        return ter_error_set(error, TER_BAD_STATE, "\"%s\" is not replaced: it is not empty and holds no \"%s\"", folder->path,
                             folder->marker);
    }
    return status;
}

/* Makes a folder beside `path`. */
static ter_status make_partial(ter__folder *folder, ter_error *error) {
    for (int i = 0; i < TER__PARTIAL_NAMES_MAX; i++) {
        char number[32];
        (void)snprintf(number, sizeof number, "%d", i);
        char *candidate = ter__path_join(folder->path, ".partial-", number);
        if (candidate == NULL) {
            return ter_error_set(error, TER_NO_MEMORY, "out of memory");
        }
        if (mkdir(candidate, 0777) == 0) {
            folder->partial = candidate;
            return TER_OK;
        }
        int code = errno;
        free(candidate);
        if (code != EEXIST) {
            return ter__file_failed(code, "write", folder->path, error);
        }
    }
    return ter_error_set(error, TER_LIMIT, "%d unfinished folders are beside \"%s\": remove \"%s.partial-*\"",
                         TER__PARTIAL_NAMES_MAX, folder->path, folder->path);
}

ter_status ter__folder_begin(ter__folder **folder, const char *path, const char *marker, bool (*belongs)(const char *name),
                             ter_error *error) {
    ter__folder *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    made->path = ter__path_join(path, "", "");
    made->marker = ter__path_join(marker, "", "");
    made->belongs = belongs;
    ter_status status = made->path != NULL && made->marker != NULL ? TER_OK : ter_error_set(error, TER_NO_MEMORY, "out of memory");
    if (status == TER_OK) {
        for (size_t end = strlen(made->path); end > 1 && made->path[end - 1] == '/'; end--) {
            made->path[end - 1] = '\0';
        }
        const char *slash = strrchr(made->path, '/');
        const char *last = slash != NULL ? slash + 1 : made->path;
        if (strcmp(last, "") == 0 || strcmp(last, ".") == 0 || strcmp(last, "..") == 0) {
            status = ter_error_set(error, TER_BAD_ARGUMENT, "\"%s\" cannot be a folder of results: name a new one", path);
        }
    }
    bool exists = false;
    if (status == TER_OK) {
        status = check_in_the_way(made, &exists, error);
    }
    if (status == TER_OK) {
        status = make_partial(made, error);
    }
    if (status != TER_OK) {
        folder_free(made);
        return status;
    }
    *folder = made;
    return TER_OK;
}

ter_status ter__folder_add(ter__folder *folder, const char *name, const void *bytes, size_t length, ter_error *error) {
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "\"%s\" cannot be the name of a file of results", name);
    }
    char *path = ter__path_join(folder->partial, "/", name);
    char *shown = ter__path_join(folder->path, "/", name); /* errors name the file as it would have been */
    ter_status status;
    if (path == NULL || shown == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory");
    } else {
        int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        status = descriptor >= 0 ? ter__file_write_descriptor(descriptor, shown, bytes, length, error)
                                 : ter__file_failed(errno, "write", shown, error);
        if (descriptor >= 0 && close(descriptor) != 0 && status == TER_OK) {
            status = ter__file_failed(errno, "write", shown, error);
        }
    }
    free(path);
    free(shown);
    return status;
}

/* Puts the finished folder in the place of the old one, which ends up under the partial name and is removed. */
static ter_status replace(const ter__folder *folder, ter_error *error) {
    if (renameat2(AT_FDCWD, folder->partial, AT_FDCWD, folder->path, RENAME_EXCHANGE) != 0) {
        if (errno != EINVAL && errno != ENOSYS) {
            return ter__file_failed(errno, "write", folder->path, error);
        }
        /* A file system without exchange: two steps. An end between them leaves the old result under ".old". */
        char *old = ter__path_join(folder->partial, ".old", "");
        if (old == NULL) {
            return ter_error_set(error, TER_NO_MEMORY, "out of memory");
        }
        int code = rename(folder->path, old) != 0 ? errno : 0;
        if (code == 0 && rename(folder->partial, folder->path) != 0) {
            code = errno;
            (void)rename(old, folder->path);
        } else if (code == 0) {
            (void)remove_folder(old);
        }
        free(old);
        return code == 0 ? TER_OK : ter__file_failed(code, "write", folder->path, error);
    }
    /* The new result is in place: failing to remove the old one is no failure of this. */
    (void)remove_folder(folder->partial);
    return TER_OK;
}

ter_status ter__folder_commit(ter__folder *folder, ter_error *error) {
    bool exists = false;
    char *inside = ter__path_join(folder->partial, "/", "");
    ter_status status =
        inside != NULL ? ter__file_sync_parent(inside, error) : ter_error_set(error, TER_NO_MEMORY, "out of memory");
    free(inside);
    if (status == TER_OK) {
        status = check_in_the_way(folder, &exists, error);
    }
    if (status == TER_OK && exists) {
        status = replace(folder, error);
    } else if (status == TER_OK && rename(folder->partial, folder->path) != 0) {
        status = ter__file_failed(errno, "write", folder->path, error);
    }
    if (status != TER_OK) {
        ter__folder_abort(folder);
        return status;
    }
    status = ter__file_sync_parent(folder->path, error);
    folder_free(folder);
    return status;
}

void ter__folder_abort(ter__folder *folder) {
    if (folder != NULL) {
        (void)remove_folder(folder->partial);
        folder_free(folder);
    }
}
