/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that stand for several: blocks in two passes, as moments.c has them, each term times its count. */
#include <math.h>
#include <stdbool.h>

#include "special/dd.h"
#include "tercile/describe.h"

#define BLOCK 1024

static ter_sum to_sum(ter__dd value) {
    ter_sum sum = {value.hi, value.lo};
    if (!isfinite(value.hi) || !isfinite(value.lo)) {
        sum.high = isfinite(value.hi) ? TER__NAN : value.hi;
        sum.low = 0.0;
    }
    return sum;
}

static void count_block(ter_moments *moments, size_t n, const double *x, const uint64_t *counts, double *plain) {
    bool nan = false;
    ter_moments_init(moments);
    *plain = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (counts[i] > 0) {
            moments->count += counts[i];
            nan = nan || isnan(x[i]);
            *plain += x[i];
            moments->minimum = x[i] < moments->minimum ? x[i] : moments->minimum;
            moments->maximum = x[i] > moments->maximum ? x[i] : moments->maximum;
        }
    }
    if (nan) {
        moments->minimum = moments->maximum = TER__NAN;
    }
}

static void sum_block(ter_moments *moments, size_t n, const double *x, const uint64_t *counts) {
    ter__dd mean = {0.0, 0.0}, power2 = mean, power3 = mean, power4 = mean;
    for (size_t i = 0; i < n; i++) {
        if (counts[i] > 0) {
            mean = ter__dd_add(mean, ter__two_product((double)counts[i], x[i]));
        }
    }
    mean = ter__dd_div_d(mean, (double)moments->count);
    for (size_t i = 0; i < n; i++) {
        if (counts[i] > 0) {
            const double c = (double)counts[i];
            const ter__dd d = ter__dd_add_d(ter__dd_neg(mean), x[i]), d2 = ter__dd_square(d);
            power2 = ter__dd_add(power2, ter__dd_mul_d(d2, c));
            power3 = ter__dd_add(power3, ter__dd_mul_d(ter__dd_mul(d2, d), c));
            power4 = ter__dd_add(power4, ter__dd_mul_d(ter__dd_square(d2), c));
        }
    }
    moments->mean = to_sum(mean);
    moments->power2 = to_sum(power2);
    moments->power3 = to_sum(power3);
    moments->power4 = to_sum(power4);
}

void ter_moments_add_weighted(ter_moments *moments, size_t n, const double *x, const uint64_t *counts) {
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t length = n - i < BLOCK ? n - i : BLOCK;
        ter_moments piece;
        double plain;
        count_block(&piece, length, x + i, counts + i, &plain);
        if (isfinite(plain)) {
            sum_block(&piece, length, x + i, counts + i);
        } else {
            piece.mean = (ter_sum){plain, 0.0};
            piece.power2 = piece.power3 = piece.power4 = (ter_sum){TER__NAN, 0.0};
        }
        if (piece.count > 0) {
            ter_moments_merge(moments, &piece);
        }
    }
}
