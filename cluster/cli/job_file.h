/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__CLI_JOB_FILE_H
#define TER__CLI_JOB_FILE_H

#include "cli/cli.h"
#include "tercile/job.h"

/*
 * Reads the job file of the first argument, and its inputs when `load`. What is wrong goes to standard error, with places. An exit
 * code, 0 when all is well; the caller destroys *job.
 */
int ter__open_job(ter__cli *cli, bool load, ter_job **job);
/* The diagnostics to standard error (warnings are dropped under -q). */
void ter__print_diagnostics(ter__cli *cli, const ter_diagnostics *diagnostics);
/* Fails with the diagnostics when they hold an error, otherwise with `error`. */
int ter__fail_job(ter__cli *cli, const ter_diagnostics *diagnostics, const ter_error *error);

#endif
