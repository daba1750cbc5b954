/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/remote.h"

static int cancel(ter__cli *cli, ter__client *client, json_t **job) {
    char path[TER__REMOTE_PATH_BYTES], id[TER__JOB_ID_BYTES];
    ter_error error = {TER_OK, ""};
    json_t *answer = NULL;
    snprintf(id, sizeof id, "%s", ter__remote_text_at(*job, "id"));
    if (ter__remote_has_ended(*job)) {
        ter__note(cli, "job %s had ended already: it is %s", id, ter__remote_text_at(*job, "phase"));
        return 0;
    }
    ter__remote_path(path, sizeof path, id, "");
    if (ter__client_call(client, "DELETE", path, NULL, &answer, &error) != TER_OK) {
        return ter__fail_remote(cli, &error, NULL);
    }
    json_decref(*job);
    *job = answer;
    const char *phase = ter__remote_text_at(answer, "phase");
    ter__note(cli, "job %s %s %s", id, strcmp(phase, "cancelled") == 0 ? "is" : "had ended before: it is", phase);
    return 0;
}

int ter__cmd_cancel(ter__cli *cli) {
    ter__client *client = NULL;
    json_t *job = NULL;
    int code = ter__remote_open(cli, &client);
    code = code != 0 ? code : ter__remote_job(cli, client, cli->arguments[0], &job);
    code = code != 0 ? code : cancel(cli, client, &job);
    if (code == 0 && cli->json) {
        code = ter__print_versioned(cli, "tercile_job", job, false);
    }
    json_decref(job);
    ter__client_close(client);
    return code;
}
