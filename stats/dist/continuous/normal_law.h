/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The standard normal law at a double-double z: what the families normal and lognormal share. log normaliser is log(sd sqrt(2 pi))
 * and whatever else is subtracted from -z^2 / 2 in the log density.
 */
#ifndef TER__NORMAL_LAW_H
#define TER__NORMAL_LAW_H

#include "special/erf.h"
#include "special/normal_inverse.h"

TER__INLINE ter__dd ter__normal_magnitude(ter__dd z) {
    double sign = copysign(1.0, z.hi);
    return ter__dd_scale(z, sign);
}

/* hi is -inf where z^2 / 2 overflows. */
TER__INLINE ter__dd ter__normal_log_density(ter__dd z, ter__dd log_normaliser) {
    ter__dd h = ter__minus_half_square(z);
    ter__dd r = ter__dd_sub(h, log_normaliser);
    int far = fabs(z.hi) > 0x1p512;
    return ter__dd_make(ter__blend(far, h.hi == h.hi ? h.hi : -TER__INFINITY, r.hi), ter__blend(far, 0.0, r.lo));
}

/* P(Z <= z). */
TER__INLINE double ter__normal_below(ter__dd z) {
    double tail = ter__normal_tail(ter__normal_magnitude(z));
    return z.hi > 0.0 ? 1.0 - tail : tail;
}

/* log P(Z <= z). */
TER__INLINE ter__dd ter__normal_log_below(ter__dd z) {
    if (z.hi != z.hi)
        return z;
    if (z.hi < -0x1p512)
        return ter__normal_log_density(z, ter__dd_make(0.0, 0.0));
    ter__dd a = ter__normal_magnitude(z);
    if (z.hi <= 0.0)
        return ter__normal_log_tail(a);
    if (z.hi > 30.0)
        return ter__dd_make(0.0 - ter__normal_tail(a), 0.0); /* log(1 - q) = -q - q^2 / 2 */
    ter__dd tail = ter__dd_mul(ter__dd_exp(ter__minus_half_square(a)), ter__erfcx_dd(ter__over_sqrt2(a)));
    return ter__dd_log1p(ter__dd_scale(tail, -0.5));
}

/* density / P(Z > z) of the standard law, z >= 0. */
TER__INLINE ter__dd ter__normal_hazard(ter__dd z) {
    ter__dd mills = ter__dd_mul(ter__erfcx_dd(ter__over_sqrt2(z)), ter__dd_make(0x1.40d931ff62706p+0, -0x1.a6a0d6f814637p-54));
    return ter__dd_div(ter__dd_make(1.0, 0.0), mills);
}

/* P(a < Z <= b), a < b, width = b - a given apart: it may be far smaller than what a and b carry. */
double ter__normal_interval(ter__dd a, ter__dd b, ter__dd width);

/* z of the four inverses, from a probability or its log, below or above. */
typedef enum ter__normal_side { TER__NORMAL_P, TER__NORMAL_Q, TER__NORMAL_LOG_P, TER__NORMAL_LOG_Q } ter__normal_side;

TER__INLINE ter__dd ter__normal_inverse(ter__normal_side side, double argument) {
    switch (side) {
    case TER__NORMAL_P:
        return ter__normal_quantile(argument);
    case TER__NORMAL_Q:
        return ter__dd_neg(ter__normal_quantile(argument));
    case TER__NORMAL_LOG_P:
        return ter__normal_quantile_log(argument);
    default:
        return ter__dd_neg(ter__normal_quantile_log(argument));
    }
}

#endif
