/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * z = (x - location) / scale in double-double, for any finite location and scale > 0, subnormal or near overflow: the difference is
 * taken exactly (of quarters when location or scale is huge), then brought to the scale by a power of two, then divided.
 */
#ifndef TER__STANDARD_H
#define TER__STANDARD_H

#include "special/elementary.h"

/* |z| is cut here: far beyond where any density, tail or log of a tail still depends on it. */
#define TER__STANDARD_MAX 0x1p900
/* Doubles of `prepared` it takes. */
#define TER__STANDARD_SIZE 6

typedef struct ter__standard {
    double location; /* times pre */
    double pre;      /* 1 or 1/4 */
    double shift;    /* a power of two */
    ter__dd inverse; /* shift * inverse = 1 / (pre scale) */
    double scale;
} ter__standard;

TER__INLINE void ter__standard_prepare(double location, double scale, double *prepared) {
    double pre = fabs(location) > 0x1p1000 || scale > 0x1p1000 ? 0.25 : 1.0;
    int exponent;
    double m = frexp(scale, &exponent);
    exponent = (pre < 1.0 ? 2 : 0) - exponent;
    int most = exponent > 1000 ? 1000 : exponent < -1000 ? -1000 : exponent;
    ter__dd inverse = ter__dd_scale(ter__dd_ratio(1.0, m), ldexp(1.0, exponent - most));
    prepared[0] = location * pre;
    prepared[1] = pre;
    prepared[2] = ldexp(1.0, most);
    prepared[3] = inverse.hi;
    prepared[4] = inverse.lo;
    prepared[5] = scale;
}

TER__INLINE ter__standard ter__standard_load(const double *prepared) {
    ter__standard s = {prepared[0], prepared[1], prepared[2], {prepared[3], prepared[4]}, prepared[5]};
    return s;
}

/* d = pre (x - location), brought to the scale. */
TER__INLINE ter__dd ter__standard_scaled(ter__standard s, ter__dd d) {
    double hi = ter__clamp(d.hi * s.shift, TER__STANDARD_MAX);
    double lo = ter__blend(hi == d.hi * s.shift, d.lo * s.shift, 0.0);
    return ter__dd_mul(ter__dd_make(hi, lo), s.inverse);
}

/* NaN for NaN, the cut at infinities. */
TER__INLINE ter__dd ter__standard_z(ter__standard s, double x) {
    return ter__standard_scaled(s, ter__two_sum(x * s.pre, -s.location));
}

/* z for finite x with nothing cut, for laws whose log tail is z itself: {inf, 0} or {-inf, 0} where it overflows. */
TER__INLINE ter__dd ter__standard_whole_z(ter__standard s, double x) {
    ter__dd d = ter__two_sum(x * s.pre, -s.location);
    ter__dd z = ter__dd_mul(ter__dd_make(d.hi * s.shift, d.lo * s.shift), s.inverse);
    return fabs(z.hi) < TER__INFINITY ? z : ter__dd_make(copysign(TER__INFINITY, d.hi), 0.0);
}

/* Below this z only its first power counts, and a slope that is 0 at z = 0 is taken from x, as z may have lost its digits. */
#define TER__NEAR_MIDDLE 0x1p-500

/* (x - location) / scale^2 within 1 ulp, 2 ulp near the ends of the double range; z itself may be beyond the cut. */
TER__INLINE double ter__standard_z_over_scale(ter__standard s, double x) {
    ter__dd d = ter__two_sum(x * s.pre, -s.location);
    ter__dd square = ter__dd_square(s.inverse);
    double hi = d.hi * s.shift;
    int extreme = !(fabs(hi) < 0x1p900 && fabs(hi) > 0x1p-900);
    double again = s.shift * s.pre;
    double value = ter__dd_value(ter__dd_mul(ter__dd_make(hi, d.lo * s.shift), square)) * again;
    return ter__blend(extreme, hi * again * square.hi, value);
}

/* location + scale z, rounded once away from underflow; infinite where it overflows. */
TER__INLINE double ter__standard_undo(ter__standard s, ter__dd z) {
    double scale = s.scale * s.pre;
    double plain = s.location + scale * z.hi;
    ter__dd p = ter__dd_mul_d(z, scale);
    ter__dd sum = ter__dd_add_d(p, s.location);
    return (fabs(plain) < TER__INFINITY ? ter__dd_value(sum) : plain) / s.pre;
}

#endif
