/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/wait_job.h"

static void label(ter__output *out, const char *text) {
    ter__output_style(out, TER__CYAN);
    ter__output_cell(out, text, 10, false);
    ter__output_style(out, TER__PLAIN);
}

static void show_nodes(ter__output *out, const json_t *status) {
    static const ter__grid_column columns[] = {{"node", false, 0}, {"state", false, 0},   {"address", false, 0},
                                               {"slots", true, 2}, {"version", false, 3}, {"since", false, 4}};
    ter__grid grid;
    size_t index;
    json_t *node;
    uint64_t leader = ter__remote_number_at(json_object_get(status, "leader"), "id");
    uint64_t self = ter__remote_number_at(json_object_get(status, "node"), "id");
    ter__grid_open(&grid, columns, sizeof columns / sizeof columns[0]);
    json_array_foreach(json_object_get(status, "nodes"), index, node) {
        char when[32];
        uint64_t id = ter__remote_number_at(node, "id");
        bool up = json_is_true(json_object_get(node, "up"));
        bool connected = id == self || json_is_true(json_object_get(node, "connected"));
        ter__remote_when_text(when, sizeof when, ter__remote_text_at(node, "since"));
        ter__grid_add(&grid, ter__remote_text_at(node, "name"));
        ter__grid_add(&grid, !up ? "down" : id == leader ? "leader" : connected ? "up" : "up, not reached");
        ter__grid_add(&grid, ter__remote_text_at(node, "address"));
        ter__grid_print(&grid, "%llu", (unsigned long long)ter__remote_number_at(node, "slots"));
        ter__grid_add(&grid, ter__remote_text_at(node, "version"));
        ter__grid_add(&grid, when);
    }
    ter__grid_close(&grid, out);
}

static int show_cluster(ter__cli *cli, ter__client *client) {
    json_t *status = NULL, *count;
    ter_error error = {TER_OK, ""};
    if (ter__client_call(client, "GET", "/v1/status", NULL, &status, &error) != TER_OK) {
        return ter__fail_remote(cli, &error, NULL);
    }
    int code = TER__EXIT_OK;
    if (cli->json) {
        code = ter__print_versioned(cli, "tercile_status", status, false);
    } else {
        ter__output *out = &cli->out;
        const char *leader = ter__remote_text_at(json_object_get(status, "leader"), "name"), *phase, *before = "";
        label(out, "cluster");
        ter__output_print(out, "%s, as %s sees it\n", ter__remote_text_at(status, "cluster"),
                          ter__remote_text_at(json_object_get(status, "node"), "name"));
        label(out, "leader");
        ter__output_print(out, "%s\n", leader[0] != '\0' ? leader : "none: nothing is accepted until a majority of nodes is up");
        label(out, "jobs");
        json_object_foreach(json_object_get(status, "jobs"), phase, count) {
            ter__output_print(out, "%s%llu %s", before, (unsigned long long)json_integer_value(count), phase);
            before = ", ";
        }
        ter__output_text(out, "\n\n");
        show_nodes(out, status);
    }
    json_decref(status);
    return code;
}

static void show_stages(ter__output *out, const json_t *job) {
    static const ter__grid_column columns[] = {{"stage", false, 0}, {"kind", false, 0}, {"state", false, 0}};
    ter__grid grid;
    size_t index, done, total;
    json_t *stage;
    const char *running = ter__remote_stage(job, &done, &total), *phase = ter__remote_text_at(job, "phase");
    ter__grid_open(&grid, columns, sizeof columns / sizeof columns[0]);
    json_array_foreach(json_object_get(job, "stages"), index, stage) {
        bool current = strcmp(ter__remote_text_at(stage, "id"), running) == 0 && !ter__remote_has_ended(job);
        ter__grid_add(&grid, ter__remote_text_at(stage, "id"));
        ter__grid_add(&grid, ter__remote_text_at(stage, "kind"));
        if (json_is_true(json_object_get(stage, "finished")) || strcmp(phase, "done") == 0) {
            ter__grid_add(&grid, "finished");
        } else if (current && total > 0) {
            ter__grid_print(&grid, "%zu of %zu units, %zu %%", done, total, 100 * done / total);
        } else {
            ter__grid_add(&grid, current ? "running" : "-");
        }
    }
    ter__grid_close(&grid, out);
}

static void show_job(ter__cli *cli, const json_t *job) {
    static const char *const lines[][2] = {
        {"name", "name"}, {"file", "file"}, {"owner", "owner"}, {"digest", "digest"}, {"reason", "text"}};
    ter__output *out = &cli->out;
    char when[32], seconds[32];
    label(out, "job");
    ter__output_print(out, "%s (number %llu)\n", ter__remote_text_at(job, "id"),
                      (unsigned long long)ter__remote_number_at(job, "number"));
    label(out, "phase");
    ter__output_print(out, "%s\n", ter__remote_text_at(job, "phase"));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *text = ter__remote_text_at(job, lines[i][1]);
        if (text[0] != '\0') {
            label(out, lines[i][0]);
            ter__output_print(out, "%s\n", text);
        }
    }
    ter__remote_when_text(when, sizeof when, ter__remote_text_at(job, "submitted_at"));
    ter__remote_seconds_text(seconds, sizeof seconds, ter__remote_seconds(job));
    label(out, "submitted");
    ter__output_print(out, "%s UTC\n", when);
    label(out, "time");
    ter__output_print(out, "%s\n", seconds);
    if (json_array_size(json_object_get(job, "stages")) > 0) {
        ter__output_text(out, "\n");
        show_stages(out, job);
    }
}

static int watch_or_show(ter__cli *cli, ter__client *client, double timeout_seconds) {
    json_t *job = NULL, *last = NULL;
    int code = ter__remote_job(cli, client, cli->arguments[0], &job);
    if (code == 0 && ter__given(cli, "watch")) {
        ter__wait wait = {.timeout_seconds = timeout_seconds, .json = cli->json};
        code = ter__wait_for_job(cli, client, ter__remote_text_at(job, "id"), &wait, &last);
        if (code == 0) {
            if (!cli->json) {
                show_job(cli, last);
                ter__output_flush(&cli->out);
            }
            code = ter__say_outcome(cli, last);
        }
    } else if (code == 0 && cli->json) {
        code = ter__print_versioned(cli, "tercile_job", job, false);
    } else if (code == 0) {
        show_job(cli, job);
    }
    json_decref(last);
    json_decref(job);
    return code;
}

int ter__cmd_status(ter__cli *cli) {
    ter__client *client = NULL;
    double timeout_seconds = 0;
    int code = ter__given_timeout(cli, &timeout_seconds);
    if (code == 0 && ter__given(cli, "watch") && cli->argument_count == 0) {
        return ter__fail_usage(cli, NULL, "--watch needs a job");
    }
    if (code == 0 && ter__given(cli, "timeout") && !ter__given(cli, "watch")) {
        return ter__fail_usage(cli, NULL, "--timeout goes with --watch");
    }
    code = code != 0 ? code : ter__remote_open(cli, &client);
    if (code == 0) {
        code = cli->argument_count == 0 ? show_cluster(cli, client) : watch_or_show(cli, client, timeout_seconds);
    }
    ter__client_close(client);
    return code;
}
