/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sine and cosine of radians, and t - sin t, in double-double, from those of multiples of pi. */
#ifndef TER__TRIGONOMETRIC_H
#define TER__TRIGONOMETRIC_H

#include "trig.h"

/* Absolute error below 2^-100 (1 + |t|) for |t| < 2^20. */
TER__INLINE void ter__dd_sincos(ter__dd t, ter__dd *sine, ter__dd *cosine) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    ter__sin_cos both = ter__sin_cos_pi(ter__dd_mul(t, inverse_pi));
    *sine = both.sin;
    *cosine = both.cos;
}

/* t - sin t without cancellation, 0 <= t; t given with its sine. */
TER__INLINE ter__dd ter__dd_minus_sine(ter__dd t, ter__dd sine) {
    if (t.hi > 0.5)
        return ter__dd_sub(t, sine);
    ter__dd s = ter__dd_square(t), h = ter__dd_make(1.0, 0.0);
    for (int k = 11; k >= 1; k--) {
        double n = 3.0 + 2.0 * k;
        h = ter__dd_add_d(ter__dd_neg(ter__dd_div_d(ter__dd_mul(s, h), n * (n - 1.0))), 1.0);
    }
    return ter__dd_mul(ter__dd_div_d(ter__dd_mul(s, h), 6.0), t);
}

#endif
