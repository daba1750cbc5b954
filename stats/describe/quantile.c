/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>

#include "tercile/describe.h"

/* Plotting position a + p (n + 1 - a - b): the constants of Hyndman and Fan's types 4 to 9. */
static const double position[][2] = {{0.0, 1.0}, {0.5, 0.5}, {0.0, 0.0}, {1.0, 1.0}, {1.0 / 3.0, 1.0 / 3.0}, {0.375, 0.375}};

/* Order statistic number k, from 1; the outermost beyond the ends. */
static double statistic(size_t n, const double *sorted, double k) {
    return k <= 1.0 ? sorted[0] : k >= (double)n ? sorted[n - 1] : sorted[(size_t)k - 1];
}

double ter_sample_quantile(size_t n, const double *sorted, double p, int type) {
    if (n == 0 || !(p >= 0.0 && p <= 1.0) || type < 1 || type > 9 || isnan(sorted[0]) || isnan(sorted[n - 1])) {
        return NAN;
    }
    double a = 0.0, factor = (double)n;
    if (type == 3) {
        a = -0.5;
    } else if (type >= 4) {
        a = position[type - 4][0];
        factor = (double)n + 1.0 - a - position[type - 4][1];
    }
    double place = fma(p, factor, a);
    /* A decimal p such as 0.3 is no double: n p within its rounding of a whole number is that number. */
    double nearest = floor(place + 0.5);
    bool whole = fabs(place - nearest) <= 0x1p-50 * fmax(1.0, fabs(place));
    double j = whole ? nearest : floor(place);
    double h = whole ? 0.0 : place - j;
    if (type == 1) {
        h = h > 0.0;
    } else if (type == 2) {
        h = h > 0.0 ? 1.0 : 0.5;
    } else if (type == 3) {
        h = h > 0.0 || fmod(j, 2.0) != 0.0;
    }
    double low = statistic(n, sorted, j), high = statistic(n, sorted, j + 1.0);
    if (h == 0.0 || low == high) {
        return low;
    }
    if (h == 1.0) {
        return high;
    }
    double gap = high - low;
    return isfinite(gap) ? fma(h, gap, low) : (1.0 - h) * low + h * high;
}
