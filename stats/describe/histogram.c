/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "special/elementary.h"
#include "tercile/describe.h"
#include "tercile/text.h"

/* mantissa x 10^exponent, correctly rounded. */
static double decimal(double mantissa, int exponent) {
    char text[64];
    double value = NAN;
    int length = snprintf(text, sizeof text, "%.0fe%d", mantissa, exponent);
    if (length <= 0 || ter_text_to_double(text, (size_t)length, &value) != TER_OK) {
        return NAN;
    }
    return value;
}

/* Freedman and Diaconis (1981): 2 IQR n^(-1/3); Sturges (1926): range / (log2 n + 1). */
static double width_wanted(size_t n, const double *sorted) {
    double quartiles = ter_sample_quantile(n, sorted, 0.75, 7) - ter_sample_quantile(n, sorted, 0.25, 7);
    if (quartiles > 0.0) {
        return 2.0 * quartiles * ter__pow((double)n, -1.0 / 3.0);
    }
    double bins = 1.0;
    for (size_t rest = n - 1; rest > 0; rest /= 2) {
        bins += 1.0;
    }
    return (sorted[n - 1] - sorted[0]) / bins;
}

/*
 * Walks the widths 1, 2, 2.5, 5, 10, ... x 10^e upwards from below the one wanted to the nearest of them (by ratio) that needs no
 * more bins than there are, and starts the bins at a multiple of it.
 */
static void choose(ter_histogram *histogram, double minimum, double maximum, double wanted) {
    static const double steps[] = {10.0, 20.0, 25.0, 50.0, 100.0};
    int exponent;
    (void)frexp(wanted, &exponent);
    exponent = (int)floor((exponent - 1) * 0.30102999566398120) - 2;
    for (;; exponent++) {
        for (size_t i = 0; i + 1 < sizeof steps / sizeof steps[0]; i++) {
            double width = decimal(steps[i], exponent), next = decimal(steps[i + 1], exponent);
            if (wanted > sqrt(width) * sqrt(next)) {
                continue;
            }
            double first = floor(minimum / width);
            double lower = decimal(first * steps[i], exponent);
            /* Rounded edges: the first bin must hold the minimum, the last the maximum. */
            if (lower > minimum) {
                lower = decimal((first - 1.0) * steps[i], exponent);
            }
            double bins = fmax(ceil((maximum - lower) / width), 1.0);
            bins += lower + bins * width < maximum;
            if (bins <= TER_HISTOGRAM_BINS_MAX) {
                histogram->bins = (size_t)bins;
                histogram->lower = lower;
                histogram->width = width;
                return;
            }
        }
    }
}

static void count(ter_histogram *histogram, size_t n, const double *sorted) {
    memset(histogram->count, 0, sizeof histogram->count);
    size_t bin = 0;
    for (size_t i = 0; i < n; i++) {
        while (bin + 1 < histogram->bins && !(sorted[i] < histogram->lower + (double)(bin + 1) * histogram->width)) {
            bin++;
        }
        histogram->count[bin]++;
    }
}

ter_status ter_histogram_make(ter_histogram *histogram, size_t n, const double *sorted, size_t bins, ter_error *error) {
    if (n == 0) {
        return ter_error_set(error, TER_BAD_DATA, "a histogram needs at least one value");
    }
    if (bins > TER_HISTOGRAM_BINS_MAX) {
        return ter_error_set(error, TER_LIMIT, "a histogram has at most %d bins, not %zu", TER_HISTOGRAM_BINS_MAX, bins);
    }
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(sorted[i]) || (i > 0 && sorted[i] < sorted[i - 1])) {
            return ter_error_set(error, TER_BAD_DATA, "value %zu is %s", i,
                                 isfinite(sorted[i]) ? "less than the one before" : "not finite");
        }
    }
    const double minimum = sorted[0], maximum = sorted[n - 1], magnitude = fmax(fabs(minimum), fabs(maximum));
    if (magnitude > 0x1p1000 || (maximum > minimum && maximum - minimum < 0x1p-1000)) {
        return ter_error_set(error, TER_BAD_DATA, "values of size %g are out of a histogram's range", magnitude);
    }
    /* Bins so narrow that their edges could not be told apart are no bins. */
    const double narrowest = magnitude * 0x1p-40;
    if (bins > 0) {
        histogram->bins = bins;
        histogram->lower = minimum;
        histogram->width = (maximum - minimum) / (double)bins;
        if (histogram->width <= magnitude * 0x1p-50) {
            double whole = fmax(1.0, magnitude * 0x1p-30);
            histogram->lower = minimum - 0.5 * whole;
            histogram->width = whole / (double)bins;
        }
    } else if (maximum - minimum <= narrowest) {
        choose(histogram, minimum, maximum, fmax(1.0, magnitude * 0x1p-20));
    } else {
        choose(histogram, minimum, maximum, fmax(width_wanted(n, sorted), narrowest));
    }
    count(histogram, n, sorted);
    return TER_OK;
}
