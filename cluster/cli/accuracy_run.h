/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measurement behind `tercile validate accuracy`: laws by operations by systems. */
#ifndef TER__CLI_ACCURACY_RUN_H
#define TER__CLI_ACCURACY_RUN_H

#include "cli/accuracy_tally.h"
#include "cli/peer_program.h"

#define TER__SYSTEMS_MAX 9 /* tercile and its peers */

typedef struct ter__accuracy_row {
    const ter_family *family;
    ter_operation operation;
    size_t unresolved;                  /* points without a verdict of the oracle */
    ter__tally tally[TER__SYSTEMS_MAX]; /* 0 is tercile; no points: the system does not have it */
} ter__accuracy_row;

typedef struct ter__accuracy_plan {
    const char *family;    /* null: all */
    const char *operation; /* null: all */
    size_t points;         /* per law and operation, before the oracle's cost */
    uint64_t seed;
    size_t peer_count;
    ter__peer peers[TER__SYSTEMS_MAX - 1];
} ter__accuracy_plan;

typedef struct ter__accuracy_run {
    size_t count;
    ter__accuracy_row *rows;
} ter__accuracy_run;

/* Called after each row, for progress and printing. */
typedef void ter__accuracy_progress(void *context, const ter__accuracy_row *row);

ter_status ter__accuracy_measure(ter__accuracy_run *run, ter__accuracy_plan *plan, ter__accuracy_progress *progress, void *context,
                                 ter_error *error);
void ter__accuracy_free(ter__accuracy_run *run);

/* Whether tercile broke the bound of the law's descriptor in this row: a point beyond ulp_max, more than ulp_p99 allows, a failure.
 */
bool ter__accuracy_broken(const ter__accuracy_row *row);

/* The report as Markdown, written to a file that appears whole or not at all. */
ter_status ter__accuracy_report(const ter__accuracy_run *run, const ter__accuracy_plan *plan, const char *path, ter_error *error);

#endif
