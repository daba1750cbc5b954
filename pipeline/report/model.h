/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of a fit stage and of the bootstrap that follows it, gathered by group, as the pages and plots need them. */
#ifndef TER__REPORT_MODEL_H
#define TER__REPORT_MODEL_H

#include "report/lookup.h"
#include "tercile/dist.h"

#define TER__LAWS_MAX 24

typedef struct ter__fit_results {
    const char *id, *column;                                             /* the column may be null */
    const ter_table *laws, *parameters, *quantiles, *histogram, *points; /* may be null but for laws */
    const ter_table *intervals, *replicates; /* of the first bootstrap stage from this one; may be null */
} ter__fit_results;

/* False when the stage is no finished fit stage. */
bool ter__fit_results_of(const ter_run *run, size_t stage, ter__fit_results *results);

typedef struct ter__fitted_law {
    ter__word name;
    size_t row;     /* in results->laws */
    ter_dist *dist; /* null when there is no estimate */
    bool chosen;
} ter__fitted_law;

/* One group of a fit stage. */
typedef struct ter__group {
    const ter__fit_results *results;
    ter__word name;
    double n;
    size_t count;
    ter__fitted_law law[TER__LAWS_MAX];
    size_t chosen;   /* index into law of the chosen one, or of the only one; TER__NONE */
    size_t interval; /* row in results->intervals of that law, or the group's first when there is none; TER__NONE */
} ter__group;

/* The row behind the group that begins at row `first` of the laws. */
size_t ter__group_end(const ter__fit_results *results, size_t first);
/* The group that begins at row `first` of the laws; *next is the row after it. Release with ter__group_close. */
void ter__group_open(ter__group *group, const ter__fit_results *results, size_t first, size_t *next);
void ter__group_close(ter__group *group);

/* p of the statistic "quantile(p)"; NaN when it is another one. */
double ter__quantile_of(ter__word statistic);

#endif
