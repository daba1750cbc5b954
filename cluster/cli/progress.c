/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define REDRAW_SECONDS 0.08
#define BAR_WIDTH      24

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void ter__progress_open(ter__progress *progress, ter__cli *cli) {
    *progress = (ter__progress){.cli = cli, .began = now()};
}

void ter__progress_hide(ter__progress *progress) {
    if (progress->drawn > 0) {
        ter__output_text(&progress->cli->err, "\r\033[K");
        ter__output_flush(&progress->cli->err);
        progress->drawn = 0;
    }
}

/* "ETA 4 s", "ETA 1:05": from the mean rate of this stage. */
static void estimate_text(char *text, size_t size, double seconds) {
    unsigned long whole = seconds > 0 ? (unsigned long)(seconds + 0.5) : 0;
    if (whole < 60) {
        snprintf(text, size, "ETA %lu s", whole);
    } else if (whole < 3600) {
        snprintf(text, size, "ETA %lu:%02lu", whole / 60, whole % 60);
    } else {
        snprintf(text, size, "ETA %lu:%02lu h", whole / 3600, whole % 3600 / 60);
    }
}

static void draw_bar(ter__progress *progress, double time) {
    ter__output *err = &progress->cli->err;
    double fraction = progress->total > 0 ? (double)progress->done / (double)progress->total : 0;
    double elapsed = time - progress->began;
    double rate = elapsed > 0 ? (double)progress->done / elapsed : 0;
    char line[160], remaining[32] = "";
    if (rate > 0) {
        estimate_text(remaining, sizeof remaining, (double)(progress->total - progress->done) / rate);
    }
    snprintf(line, sizeof line, " %3.0f %%  %zu/%zu  %.3g/s  %s", 100 * fraction, progress->done, progress->total, rate, remaining);
    ter__output_text(err, "\r\033[K");
    ter__output_print(err, "%-12.24s ", progress->id);
    size_t filled = (size_t)(fraction * BAR_WIDTH);
    ter__output_style(err, TER__CYAN);
    ter__output_repeat(err, err->unicode ? "\u2588" : "#", filled);
    ter__output_style(err, TER__PLAIN);
    ter__output_style(err, TER__FAINT);
    ter__output_repeat(err, err->unicode ? "\u2591" : ".", BAR_WIDTH - filled);
    ter__output_style(err, TER__PLAIN);
    size_t room = err->columns > 13 + BAR_WIDTH ? err->columns - 13 - BAR_WIDTH - 1 : 0;
    ter__output_bytes(err, line, strlen(line) < room ? strlen(line) : room);
    ter__output_flush(err);
    progress->drawn = time;
}

static void print_quarters(ter__progress *progress) {
    unsigned quarters = progress->total > 0 ? (unsigned)(4 * progress->done / progress->total) : 0;
    if (quarters > progress->quarters && progress->total >= 4) {
        progress->quarters = quarters;
        ter__note(progress->cli, "%s: %u %% (%zu of %zu)", progress->id, 25 * quarters, progress->done, progress->total);
    }
}

void ter__progress_begin(ter__progress *progress, const char *id) {
    progress->id = id;
    progress->began = now();
    progress->quarters = 0;
}

void ter__progress_set(ter__progress *progress, size_t done, size_t total) {
    double time = now();
    progress->done = done;
    progress->total = total;
    if (progress->cli->quiet) {
        return;
    }
    if (!progress->cli->err.moves) {
        print_quarters(progress);
    } else if (progress->drawn == 0 || time - progress->drawn >= REDRAW_SECONDS) {
        draw_bar(progress, time);
    }
}

void ter__progress_event(ter__progress *progress, const ter_run *run, const ter_run_event *event) {
    if (event->kind == TER_EVENT_STAGE_BEGIN) {
        ter__progress_begin(progress, ter_job_stage_id(ter_run_job(run), event->stage));
    }
    if (event->kind == TER_EVENT_STAGE_END) {
        ter__progress_hide(progress);
    } else {
        ter__progress_set(progress, event->tasks_done, event->tasks_total);
    }
}
