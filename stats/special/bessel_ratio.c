/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * I1(x) / I0(x): the continued fraction 1 / (2/x + 1 / (4/x + 1 / (6/x + ...))) of positive terms (DLMF 10.33.1) from behind, and
 * for large x the quotient of Hankel's expansions (DLMF 10.40.1), whose difference gives the complement.
 */
#include <math.h>
#include <stddef.h>

#include "bessel.h"

#define EXPANSION_FROM 50.0
/* Below this the ratio is x / 2. */
#define LINEAR_BELOW 0x1p-60

static ter__dd fraction(double x) {
    ter__dd step = ter__dd_ratio(2.0, x), r = ter__dd_make(0.0, 0.0);
    int terms = 26 + (int)(1.6 * x);
    for (int k = terms; k > 0; k--)
        r = ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_add(ter__dd_mul_d(step, (double)k), r));
    return r;
}

/* Terms of I0 (all positive) and of I0 - I1, with e^x / sqrt(2 pi x) left out. */
static ter__dd expansion(double x, ter__dd *complement) {
    ter__dd zero_sum = ter__dd_make(1.0, 0.0), gap_sum = ter__dd_make(0.0, 0.0), zero = zero_sum, one = zero_sum;
    for (int k = 1; k <= 80 && zero.hi > 0x1p-112; k++) {
        double odd = 2.0 * k - 1.0;
        zero = ter__dd_div_d(ter__dd_div_d(ter__dd_mul_d(zero, odd * odd), 8.0 * k), x);
        one = ter__dd_div_d(ter__dd_div_d(ter__dd_mul_d(one, odd * odd - 4.0), 8.0 * k), x);
        zero_sum = ter__dd_add(zero_sum, zero);
        gap_sum = ter__dd_add(gap_sum, ter__dd_sub(zero, one));
    }
    *complement = ter__dd_div(gap_sum, zero_sum);
    return ter__dd_sub(ter__dd_make(1.0, 0.0), *complement);
}

ter__dd ter__dd_bessel_i_ratio(double x, ter__dd *complement) {
    ter__dd gap, ratio;
    if (x < EXPANSION_FROM) {
        ratio = x < LINEAR_BELOW ? ter__dd_make(0.5 * x, 0.0) : fraction(x);
        gap = ter__dd_sub(ter__dd_make(1.0, 0.0), ratio);
    } else {
        ratio = expansion(x, &gap);
    }
    if (complement != NULL)
        *complement = gap;
    return ratio;
}

double ter__bessel_i_ratio(double x) {
    if (isnan(x))
        return x;
    double size = fabs(x), ratio = size == TER__INFINITY ? 1.0 : ter__dd_value(ter__dd_bessel_i_ratio(size, NULL));
    return copysign(ratio, x);
}
