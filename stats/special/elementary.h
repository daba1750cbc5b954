/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exponential and logarithm, in double and in double-double: the ground under every density here.
 *
 * Own functions rather than the C library's for two reasons: the C library picks its code by processor, so its last bit is no
 * basis for "same bytes" (promise P1); and log densities need more than 53 bits before they are exponentiated. All are inline and
 * free of branches on data where that matters (everything but pow, log1mexp and log1pexp), so loops vectorise.
 *
 * Method: table reduction (P. T. P. Tang, ACM TOMS 15 (1989) and 16 (1990)) to |r| < 0.006, then a Taylor polynomial, with the
 * leading terms in double-double where the result is. The double forms carry some ten bits beyond 53: they are within 0.55 ulp.
 */
#ifndef TER__ELEMENTARY_H
#define TER__ELEMENTARY_H

#include "dd.h"

/* In double, within 1 ulp; IEEE special cases (exp(-inf) = 0, log(0) = -inf, log(-1) = NaN, NaN in NaN out). */
TER__INLINE double ter__exp(double x);
TER__INLINE double ter__log(double x);
TER__INLINE double ter__expm1(double x);
TER__INLINE double ter__log1p(double x);
/* x^y for x >= 0 by double-double log: within 1 ulp. pow(x, 0) = pow(1, y) = 1 for all x, y; NaN for x < 0. */
TER__INLINE double ter__pow(double x, double y);

/* In double-double, relative error below 2^-98. Finite positive arguments (subnormals too). */
TER__INLINE ter__dd ter__dd_log(ter__dd x);
TER__INLINE ter__dd ter__dd_log_d(double x);
TER__INLINE ter__dd ter__dd_log1p(ter__dd x); /* x > -1; relative error, also near 0 */
TER__INLINE ter__dd ter__dd_exp(ter__dd x);   /* |x| < 640; beyond, the lower half runs into underflow, then the upper */
TER__INLINE ter__dd ter__dd_expm1(ter__dd x); /* likewise; relative error, also near 0 */
/*
 * exp(x) rounded to double with one rounding, subnormal results included; 0 and infinity beyond, NaN for NaN; x.hi = -inf gives 0
 * and x.hi = inf infinity whatever x.lo is.
 */
TER__INLINE double ter__exp_dd(ter__dd x);
/*
 * exp(x) factor 2^exponent with the same care, the exponents added before anything can overflow: a density of a tiny scale is
 * exp(-800) / 1e-300. The factor is 0 or a normal positive number, |exponent| <= 1100.
 */
TER__INLINE double ter__exp_dd_times(ter__dd x, ter__dd factor, int exponent);
/* log(1 - exp(x)) for -640 < x < 0, and log(1 + exp(x)) for x > -640, relative error below 2^-95 (53 bits to -708). */
TER__INLINE ter__dd ter__dd_log1mexp(ter__dd x);
TER__INLINE ter__dd ter__dd_log1pexp(ter__dd x);

#include "elementary_exp.h"
#include "elementary_log.h"

TER__INLINE double ter__pow(double x, double y) {
    ter__dd power = ter__dd_mul_d(ter__dd_log_d(x), y);
    double r = ter__exp_dd(power);
    if (x == 1.0 || y == 0.0)
        return 1.0;
    if (isnan(y) || !(x >= 0.0))
        return TER__NAN;
    if (isinf(y))
        return (x > 1.0) == (y > 0.0) ? TER__INFINITY : 0.0;
    if (x == 0.0 || isinf(x))
        return (x == 0.0) == (y > 0.0) ? 0.0 : TER__INFINITY;
    return r;
}

TER__INLINE ter__dd ter__dd_log1mexp(ter__dd x) {
    if (x.hi > -0.6931471805599453)
        return ter__dd_log(ter__dd_neg(ter__dd_expm1(x)));
    return ter__dd_log1p(ter__dd_neg(ter__dd_exp(x)));
}

/* exp(v): to double only where double-double would run into underflow. v.hi may be -inf; {inf, 0} where it overflows. */
TER__INLINE ter__dd ter__exp_whole(ter__dd v) {
    return fabs(v.hi) < 640.0 ? ter__dd_exp(v) : ter__dd_make(ter__exp_dd(v), 0.0);
}

/* log(1 - exp(v)) for any v <= 0, of -1e-320 as well as of -inf: the log of one tail from the log of the other. */
TER__INLINE ter__dd ter__log_rest(ter__dd v) {
    if (!(v.hi < 0.0))
        return ter__dd_make(-TER__INFINITY, 0.0);
    if (v.hi > -0x1p-110)
        return ter__dd_log(ter__dd_neg(v));
    return v.hi < -640.0 ? ter__dd_make(-ter__exp_dd(v), 0.0) : ter__dd_log1mexp(v);
}

TER__INLINE ter__dd ter__dd_log1pexp(ter__dd x) {
    ter__dd above = ter__dd_log1p(ter__dd_exp(x.hi > 0.0 ? ter__dd_neg(x) : x));
    return x.hi > 0.0 ? ter__dd_add(x, above) : above;
}

#endif
