/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Complex numbers in double-double, by their parts or, as logs, by log modulus and angle; log gamma to the right of 0. */
#ifndef TER__COMPLEX_H
#define TER__COMPLEX_H

#include "elementary.h"
#include "gamma.h"
#include "gamma_table.h"
#include "trig.h"

typedef struct ter__complex {
    ter__dd re, im;
} ter__complex;

TER__INLINE ter__complex ter__complex_make(ter__dd re, ter__dd im) {
    ter__complex z = {re, im};
    return z;
}

TER__INLINE ter__complex ter__complex_real(double re) {
    return ter__complex_make(ter__dd_make(re, 0.0), ter__dd_make(0.0, 0.0));
}

TER__INLINE ter__complex ter__complex_add(ter__complex a, ter__complex b) {
    return ter__complex_make(ter__dd_add(a.re, b.re), ter__dd_add(a.im, b.im));
}

TER__INLINE ter__complex ter__complex_mul(ter__complex a, ter__complex b) {
    return ter__complex_make(ter__dd_sub(ter__dd_mul(a.re, b.re), ter__dd_mul(a.im, b.im)),
                             ter__dd_add(ter__dd_mul(a.re, b.im), ter__dd_mul(a.im, b.re)));
}

TER__INLINE ter__complex ter__complex_times(ter__complex a, ter__dd factor) {
    return ter__complex_make(ter__dd_mul(a.re, factor), ter__dd_mul(a.im, factor));
}

TER__INLINE ter__complex ter__complex_conjugate(ter__complex a) {
    return ter__complex_make(a.re, ter__dd_neg(a.im));
}

/* 1 / a, for |a| between 2^-500 and 2^500. */
TER__INLINE ter__complex ter__complex_inverse(ter__complex a) {
    ter__dd size = ter__dd_add(ter__dd_square(a.re), ter__dd_square(a.im));
    return ter__complex_make(ter__dd_div(a.re, size), ter__dd_neg(ter__dd_div(a.im, size)));
}

/* The angle of x + i y from -pi to pi; 0 at 0. */
TER__INLINE ter__dd ter__dd_angle(ter__dd y, ter__dd x) {
    static const ter__dd half_pi = TER__HALF_PI, pi = TER__PI;
    if (fabs(y.hi) > fabs(x.hi)) {
        ter__dd from_axis = ter__dd_atan(ter__dd_div(x, y));
        return ter__dd_sub(y.hi > 0.0 ? half_pi : ter__dd_neg(half_pi), from_axis);
    }
    ter__dd angle = x.hi == 0.0 ? ter__dd_make(0.0, 0.0) : ter__dd_atan(ter__dd_div(y, x));
    if (x.hi < 0.0)
        angle = y.hi < 0.0 ? ter__dd_sub(angle, pi) : ter__dd_add(angle, pi);
    return angle;
}

TER__INLINE ter__complex ter__complex_log(ter__complex a) {
    ter__dd size = ter__dd_add(ter__dd_square(a.re), ter__dd_square(a.im));
    return ter__complex_make(ter__dd_scale(ter__dd_log(size), 0.5), ter__dd_angle(a.im, a.re));
}

/* exp(i pi turns) */
TER__INLINE ter__complex ter__complex_turned(ter__dd turns) {
    ter__sin_cos at = ter__sin_cos_pi(turns);
    return ter__complex_make(at.cos, at.sin);
}

/* The angle's absolute error is 2^-104 of it. */
TER__INLINE ter__complex ter__complex_exp(ter__complex log) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    return ter__complex_times(ter__complex_turned(ter__dd_mul(log.im, inverse_pi)), ter__exp_whole(log.re));
}

/*
 * log Gamma(z), re z > 0, its angle but for multiples of 2 pi: Stirling's series (DLMF 5.11.1) from |z| >= 26 on, where 22 terms
 * leave less than 2^-104 though z be on the imaginary axis (5.11(ii)); before, z is moved right by the product of the steps.
 */
TER__INLINE ter__complex ter__complex_log_gamma(ter__complex z) {
    static const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    ter__complex steps = ter__complex_real(1.0);
    bool moved = false;
    while (z.re.hi < 26.0 && fabs(z.im.hi) < 26.0) {
        steps = ter__complex_mul(steps, z);
        z.re = ter__dd_add_d(z.re, 1.0);
        moved = true;
    }
    ter__complex inverse = ter__complex_inverse(z), square = ter__complex_mul(inverse, inverse), sum = ter__complex_real(0.0);
    for (int k = TER__STIRLING_HEAD + TER__STIRLING_TAIL - 1; k >= 0; k--) {
        ter__dd term =
            k < TER__STIRLING_HEAD ? ter__stirling_head[k] : ter__dd_make(ter__stirling_tail[k - TER__STIRLING_HEAD], 0.0);
        sum = ter__complex_mul(square, sum);
        sum.re = ter__dd_add(sum.re, term);
    }
    sum = ter__complex_mul(sum, inverse);
    sum.re = ter__dd_add(sum.re, half_log_two_pi);
    ter__complex log = ter__complex_log(z), half = ter__complex_make(ter__dd_add_d(z.re, -0.5), z.im);
    sum = ter__complex_add(sum, ter__complex_mul(half, log));
    sum = ter__complex_make(ter__dd_sub(sum.re, z.re), ter__dd_sub(sum.im, z.im));
    if (moved) {
        ter__complex less = ter__complex_log(steps);
        sum = ter__complex_make(ter__dd_sub(sum.re, less.re), ter__dd_sub(sum.im, less.im));
    }
    return sum;
}

#endif
