/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The characteristic function of a trapezoid: its height times the sum over slopes and shoulder. A side of length r that falls to 0
 * from the point c on gives r exp(i t c) K(t r), K(u) = integral of (1 - v) exp(i u v) over v from 0 to 1 = (2 sin(u / 2)^2 + i (u
 * - sin u)) / u^2, and one that rises to c the conjugate of K.
 */
#include "dist/characteristic.h"
#include "trapezoid_law.h"

static ter__complex side(ter__dd u) {
    static const ter__dd half = {0.5, 0.0};
    if (fabs(u.hi) < 0x1p-100)
        return ter__complex_make(half, ter__dd_div_d(u, 6.0));
    ter__dd sine, cosine, half_sine, half_cosine, size = u.hi < 0.0 ? ter__dd_neg(u) : u;
    ter__dd_sincos(size, &sine, &cosine);
    ter__dd_sincos(ter__dd_scale(size, 0.5), &half_sine, &half_cosine);
    ter__dd wave = ter__dd_div(half_sine, size);
    ter__complex k = {ter__dd_scale(ter__dd_square(wave), 2.0),
                      ter__dd_div(ter__dd_div(ter__dd_minus_sine(size, sine), size), size)};
    return u.hi < 0.0 ? ter__complex_conjugate(k) : k;
}

ter_status ter__trapezoid_characteristic(double a, double b, double c, double d, double t, double *real, double *imaginary) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    ter__dd rise = ter__two_sum(b, -a), fall = ter__two_sum(d, -c), level = ter__two_sum(c, -b);
    ter__dd total = ter__dd_add(ter__dd_add(rise, fall), ter__dd_scale(level, 2.0)),
            middle = ter__dd_scale(ter__two_sum(b, c), 0.5);
    *real = *imaginary = TER__NAN;
    if (!(fabs(t) * (fabs(a) + fabs(d)) < TER__ANGLE_MAX))
        return TER_NOT_ACCURATE;
    ter__complex up = ter__complex_times(ter__complex_conjugate(side(ter__dd_mul_d(rise, t))), rise);
    up = ter__complex_mul(up, ter__complex_turned(ter__dd_mul(ter__two_product(t, b), inverse_pi)));
    ter__complex down = ter__complex_times(side(ter__dd_mul_d(fall, t)), fall);
    down = ter__complex_mul(down, ter__complex_turned(ter__dd_mul(ter__two_product(t, c), inverse_pi)));
    ter__dd flat = ter__dd_mul(level, ter__dd_sinc(ter__dd_scale(ter__dd_mul_d(level, t), 0.5)));
    ter__complex shoulder = ter__complex_times(ter__complex_turned(ter__dd_mul(ter__dd_mul_d(middle, t), inverse_pi)), flat);
    ter__complex sum = ter__complex_add(ter__complex_add(up, down), shoulder);
    ter__dd height = ter__dd_div(ter__dd_make(2.0, 0.0), total);
    return ter__characteristic_of(ter__complex_times(sum, height), real, imaginary);
}
