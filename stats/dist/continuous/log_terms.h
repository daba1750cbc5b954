/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Terms that logs of densities and tails are made of, in double-double and at every magnitude, infinities included. */
#ifndef TER__LOG_TERMS_H
#define TER__LOG_TERMS_H

#include "special/elementary.h"

#define TER__LOG_TWO                                                                                                               \
    { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 }

static inline ter__dd ter__log_two(void) {
    const ter__dd log_two = TER__LOG_TWO;
    return log_two;
}

static inline ter__dd ter__log_zero(void) {
    return ter__dd_make(-TER__INFINITY, 0.0);
}

/* log(1 + exp(v)). */
static inline ter__dd ter__softplus(ter__dd v) {
    if (v.hi == TER__INFINITY)
        return v;
    return v.hi < -640.0 ? ter__dd_make(ter__exp_dd(v), 0.0) : ter__dd_log1pexp(v);
}

/* log(1 - exp(-exp(w))): the log of the rest when a tail is exp(-s), s = exp(w). */
static inline ter__dd ter__log_rest_of_power(ter__dd w) {
    if (w.hi < -110.0)
        return w;
    return w.hi > 7.0 ? ter__dd_make(0.0, 0.0) : ter__log_rest(ter__dd_neg(ter__dd_exp(w)));
}

/* log(1 + r) for r >= 0; r.hi may be infinite. */
static inline ter__dd ter__log1p_whole(ter__dd r) {
    if (r.hi == TER__INFINITY)
        return r;
    return r.hi > 0x1p110 ? ter__dd_log(r) : ter__dd_log1p(r);
}

/* exp(r) - 1 - r for 0 <= r < 700, relative error below 2^-90. */
static inline ter__dd ter__expm1_minus(ter__dd r) {
    if (r.hi > 0x1p-8)
        return ter__dd_sub(ter__dd_expm1(r), r);
    ter__dd sum = ter__dd_make(1.0, 0.0);
    for (int k = 14; k >= 3; k--)
        sum = ter__dd_add_d(ter__dd_div_d(ter__dd_mul(sum, r), (double)k), 1.0);
    return ter__dd_scale(ter__dd_mul(ter__dd_square(r), sum), 0.5);
}

/* a b for a finite double b, where a may be infinite or the product overflow: {inf or -inf, 0} then. */
static inline ter__dd ter__times(ter__dd a, double b) {
    ter__dd p = ter__dd_mul_d(a, b);
    return fabs(p.hi) < TER__INFINITY ? p : ter__dd_make(copysign(TER__INFINITY, a.hi) * copysign(1.0, b), 0.0);
}

#endif
