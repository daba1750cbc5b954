/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of x / scale on the positive half line: log(x / scale) with full relative accuracy, also next to 0, and the way back with
 * one rounding, whatever the exponents of x and scale.
 */
#ifndef TER__POSITIVE_H
#define TER__POSITIVE_H

#include "log_terms.h"

/* Doubles of `prepared` it takes: the scale as mantissa and exponent, its log. */
#define TER__POSITIVE_SIZE 4

static inline void ter__positive_prepare(double scale, double *prepared) {
    int exponent;
    prepared[0] = frexp(scale, &exponent);
    prepared[1] = exponent;
    ter__dd log_scale = ter__dd_log_d(scale);
    prepared[2] = log_scale.hi;
    prepared[3] = log_scale.lo;
}

static inline ter__dd ter__positive_log_scale(const double *prepared) {
    return ter__dd_make(prepared[2], prepared[3]);
}

/* log(x / scale) for 0 <= x < infinity: of the mantissas' quotient; by the difference, which is exact, where x is near the scale.
 */
static inline ter__dd ter__positive_log_ratio(const double *prepared, double x) {
    const double scale = prepared[0];
    int exponent;
    if (!(x > 0.0))
        return ter__log_zero();
    double m = frexp(x, &exponent), k = exponent - prepared[1];
    if (fabs(k) <= 1.0) {
        m = k > 0.0 ? 2.0 * m : k < 0.0 ? 0.5 * m : m;
        return m >= 0.5 * scale && m <= 2.0 * scale ? ter__dd_log1p(ter__dd_ratio(m - scale, scale))
                                                    : ter__dd_log(ter__dd_ratio(m, scale));
    }
    return ter__dd_add(ter__dd_log(ter__dd_ratio(m, scale)), ter__dd_mul_d(ter__log_two(), k));
}

/* x / scale for 0 < x < infinity; to double only beyond 2^+-900, {inf, 0} where it overflows. */
static inline ter__dd ter__positive_ratio(const double *prepared, double x) {
    int exponent;
    double m = frexp(x, &exponent), k = exponent - prepared[1];
    ter__dd ratio = ter__dd_ratio(m, prepared[0]);
    return fabs(k) < 900.0 ? ter__dd_scale(ratio, ldexp(1.0, (int)k)) : ter__dd_make(ldexp(ratio.hi, (int)k), 0.0);
}

/* scale exp(v), rounded once; v.hi may be infinite. */
static inline double ter__positive_undo(const double *prepared, ter__dd v) {
    if (!(fabs(v.hi) < 1490.0))
        return v.hi > 0.0 ? TER__INFINITY : v.hi < 0.0 ? 0.0 : TER__NAN;
    return ter__exp_dd_times(v, ter__dd_make(prepared[0], 0.0), (int)prepared[1]);
}

/* scale r for r > 0, rounded once; r.hi may be infinite. */
static inline double ter__positive_undo_ratio(const double *prepared, ter__dd r) {
    if (!(r.hi > 0x1p-1000 && r.hi < TER__INFINITY))
        return ldexp(r.hi * prepared[0], (int)prepared[1]);
    int exponent, up = (int)prepared[1];
    (void)frexp(r.hi, &exponent);
    ter__dd product = ter__dd_mul_d(ter__dd_scale(r, ldexp(1.0, -exponent)), prepared[0]);
    /* below the normal range the spacing of the result is added and taken away, to round there once */
    int least = exponent + up;
    if (least > -1000)
        return ldexp(ter__dd_value(product), least > 2000 ? 2000 : least);
    double spacing = least > -1200 ? ldexp(1.0, -1022 - least) : 0.0;
    ter__dd sum = ter__two_sum(spacing, product.hi);
    return ldexp((sum.hi + (sum.lo + product.lo)) - spacing, least);
}

#endif
