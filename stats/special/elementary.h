/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exponential and logarithm, in double and in double-double: the ground under every density here.
 *
 * Own functions rather than the C library's for two reasons: the C library picks its code by processor, so its last bit is no
 * basis for "same bytes" (promise P1); and log densities need more than 53 bits before they are exponentiated. All are inline and
 * free of branches on data where that matters, so loops vectorise.
 */
#ifndef TER__ELEMENTARY_H
#define TER__ELEMENTARY_H

#include "dd.h"

/* In double, within 1 ulp; IEEE special cases (exp(-inf) = 0, log(0) = -inf, log(-1) = NaN, NaN in NaN out). */
TER__INLINE double ter__exp(double x);
TER__INLINE double ter__log(double x);
TER__INLINE double ter__expm1(double x);
TER__INLINE double ter__log1p(double x);
/* x^y for x >= 0 by double-double log: within 1 ulp. pow(0,0) = 1. */
TER__INLINE double ter__pow(double x, double y);

/* In double-double, relative error below 2^-98. Finite positive arguments (subnormals too). */
TER__INLINE ter__dd ter__dd_log(ter__dd x);
TER__INLINE ter__dd ter__dd_log_d(double x);
TER__INLINE ter__dd ter__dd_log1p(ter__dd x); /* x > -1; relative error, also near 0 */
TER__INLINE ter__dd ter__dd_exp(ter__dd x);   /* no overflow or underflow: |x| < 700 */
TER__INLINE ter__dd ter__dd_expm1(ter__dd x); /* likewise; relative error, also near 0 */
/* exp(x) rounded to double with one rounding, subnormal results included; 0 and infinity beyond, NaN for NaN; x.hi = -inf gives 0.
 */
TER__INLINE double ter__exp_dd(ter__dd x);
/* log(1 - exp(x)) and log(1 + exp(x)) for x < 0 (x any), relative error below 2^-95. */
TER__INLINE ter__dd ter__dd_log1mexp(ter__dd x);
TER__INLINE ter__dd ter__dd_log1pexp(ter__dd x);

#endif
