/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sine and cosine of any angle in radians, in double-double: relative error below 2^-98 for angles that are doubles, also next to
 * the zeros and at 1e308.
 *
 * Reduction: the angle is multiplied by as many digits of 1 / pi as matter; whole turns are taken off each product, which is exact
 * (Payne and Hanek, SIGNUM Newsletter 18, 1983). No double but 0 is nearer than 2^-62 to a multiple of pi / 2, and the digits kept
 * go 150 bits further than that.
 */
#ifndef TER__RADIANS_H
#define TER__RADIANS_H

#include "radians_table.h"
#include "trig.h"

/* The public functions (tercile/special.h). */
double ter__sin(double x);
double ter__cos(double x);
double ter__tan(double x);
double ter__atan(double x);
double ter__tanh(double x);

/* Less an even number: |result| < 2. Exact. */
static inline double ter__less_turns(double half_turns) {
    return half_turns - 2.0 * trunc(0.5 * half_turns);
}

/* Finite x in half turns, less *quarters (0 to 3) quarter turns: the absolute value is at most 1/4 but for a rounding. */
static inline ter__dd ter__reduce_radians(double x, int *quarters) {
    int exponent;
    const double mantissa = ldexp(frexp(x, &exponent), 53); /* a whole number */
    exponent -= 53;
    const int first = exponent > 1 ? (exponent - 1) / 53 : 0; /* digits before give whole turns */
    ter__dd sum = {0.0, 0.0};
    *quarters = 0;
    for (int k = first; k < first + 5; k++) {
        const int scale = exponent - 53 * (k + 1);
        ter__dd product = ter__two_product(mantissa, ter__inverse_pi_digits[k]);
        product = ter__dd_make(ter__less_turns(ldexp(product.hi, scale)), ter__less_turns(ldexp(product.lo, scale)));
        sum = ter__dd_add_d(ter__dd_add_d(sum, product.hi), product.lo);
        const double whole = floor(2.0 * sum.hi + 0.5); /* taken off at once: what is left keeps all its bits */
        sum = ter__dd_add_d(sum, -0.5 * whole);
        *quarters += (int)whole;
    }
    *quarters &= 3;
    return sum;
}

static inline ter__sin_cos ter__turned(ter__sin_cos t, int quarters) {
    ter__sin_cos out = t;
    if (quarters & 1) {
        out.sin = t.cos;
        out.cos = ter__dd_neg(t.sin);
    }
    if (quarters & 2) {
        out.sin = ter__dd_neg(out.sin);
        out.cos = ter__dd_neg(out.cos);
    }
    return out;
}

/* Finite x. The lower half of x counts with an absolute error of 2^-104 times itself. */
static inline ter__sin_cos ter__sin_cos_radians(ter__dd x) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    if (fabs(x.hi) < 0x1.8p-6) /* no turns: and pi / pi would cost the last bits, and subnormal angles theirs */
        return ter__sin_cos_small(x);
    int quarters;
    ter__dd rest = ter__reduce_radians(x.hi, &quarters);
    return ter__turned(ter__sin_cos_pi(ter__dd_add(rest, ter__dd_mul_d(inverse_pi, x.lo))), quarters);
}

#endif
