/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Centred sums in double-double, by merging: two pieces (n, mean, M2, M3, M4) join by the formulas of Pebay (SAND2008-6212,
 * eqs. 2.1 and 3.1; Chan, Golub and LeVeque for M2). Arrays are cut into blocks of fixed length, each summed in two passes.
 */
#include <math.h>
#include <stdbool.h>

#include "special/dd.h"
#include "tercile/describe.h"

#define BLOCK 1024

static ter__dd from_sum(ter_sum sum) {
    return ter__dd_make(sum.high, sum.low);
}

static ter_sum to_sum(ter__dd value) {
    ter_sum sum = {value.hi, value.lo};
    if (!isfinite(value.hi) || !isfinite(value.lo)) {
        sum.high = isfinite(value.hi) ? NAN : value.hi;
        sum.low = 0.0;
    }
    return sum;
}

void ter_moments_init(ter_moments *moments) {
    *moments = (ter_moments){.minimum = INFINITY, .maximum = -INFINITY};
}

/* NaN once seen stays. */
static double smaller(double a, double b) {
    return isnan(a) || a < b ? a : b;
}

static double larger(double a, double b) {
    return isnan(a) || a > b ? a : b;
}

/* The mean is that of a plain sum when a value is infinite or NaN; the centred sums do not exist. */
static void merge_not_finite(ter_moments *a, const ter_moments *b) {
    a->mean = (ter_sum){a->mean.high + b->mean.high, 0.0};
    a->power2 = a->power3 = a->power4 = (ter_sum){NAN, 0.0};
}

/*
 * With d = mean_b - mean_a, n = n_a + n_b, p = n_a / n, q = n_b / n:
 *   M2 = M2a + M2b + n d^2 pq
 *   M3 = M3a + M3b + n d^3 pq (p - q) + 3 d (p M2b - q M2a)
 *   M4 = M4a + M4b + n d^4 pq (1 - 3 pq) + 6 d^2 (p^2 M2b + q^2 M2a) + 4 d (p M3b - q M3a)
 */
static void merge_finite(ter_moments *a, const ter_moments *b) {
    const double na = (double)a->count, nb = (double)b->count, n = na + nb;
    const ter__dd p = ter__dd_ratio(na, n), q = ter__dd_ratio(nb, n), pq = ter__dd_mul(p, q);
    const ter__dd d = ter__dd_sub(from_sum(b->mean), from_sum(a->mean)), d2 = ter__dd_square(d);
    const ter__dd a2 = from_sum(a->power2), a3 = from_sum(a->power3), b2 = from_sum(b->power2), b3 = from_sum(b->power3);
    const ter__dd between = ter__dd_mul_d(ter__dd_mul(d2, pq), n); /* n d^2 pq */

    ter__dd power4 = ter__dd_add(from_sum(a->power4), from_sum(b->power4));
    ter__dd shape = ter__dd_add_d(ter__dd_mul_d(pq, -3.0), 1.0);
    ter__dd inner = ter__dd_add(ter__dd_mul(ter__dd_square(p), b2), ter__dd_mul(ter__dd_square(q), a2));
    inner = ter__dd_add(ter__dd_mul(between, shape), ter__dd_mul_d(inner, 6.0));
    power4 = ter__dd_add(power4, ter__dd_mul(d2, inner));
    ter__dd crossed3 = ter__dd_sub(ter__dd_mul(p, b3), ter__dd_mul(q, a3));
    power4 = ter__dd_add(power4, ter__dd_mul_d(ter__dd_mul(d, crossed3), 4.0));

    ter__dd crossed2 = ter__dd_sub(ter__dd_mul(p, b2), ter__dd_mul(q, a2));
    ter__dd rest = ter__dd_add(ter__dd_mul(between, ter__dd_sub(p, q)), ter__dd_mul_d(crossed2, 3.0));
    ter__dd power3 = ter__dd_add(ter__dd_add(a3, b3), ter__dd_mul(d, rest));

    a->mean = to_sum(ter__dd_add(from_sum(a->mean), ter__dd_mul(d, q)));
    a->power2 = to_sum(ter__dd_add(ter__dd_add(a2, b2), between));
    a->power3 = to_sum(power3);
    a->power4 = to_sum(power4);
}

void ter_moments_merge(ter_moments *moments, const ter_moments *other) {
    if (other->count == 0) {
        return;
    }
    if (moments->count == 0) {
        *moments = *other;
        return;
    }
    const ter_moments b = *other; /* a piece may be merged with itself */
    if (isfinite(moments->mean.high) && isfinite(b.mean.high)) {
        merge_finite(moments, &b);
    } else {
        merge_not_finite(moments, &b);
    }
    moments->count += b.count;
    moments->minimum = isnan(b.minimum) ? b.minimum : smaller(moments->minimum, b.minimum);
    moments->maximum = isnan(b.maximum) ? b.maximum : larger(moments->maximum, b.maximum);
}

/* n >= 1 values in two passes: the mean, then the centred powers. */
static void block(ter_moments *moments, size_t n, const double *x) {
    ter_sum sum = TER_SUM_ZERO;
    ter_moments_init(moments);
    moments->count = n;
    bool nan = false;
    for (size_t i = 0; i < n; i++) {
        ter_sum_add(&sum, x[i]);
        nan |= isnan(x[i]);
        moments->minimum = x[i] < moments->minimum ? x[i] : moments->minimum;
        moments->maximum = x[i] > moments->maximum ? x[i] : moments->maximum;
    }
    if (nan) {
        moments->minimum = moments->maximum = NAN;
    }
    if (!isfinite(sum.high)) {
        moments->mean = sum;
        moments->power2 = moments->power3 = moments->power4 = (ter_sum){NAN, 0.0};
        return;
    }
    const ter__dd mean = ter__dd_div_d(from_sum(sum), (double)n), minus_mean = ter__dd_neg(mean);
    ter__dd power2 = {0.0, 0.0}, power3 = {0.0, 0.0}, power4 = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        ter__dd d = ter__dd_add_d(minus_mean, x[i]), d2 = ter__dd_square(d);
        power2 = ter__dd_add(power2, d2);
        power3 = ter__dd_add(power3, ter__dd_mul(d2, d));
        power4 = ter__dd_add(power4, ter__dd_square(d2));
    }
    moments->mean = to_sum(mean);
    moments->power2 = to_sum(power2);
    moments->power3 = to_sum(power3);
    moments->power4 = to_sum(power4);
}

void ter_moments_add(ter_moments *moments, double x) {
    ter_moments_add_array(moments, 1, &x);
}

void ter_moments_add_array(ter_moments *moments, size_t n, const double *x) {
    for (size_t i = 0; i < n; i += BLOCK) {
        ter_moments piece;
        block(&piece, n - i < BLOCK ? n - i : BLOCK, x + i);
        ter_moments_merge(moments, &piece);
    }
}

double ter_moments_mean(const ter_moments *moments) {
    return moments->count >= 1 ? ter_sum_value(moments->mean) : NAN;
}

static ter__dd variance(const ter_moments *moments) {
    return ter__dd_div_d(from_sum(moments->power2), (double)(moments->count - 1));
}

double ter_moments_variance(const ter_moments *moments) {
    return moments->count >= 2 ? ter__dd_value(variance(moments)) : NAN;
}

double ter_moments_standard_deviation(const ter_moments *moments) {
    if (moments->count < 2 || !(moments->power2.high > 0.0)) {
        return moments->count >= 2 && moments->power2.high == 0.0 ? 0.0 : NAN;
    }
    return ter__dd_value(ter__dd_sqrt(variance(moments)));
}

/* sqrt(n) M3 / M2^1.5, divided step by step: M2^1.5 may overflow. */
static ter__dd skewness(const ter_moments *moments) {
    ter__dd power2 = from_sum(moments->power2);
    ter__dd deviation = ter__dd_sqrt(ter__dd_div_d(power2, (double)moments->count));
    return ter__dd_div(ter__dd_div(from_sum(moments->power3), power2), deviation);
}

/* A sample of one value over and over has no shape. */
static bool has_shape(const ter_moments *moments, uint64_t least) {
    return moments->count >= least && moments->power2.high > 0.0 && isfinite(moments->power2.high);
}

double ter_moments_skewness(const ter_moments *moments) {
    return has_shape(moments, 3) ? ter__dd_value(skewness(moments)) : NAN;
}

double ter_moments_skewness_corrected(const ter_moments *moments) {
    if (!has_shape(moments, 3)) {
        return NAN;
    }
    const double n = (double)moments->count;
    ter__dd correction = ter__dd_div_d(ter__dd_sqrt(ter__two_product(n, n - 1.0)), n - 2.0);
    return ter__dd_value(ter__dd_mul(skewness(moments), correction));
}

double ter_moments_excess_kurtosis(const ter_moments *moments) {
    if (!has_shape(moments, 4)) {
        return NAN;
    }
    ter__dd power2 = from_sum(moments->power2);
    ter__dd ratio = ter__dd_div(ter__dd_div(from_sum(moments->power4), power2), ter__dd_div_d(power2, (double)moments->count));
    return ter__dd_value(ter__dd_add_d(ratio, -3.0));
}
