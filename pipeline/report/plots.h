/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plots of a report, each an <svg>. `id` makes the ids of title and description unique in the page. */
#ifndef TER__REPORT_PLOTS_H
#define TER__REPORT_PLOTS_H

#include "report/buffer.h"
#include "report/model.h"

/* False, and nothing written, when there is nothing to draw. */
bool ter__plot_histogram(ter__buffer *out, const ter__group *group, size_t id);  /* with the densities of all laws */
bool ter__plot_quantiles(ter__buffer *out, const ter__group *group, size_t id);  /* QQ of the chosen law */
bool ter__plot_returns(ter__buffer *out, const ter__group *group, size_t id);    /* quantile by return period */
bool ter__plot_replicates(ter__buffer *out, const ter__group *group, size_t id); /* of the bootstrap */
/* Intervals of all groups; each statistic of the bootstrap is a plot of its own: the row of its first group is `row`. */
bool ter__plot_forest(ter__buffer *out, const ter__fit_results *results, size_t row, size_t id);

/* The class that colours law i of a group, also in legends. */
const char *ter__law_class(const ter__group *group, size_t law);

#endif
