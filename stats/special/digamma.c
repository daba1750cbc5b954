/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digamma and trigamma for positive arguments: up by recurrence to 16, in double-double because the sum there cancels against the
 * logarithm, then the asymptotic series (DLMF 5.11.2, 5.15.8).
 */
#include "elementary.h"
#include "gamma.h"
#include "gamma_table.h"

#define SERIES_FROM 16.0

static double stirling_coefficient(int k) {
    return k <= TER__STIRLING_HEAD ? ter__stirling_head[k - 1].hi : ter__stirling_tail[k - 1 - TER__STIRLING_HEAD];
}

/* Terms that leave less than 2^-60 of the first one at x >= 16. */
#define SERIES_TERMS 12

/* -sum B_2k / (2k x^2k); the first term in double-double, as it is what is left of digamma beside its zero. */
static ter__dd slope_series(ter__dd x) {
    double z = 1.0 / (x.hi * x.hi), rest = 0.0;
    for (int k = SERIES_TERMS; k >= 2; k--) {
        rest = fma(rest, z, (2 * k - 1) * stirling_coefficient(k));
    }
    ter__dd first = ter__dd_add_d(ter__stirling_head[0], rest * z);
    return ter__dd_neg(ter__dd_div(first, ter__dd_square(x)));
}

/* digamma for x > 0, neither tiny nor huge. */
static ter__dd digamma_dd(double x) {
    ter__dd sum = ter__dd_make(0.0, 0.0), shifted = ter__dd_make(x, 0.0);
    while (shifted.hi < SERIES_FROM) { /* at most 16 times */
        sum = ter__dd_add(sum, ter__dd_div(ter__dd_make(1.0, 0.0), shifted));
        shifted = ter__dd_add_d(shifted, 1.0);
    }
    ter__dd half = ter__dd_div(ter__dd_make(0.5, 0.0), shifted);
    ter__dd large = ter__dd_add(ter__dd_sub(ter__dd_log(shifted), half), slope_series(shifted));
    return ter__dd_sub(large, sum);
}

double ter__stirling_error_slope(double x) {
    if (x > 1e100) { /* the first term alone; its square would overflow */
        return -1.0 / 12.0 / x / x;
    }
    if (x >= SERIES_FROM) {
        return ter__dd_value(slope_series(ter__dd_make(x, 0.0)));
    }
    ter__dd half = ter__dd_ratio(0.5, x);
    return ter__dd_value(ter__dd_add(digamma_dd(x), ter__dd_sub(half, ter__dd_log_d(x))));
}

double ter__digamma(double x) {
    if (!(x > 1e-280)) {
        return x >= 0.0 ? -1.0 / x : (double)NAN;
    }
    if (x > 1e17) {
        return ter__log(x);
    }
    return digamma_dd(x).hi;
}

double ter__trigamma(double x) {
    if (!(x > 1e-140)) {
        ter__dd square = ter__dd_square(ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_make(x, 0.0)));
        return !(x >= 0.0) ? (double)NAN : isfinite(square.hi) ? square.hi : 1.0 / x / x;
    }
    if (x > 1e17) {
        return 1.0 / x;
    }
    ter__dd sum = ter__dd_make(0.0, 0.0), shifted = ter__dd_make(x, 0.0);
    while (shifted.hi < SERIES_FROM) { /* at most 16 times */
        sum = ter__dd_add(sum, ter__dd_square(ter__dd_div(ter__dd_make(1.0, 0.0), shifted)));
        shifted = ter__dd_add_d(shifted, 1.0);
    }
    double y = shifted.hi, z = 1.0 / (y * y), series = 0.0;
    for (int k = SERIES_TERMS; k >= 1; k--) {
        series = fma(series, z, 2.0 * k * (2 * k - 1) * stirling_coefficient(k));
    }
    ter__dd inverse = ter__dd_div(ter__dd_make(1.0, 0.0), shifted);
    ter__dd large = ter__dd_add(inverse, ter__dd_scale(ter__dd_square(inverse), 0.5));
    large = ter__dd_add_d(large, series * z / y);
    return ter__dd_add(sum, large).hi;
}
