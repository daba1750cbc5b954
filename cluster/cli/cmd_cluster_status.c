/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/local_cluster.h"
#include "client/client.h"

typedef struct seen {
    long pid;
    bool answers;
    long long leader, term, applied, computing;
} seen;

static void look(const char *folder, const ter__config_member *member, seen *s) {
    ter__client_options options = {.cluster = folder, .address = member->address, .patience_ms = 1000};
    ter__client *client = NULL;
    json_t *answer = NULL;
    s->pid = member->folder[0] != '\0' ? ter__node_pid(folder, member) : 0;
    if (ter__client_open(&client, &options, NULL) != TER_OK) {
        return;
    }
    if (ter__client_call(client, "GET", "/v1/status", NULL, &answer, NULL) == TER_OK) {
        s->answers = true;
        s->leader = json_integer_value(json_object_get(json_object_get(answer, "leader"), "id"));
        s->term = json_integer_value(json_object_get(answer, "term"));
        s->applied = json_integer_value(json_object_get(answer, "applied"));
        s->computing = json_integer_value(json_object_get(answer, "computing"));
        json_decref(answer);
    }
    ter__client_close(client);
}

static int print_json(ter__cli *cli, const ter__cluster_config *config, const seen *all) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_cluster_status", 1);
    ter_json_text(json, "cluster", config->cluster);
    ter_json_array(json, "nodes", false);
    for (size_t i = 0; i < config->member_count; i++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", config->members[i].name);
        ter_json_text(json, "address", config->members[i].address);
        ter_json_integer(json, "pid", all[i].pid);
        ter_json_boolean(json, "answers", all[i].answers);
        ter_json_boolean(json, "leads", all[i].answers && all[i].leader == config->members[i].id);
        ter_json_integer(json, "term", all[i].term);
        ter_json_integer(json, "applied", all[i].applied);
        ter_json_integer(json, "computing", all[i].computing);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static void print_grid(ter__cli *cli, const ter__cluster_config *config, const seen *all) {
    ter__output *out = &cli->out;
    ter__output_style(out, TER__BOLD);
    ter__output_print(out, "%-10s %-24s %8s  %-8s %6s %10s %10s\n", "node", "address", "process", "role", "term", "applied",
                      "computing");
    ter__output_style(out, TER__PLAIN);
    for (size_t i = 0; i < config->member_count; i++) {
        const ter__config_member *m = &config->members[i];
        char process[32] = "-";
        if (all[i].pid != 0) {
            (void)snprintf(process, sizeof process, "%ld", all[i].pid);
        }
        if (!all[i].answers) {
            ter__output_print(out, "%-10s %-24s %8s  down\n", m->name, m->address, process);
            continue;
        }
        const char *role = all[i].leader == m->id ? "leads" : all[i].leader > 0 ? "follows" : "no leader";
        ter__output_print(out, "%-10s %-24s %8s  %-8s %6lld %10lld %10lld\n", m->name, m->address, process, role, all[i].term,
                          all[i].applied, all[i].computing);
    }
}

int ter__cmd_cluster_status(ter__cli *cli) {
    const char *folder = ter__cluster_folder(cli);
    ter__cluster_config config;
    seen all[TER__NODES_MAX];
    ter_error error = {TER_OK, ""};
    size_t answering = 0;
    if (ter__cluster_config_read(&config, folder, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    memset(all, 0, sizeof all);
    for (size_t i = 0; i < config.member_count; i++) {
        look(folder, &config.members[i], &all[i]);
        answering += all[i].answers && all[i].leader > 0;
    }
    int code = TER__EXIT_OK;
    if (cli->json) {
        code = print_json(cli, &config, all);
    } else {
        print_grid(cli, &config, all);
    }
    return code != 0 || answering > config.member_count / 2 ? code : TER__EXIT_UNREACHABLE;
}
