/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/fetch_pack.h"

#define FOLDER_BYTES 512

/* NAME.results, as `run` does it; the name comes from elsewhere, and may name no other place than the current folder. */
static int default_folder(ter__cli *cli, const json_t *job, char folder[FOLDER_BYTES]) {
    const char *name = ter__remote_text_at(job, "name");
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL || strlen(name) > FOLDER_BYTES - 16) {
        return ter__fail_usage(cli, NULL, "the job's name \"%.100s\" is none for a folder: give one with --out", name);
    }
    snprintf(folder, FOLDER_BYTES, "%s.results", name);
    return 0;
}

int ter__cmd_fetch(ter__cli *cli) {
    ter__client *client = NULL;
    json_t *job = NULL;
    char folder[FOLDER_BYTES];
    const char *out = ter__given_text(cli, "out");
    int code = ter__remote_open(cli, &client);
    code = code != 0 ? code : ter__remote_job(cli, client, cli->arguments[0], &job);
    code = code != 0 || out != NULL ? code : default_folder(cli, job, folder);
    code = code != 0 ? code : ter__fetch_into(cli, client, job, out != NULL ? out : folder);
    if (code == 0 && cli->json) {
        json_t *value = json_pack("{s:s, s:s, s:s}", "id", ter__remote_text_at(job, "id"), "folder", out != NULL ? out : folder,
                                  "digest", ter__remote_text_at(job, "digest"));
        code = ter__print_versioned(cli, "tercile_fetch", value, false);
        json_decref(value);
    } else if (code == 0) {
        ter__output_print(&cli->out, "%s\n", ter__remote_text_at(job, "digest"));
    }
    json_decref(job);
    ter__client_close(client);
    return code;
}
