/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "cli/commands.h"
#include "cli/local_cluster.h"
#include "client/client.h"

/* How long nodes may take to answer and to agree on a leader. */
#define START_MS 20000u
#define PAUSE_MS 50u

typedef struct start {
    long pid;
    bool ours, answers;
} start;

/* The leader that a node knows of, 0 when it knows none, -1 when it does not answer. */
static int leader_seen_by(const char *folder, const ter__config_member *member) {
    ter__client_options options = {.cluster = folder, .address = member->address, .patience_ms = 500};
    ter__client *client = NULL;
    json_t *answer = NULL;
    int leader = -1;
    if (ter__client_open(&client, &options, NULL) == TER_OK) {
        if (ter__client_call(client, "GET", "/v1/status", NULL, &answer, NULL) == TER_OK) {
            leader = (int)json_integer_value(json_object_get(json_object_get(answer, "leader"), "id"));
            json_decref(answer);
        }
        ter__client_close(client);
    }
    return leader;
}

/* False, with a message, when a node that was started has ended. */
static bool still_runs(ter__cli *cli, const char *folder, const ter__config_member *member, const start *s) {
    int how;
    if (!s->ours || waitpid((pid_t)s->pid, &how, WNOHANG) != (pid_t)s->pid) {
        return true;
    }
    char words[2048];
    ter_error error;
    ter__node_last_words(folder, member, words, sizeof words);
    (void)ter_error_set(&error, TER_BAD_STATE, "%s did not start: %s", member->name, words);
    (void)ter__fail(cli, &error);
    return false;
}

static int wait_for_all(ter__cli *cli, const char *folder, const ter__cluster_config *config, start *starts) {
    for (unsigned waited = 0; waited < START_MS; waited += PAUSE_MS) {
        size_t agreed = 0;
        for (size_t i = 0; i < config->member_count; i++) {
            const ter__config_member *m = &config->members[i];
            if (starts[i].pid == 0) {
                agreed++; /* not on this machine */
            } else if (!still_runs(cli, folder, m, &starts[i])) {
                return TER__EXIT_FAILED;
            } else if (starts[i].answers || leader_seen_by(folder, m) > 0) {
                starts[i].answers = true;
                agreed++;
            }
        }
        if (agreed == config->member_count) {
            return TER__EXIT_OK;
        }
        ter__pause_ms(PAUSE_MS);
    }
    ter_error error;
    (void)ter_error_set(&error, TER_TIMEOUT, "the nodes have not agreed on a leader within %u s: see node.log in their folders",
                        START_MS / 1000u);
    (void)ter__fail(cli, &error);
    return TER__EXIT_UNREACHABLE;
}

static int start_nodes(ter__cli *cli, const char *folder, const ter__cluster_config *config, start *starts) {
    for (size_t i = 0; i < config->member_count; i++) {
        const ter__config_member *m = &config->members[i];
        ter_error error;
        if (m->folder[0] == '\0') {
            continue;
        }
        starts[i].pid = ter__node_pid(folder, m);
        if (starts[i].pid == 0) {
            starts[i].ours = true;
            if (ter__node_start(folder, m, &starts[i].pid, &error) != TER_OK) {
                return ter__fail(cli, &error);
            }
        }
    }
    return TER__EXIT_OK;
}

static int show(ter__cli *cli, const char *folder, const ter__cluster_config *config, const start *starts) {
    if (cli->json) {
        ter_json *json = ter_json_create();
        ter_json_object(json, NULL, false);
        ter_json_integer(json, "tercile_cluster_up", 1);
        ter_json_text(json, "folder", folder);
        ter_json_array(json, "nodes", false);
        for (size_t i = 0; i < config->member_count; i++) {
            ter_json_object(json, NULL, true);
            ter_json_text(json, "name", config->members[i].name);
            ter_json_text(json, "address", config->members[i].address);
            ter_json_integer(json, "pid", starts[i].pid);
            ter_json_boolean(json, "started", starts[i].ours);
            ter_json_end(json);
        }
        ter_json_end(json);
        ter_json_end(json);
        return ter__print_json(cli, json);
    }
    for (size_t i = 0; i < config->member_count; i++) {
        ter__note(cli, "%-8s %s  %s", config->members[i].name, config->members[i].address,
                  starts[i].pid == 0 ? "(elsewhere)"
                  : starts[i].ours   ? "started"
                                     : "was up");
    }
    return TER__EXIT_OK;
}

int ter__cmd_cluster_up(ter__cli *cli) {
    const char *folder = ter__cluster_folder(cli);
    uint64_t nodes = 3, slots = 0;
    int code = ter__given_number(cli, "nodes", 1, TER__NODES_MAX, &nodes);
    code = code != 0 ? code : ter__given_number(cli, "slots", 1, 1024, &slots);
    if (code != 0) {
        return code;
    }
    ter__cluster_config config;
    ter_error error = {TER_OK, ""};
    ter_status status = ter__cluster_config_read(&config, folder, &error);
    if (status == TER_NOT_FOUND) {
        ter__new_cluster wanted = {.folder = folder, .nodes = nodes, .port = 7401, .slots = (unsigned)slots, .days = 3650};
        status = ter__cluster_make(&wanted, &error);
        if (status == TER_OK) {
            ter__note(cli, "made %s: an authority, certificates, %zu nodes", folder, (size_t)nodes);
            status = ter__cluster_config_read(&config, folder, &error);
        }
    }
    if (status != TER_OK) {
        return ter__fail(cli, &error);
    }
    start starts[TER__NODES_MAX] = {{0, false, false}};
    code = start_nodes(cli, folder, &config, starts);
    code = code != 0 ? code : wait_for_all(cli, folder, &config, starts);
    return code != 0 ? code : show(cli, folder, &config, starts);
}
