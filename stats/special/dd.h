/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Double-double arithmetic: an unevaluated sum high + low of two doubles with |low| <= ulp(high) / 2, some 106 bits.
 *
 * All operations are branch-free and use fma(), so that loops over them vectorise and give the same bits at every vector width;
 * the build forbids contraction (-ffp-contract=off). Relative error bounds are those of Joldes, Muller, Popescu, "Tight and
 * rigorous error bounds for basic building blocks of double-word arithmetic", ACM TOMS 44 (2017); u = 2^-53. Infinities and NaN
 * in `hi` are not preserved in general: callers treat them first. Products need their exponents away from the underflow range
 * (|a b| > 2^-960) for the error term to be exact.
 */
#ifndef TER__DD_H
#define TER__DD_H

#include <math.h>

typedef struct ter__dd {
    double hi, lo;
} ter__dd;

/* The macros of math.h are floats, which -Wdouble-promotion refuses. */
#define TER__INFINITY ((double)INFINITY)
#define TER__NAN      ((double)NAN)

#define TER__INLINE static inline __attribute__((always_inline, unused))

TER__INLINE ter__dd ter__dd_make(double hi, double lo) {
    ter__dd r = {hi, lo};
    return r;
}

/* a + b exactly, for any a, b. */
TER__INLINE ter__dd ter__two_sum(double a, double b) {
    double s = a + b;
    double t = s - a;
    return ter__dd_make(s, (a - (s - t)) + (b - t));
}

/* a + b exactly, when |a| >= |b| or a is 0. */
TER__INLINE ter__dd ter__fast_two_sum(double a, double b) {
    double s = a + b;
    return ter__dd_make(s, b - (s - a));
}

/* a * b exactly. */
TER__INLINE ter__dd ter__two_product(double a, double b) {
    double p = a * b;
    return ter__dd_make(p, fma(a, b, -p));
}

TER__INLINE ter__dd ter__dd_neg(ter__dd a) {
    return ter__dd_make(-a.hi, -a.lo);
}

/* Error below 3 u^2. */
TER__INLINE ter__dd ter__dd_add(ter__dd a, ter__dd b) {
    ter__dd s = ter__two_sum(a.hi, b.hi);
    ter__dd t = ter__two_sum(a.lo, b.lo);
    ter__dd v = ter__fast_two_sum(s.hi, s.lo + t.hi);
    return ter__fast_two_sum(v.hi, t.lo + v.lo);
}

/* Error below 2 u^2. */
TER__INLINE ter__dd ter__dd_add_d(ter__dd a, double b) {
    ter__dd s = ter__two_sum(a.hi, b);
    return ter__fast_two_sum(s.hi, a.lo + s.lo);
}

/* Error below 4 u^2 (|a| + |b|): enough where the sum cannot be much smaller than either, and half the work. */
TER__INLINE ter__dd ter__dd_add_quick(ter__dd a, ter__dd b) {
    ter__dd s = ter__two_sum(a.hi, b.hi);
    return ter__fast_two_sum(s.hi, s.lo + (a.lo + b.lo));
}

TER__INLINE ter__dd ter__dd_sub(ter__dd a, ter__dd b) {
    return ter__dd_add(a, ter__dd_neg(b));
}

/* Error below 5 u^2. */
TER__INLINE ter__dd ter__dd_mul(ter__dd a, ter__dd b) {
    ter__dd p = ter__two_product(a.hi, b.hi);
    double low = fma(a.hi, b.lo, a.lo * b.hi);
    return ter__fast_two_sum(p.hi, p.lo + low);
}

/* Error below 2 u^2. */
TER__INLINE ter__dd ter__dd_mul_d(ter__dd a, double b) {
    ter__dd p = ter__two_product(a.hi, b);
    return ter__fast_two_sum(p.hi, fma(a.lo, b, p.lo));
}

TER__INLINE ter__dd ter__dd_square(ter__dd a) {
    ter__dd p = ter__two_product(a.hi, a.hi);
    return ter__fast_two_sum(p.hi, fma(2.0 * a.hi, a.lo, p.lo));
}

/* Error below 10 u^2. */
TER__INLINE ter__dd ter__dd_div(ter__dd a, ter__dd b) {
    double q = a.hi / b.hi;
    ter__dd r = ter__dd_mul_d(b, q);
    double d = (a.hi - r.hi) + (a.lo - r.lo);
    return ter__fast_two_sum(q, d / b.hi);
}

TER__INLINE ter__dd ter__dd_div_d(ter__dd a, double b) {
    double q = a.hi / b;
    ter__dd p = ter__two_product(q, b);
    return ter__fast_two_sum(q, ((a.hi - p.hi) - p.lo + a.lo) / b);
}

/* a / b of doubles. */
TER__INLINE ter__dd ter__dd_ratio(double a, double b) {
    double q = a / b;
    return ter__fast_two_sum(q, fma(-q, b, a) / b);
}

/* a > 0. */
TER__INLINE ter__dd ter__dd_sqrt(ter__dd a) {
    double s = sqrt(a.hi);
    double r = fma(-s, s, a.hi) + a.lo;
    return ter__fast_two_sum(s, r / (2.0 * s));
}

/* Multiplication by a power of two given as such: exact away from underflow. */
TER__INLINE ter__dd ter__dd_scale(ter__dd a, double power_of_two) {
    return ter__dd_make(a.hi * power_of_two, a.lo * power_of_two);
}

TER__INLINE double ter__dd_value(ter__dd a) {
    return a.hi + a.lo;
}

#endif
