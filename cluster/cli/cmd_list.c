/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/remote.h"
#include "tercile/text.h"

static const char *const phases[] = {"waiting", "running", "done", "failed", "cancelled"};
#define PHASE_COUNT (sizeof phases / sizeof phases[0])

static int check_phase(ter__cli *cli, const char *word) {
    for (size_t i = 0; i < PHASE_COUNT; i++) {
        if (strcmp(phases[i], word) == 0) {
            return 0;
        }
    }
    return ter__fail_usage(cli, ter_text_suggest(word, phases, PHASE_COUNT),
                           "option \"--phase\": \"%s\" is none of waiting, running, done, failed, cancelled", word);
}

static void add_job(ter__grid *grid, const json_t *job) {
    char when[32], seconds[32], progress[300] = "";
    size_t done, total;
    const char *stage = ter__remote_stage(job, &done, &total), *phase = ter__remote_text_at(job, "phase");
    if (strcmp(phase, "running") == 0) {
        snprintf(progress, sizeof progress, "%s %zu/%zu", stage, done, total);
    }
    const char *text = ter__remote_text_at(job, "text");
    if (strcmp(phase, "done") == 0 && ter__remote_code(job) != TER__EXIT_OK) {
        snprintf(progress, sizeof progress, "check not met");
    } else if (strcmp(phase, "failed") == 0) {
        snprintf(progress, sizeof progress, "%.60s%s", text, strlen(text) > 60 ? "..." : "");
    }
    ter__remote_when_text(when, sizeof when, ter__remote_text_at(job, "submitted_at"));
    ter__remote_seconds_text(seconds, sizeof seconds, ter__remote_seconds(job));
    ter__grid_print(grid, "%llu", (unsigned long long)ter__remote_number_at(job, "number"));
    ter__grid_add(grid, ter__remote_text_at(job, "id"));
    ter__grid_add(grid, ter__remote_text_at(job, "name"));
    ter__grid_add(grid, phase);
    ter__grid_add(grid, progress);
    ter__grid_add(grid, when);
    ter__grid_add(grid, seconds);
}

static void show(ter__cli *cli, const json_t *jobs) {
    static const ter__grid_column columns[] = {{"number", true, 3}, {"id", false, 0},       {"name", false, 4},
                                               {"phase", false, 0}, {"progress", false, 1}, {"submitted", false, 2},
                                               {"time", true, 0}};
    if (json_array_size(jobs) == 0) {
        ter__note(cli, "no jobs; `tercile submit JOB` makes one");
        return;
    }
    ter__grid grid;
    size_t index;
    json_t *job;
    ter__grid_open(&grid, columns, sizeof columns / sizeof columns[0]);
    json_array_foreach((json_t *)jobs, index, job) {
        add_job(&grid, job);
    }
    ter__grid_close(&grid, &cli->out);
}

int ter__cmd_list(ter__cli *cli) {
    ter__client *client = NULL;
    json_t *answer = NULL;
    ter_error error = {TER_OK, ""};
    uint64_t last = 0;
    char path[128], limit[48] = "";
    const char *phase = ter__given_text(cli, "phase");
    int code = ter__given_number(cli, "last", 1, 1000000, &last);
    code = code != 0 || phase == NULL ? code : check_phase(cli, phase);
    code = code != 0 ? code : ter__remote_open(cli, &client);
    if (code != 0) {
        return code;
    }
    if (last > 0) {
        snprintf(limit, sizeof limit, "%slast=%llu", phase != NULL ? "&" : "?", (unsigned long long)last);
    }
    snprintf(path, sizeof path, "/v1/jobs%s%s%s", phase != NULL ? "?phase=" : "", phase != NULL ? phase : "", limit);
    if (ter__client_call(client, "GET", path, NULL, &answer, &error) != TER_OK) {
        code = ter__fail_remote(cli, &error, NULL);
    } else if (cli->json) {
        code = ter__print_versioned(cli, "tercile_jobs", answer, false);
    } else {
        show(cli, json_object_get(answer, "jobs"));
    }
    json_decref(answer);
    ter__client_close(client);
    return code;
}
