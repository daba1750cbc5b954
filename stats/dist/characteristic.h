/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Characteristic functions E[exp(i t X)]: what families share. A value is made as its log (log modulus and angle) or by its parts,
 * in double-double, and rounded once: its error is below 2^-50 of its modulus. An angle above 2^50 has no digits left.
 */
#ifndef TER__CHARACTERISTIC_H
#define TER__CHARACTERISTIC_H

#include "dist/common_slots.h"
#include "special/complex.h"
#include "special/trigonometric.h"

#define TER__ANGLE_MAX 0x1p50
/* A size that stands for any larger one, where the modulus is 0 at both. */
#define TER__CHARACTERISTIC_FAR 0x1p200

TER__SLOT ter_status ter__characteristic_of(ter__complex value, double *real, double *imaginary) {
    bool good = !isnan(value.re.hi) && !isnan(value.im.hi);
    *real = good ? ter__dd_value(value.re) : TER__NAN;
    *imaginary = good ? ter__dd_value(value.im) : TER__NAN;
    return good ? TER_OK : TER_NOT_ACCURATE;
}

TER__SLOT ter_status ter__characteristic_of_log(ter__complex log, double *real, double *imaginary) {
    *real = *imaginary = 0.0;
    if (log.re.hi < -800.0)
        return TER_OK;
    bool good = fabs(log.im.hi) < TER__ANGLE_MAX;
    return ter__characteristic_of(good ? ter__complex_exp(log) : ter__complex_real(TER__NAN), real, imaginary);
}

/* t scale, or where it is out of all proportion a product as far out. */
TER__SLOT ter__dd ter__characteristic_near(double t, double scale) {
    ter__dd s = ter__two_product(t, scale);
    if (fabs(s.hi) < TER__CHARACTERISTIC_FAR)
        return s;
    return ter__dd_make(t < 0.0 ? -TER__CHARACTERISTIC_FAR : TER__CHARACTERISTIC_FAR, 0.0);
}

/* log(1 + s^2) / 2 for any size of s. */
TER__SLOT ter__dd ter__log_one_and(ter__dd s) {
    ter__dd size = s.hi < 0.0 ? ter__dd_neg(s) : s;
    return size.hi > 0x1p200 ? ter__dd_log(size) : ter__dd_scale(ter__dd_log1p(ter__dd_square(s)), 0.5);
}

/* log(1 - i t scale); the product may overflow. */
TER__SLOT ter__complex ter__log_one_minus(double t, double scale) {
    static const ter__dd half_pi = TER__HALF_PI;
    ter__dd s = ter__two_product(t, scale);
    if (fabs(s.hi) < 0x1p1000)
        return ter__complex_make(ter__log_one_and(s), ter__dd_neg(ter__dd_atan(s)));
    return ter__complex_make(ter__dd_add(ter__dd_log_d(fabs(t)), ter__dd_log_d(scale)), t > 0.0 ? ter__dd_neg(half_pi) : half_pi);
}

/* sin(x) / x, x in radians */
TER__SLOT ter__dd ter__dd_sinc(ter__dd x) {
    ter__dd sine, cosine;
    if (fabs(x.hi) < 0x1p-60)
        return ter__dd_make(1.0, 0.0);
    ter__dd_sincos(x, &sine, &cosine);
    return ter__dd_div(sine, x);
}

/* t / pi less an even whole number, for laws of counts, where t counts but for multiples of 2 pi: |t| < 2^60. */
TER__SLOT ter__dd ter__turns(double t) {
    static const double part[3] = {0x1.45f306dc9c883p-2, -0x1.6b01ec5417056p-56, -0x1.6447e493ad4cep-110};
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (int i = 0; i < 3; i++) {
        ter__dd product = ter__two_product(t, part[i]);
        double even = 2.0 * floor(0.5 * product.hi + 0.5), more = 2.0 * floor(0.5 * product.lo + 0.5);
        sum = ter__dd_add_d(ter__dd_add_d(sum, product.hi - even), product.lo - more);
    }
    return ter__dd_add_d(sum, -2.0 * floor(0.5 * sum.hi + 0.5));
}

/* sin and cos of t / 2 */
TER__SLOT ter__sin_cos ter__half_turn(double t) {
    return ter__sin_cos_pi(ter__dd_scale(ter__turns(t), 0.5));
}

/* exp(i t location) Gamma(shape + i t scale) / Gamma(shape): of location + scale log G, G a gamma variable; a scale of any sign. */
TER__SLOT ter_status ter__log_gamma_characteristic(double location, double scale, double shape, double t, double *real,
                                                   double *imaginary) {
    ter__dd whole = ter__dd_make(shape, 0.0), s = ter__characteristic_near(t, scale);
    ter__complex log = ter__complex_log_gamma(ter__complex_make(whole, s));
    log.re = ter__dd_sub(log.re, ter__dd_lgamma(shape));
    log.im = ter__dd_add(log.im, ter__two_product(t, location));
    return ter__characteristic_of_log(log, real, imaginary);
}

#endif
