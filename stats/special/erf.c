/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of tercile/special.h around the error function: each from the double-double core, rounded once at the end. */
#include "erf.h"
#include "normal_inverse.h"

/* erfc(t) for t >= 0.5, from where exp(-t^2) is not 1 nearly. */
static double far_tail(double t) {
    ter__dd square = ter__two_product(t, t);
    return ter__exp_dd_times(ter__dd_neg(square), ter__erfcx_dd(ter__dd_make(t, 0.0)), 0);
}

static ter__dd far_tail_dd(double t) {
    ter__dd square = ter__two_product(t, t);
    return ter__dd_mul(ter__dd_exp(ter__dd_neg(square)), ter__erfcx_dd(ter__dd_make(t, 0.0)));
}

double ter__erf(double x) {
    double t = fabs(x);
    if (!(t > 0x1p-1000)) /* two terms of the series would do, but the constant's lower half must not underflow */
        return x == 0.0 || isnan(x) ? x : (x * 0x1p200 * 0x1.20dd750429b6dp+0 + x * 0x1p200 * 0x1.1ae3a914fed8p-56) * 0x1p-200;
    if (t < 0.5)
        return ter__dd_value(ter__erf_small_dd(ter__dd_make(x, 0.0)));
    double y = t > 6.0 ? 1.0 : 1.0 - far_tail(t);
    return copysign(y, x);
}

double ter__erfc(double x) {
    if (isnan(x))
        return x;
    if (fabs(x) < 0.5)
        return ter__dd_value(ter__dd_add_d(ter__dd_neg(ter__erf_small_dd(ter__dd_make(x, 0.0))), 1.0));
    double t = fmin(fabs(x), 40.0);
    double y = far_tail(t);
    return x < 0.0 ? 2.0 - y : y;
}

double ter__log_erfc(double x) {
    if (isnan(x))
        return x;
    if (fabs(x) < 0x1p-1000)
        return -ter__erf(x);
    if (fabs(x) < 0.5)
        return ter__dd_value(ter__dd_log1p(ter__dd_neg(ter__erf_small_dd(ter__dd_make(x, 0.0)))));
    if (x < 0.0) {
        ter__dd tail = x < -6.0 ? ter__dd_make(0.0, 0.0) : far_tail_dd(-x);
        return ter__dd_value(ter__dd_log(ter__dd_add_d(ter__dd_neg(tail), 2.0)));
    }
    ter__dd square = ter__two_product(x, x);
    if (!(square.hi < TER__INFINITY))
        return -TER__INFINITY;
    ter__dd log_core = ter__dd_log(ter__erfcx_dd(ter__dd_make(x, 0.0)));
    return ter__dd_value(ter__dd_sub(log_core, square));
}

double ter__erfc_inverse(double q) {
    if (!(q >= 0.0 && q <= 2.0))
        return TER__NAN;
    if (q == 0.0 || q == 2.0)
        return q == 0.0 ? TER__INFINITY : -TER__INFINITY;
    if (q > 0.5 && q < 1.5)
        return ter__dd_value(ter__erf_inverse_small(ter__two_sum(1.0, -q)));
    double least = q < 1.0 ? q : 2.0 - q;
    ter__dd log_tail = ter__dd_sub(ter__dd_log_d(least), ter__dd_make(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56));
    double t = ter__dd_value(ter__over_sqrt2(ter__normal_isf_of_log(log_tail)));
    return q < 1.0 ? t : -t;
}

double ter__log_erfc_inverse(double l) {
    const ter__dd log_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
    if (!(l <= log_2.hi))
        return TER__NAN;
    if (l == -TER__INFINITY)
        return TER__INFINITY;
    if (l > -0.69 && l < 0.4) { /* erf from -0.49 to 0.5 */
        if (fabs(l) < 0x1p-1000)
            return -0x1.c5bf891b4ef6bp-1 * l;
        return ter__dd_value(ter__erf_inverse_small(ter__dd_neg(ter__dd_expm1(ter__dd_make(l, 0.0)))));
    }
    ter__dd half = ter__dd_sub(ter__dd_make(l, 0.0), log_2); /* of the upper tail of the normal law */
    ter__dd log_tail = l < 0.0 ? half : ter__dd_log1mexp(half);
    double t = ter__dd_value(ter__over_sqrt2(ter__normal_isf_of_log(log_tail)));
    return l < 0.0 ? t : -t;
}
