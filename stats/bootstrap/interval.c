/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>

#include "tercile/bootstrap.h"
#include "tercile/describe.h"
#include "tercile/special.h"
#include "tercile/text.h"

#define REPLICATES_LEAST 20
#define ROOT_2           1.41421356237309514547

static double normal_cdf(double z) {
    return 0.5 * ter_erfc(-z / ROOT_2);
}

static double normal_quantile(double p) {
    return -ROOT_2 * ter_erfc_inverse(2.0 * p);
}

/* Davison and Hinkley, eq. 5.8: between neighbouring order statistics on the normal scale. */
static ter_status quantile(size_t count, const double *sorted, double level, double *value, ter_error *error) {
    const double places = (double)count + 1.0, place = places * level;
    double k = floor(place + 0.5);
    bool whole = fabs(place - k) <= 0x1p-50 * place;
    k = whole ? k : floor(place);
    /* The last place holds only itself: nothing lies beyond to go half way to. */
    if (!(k >= 1.0) || k > (double)count || (k == (double)count && !whole)) {
        double nearer = fmin(level, 1.0 - level);
        if (!(nearer > 1e-12)) {
            return ter_error_set(error, TER_BAD_DATA, "bootstrap: the end of the interval lies beyond all of its replicates");
        }
        return ter_error_set(
            error, TER_BAD_DATA,
            "bootstrap: the end of the interval lies beyond the outermost of %zu replicates; at least %.0f are needed", count,
            ceil(1.0 / nearer) - 1.0);
    }
    double low = sorted[(size_t)k - 1];
    if (whole) {
        *value = low;
        return TER_OK;
    }
    double from = normal_quantile(k / places), to = normal_quantile((k + 1.0) / places);
    *value = low + (normal_quantile(level) - from) / (to - from) * (sorted[(size_t)k] - low);
    return TER_OK;
}

/* Efron (1987), eq. 6.6: a sixth of the skewness of the jackknife influence values. */
static ter_status accelerate(size_t n, const double *jackknife, double *acceleration, ter_error *error) {
    if (jackknife == NULL || n < 2) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "bootstrap: the BCa interval needs the jackknife values");
    }
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(jackknife[i])) {
            return ter_error_set(error, TER_BAD_DATA, "bootstrap: the statistic has no value without observation %zu (jackknife)",
                                 i);
        }
    }
    ter_moments moments;
    ter_moments_init(&moments);
    ter_moments_add_array(&moments, n, jackknife);
    double square = ter_sum_value(moments.power2);
    *acceleration = square > 0.0 ? -ter_sum_value(moments.power3) / square / sqrt(square) / 6.0 : 0.0;
    return TER_OK;
}

static ter_status correct_bias(const ter_interval *interval, const double *sorted, double *z0, ter_error *error) {
    double below = 0.0;
    for (size_t i = 0; i < interval->used; i++) {
        below += sorted[i] < interval->estimate ? 1.0 : sorted[i] == interval->estimate ? 0.5 : 0.0;
    }
    double share = below / (double)interval->used;
    if (!(share > 0.0 && share < 1.0)) {
        return ter_error_set(error, TER_BAD_DATA,
                             "bootstrap: all %zu replicates lie on one side of the estimate; BCa cannot correct that",
                             interval->used);
    }
    *z0 = normal_quantile(share);
    return TER_OK;
}

/* Efron (1987), eq. 2.3. */
static ter_status adjust(const ter_interval *interval, double level, double *adjusted, ter_error *error) {
    double shifted = interval->z0 + normal_quantile(level), denominator = 1.0 - interval->acceleration * shifted;
    if (!(denominator > 0.0)) {
        return ter_error_set(error, TER_BAD_DATA, "bootstrap: the acceleration is too large for a BCa interval of this level");
    }
    *adjusted = normal_cdf(interval->z0 + shifted / denominator);
    return TER_OK;
}

static ter_status check(ter_interval_method method, double level, double estimate, ter_error *error) {
    char text[TER_DOUBLE_TEXT_BYTES];
    if (!(level > 0.0 && level < 1.0)) {
        ter_text_from_double(level, text);
        return ter_error_set(error, TER_BAD_ARGUMENT, "bootstrap: level %s; it lies between 0 and 1, for example 0.95", text);
    }
    if (method != TER_INTERVAL_BCA && method != TER_INTERVAL_PERCENTILE && method != TER_INTERVAL_BASIC) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "bootstrap: no interval method %d", (int)method);
    }
    if (!isfinite(estimate)) {
        return ter_error_set(error, TER_BAD_DATA, "bootstrap: the statistic of the data themselves has no finite value");
    }
    return TER_OK;
}

/* Sorts, counts and sums up the replicates. */
static ter_status summarise(ter_interval *interval, size_t count, double *replicates, ter_error *error) {
    ter_sort(count, replicates);
    while (interval->used < count && !isnan(replicates[interval->used])) {
        interval->used++;
    }
    interval->failed = count - interval->used;
    if (interval->used < REPLICATES_LEAST) {
        return ter_error_set(error, TER_BAD_DATA,
                             "bootstrap: the statistic has a value in %zu of %zu replicates; at least %d are needed",
                             interval->used, count, REPLICATES_LEAST);
    }
    ter_moments moments;
    ter_moments_init(&moments);
    ter_moments_add_array(&moments, interval->used, replicates);
    interval->standard_error = ter_moments_standard_deviation(&moments);
    interval->bias = ter_moments_mean(&moments) - interval->estimate;
    return TER_OK;
}

ter_status ter_bootstrap_interval(ter_interval *interval, ter_interval_method method, double level, double estimate, size_t count,
                                  double *replicates, size_t n, const double *jackknife, ter_error *error) {
    ter_status status = check(method, level, estimate, error);
    if (status != TER_OK) {
        return status;
    }
    ter_interval made = {.estimate = estimate};
    double low = 0.5 * (1.0 - level), high = 0.5 * (1.0 + level), at_low, at_high;
    status = summarise(&made, count, replicates, error);
    if (status == TER_OK && method == TER_INTERVAL_BCA) {
        status = correct_bias(&made, replicates, &made.z0, error);
        status = status != TER_OK ? status : accelerate(n, jackknife, &made.acceleration, error);
        double adjusted_low = low, adjusted_high = high;
        status = status != TER_OK ? status : adjust(&made, low, &adjusted_low, error);
        status = status != TER_OK ? status : adjust(&made, high, &adjusted_high, error);
        low = adjusted_low;
        high = adjusted_high;
    }
    status = status != TER_OK ? status : quantile(made.used, replicates, low, &at_low, error);
    status = status != TER_OK ? status : quantile(made.used, replicates, high, &at_high, error);
    if (status != TER_OK) {
        return status;
    }
    made.lower = method == TER_INTERVAL_BASIC ? 2.0 * estimate - at_high : at_low;
    made.upper = method == TER_INTERVAL_BASIC ? 2.0 * estimate - at_low : at_high;
    *interval = made;
    return TER_OK;
}
