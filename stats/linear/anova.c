/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means in double-double first, then squares of distances from them: nothing cancels. */
#include <stdint.h>
#include <stdlib.h>

#include "special/dd.h"
#include "tercile/linear_model.h"

typedef struct cell {
    size_t count;
    ter__dd mean;
} cell;

static ter__dd value(const double *y, const double *y_low, size_t i) {
    return ter__dd_make(y[i], y_low == NULL ? 0.0 : y_low[i]);
}

static ter_status check(size_t rows, const double *y, const double *y_low, const int *group, size_t groups, cell *cells,
                        ter_error *error) {
    for (size_t i = 0; i < rows; i++) {
        if (!isfinite(y[i]) || (y_low != NULL && !isfinite(y_low[i]))) {
            return ter_error_set(error, TER_BAD_DATA, "row %zu: %g is not a finite number; leave such rows out first", i + 1, y[i]);
        }
        if (group[i] < 0 || (size_t)group[i] >= groups) {
            return ter_error_set(error, TER_BAD_DATA, "row %zu: group %d is not one of 0 to %zu", i + 1, group[i], groups - 1);
        }
        cells[group[i]].count++;
        cells[group[i]].mean = ter__dd_add(cells[group[i]].mean, value(y, y_low, i));
    }
    size_t used = 0, largest = 0;
    for (size_t g = 0; g < groups; g++) {
        used += cells[g].count > 0;
        largest = cells[g].count > largest ? cells[g].count : largest;
    }
    if (used < 2 || largest < 2) {
        return ter_error_set(error, TER_BAD_DATA, "an analysis of variance needs two groups, and two rows in one of them: there %s",
                             used < 2 ? "are fewer than two groups" : "is one row in each group");
    }
    return TER_OK;
}

static ter__dd between_squares(const cell *cells, size_t groups, ter__dd mean) {
    ter__dd sum = {0.0, 0.0};
    for (size_t g = 0; g < groups; g++) {
        if (cells[g].count > 0) {
            sum = ter__dd_add(sum, ter__dd_mul_d(ter__dd_square(ter__dd_sub(cells[g].mean, mean)), (double)cells[g].count));
        }
    }
    return sum;
}

static void fill(ter_anova_one_way *table, ter__dd between, ter__dd within) {
    const ter__dd total = ter__dd_add(between, within);
    const ter__dd mean_between = ter__dd_div_d(between, (double)table->between_df);
    const ter__dd mean_within = ter__dd_div_d(within, (double)table->within_df);
    table->between_sum_squares = ter__dd_value(between);
    table->within_sum_squares = ter__dd_value(within);
    table->between_mean_square = ter__dd_value(mean_between);
    table->within_mean_square = ter__dd_value(mean_within);
    table->residual_deviation = within.hi > 0.0 ? ter__dd_value(ter__dd_sqrt(mean_within)) : 0.0;
    table->r_squared = total.hi > 0.0 ? ter__dd_value(ter__dd_div(between, total)) : TER__NAN;
    if (within.hi > 0.0) {
        table->f = ter__dd_value(ter__dd_div(mean_between, mean_within));
    } else {
        table->f = between.hi > 0.0 ? TER__INFINITY : TER__NAN;
    }
}

ter_status ter_anova_one_way_compute(ter_anova_one_way *table, size_t rows, const double *y, const double *y_low, const int *group,
                                     size_t groups, ter_error *error) {
    if (rows == 0 || groups == 0) {
        return ter_error_set(error, TER_BAD_DATA, "an analysis of variance needs rows and groups: there are none");
    }
    cell *cells = calloc(groups, sizeof *cells);
    if (cells == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for %zu groups", groups);
    }
    ter_status status = check(rows, y, y_low, group, groups, cells, error);
    if (status == TER_OK) {
        ter__dd mean = {0.0, 0.0}, within = mean;
        table->groups = 0;
        for (size_t g = 0; g < groups; g++) {
            mean = ter__dd_add(mean, cells[g].mean);
            table->groups += cells[g].count > 0;
            cells[g].mean = cells[g].count > 0 ? ter__dd_div_d(cells[g].mean, (double)cells[g].count) : cells[g].mean;
        }
        mean = ter__dd_div_d(mean, (double)rows);
        for (size_t i = 0; i < rows; i++) {
            within = ter__dd_add(within, ter__dd_square(ter__dd_sub(value(y, y_low, i), cells[group[i]].mean)));
        }
        table->between_df = table->groups - 1;
        table->within_df = rows - table->groups;
        ter__dd between = between_squares(cells, groups, mean);
        if (isfinite(within.hi) && isfinite(between.hi)) {
            fill(table, between, within);
        } else {
            status = ter_error_set(error, TER_BAD_DATA, "sums of squares are beyond the range of a double: scale the values first");
        }
    }
    free(cells);
    return status;
}
