/* SPDX-License-Identifier: GPL-3.0-or-later */
/* X = scale U^(1 / power) for a standard variable U > 0: how x becomes log u, to double-double precision for any x and scale. */
#ifndef TER__POWER_SCALE_H
#define TER__POWER_SCALE_H

#include "special/elementary.h"

typedef struct ter__power_scale {
    ter__dd mantissa; /* scale = mantissa 2^exponent, 1/2 <= mantissa < 1 */
    double exponent;
    ter__dd log_scale;
    double power;
} ter__power_scale;

TER__INLINE ter__power_scale ter__power_scale_make(ter__dd scale, double power) {
    int exponent;
    (void)frexp(scale.hi, &exponent);
    ter__power_scale s = {{ldexp(scale.hi, -exponent), ldexp(scale.lo, -exponent)}, exponent, ter__dd_log(scale), power};
    return s;
}

/* log(x / scale), 0 < x < inf: relative to itself also where x is next to the scale. */
TER__INLINE ter__dd ter__power_scale_log_ratio(const ter__power_scale *s, double x) {
    const ter__dd log_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
    int exponent;
    double m = frexp(x, &exponent), shift = exponent - s->exponent;
    if (fabs(shift) <= 1.0) { /* next to the scale */
        m = ldexp(m, (int)shift);
        shift = 0.0;
    }
    ter__dd log_mantissa = ter__dd_log(ter__dd_div(ter__dd_make(m, 0.0), s->mantissa));
    return ter__dd_add(ter__dd_mul_d(log_2, shift), log_mantissa);
}

/* x from log u, rounded once; 0 or infinite beyond the doubles. */
TER__INLINE double ter__power_scale_undo(const ter__power_scale *s, ter__dd log_u) {
    if (isinf(log_u.hi))
        return (log_u.hi > 0.0) == (s->power > 0.0) ? TER__INFINITY : 0.0;
    ter__dd log_ratio = s->power == 1.0 ? log_u : ter__dd_div_d(log_u, s->power);
    return ter__exp_dd(ter__dd_add(log_ratio, s->log_scale));
}

#endif
