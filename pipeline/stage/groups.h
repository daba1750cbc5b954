/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a table's rows by one column, in order of first appearance, and samples of a column within them. */
#ifndef TER__GROUPS_H
#define TER__GROUPS_H

#include <stdint.h>

#include "spec/arena.h"
#include "tercile/table.h"

typedef struct ter__groups {
    ter__arena *arena;
    size_t count;
    char **labels;    /* "all" when there is no grouping column */
    int32_t *codes;   /* of each row: its group, -1 where the column is missing */
    size_t *rows;     /* the rows of group g in order: rows[begin[g]] to rows[begin[g + 1] - 1] */
    size_t *begin;    /* count + 1 */
    size_t ungrouped; /* rows whose group is missing */
} ter__groups;

/* By an integer, text or factor column, or all rows in one group when `by` is null. TER_UNKNOWN_NAME, TER_BAD_DATA for a column of
 * doubles, TER_NO_MEMORY, TER_LIMIT. */
TER_MUST_USE ter_status ter__groups_make(ter__groups *groups, const ter_table *table, const char *by, ter_error *error);
void ter__groups_clear(ter__groups *groups); /* a zeroed one is allowed */

/* The values of `column` in group g that are not missing, in ascending order (given: free), and how many are missing.
 * TER_NO_MEMORY. */
TER_MUST_USE ter_status ter__groups_sample(const ter__groups *groups, size_t g, const ter_table *table, size_t column,
                                           double **values, size_t *n, size_t *missing);

/* Samples of one column in all groups. */
typedef struct ter__samples {
    ter__groups groups;
    double **values; /* ascending */
    size_t *n, *missing;
} ter__samples;

TER_MUST_USE ter_status ter__samples_make(ter__samples *samples, const ter_table *table, const char *by, const char *column,
                                          ter_error *error);
void ter__samples_clear(ter__samples *samples); /* a zeroed one is allowed */

#endif
