/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/histogram.h"

#include <math.h>
#include <stdlib.h>

#include "stage/part.h"

double ter__histogram_edge(const ter_histogram *histogram, size_t i) {
    double steps = histogram->lower / histogram->width, inverse = 1.0 / histogram->width;
    double whole_steps = nearbyint(steps), whole_inverse = nearbyint(inverse);
    bool aligned = fabs(steps - whole_steps) < 1e-6 && fabs(whole_steps) < 1e9;
    if (aligned && inverse >= 1.0 && fabs(inverse - whole_inverse) < 1e-9 * inverse) {
        return (whole_steps + (double)i) / whole_inverse;
    }
    if (aligned) {
        return (whole_steps + (double)i) * histogram->width;
    }
    return histogram->lower + (double)i * histogram->width;
}

ter_status ter__histogram_rows(ter_table_builder *builder, const char *group, const char *law, size_t n, const double *values,
                               size_t bins) {
    ter_histogram *histogram = malloc(sizeof *histogram);
    if (histogram == NULL) {
        return TER_NO_MEMORY;
    }
    ter_status status = ter_histogram_make(histogram, n, values, bins, NULL);
    size_t count = status == TER_OK ? histogram->bins : 0;
    status = status == TER_BAD_DATA ? TER_OK : status;
    for (size_t i = 0; status == TER_OK && i < count; i++) {
        double lower = ter__histogram_edge(histogram, i), upper = ter__histogram_edge(histogram, i + 1);
        long long inside = (long long)histogram->count[i];
        status = law != NULL ? ter__row_add(builder, "ttddi", group, law, lower, upper, inside)
                             : ter__row_add(builder, "tddi", group, lower, upper, inside);
    }
    free(histogram);
    return status;
}
