/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/fetch_pack.h"

#include <stdlib.h>
#include <string.h>

#include "tercile/steps.h"

int ter__fetch_pack(ter__cli *cli, ter__client *client, const json_t *job, uint8_t **bytes, size_t *length) {
    ter_error error = {TER_OK, ""};
    ter__blob blob;
    char path[TER__REMOTE_PATH_BYTES];
    const char *id = ter__remote_text_at(job, "id"), *phase = ter__remote_text_at(job, "phase");
    if (!ter__remote_blob_at(job, "pack", &blob) || !ter__remote_path(path, sizeof path, id, "/pack")) {
        bool ended = ter__remote_has_ended(job);
        ter_error_set(&error, TER_BAD_STATE, "job %s has no result: it is %s%s%s%s", id, phase, ended ? "" : "; `tercile status ",
                      ended ? "" : id, ended ? "" : " --watch` waits for it");
        return ter__fail(cli, &error);
    }
    ter_status status = ter__client_get(client, path, &blob.hash, bytes, length, &error);
    return status == TER_OK ? 0 : ter__fail_remote(cli, &error, NULL);
}

int ter__fetch_into(ter__cli *cli, ter__client *client, const json_t *job, const char *folder) {
    uint8_t *bytes = NULL;
    size_t length = 0;
    char digest[65] = "";
    ter_error error = {TER_OK, ""};
    int code = ter__check_result_folder(cli, folder);
    code = code != 0 ? code : ter__fetch_pack(cli, client, job, &bytes, &length);
    if (code != 0) {
        return code;
    }
    ter_status status = ter_pack_write(bytes, length, folder, digest, &error);
    free(bytes);
    if (status == TER_OK && strcmp(digest, ter__remote_text_at(job, "digest")) != 0) {
        status = ter_error_set(&error, TER_INTERNAL, "\"%.400s\" has the digest %s, but the cluster says %.64s", folder, digest,
                               ter__remote_text_at(job, "digest"));
    }
    if (status != TER_OK) {
        return ter__fail(cli, &error);
    }
    ter__note(cli, "results: %s", folder);
    return TER__EXIT_OK;
}

bool ter__pack_find(const uint8_t *bytes, size_t length, const char *name, const uint8_t **file, size_t *file_length) {
    const char *found = NULL;
    for (size_t i = 0; ter_pack_file(bytes, length, i, &found, file, file_length); i++) {
        if (strcmp(found, name) == 0) {
            return true;
        }
    }
    return false;
}
