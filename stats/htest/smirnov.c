/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "htest/kolmogorov.h"
#include "htest/stirling.h"
#include "special/elementary.h"
#include "tercile/sum.h"

/*
 * d sum_j C(n, j) (1 - y_j)^(n-j) y_j^(j-1) with y_j = d + j / n: each term is d / y_j times the binomial probability of j at y_j.
 * Its exponent is written in what j / n and y_j differ by, d exactly (Loader 2000), not as a difference of large logarithms:
 *   j log(n y / j) + (n - j) log(n (1 - y) / (n - j)) = -j log1p(-nd / ny) - (n - j) log1p(nd / (n - j - nd)).
 */
double ter__smirnov_sf(size_t count, double d) {
    const double n = (double)count, nd = n * d, at_n = ter__stirling(n);
    ter_sum sum = TER_SUM_ZERO;
    ter_sum_add(&sum, ter__exp(n * ter__log1p(-d))); /* j = 0 */
    for (double j = 1.0; j < n - nd && j < n; j += 1.0) {
        double rest = n - j;
        double exponent = -j * ter__log1p(-nd / (j + nd)) - rest * ter__log1p(nd / (rest - nd));
        exponent += at_n - ter__stirling(j) - ter__stirling(rest);
        double root = sqrt(n / (2.0 * TER__PI * j * rest));
        ter_sum_add(&sum, root * ter__exp(exponent) * nd / (j + nd));
    }
    return fmin(ter_sum_value(sum), 1.0);
}
