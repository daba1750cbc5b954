/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of method follows Simard and L'Ecuyer (J. Stat. Soft. 39:11, 2011); the limits are our own. */
#include "htest/kolmogorov.h"

#include <math.h>
#include <stdbool.h>

#include "htest/check.h"
#include "special/elementary.h"
#include "tercile/htest.h"
#include "tercile/text.h"

#define DURBIN_N_MAX    20000 /* beyond, the expansion is as good: 1e-10 */
#define SMIRNOV_N_MAX   4000000
#define UPPER_W_SMALL_N 4.0 /* n d^2 from which both sides are one side twice, corrected by a term of e^(-8 w) */
#define UPPER_W_LARGE_N 2.5
#define SMALL_N         1000

/* Maag and Dicaire (Biometrika 58, 1971): the one-sided tail to n^-1, relative error below 1e-7 where p > 1e-40 for these n. */
static double smirnov_limit(double n, double d) {
    double t = (6.0 * n * d + 1.0) * (6.0 * n * d + 1.0) / (18.0 * n);
    return ter__exp(-t) * (1.0 - (2.0 * t * t - 4.0 * t - 1.0) / (18.0 * n));
}

/* P(D > d) is P(D+ > d) twice less P(D+ > d and D- > d), of which the leading term of the limit law is enough here. */
static double upper_tail(size_t n, double d) {
    double one_side = n <= SMIRNOV_N_MAX ? ter__smirnov_sf(n, d) : smirnov_limit((double)n, d);
    double shifted = d + 1.0 / (6.0 * (double)n);
    return 2.0 * one_side - 2.0 * ter__exp(-8.0 * (double)n * shifted * shifted);
}

double ter_kolmogorov_sf(size_t count, double d) {
    const double n = (double)count, nd = n * d;
    if (count == 0 || isnan(d)) {
        return NAN;
    }
    if (nd <= 0.5) {
        return 1.0;
    }
    if (d >= 1.0) {
        return 0.0;
    }
    if (nd <= 1.0) {
        /* P(D < d) = n! (2 d - 1/n)^n. */
        double product = 1.0, step = 2.0 * nd - 1.0;
        for (size_t i = 1; i <= count && product > 0.0; i++) {
            product *= (double)i / n * step;
        }
        return 1.0 - product;
    }
    if (nd >= n - 1.0) {
        return 2.0 * ter__exp(n * ter__log1p(-d));
    }
    const double w = nd * d;
    if (w >= (count <= SMALL_N ? UPPER_W_SMALL_N : UPPER_W_LARGE_N)) {
        return fmax(upper_tail(count, d), 0.0);
    }
    double below = count <= DURBIN_N_MAX ? ter__kolmogorov_durbin(count, d) : ter__kolmogorov_pelz_good(count, d);
    return isnan(below) ? NAN : fmin(fmax(1.0 - below, 0.0), 1.0);
}

ter_status ter_test_kolmogorov_smirnov(ter_test_result *result, const ter_dist *dist, size_t n, const double *sorted,
                                       ter_error *error) {
    ter_status status = ter__check_sorted(n, sorted, "Kolmogorov-Smirnov", error);
    if (status != TER_OK) {
        return status;
    }
    const bool discrete = ter_family_is_discrete(ter_dist_family(dist));
    double largest = 0.0;
    for (size_t i = 0; i < n; i++) {
        /* The steps of F_n below and above a value. A law with jumps is taken from the left below. */
        double at = ter_dist_cdf(dist, sorted[i]), before = discrete ? ter_dist_cdf(dist, ceil(sorted[i]) - 1.0) : at;
        double below = before - (double)i / (double)n;
        /* Above, from the smaller tail: F_n - F = S - S_n. */
        double above =
            at <= 0.5 ? (double)(i + 1) / (double)n - at : ter_dist_sf(dist, sorted[i]) - (double)(n - 1 - i) / (double)n;
        bool first = i == 0 || sorted[i - 1] < sorted[i], last = i + 1 == n || sorted[i + 1] > sorted[i];
        if (isnan(at)) {
            char text[TER_DOUBLE_TEXT_BYTES];
            ter_text_from_double(sorted[i], text);
            return ter_error_set(error, TER_NOT_ACCURATE, "Kolmogorov-Smirnov: the law has no cdf at %s", text);
        }
        largest = first && below > largest ? below : largest;
        largest = last && above > largest ? above : largest;
    }
    double p = ter_kolmogorov_sf(n, largest);
    if (isnan(p)) {
        return ter_error_set(error, TER_NO_MEMORY, "Kolmogorov-Smirnov: no memory for the p-value of %zu values", n);
    }
    result->statistic = largest;
    result->p_value = p;
    return TER_OK;
}
