/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs of quotients and their way back, for laws of x / scale: relative accuracy also where x is next to the scale. */
#ifndef TER__LOG_QUOTIENT_H
#define TER__LOG_QUOTIENT_H

#include "log_terms.h"

/* log(x / y) for finite positive x, y. Between halves and twice x - y is exact (Sterbenz), and log1p keeps its digits. */
static inline ter__dd ter__log_quotient(double x, double y) {
    if (x >= 0.5 * y && 0.5 * x <= y)
        return x < 0x1p-900 ? ter__dd_log1p(ter__dd_ratio((x - y) * 0x1p200, y * 0x1p200)) : ter__dd_log1p(ter__dd_ratio(x - y, y));
    int x_exponent, y_exponent;
    double x_mantissa = frexp(x, &x_exponent), y_mantissa = frexp(y, &y_exponent);
    return ter__dd_add(ter__dd_log(ter__dd_ratio(x_mantissa, y_mantissa)),
                       ter__dd_mul_d(ter__log_two(), (double)(x_exponent - y_exponent)));
}

/* scale exp(l), rounded once; 0 or infinity beyond the doubles. */
static inline double ter__scale_times_exp(double scale, ter__dd l) {
    int exponent;
    double mantissa = frexp(scale, &exponent);
    if (!(fabs(l.hi) < 1490.0))
        return l.hi > 0.0 ? TER__INFINITY : 0.0;
    return ter__exp_dd_times(l, ter__dd_make(mantissa, 0.0), exponent);
}

#endif
