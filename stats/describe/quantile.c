/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>

#include "tercile/describe.h"

/* Plotting position a + p (n + 1 - a - b): the constants of Hyndman and Fan's types 4 to 9. */
static const double position[][2] = {{0.0, 1.0}, {0.5, 0.5}, {0.0, 0.0}, {1.0, 1.0}, {1.0 / 3.0, 1.0 / 3.0}, {0.375, 0.375}};

/* A sorted sample; with counts each value stands there so many times. */
typedef struct sample {
    size_t n;
    const double *sorted;
    const uint64_t *counts;
    double size;
} sample;

/* Order statistic number k, from 1; the outermost beyond the ends. */
static double statistic(const sample *s, double k) {
    k = k <= 1.0 ? 1.0 : k >= s->size ? s->size : k;
    if (s->counts == NULL) {
        return s->sorted[(size_t)k - 1];
    }
    uint64_t below = 0, place = (uint64_t)k;
    size_t i = 0;
    while (i + 1 < s->n && below + s->counts[i] < place) {
        below += s->counts[i++];
    }
    return s->sorted[i];
}

static double quantile(const sample *s, double p, int type) {
    double a = 0.0, factor = s->size;
    if (type == 3) {
        a = -0.5;
    } else if (type >= 4) {
        a = position[type - 4][0];
        factor = s->size + 1.0 - a - position[type - 4][1];
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
    double low = statistic(s, j), high = statistic(s, j + 1.0);
    if (h == 0.0 || low == high) {
        return low;
    }
    if (h == 1.0) {
        return high;
    }
    double gap = high - low;
    return isfinite(gap) ? fma(h, gap, low) : (1.0 - h) * low + h * high;
}

double ter_sample_quantile(size_t n, const double *sorted, double p, int type) {
    if (n == 0 || !(p >= 0.0 && p <= 1.0) || type < 1 || type > 9 || isnan(sorted[0]) || isnan(sorted[n - 1])) {
        return NAN;
    }
    const sample s = {n, sorted, NULL, (double)n};
    return quantile(&s, p, type);
}

double ter_sample_quantile_weighted(size_t n, const double *sorted, const uint64_t *counts, double p, int type) {
    uint64_t size = 0;
    bool nan = false;
    for (size_t i = 0; i < n; i++) {
        size += counts[i];
        nan = nan || (counts[i] > 0 && isnan(sorted[i]));
    }
    if (size == 0 || nan || !(p >= 0.0 && p <= 1.0) || type < 1 || type > 9) {
        return NAN;
    }
    const sample s = {n, sorted, counts, (double)size};
    return quantile(&s, p, type);
}
