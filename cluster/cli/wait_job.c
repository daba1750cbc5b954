/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/wait_job.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/progress.h"

typedef struct watcher {
    ter__cli *cli;
    const char *id;
    const ter__wait *wait;
    ter__progress progress;
    char stage[256];
    size_t done, total;
    uint64_t next_line;
    double deadline; /* 0: none */
    bool timed_out, begun;
    json_t *job;
} watcher;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void show_line(watcher *w, const json_t *line) {
    uint64_t number = ter__remote_number_at(line, "number");
    if (number < w->next_line) {
        return; /* said by another node already */
    }
    w->next_line = number + 1;
    if (!w->wait->lines) {
        return;
    }
    if (w->wait->json) {
        ter__print_versioned(w->cli, "tercile_line", line, true);
        return;
    }
    char when[32];
    ter__remote_when_text(when, sizeof when, ter__remote_text_at(line, "at"));
    ter__output_print(&w->cli->out, "%s  %s\n", when, ter__remote_text_at(line, "text"));
}

static void show_job(watcher *w, json_t *job) {
    json_decref(w->job);
    w->job = json_incref(job);
    if (w->wait->json && !w->wait->lines) {
        ter__print_versioned(w->cli, "tercile_job", job, true);
    }
    size_t done, total;
    const char *stage = ter__remote_stage(job, &done, &total);
    if (strcmp(ter__remote_text_at(job, "phase"), "running") == 0 && stage[0] != '\0') {
        if (strcmp(stage, w->stage) != 0) {
            snprintf(w->stage, sizeof w->stage, "%s", stage);
            ter__progress_begin(&w->progress, w->stage);
        }
        w->done = done;
        w->total = total;
        w->begun = true;
    }
}

static bool on_event(void *context, const char *event, json_t *data) {
    watcher *w = context;
    bool bar = !w->wait->lines && !w->wait->json;
    if (event != NULL && strcmp(event, "line") == 0) {
        show_line(w, data);
    } else if (event != NULL && strcmp(event, "job") == 0) {
        show_job(w, data);
        if (ter__remote_has_ended(data) || w->wait->once) {
            ter__progress_hide(&w->progress);
            return false;
        }
    } else if (event == NULL) {
        ter__output_flush(&w->cli->out);
    }
    if (bar && w->begun && w->total > 0) {
        ter__progress_set(&w->progress, w->done, w->total);
    }
    w->timed_out = w->deadline > 0 && now() >= w->deadline;
    return !w->timed_out;
}

static void again(void *context, char *path, size_t size) {
    const watcher *w = context;
    snprintf(path, size, "/v1/jobs/%s/events?from=%llu", w->id, (unsigned long long)w->next_line);
}

int ter__wait_for_job(ter__cli *cli, ter__client *client, const char *id, const ter__wait *wait, json_t **job) {
    watcher w = {.cli = cli, .id = id, .wait = wait, .next_line = 1};
    ter_error error = {TER_OK, ""};
    char path[TER__REMOTE_PATH_BYTES];
    ter__progress_open(&w.progress, cli);
    w.deadline = wait->timeout_seconds > 0 ? now() + wait->timeout_seconds : 0;
    again(&w, path, sizeof path);
    ter_status status = ter__client_follow(client, path, on_event, again, &w, &error);
    ter__progress_hide(&w.progress);
    ter__output_flush(&cli->out);
    *job = w.job;
    if (status != TER_OK) {
        return ter__fail_remote(cli, &error, id);
    }
    if (w.timed_out) {
        ter__output_print(&cli->err, "error: job %s has not ended within %g s and goes on: `tercile status %s --watch` waits on\n",
                          id, wait->timeout_seconds, id);
        ter__output_flush(&cli->err);
        return TER__EXIT_TIMEOUT;
    }
    return TER__EXIT_OK;
}

int ter__say_outcome(ter__cli *cli, const json_t *job) {
    const char *id = ter__remote_text_at(job, "id"), *phase = ter__remote_text_at(job, "phase"),
               *text = ter__remote_text_at(job, "text");
    char seconds[32];
    ter__remote_seconds_text(seconds, sizeof seconds, ter__remote_seconds(job));
    int code = ter__remote_code(job);
    bool done = strcmp(phase, "done") == 0;
    if (code != TER__EXIT_OK) {
        ter_error error = {TER_OK, ""};
        const char *how = done ? "is done" : strcmp(phase, "cancelled") == 0 ? "is cancelled" : "failed";
        ter_error_set(&error, TER_INTERNAL, "job %s %s%s%s", id, how, text[0] != '\0' ? ": " : "", text);
        ter__fail(cli, &error);
    }
    if (done) {
        ter__note(cli, "job:     %s is done after %s", id, seconds);
        ter__note(cli, "digest:  %s", ter__remote_text_at(job, "digest"));
        ter__note(cli, "results: `tercile show %s` shows them, `tercile fetch %s` writes them here", id, id);
    } else if (code != TER__EXIT_OK) {
        ter__note(cli, "help: `tercile logs %s` tells how it went", id);
    }
    return code;
}

int ter__given_timeout(ter__cli *cli, double *seconds) {
    const char *text = ter__given_text(cli, "timeout");
    *seconds = 0;
    if (text == NULL) {
        return 0;
    }
    int code = ter__read_number(cli, "option \"--timeout\"", text, seconds);
    if (code == 0 && !(*seconds > 0 && *seconds < 1e9)) {
        return ter__fail_usage(cli, NULL, "option \"--timeout\": \"%s\" is no number of seconds above 0", text);
    }
    return code;
}
