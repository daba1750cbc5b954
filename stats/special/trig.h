/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arc tangent, and sine, cosine and tangent of pi x, in double-double: relative error below 2^-102, also next to their zeros.
 *
 * Method: the argument is brought within 1/128 of a multiple of 1/64, whose values are in a table; the addition theorem and a
 * Taylor polynomial do the rest. Taking pi x for the argument makes the reduction of large arguments exact.
 */
#ifndef TER__TRIG_H
#define TER__TRIG_H

#include "dd.h"
#include "trig_table.h"

#define TER__PI                                                                                                                    \
    { 0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53 }
#define TER__HALF_PI                                                                                                               \
    { 0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54 }
#define TER__INVERSE_PI                                                                                                            \
    { 0x1.45f306dc9c883p-2, -0x1.6b01ec5417056p-56 }
#define TER__LOG_PI                                                                                                                \
    { 0x1.250d048e7a1bdp+0, 0x1.7abf2ad8d5088p-57 }

typedef struct ter__sin_cos {
    ter__dd sin, cos;
} ter__sin_cos;

/* atan(r), |r| < 0.0081. */
static inline ter__dd ter__dd_atan_small(ter__dd r) {
    static const ter__dd third = {0x1.5555555555555p-2, 0x1.5555555555555p-56};
    static const ter__dd fifth = {0x1.999999999999ap-3, -0x1.999999999999ap-57};
    ter__dd w = ter__dd_square(r);
    double p = fma(w.hi, -0x1.1111111111111p-4, 0x1.3b13b13b13b14p-4);
    p = fma(w.hi, p, -0x1.745d1745d1746p-4);
    p = fma(w.hi, p, 0x1.c71c71c71c71cp-4);
    ter__dd h = ter__fast_two_sum(0x1.2492492492492p-3, fma(-w.hi, p, 0x1.2492492492492p-57));
    h = ter__dd_sub(fifth, ter__dd_mul(w, h));
    h = ter__dd_sub(third, ter__dd_mul(w, h));
    return ter__dd_sub(r, ter__dd_mul(ter__dd_mul(r, w), h));
}

/* Any x; x.hi may be infinite. */
static inline ter__dd ter__dd_atan(ter__dd x) {
    static const ter__dd half_pi = TER__HALF_PI;
    ter__dd a = x.hi < 0.0 ? ter__dd_neg(x) : x;
    int above = a.hi > 1.0;
    if (a.hi > 0x1p200)
        a = a.hi > 0x1p1000 ? ter__dd_make(0.0, 0.0) : ter__dd_make(1.0 / a.hi, 0.0);
    else if (above)
        a = ter__dd_div(ter__dd_make(1.0, 0.0), a);
    int i = (int)(a.hi * 64.0 + 0.5);
    double c = (double)i * 0x1p-6;
    ter__dd r = i == 0 ? a : ter__dd_div(ter__dd_add_d(a, -c), ter__dd_add_d(ter__dd_mul_d(a, c), 1.0));
    ter__dd y = ter__dd_atan_small(r);
    if (i > 0)
        y = ter__dd_add(ter__atan_table[i], y);
    if (above)
        y = ter__dd_sub(half_pi, y);
    return x.hi < 0.0 ? ter__dd_neg(y) : y;
}

/* sin and cos of theta, |theta| < 0.0247. */
static inline ter__sin_cos ter__sin_cos_small(ter__dd theta) {
    static const ter__dd sixth = {0x1.5555555555555p-3, 0x1.5555555555555p-57};
    static const ter__dd over_24 = {0x1.5555555555555p-5, 0x1.5555555555555p-59};
    static const ter__dd over_120 = {0x1.1111111111111p-7, 0x1.1111111111111p-63};
    ter__dd w = ter__dd_square(theta);
    double p = fma(w.hi, -0x1.6124613a86d09p-33, 0x1.ae64567f544e4p-26); /* 1/13!, 1/11! */
    p = fma(-w.hi, p, 0x1.71de3a556c734p-19);
    ter__dd h = ter__fast_two_sum(0x1.a01a01a01a01ap-13, fma(-w.hi, p, 0x1.a01a01a01a01ap-73));
    h = ter__dd_sub(over_120, ter__dd_mul(w, h));
    h = ter__dd_sub(sixth, ter__dd_mul(w, h));
    ter__dd s = ter__dd_sub(theta, ter__dd_mul(ter__dd_mul(theta, w), h));
    double q = fma(w.hi, -0x1.93974a8c07c9dp-37, 0x1.1eed8eff8d898p-29); /* 1/14!, 1/12! */
    q = fma(-w.hi, q, 0x1.27e4fb7789f5cp-22);
    q = fma(-w.hi, q, 0x1.a01a01a01a01ap-16);
    ter__dd g = ter__fast_two_sum(0x1.6c16c16c16c17p-10, fma(-w.hi, q, -0x1.f49f49f49f49fp-65));
    g = ter__dd_sub(over_24, ter__dd_mul(w, g));
    g = ter__dd_sub(ter__dd_make(0.5, 0.0), ter__dd_mul(w, g));
    ter__sin_cos out = {s, ter__dd_add_d(ter__dd_neg(ter__dd_mul(w, g)), 1.0)};
    return out;
}

/* sin and cos of pi x, |x.hi| < 2^52. */
static inline ter__sin_cos ter__sin_cos_pi(ter__dd x) {
    static const ter__dd pi = TER__PI;
    double half_turns = floor(2.0 * x.hi + 0.5);
    ter__dd r = ter__dd_add_d(x, -0.5 * half_turns); /* exact */
    ter__dd a = r.hi < 0.0 ? ter__dd_neg(r) : r;
    int i = (int)(a.hi * 64.0 + 0.5);
    i = i > 16 ? 16 : i;
    ter__dd rest = ter__dd_add_d(a, (double)i * -0x1p-6);
    ter__sin_cos t = ter__sin_cos_small(ter__dd_mul(rest, pi));
    if (i > 0) {
        ter__dd s = ter__sin_pi_table[i], c = ter__cos_pi_table[i];
        ter__sin_cos turned = {ter__dd_add(ter__dd_mul(s, t.cos), ter__dd_mul(c, t.sin)),
                               ter__dd_sub(ter__dd_mul(c, t.cos), ter__dd_mul(s, t.sin))};
        t = turned;
    }
    if (r.hi < 0.0)
        t.sin = ter__dd_neg(t.sin);
    ter__sin_cos out = t;
    double quadrant = half_turns - 4.0 * floor(0.25 * half_turns);
    if (quadrant == 1.0 || quadrant == 3.0) {
        out.sin = t.cos;
        out.cos = ter__dd_neg(t.sin);
    }
    if (quadrant >= 2.0) {
        out.sin = ter__dd_neg(out.sin);
        out.cos = ter__dd_neg(out.cos);
    }
    return out;
}

static inline ter__dd ter__dd_sin_pi(ter__dd x) {
    return ter__sin_cos_pi(x).sin;
}

static inline ter__dd ter__dd_cos_pi(ter__dd x) {
    return ter__sin_cos_pi(x).cos;
}

/* The sine of an angle in radians, |x.hi| <= 2: no zero but 0 is near. */
static inline ter__dd ter__dd_sin(ter__dd x) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    return ter__dd_sin_pi(ter__dd_mul(x, inverse_pi));
}

/* Infinite at the poles, which are exact. */
static inline ter__dd ter__dd_tan_pi(ter__dd x) {
    ter__sin_cos t = ter__sin_cos_pi(x);
    return t.cos.hi == 0.0 ? ter__dd_make(copysign(TER__INFINITY, t.sin.hi), 0.0) : ter__dd_div(t.sin, t.cos);
}

#endif
