/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --data of the statistics commands: a CSV file, or standard input, as a table and as a frame for formulas. */
#ifndef TER__CLI_STAT_DATA_H
#define TER__CLI_STAT_DATA_H

#include "cli/cli.h"
#include "tercile/table_frame.h"

/* The table of a file; "-" is standard input. */
TER_MUST_USE ter_status ter__read_table(ter_table **table, const char *path, ter_error *error);

typedef struct ter__stat_data {
    ter_table *table;
    ter_table_frame *columns;
    ter_frame frame; /* its view */
} ter__stat_data;

/* What --data names: of its columns those that a formula and --weights name, or all when `formula` is null. A missing option,
 * unreadable data, a bad formula are reported; the exit code, 0 when all is well. */
int ter__stat_open(ter__stat_data *data, ter__cli *cli, const char *formula);
/* The same for any file and all of its columns. */
int ter__stat_open_file(ter__stat_data *data, ter__cli *cli, const char *path);
void ter__stat_close(ter__stat_data *data);

/* The column of --weights; null when it was not given. The exit code, 0 when all is well. */
int ter__stat_weights(const ter__stat_data *data, ter__cli *cli, const double **weights);

/* "***" below 0.001, "**" below 0.01, "*" below 0.05, "." below 0.1 */
const char *ter__stat_stars(double p);
/* "<2e-16", "0.0123" */
void ter__stat_format_p(char *text, size_t size, double p);

#endif
