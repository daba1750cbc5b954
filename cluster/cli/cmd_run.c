/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/job_file.h"
#include "cli/progress.h"
#include "cli/result_folder.h"
#include "cli/run_show.h"
#include "cli/settings.h"
#include "tercile/linalg.h"

#define PATH_BYTES 4096

/* Written by the handler, read by the run: the one state of this program that is not passed along. */
static volatile bool cancelled;
static volatile sig_atomic_t cancel_signal;

static void on_signal(int number) {
    if (cancelled && number == SIGINT) {
        static const char text[] = "\ninterrupted again: leaving at once\n";
        ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
        (void)ignored;
        _exit(TER__EXIT_INTERRUPTED); /* results appear complete or not at all, so nothing is half-written */
    }
    __atomic_store_n(&cancelled, true, __ATOMIC_RELAXED); /* without a lock, so it may be done in a handler */
    cancel_signal = number;
}

static void catch_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

typedef struct viewer {
    ter__cli *cli;
    ter__progress progress;
} viewer;

static void on_event(void *context, const ter_run *run, const ter_run_event *event) {
    viewer *v = context;
    ter__progress_event(&v->progress, run, event);
    if (event->kind == TER_EVENT_STAGE_END && !v->cli->json) {
        ter__show_stage(&v->cli->out, run, event->stage);
        ter__output_flush(&v->cli->out);
    }
}

/* Prints the result as JSON, or what the stages have not shown yet. */
static int show_results(ter__cli *cli, const ter_run *run) {
    if (!cli->json) {
        ter__show_histogram(&cli->out, run);
        return TER__EXIT_OK;
    }
    ter_error error = {TER_OK, ""};
    char *text = NULL;
    if (ter_run_json(run, &text, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    ter__output_text(&cli->out, text);
    ter_bytes_free((uint8_t *)text);
    return TER__EXIT_OK;
}

static int write_results(ter__cli *cli, const ter_run *run, const char *folder) {
    ter_error error = {TER_OK, ""};
    char digest[65] = "", report[PATH_BYTES + 16];
    if (ter_run_write(run, folder, digest, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    ter__output_flush(&cli->out);
    snprintf(report, sizeof report, "%s/report.html", folder);
    if (access(report, F_OK) == 0) {
        ter__note(cli, "report:  %s", report);
    }
    ter__note(cli, "results: %s", folder);
    ter__note(cli, "digest:  %s", digest);
    return TER__EXIT_OK;
}

/* The work failed, or was told to stop. What was caused by the data, not by the command line, is a failed job: 1. */
static int failed_run(ter__cli *cli, ter_status status, const ter_error *error) {
    if (status == TER_CANCELLED && cancelled) {
        ter__output_print(&cli->err, "%s: nothing was written\n", cancel_signal == SIGINT ? "interrupted" : "cancelled");
        return cancel_signal == SIGINT ? TER__EXIT_INTERRUPTED : TER__EXIT_CANCELLED;
    }
    int code = ter__fail(cli, error);
    return code == TER__EXIT_USAGE ? TER__EXIT_FAILED : code;
}

static int finish_run(ter__cli *cli, const ter_run *run, const char *folder, ter_status status, const ter_error *error) {
    int code = show_results(cli, run);
    ter__show_warnings(cli, run, cli->arguments[0]);
    int written = write_results(cli, run, folder);
    code = code != TER__EXIT_OK ? code : written;
    if (status != TER_OK) {
        int failed = ter__fail(cli, error);
        code = code != TER__EXIT_OK ? code : failed;
    }
    return code;
}

static int run_job(ter__cli *cli, ter_job *job, unsigned threads, const char *folder) {
    viewer v = {.cli = cli};
    ter_error error = {TER_OK, ""};
    ter_run *run = NULL;
    ter__progress_open(&v.progress, cli);
    ter_run_options options = {.threads = threads, .event = on_event, .context = &v, .cancel = &cancelled};
    options.strict = ter__given(cli, "strict");
    options.until = ter__given_text(cli, "until");
    catch_signals();
    ter_status status = ter_job_run(&run, job, &options, &error);
    ter__progress_hide(&v.progress);
    bool complete = status == TER_OK || status == TER_CHECK_FAILED;
    int code = complete && run != NULL ? finish_run(cli, run, folder, status, &error) : failed_run(cli, status, &error);
    ter_run_destroy(run);
    return code;
}

static bool has_stage(const ter_job *job, const char *id) {
    for (size_t i = 0; i < ter_job_stage_count(job); i++) {
        if (strcmp(ter_job_stage_id(job, i), id) == 0) {
            return true;
        }
    }
    return false;
}

int ter__cmd_run(ter__cli *cli) {
    ter__settings settings;
    ter_job *job = NULL;
    char folder[PATH_BYTES];
    int code = ter__settings_read(cli, &settings);
    code = code != 0 ? code : ter__open_job(cli, true, &job);
    if (code != 0) {
        return code;
    }
    ter_error error = {TER_OK, ""};
    const char *until = ter__given_text(cli, "until");
    const char *out = settings.out.text;
    int length = out[0] != '\0' ? snprintf(folder, sizeof folder, "%s", out)
                                : snprintf(folder, sizeof folder, "%s.results", ter_job_name(job));
    if (length < 0 || (size_t)length >= sizeof folder) {
        code = ter__fail_usage(cli, NULL, "the path of the results is longer than %d bytes", PATH_BYTES);
    } else if (until != NULL && !has_stage(job, until)) {
        code = ter__fail_usage(cli, NULL, "option \"--until\": the job has no stage \"%s\"", until);
    } else if (ter_blas_check(&error) != TER_OK) {
        code = ter__fail(cli, &error);
    } else {
        code = ter__check_result_folder(cli, folder);
    }
    if (code == 0) {
        ter_blas_use_one_thread();
        code = run_job(cli, job, (unsigned)settings.threads, folder);
    }
    ter_job_destroy(job);
    return code;
}
