/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a run is: a bar with rate and ETA on a terminal, one plain line per 25 % otherwise, nothing under -q. */
#ifndef TER__CLI_PROGRESS_H
#define TER__CLI_PROGRESS_H

#include "cli/cli.h"
#include "tercile/job.h"

typedef struct ter__progress {
    ter__cli *cli;
    double began;      /* seconds of the monotonic clock: begin of the stage */
    double drawn;      /* when the bar was drawn last; 0: it is not there */
    unsigned quarters; /* lines printed for this stage */
    size_t done, total;
    const char *id;
} ter__progress;

void ter__progress_open(ter__progress *progress, ter__cli *cli);
void ter__progress_event(ter__progress *progress, const ter_run *run, const ter_run_event *event);
/* The same for work that is done elsewhere: a stage (its id is borrowed until the next one) and how far it is. */
void ter__progress_begin(ter__progress *progress, const char *id);
void ter__progress_set(ter__progress *progress, size_t done, size_t total);
/* Takes the bar away, so that something else can be printed. */
void ter__progress_hide(ter__progress *progress);

#endif
