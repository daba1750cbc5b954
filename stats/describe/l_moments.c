/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sample L-moments by unbiased probability-weighted moments (Hosking, J. R. Statist. Soc. B 52, 1990):
 *   b_r = sum_j (j - 1)(j - 2)...(j - r) x_(j) / (W (W - 1)...(W - r)).
 * A value that counts w times takes the ranks S + 1 to S + w, over which the falling powers sum in closed form,
 *   sum_{j = S + 1}^{S + w} (j - 1)...(j - r) = (T_(r+1)(S + w) - T_(r+1)(S)) / (r + 1),  T_k(z) = z (z - 1)...(z - k + 1),
 * and that form is taken for weights that are no whole numbers too.
 */
#include <math.h>
#include <stdlib.h>

#include "special/dd.h"
#include "tercile/describe.h"

typedef struct weighted {
    double x, weight;
} weighted;

static int by_value(const void *a, const void *b) {
    double x = ((const weighted *)a)->x, y = ((const weighted *)b)->x;
    return (x > y) - (x < y);
}

/* z (z - 1) ... (z - k + 1) */
static ter__dd falling(ter__dd z, unsigned k) {
    ter__dd product = ter__dd_make(1.0, 0.0);
    for (unsigned i = 0; i < k; i++) {
        product = ter__dd_mul(product, ter__dd_add_d(z, -(double)i));
    }
    return product;
}

static ter_status check(size_t n, const double *x, const double *weights, size_t order, double *total, ter_error *error) {
    *total = 0.0;
    for (size_t i = 0; i < n; i++) {
        double w = weights == NULL ? 1.0 : weights[i];
        if (!isfinite(x[i]) || !(w >= 0.0) || isinf(w)) {
            return ter_error_set(error, TER_BAD_DATA,
                                 "L-moments: value %zu = %g with weight %g: both must be finite, the weight >= 0", i + 1, x[i], w);
        }
        *total += w;
    }
    if (order < 1 || order > 4) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "L-moments: 1 to 4 of them, not %zu", order);
    }
    if (!(*total >= (double)order)) {
        return ter_error_set(error, TER_BAD_DATA, "L-moments: the first %zu need as many values, there are %g", order, *total);
    }
    return TER_OK;
}

ter_status ter_sample_l_moments(size_t n, const double *x, const double *weights, size_t order, double *l_moments,
                                ter_error *error) {
    double whole;
    ter_status status = check(n, x, weights, order, &whole, error);
    if (status != TER_OK) {
        return status;
    }
    weighted *sorted = malloc(n * sizeof *sorted);
    if (sorted == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "L-moments: no memory for %zu values", n);
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (weighted){x[i], weights == NULL ? 1.0 : weights[i]};
    }
    qsort(sorted, n, sizeof *sorted, by_value);
    /* About the middle value, so that a large location does not cancel in what follows. */
    const double origin = sorted[n / 2].x;
    ter__dd b[4] = {{0.0, 0.0}}, before = ter__dd_make(0.0, 0.0), total = before;
    for (size_t i = 0; i < n; i++) {
        total = ter__dd_add_d(total, sorted[i].weight);
    }
    for (size_t i = 0; i < n; i++) {
        ter__dd after = ter__dd_add_d(before, sorted[i].weight), from = ter__two_sum(sorted[i].x, -origin);
        for (unsigned r = 0; r < order; r++) {
            ter__dd ranks = ter__dd_sub(falling(after, r + 1), falling(before, r + 1));
            b[r] = ter__dd_add(b[r], ter__dd_mul(from, ranks));
        }
        before = after;
    }
    free(sorted);
    for (unsigned r = 0; r < order; r++) {
        b[r] = ter__dd_div(b[r], ter__dd_mul_d(falling(total, r + 1), r + 1.0));
    }
    static const double shifted_legendre[4][4] = {{1}, {-1, 2}, {1, -6, 6}, {-1, 12, -30, 20}};
    for (size_t k = 0; k < order; k++) {
        ter__dd sum = ter__dd_make(k == 0 ? origin : 0.0, 0.0);
        for (size_t r = 0; r <= k; r++) {
            sum = ter__dd_add(sum, ter__dd_mul_d(b[r], shifted_legendre[k][r]));
        }
        l_moments[k] = ter__dd_value(sum);
    }
    return TER_OK;
}
