/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "htest/anderson_darling.h"
#include "htest/anderson_darling_table.h"
#include "htest/check.h"
#include "htest/stirling.h"
#include "special/elementary.h"
#include "tercile/htest.h"
#include "tercile/sum.h"

#define HALF_NODES (sizeof half_rule / sizeof half_rule[0])
#define SERIES_MAX 200
#define FAR        60.0

/*
 * A^2 is sum_j X_j^2 / (j (j + 1)) in the limit, X_j normal (Anderson and Darling 1952). Smirnov's formula for the tail of such a
 * sum (Johnson, Kotz and Balakrishnan 1994, section 18.8) needs its characteristic function, here prod_j (1 - u / (j (j + 1))) =
 * -cos(pi v / 2) / (pi u) with v^2 = 1 + 4 u, between its zeros v = 4 k - 1 and 4 k + 1:
 *   P(A^2 > z) = sum_k (-1)^(k-1) int e^(-z u / 2) / (pi u) sqrt(pi u / |cos(pi v / 2)|) du.
 * The ends are inverse square roots: Chebyshev's rule takes them away.
 */
double ter__anderson_darling_limit_sf(double z) {
    if (isnan(z)) {
        return z;
    }
    if (z <= 0.0) {
        return 1.0;
    }
    if (z > FAR) {
        /* Leading term, sqrt(3) erfc(sqrt z), and its first correction. */
        return sqrt(3.0 / (TER__PI * z)) * ter__exp(-z) * (1.0 + (11.0 / 36.0 - 0.5) / z);
    }
    double sum = 0.0;
    for (int k = 1; k < SERIES_MAX; k++) {
        double first = 4.0 * k - 1.0;
        if (z * ((first * first - 1.0) / 8.0 - 1.0) > 45.0) { /* less than a rounding of the first piece */
            break;
        }
        double piece = 0.0;
        for (size_t i = 0; i < 2 * HALF_NODES; i++) {
            double node = i % 2 == 0 ? half_rule[i / 2].node : -half_rule[i / 2].node;
            double v = 4.0 * k + node, square = v * v - 1.0;
            piece += half_rule[i / 2].weight * ter__exp(-z * square / 8.0) * v / sqrt(square);
        }
        sum += k % 2 == 1 ? piece : -piece;
    }
    return fmin(fmax(sum, 0.0), 1.0);
}

/* Marsaglia and Marsaglia (2004), section 3: what to add to the limit's cdf x for n values, fitted to simulations. */
static double correction(double n, double x) {
    double c = 0.01265 + 0.1757 / n;
    if (x < c) {
        double t = x / c;
        t = sqrt(t) * (1.0 - t) * (49.0 * t - 102.0);
        return t * (0.0037 / (n * n * n) + 0.00078 / (n * n) + 0.00006 / n);
    }
    if (x < 0.8) {
        double t = (x - c) / (0.8 - c);
        t = -0.00022633 + (6.54034 - (14.6538 - (14.458 - (8.259 - 1.91864 * t) * t) * t) * t) * t;
        return t * (0.04213 / n + 0.01365 / (n * n));
    }
    return (-130.2137 + (745.2337 - (1705.091 - (1950.646 - (1116.360 - 255.7844 * x) * x) * x) * x) * x) / n;
}

/* Upper tail below which the fit of the correction says nothing and is faded out. */
#define FADE 0.01

double ter__anderson_darling_sf(size_t n, double z) {
    if (n == 1) {
        /* A^2 = -1 - log u (1 - u). */
        double inside = 1.0 - 4.0 * ter__exp(-1.0 - z);
        return inside >= 0.0 ? 1.0 - sqrt(inside) : 1.0;
    }
    double limit = ter__anderson_darling_limit_sf(z);
    double fix = correction((double)n, 1.0 - limit) * fmin(1.0, limit / FADE);
    return fmin(fmax(limit - fix, 0.0), 1.0);
}

ter_status ter_test_anderson_darling(ter_test_result *result, const ter_dist *dist, size_t n, const double *sorted,
                                     ter_error *error) {
    ter_status status = ter__check_sorted(n, sorted, "Anderson-Darling", error);
    if (status != TER_OK) {
        return status;
    }
    ter_sum sum = TER_SUM_ZERO;
    for (size_t i = 0; i < n; i++) {
        double low = ter_dist_logcdf(dist, sorted[i]), high = ter_dist_logsf(dist, sorted[n - 1 - i]);
        if (isnan(low) || isnan(high)) {
            return ter_error_set(error, TER_NOT_ACCURATE,
                                 "Anderson-Darling: the law has no log cdf or log sf at the value at index %zu",
                                 isnan(low) ? i : n - 1 - i);
        }
        ter_sum_add_product(&sum, (2.0 * (double)i + 1.0) / (double)n, low + high);
    }
    /* A value of probability 0 makes the sum -inf. */
    result->statistic = -(double)n - ter_sum_value(sum);
    result->p_value = isinf(result->statistic) ? 0.0 : ter__anderson_darling_sf(n, result->statistic);
    return TER_OK;
}
