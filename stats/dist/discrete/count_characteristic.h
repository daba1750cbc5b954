/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logs of the characteristic functions of laws of counts, with S and C the sine and cosine of t / 2: |exp(it) - 1|^2 = 4 S^2, and
 * no sum below loses its digits.
 */
#ifndef TER__COUNT_CHARACTERISTIC_H
#define TER__COUNT_CHARACTERISTIC_H

#include "dist/characteristic.h"

/* mean (exp(i t) - 1) */
TER__SLOT ter__complex ter__poisson_log_characteristic(double mean, double t) {
    ter__sin_cos h = ter__half_turn(t);
    ter__dd twice = ter__dd_scale(ter__dd_mul_d(h.sin, mean), 2.0);
    return ter__complex_make(ter__dd_neg(ter__dd_mul(twice, h.sin)), ter__dd_mul(twice, h.cos));
}

/* trials log(q + p exp(i t)): |.|^2 = 1 - 4 p q S^2 = (p - q)^2 + 4 p q C^2, its parts q + p - 2 p S^2 and 2 p S C. */
TER__SLOT ter__complex ter__binomial_log_characteristic(double trials, ter__dd p, ter__dd q, double t) {
    ter__sin_cos h = ter__half_turn(t);
    ter__dd square = ter__dd_square(h.sin), four = ter__dd_scale(ter__dd_mul(p, q), 4.0), log;
    if (square.hi < 0.5)
        log = ter__dd_log1p(ter__dd_neg(ter__dd_mul(four, square)));
    else
        log = ter__dd_log(ter__dd_add(ter__dd_square(ter__dd_sub(p, q)), ter__dd_mul(four, ter__dd_square(h.cos))));
    ter__dd twice = ter__dd_scale(ter__dd_mul(p, h.sin), 2.0);
    ter__dd angle = ter__dd_angle(ter__dd_mul(twice, h.cos), ter__dd_add_d(ter__dd_neg(ter__dd_mul(twice, h.sin)), 1.0));
    return ter__complex_make(ter__dd_mul_d(log, 0.5 * trials), ter__dd_mul_d(angle, trials));
}

/* size log(p / (1 - q exp(i t))): |1 - q exp(i t)|^2 = p^2 (1 + (2 S sqrt(q) / p)^2), its parts p + 2 q S^2 and -2 q S C. */
TER__SLOT ter__complex ter__negative_binomial_log_characteristic(double size, ter__dd p, ter__dd q, double t) {
    ter__sin_cos h = ter__half_turn(t);
    if (q.hi == 0.0)
        return ter__complex_real(0.0);
    ter__dd twice = ter__dd_scale(ter__dd_mul(q, h.sin), 2.0);
    ter__dd log = ter__log_one_and(ter__dd_div(ter__dd_scale(ter__dd_mul(h.sin, ter__dd_sqrt(q)), 2.0), p));
    ter__dd angle = ter__dd_angle(ter__dd_mul(twice, h.cos), ter__dd_add(p, ter__dd_mul(twice, h.sin)));
    return ter__complex_make(ter__dd_mul_d(log, -size), ter__dd_mul_d(angle, size));
}

#endif
