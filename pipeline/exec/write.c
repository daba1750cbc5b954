/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run's files: the result folder, complete or not at all, and the run record beside it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/result_files.h"
#include "report/report.h"
#include "table/file.h"

static ter_status write_record(const ter_run *run, const char *folder, ter_error *error) {
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') {
        length--;
    }
    size_t room = length + sizeof ".run.json";
    char *path = malloc(room), *text;
    if (path == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    (void)snprintf(path, room, "%.*s.run.json", (int)length, folder);
    ter_status status = ter_run_record(run, &text, error);
    if (status == TER_OK) {
        status = ter__file_write(path, text, strlen(text), error);
        ter_bytes_free((uint8_t *)text);
    }
    free(path);
    return status;
}

ter_status ter_run_write(const ter_run *run, const char *folder, char *digest, ter_error *error) {
    ter__result_files *files = NULL;
    char text[TER__DIGEST_TEXT_BYTES];
    ter_status status = ter__result_files_of(&files, run, error);
    if (status == TER_OK) {
        status = ter__result_files_digest(files, text, error);
    }
    if (status == TER_OK) {
        status = ter__result_files_write(files, folder, error);
    }
    ter__result_files_destroy(files);
    if (status == TER_OK && digest != NULL) {
        memcpy(digest, text, sizeof text);
    }
    return status == TER_OK ? write_record(run, folder, error) : status;
}

ter_status ter_run_json(const ter_run *run, char **text, ter_error *error) {
    return ter__report_json(run, text, error);
}
