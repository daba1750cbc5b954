/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/bootstrap.h"

static double *weights_for(size_t n) {
    return n <= SIZE_MAX / sizeof(double) ? malloc(n * sizeof(double)) : NULL;
}

ter_status ter_bootstrap_replicates(size_t n, const double *x, ter_statistic statistic, void *context, ter_stream *stream,
                                    size_t count, double *replicates, ter_error *error) {
    if (n == 0) {
        return ter_error_set(error, TER_BAD_DATA, "bootstrap: there are no data to draw from");
    }
    double *weights = weights_for(n);
    if (weights == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "bootstrap: no memory for the weights of %zu observations", n);
    }
    for (size_t r = 0; r < count; r++) {
        memset(weights, 0, n * sizeof weights[0]);
        for (size_t i = 0; i < n; i++) {
            weights[ter_stream_below(stream, n)] += 1.0;
        }
        replicates[r] = statistic(n, x, weights, context);
    }
    free(weights);
    return TER_OK;
}

ter_status ter_bootstrap_jackknife(size_t n, const double *x, ter_statistic statistic, void *context, double *jackknife,
                                   ter_error *error) {
    if (n < 2) {
        return ter_error_set(error, TER_BAD_DATA, "jackknife: %zu observations; leaving one out needs at least 2", n);
    }
    double *weights = weights_for(n);
    if (weights == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "jackknife: no memory for the weights of %zu observations", n);
    }
    for (size_t i = 0; i < n; i++) {
        weights[i] = 1.0;
    }
    for (size_t i = 0; i < n; i++) {
        weights[i] = 0.0;
        jackknife[i] = statistic(n, x, weights, context);
        weights[i] = 1.0;
    }
    free(weights);
    return TER_OK;
}
