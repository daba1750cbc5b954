/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of a run in the terminal: data, so standard output. */
#ifndef TER__CLI_RUN_SHOW_H
#define TER__CLI_RUN_SHOW_H

#include "cli/cli.h"
#include "tercile/job.h"

/* The tables of a stage that has just finished; kinds without a view are silent. */
void ter__show_stage(ter__output *output, const ter_run *run, size_t stage);
/* The first group's histogram with the density of its chosen law, of the first fit stage. */
void ter__show_histogram(ter__output *output, const ter_run *run);
/* Warnings go to standard error; `path` is the job file that replays them. */
void ter__show_warnings(ter__cli *cli, const ter_run *run, const char *path);

/* Rows shown of a table; the rest is counted. */
#define TER__SHOWN_ROWS_MAX 200

#endif
