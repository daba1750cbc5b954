/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/result_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4400

/* The folder that `path` lies in. */
static void parent_of(const char *path, char *parent, size_t size) {
    snprintf(parent, size, "%s", path);
    size_t length = strlen(parent);
    while (length > 1 && parent[length - 1] == '/') {
        parent[--length] = '\0';
    }
    char *slash = strrchr(parent, '/');
    if (slash == NULL) {
        snprintf(parent, size, ".");
    } else {
        slash[slash == parent ? 1 : 0] = '\0';
    }
}

/* Whether a name could be a file of a result: the report, or STAGE.TABLE.csv. */
static bool looks_like_ours(const char *name) {
    const char *point = strchr(name, '.'), *end = point != NULL ? strchr(point + 1, '.') : NULL;
    return strcmp(name, "report.html") == 0 || (end != NULL && point > name && strcmp(end, ".csv") == 0);
}

/* True when the folder holds what no result holds, or is not empty and has no results.json; `found` names the culprit. */
static bool holds_something_else(DIR *folder, char *found, size_t size) {
    bool other = false, result = false, foreign = false;
    const struct dirent *entry;
    while (!foreign && (entry = readdir(folder)) != NULL) {
        const char *name = entry->d_name;
        if (strcmp(name, "results.json") == 0) {
            result = true;
        } else if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            foreign = !looks_like_ours(name);
            if (foreign || !other) {
                snprintf(found, size, "%s", name);
            }
            other = true;
        }
    }
    return foreign || (other && !result);
}

int ter__check_result_folder(ter__cli *cli, const char *path) {
    char parent[PATH_BYTES], found[256] = "";
    ter_error error = {TER_OK, ""};
    parent_of(path, parent, sizeof parent);
    DIR *folder = opendir(path);
    if (folder != NULL) {
        bool other = holds_something_else(folder, found, sizeof found);
        closedir(folder);
        if (other) {
            ter_error_set(&error, TER_BAD_STATE,
                          "results are not written to \"%.400s\": it holds \"%.200s\", which is not of an earlier result", path,
                          found);
            return ter__fail(cli, &error);
        }
    } else if (errno != ENOENT) {
        ter_error_set(&error, TER_BAD_STATE, "results cannot be written to \"%.400s\": %s", path, strerror(errno));
        return ter__fail(cli, &error);
    }
    if (access(parent, W_OK | X_OK) != 0) {
        ter_error_set(&error, errno == ENOENT ? TER_NOT_FOUND : TER_NO_PERMISSION,
                      "results cannot be written to \"%.400s\": \"%.400s\": %s", path, parent, strerror(errno));
        return ter__fail(cli, &error);
    }
    return 0;
}
