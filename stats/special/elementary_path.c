/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public exponentials and logarithms as functions of the path: elementary.h has them inline. */
#include <math.h>
#include <stdbool.h>

#include "elementary.h"
#include "table.h"

double ter__path_exp(double x) {
    return ter__exp(x);
}

double ter__path_expm1(double x) {
    return ter__expm1(x);
}

double ter__path_log(double x) {
    return ter__log(x);
}

double ter__path_log1p(double x) {
    return ter__log1p(x);
}

double ter__path_log10(double x) {
    if (!(x > 0.0) || isinf(x)) {
        return ter__log(x); /* the same at 0, below it, at infinity and for NaN */
    }
    /* 1 / ln 10 to twice the precision: a power of ten comes out as the integer it is. */
    return ter__dd_value(ter__dd_mul(ter__dd_log_d(x), ter__dd_make(0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57)));
}

double ter__path_pow(double x, double y) {
    if (!(x < 0.0) && !signbit(x)) {
        return ter__pow(x, y);
    }
    /* Below zero only whole exponents have a value; half of an odd one is not whole. */
    if (isnan(x) || isnan(y) || (floor(y) != y && !(x == 0.0) && !isinf(x))) {
        return ter__pow(x, y);
    }
    bool odd = floor(y) == y && floor(0.5 * y) != 0.5 * y && !isinf(y);
    double magnitude = ter__pow(fabs(x), y);
    return odd ? -magnitude : magnitude;
}
