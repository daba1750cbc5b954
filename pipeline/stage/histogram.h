/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__HISTOGRAM_H
#define TER__HISTOGRAM_H

#include "tercile/describe.h"
#include "tercile/table.h"

/* The lower end of bin i (i = bins: the upper end of the last), as the decimal that people expect: 2.8, not 14 times 0.2. */
double ter__histogram_edge(const ter_histogram *histogram, size_t i);

/* Adds the histogram of sorted values[n] as rows (group, [law,] lower, upper, count); `law` null: no such column. No rows when a
 * value is not finite or there are none. */
TER_MUST_USE ter_status ter__histogram_rows(ter_table_builder *builder, const char *group, const char *law, size_t n,
                                            const double *values, size_t bins);

#endif
