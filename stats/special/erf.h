/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The error functions and the normal law's tail, in double-double.
 *
 * One core, erfcx(t) = exp(t^2) erfc(t) for t >= 0, as a piecewise polynomial in w = 3 / (3 + t), which maps all of [0, inf) to
 * (0, 1]; from it follow both tails and their logs without cancellation. The map is that of J. L. Schonfelder, "Chebyshev
 * expansions for the error and related functions", Math. Comp. 32 (1978). No branches, so loops over it vectorise.
 */
#ifndef TER__ERF_H
#define TER__ERF_H

#include "elementary.h"
#include "erf_table.h"

/* erfcx(t), t >= 0 (t.hi up to 2^540): relative error below 2^-94. */
TER__INLINE ter__dd ter__erfcx_dd(ter__dd t) {
    ter__dd w = ter__dd_div(ter__dd_make(3.0, 0.0), ter__dd_add_d(t, 3.0));
    ter__dd s = ter__dd_scale(w, (double)TER__ERFCX_INTERVALS);
    double shifted = fma(s.hi, 1.0 - 0x1p-40, -0.5) + 0x1.8p52; /* the last interval holds its upper end */
    uint64_t row = (ter__bits_of(shifted) & 63) * TER__ERFCX_ROW;
    ter__dd d = ter__two_sum(s.hi, -((shifted - 0x1.8p52) + 0.5));
    d = ter__two_sum(d.hi, d.lo + s.lo);
    double p = ter__erfcx_table[row + 12];
    for (int k = 11; k >= TER__ERFCX_WIDE; k--)
        p = fma(d.hi, p, ter__erfcx_table[row + k]);
    ter__dd h =
        ter__two_sum(ter__erfcx_table[row + 5], fma(d.hi, p, ter__erfcx_table[row + 13 + 5])); /* a coefficient may be near 0 */
    for (int k = 4; k >= 0; k--)
        h = ter__dd_add_quick(ter__dd_make(ter__erfcx_table[row + k], ter__erfcx_table[row + 13 + k]), ter__dd_mul(d, h));
    return ter__dd_mul(h, w);
}

/* erf(t), |t| <= 0.51, by its Taylor series: relative error below 2^-90, also near 0. */
TER__INLINE ter__dd ter__erf_small_dd(ter__dd t) {
    ter__dd s = ter__dd_square(t);
    double p = ter__erf_series[TER__ERF_SERIES_DEGREE];
    for (int k = TER__ERF_SERIES_DEGREE - 1; k >= TER__ERF_SERIES_WIDE; k--)
        p = fma(s.hi, p, ter__erf_series[k]);
    ter__dd h = ter__fast_two_sum(ter__erf_series[9], fma(s.hi, p, ter__erf_series[19 + 9]));
    for (int k = 8; k >= 0; k--)
        h = ter__dd_add_ordered(ter__dd_make(ter__erf_series[k], ter__erf_series[19 + k]), ter__dd_mul(s, h));
    return ter__dd_mul(t, ter__dd_mul(h, ter__dd_make(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed8p-56)));
}

/* z / sqrt(2). */
TER__INLINE ter__dd ter__over_sqrt2(ter__dd z) {
    return ter__dd_mul(z, ter__dd_make(0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55));
}

/* -z^2 / 2; -inf with some lower half where it overflows. */
TER__INLINE ter__dd ter__minus_half_square(ter__dd z) {
    return ter__dd_mul(z, ter__dd_scale(z, -0.5));
}

/* Q(z) = P(Z > z) of the standard normal law, z >= 0: rounded once. */
TER__INLINE double ter__normal_tail(ter__dd z) {
    double hi = ter__clamp(z.hi, 0x1p60); /* 0 long before, and the square cannot overflow */
    z = ter__dd_make(hi, ter__blend(hi == z.hi, z.lo, 0.0));
    ter__dd e = ter__erfcx_dd(ter__over_sqrt2(z));
    return ter__exp_dd_times(ter__minus_half_square(z), e, -1);
}

/* log Q(z), z >= 0, z.hi < 2^512: relative error below 2^-94. */
TER__INLINE ter__dd ter__normal_log_tail(ter__dd z) {
    ter__dd e = ter__dd_scale(ter__erfcx_dd(ter__over_sqrt2(z)), 0.5);
    return ter__dd_add(ter__minus_half_square(z), ter__dd_log(e));
}

double ter__erf(double x);
double ter__erfc(double x);
double ter__log_erfc(double x);
double ter__erfc_inverse(double q);
double ter__log_erfc_inverse(double l);

#endif
