/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli/commands.h"
#include "cli/wait_job.h"

/* Events of the cluster itself: nodes that came and went, leaders. */
static int show_cluster(ter__cli *cli, ter__client *client) {
    json_t *answer = NULL, *line;
    ter_error error = {TER_OK, ""};
    size_t index;
    if (ter__client_call(client, "GET", "/v1/log", NULL, &answer, &error) != TER_OK) {
        return ter__fail_remote(cli, &error, NULL);
    }
    int code = TER__EXIT_OK;
    json_array_foreach(json_object_get(answer, "events"), index, line) {
        char when[32];
        ter__remote_when_text(when, sizeof when, ter__remote_text_at(line, "at"));
        if (cli->json) {
            code = ter__print_versioned(cli, "tercile_line", line, true);
        } else {
            ter__output_print(&cli->out, "%s  %s\n", when, ter__remote_text_at(line, "text"));
        }
    }
    json_decref(answer);
    return code;
}

static int show_job(ter__cli *cli, ter__client *client, const ter__wait *wait) {
    json_t *job = NULL, *last = NULL;
    int code = ter__remote_job(cli, client, cli->arguments[0], &job);
    if (code == 0) {
        code = ter__wait_for_job(cli, client, ter__remote_text_at(job, "id"), wait, &last);
    }
    if (code == 0 && !wait->once) {
        code = ter__say_outcome(cli, last);
    }
    json_decref(last);
    json_decref(job);
    return code;
}

int ter__cmd_logs(ter__cli *cli) {
    ter__client *client = NULL;
    ter__wait wait = {.lines = true, .json = cli->json, .once = !ter__given(cli, "follow")};
    int code = ter__given_timeout(cli, &wait.timeout_seconds);
    if (code == 0 && (ter__given(cli, "follow") || ter__given(cli, "timeout")) && cli->argument_count == 0) {
        return ter__fail_usage(cli, NULL, "--follow and --timeout need a job");
    }
    if (code == 0 && ter__given(cli, "timeout") && wait.once) {
        return ter__fail_usage(cli, NULL, "--timeout goes with --follow");
    }
    code = code != 0 ? code : ter__remote_open(cli, &client);
    if (code == 0) {
        code = cli->argument_count == 0 ? show_cluster(cli, client) : show_job(cli, client, &wait);
    }
    ter__client_close(client);
    return code;
}
