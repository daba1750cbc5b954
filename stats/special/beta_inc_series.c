/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "special/beta_inc_series.h"

#include "special/beta_inc_quadrature.h"
#include "special/elementary.h"

/* Terms below this part of the sum are left out. */
#define TER__BETA_SERIES_PRECISION 1e-28

ter__dd ter__beta_series(ter__dd a, ter__dd n, ter__dd x) {
    ter__dd term = ter__dd_make(1.0, 0.0), sum = term;
    for (int k = 0; k < TER__BETA_SERIES_TERMS_MAX; k++) {
        ter__dd ratio = ter__dd_div(ter__dd_mul(ter__dd_add_d(n, k), x), ter__dd_add_d(a, 1.0 + k));
        term = ter__dd_mul(term, ratio);
        sum = ter__dd_add(sum, term);
        /* The ratio falls with k once it is below 1, so the rest is less than a geometric series. */
        if (term.hi * ratio.hi <= TER__BETA_SERIES_PRECISION * sum.hi * (1.0 - ratio.hi))
            break;
    }
    return a.lo == 0.0 ? ter__dd_div_d(sum, a.hi) : ter__dd_div(sum, a);
}

/*
 * Integral of z^(b-1) (1-z)^(a-1) over y <= z <= top, divided by top^b: the sum over k of
 * (1-a)_k / k! top^k (1 - r^(b+k)) / (b+k), r = y / top.
 */
static ter__dd middle(ter__dd a, ter__dd b, ter__dd top, ter__dd y) {
    ter__dd log_ratio = ter__dd_sub(ter__dd_log(y), ter__dd_log(top)); /* y may be subnormal: no quotient's log */
    ter__dd ratio = ter__dd_div(y, top);
    ter__dd sum = ter__dd_neg(log_ratio), power = ter__dd_make(1.0, 0.0), coefficient = power;
    if (b.hi > 1e-30) {
        ter__dd exponent = ter__dd_mul(log_ratio, b);
        sum = ter__dd_div(ter__dd_neg(ter__dd_expm1(exponent)), b);
        power = ter__dd_exp(exponent);
    }
    for (int k = 1; k < TER__BETA_SERIES_TERMS_MAX; k++) {
        coefficient =
            ter__dd_mul(ter__dd_div_d(ter__dd_mul(coefficient, ter__dd_add_d(ter__dd_neg(a), (double)k)), (double)k), top);
        power = ter__dd_mul(power, ratio);
        ter__dd part = ter__dd_div(ter__dd_sub(ter__dd_make(1.0, 0.0), power), ter__dd_add_d(b, (double)k));
        sum = ter__dd_add(sum, ter__dd_mul(coefficient, part));
        if (fabs(coefficient.hi) <= TER__BETA_SERIES_PRECISION * sum.hi)
            break;
    }
    return sum;
}

ter__dd ter__beta_split(const ter__beta_shape *shape, ter__dd x, ter__dd y) {
    ter__dd a = ter__dd_make(shape->a, shape->a_low), b = ter__dd_make(shape->b, shape->b_low);
    ter__dd top = ter__dd_make(0.5, 0.0);
    if (a.hi >= 6.0)
        top = ter__dd_ratio(1.5, a.hi);
    ter__dd bottom = ter__dd_sub(ter__dd_make(1.0, 0.0), top);
    ter__dd below;
    if (a.hi >= 6.0) {
        ter__dd lambda = ter__dd_sub(ter__dd_mul(top, a), ter__dd_mul(bottom, b));
        below = ter__dd_make(ter__beta_quadrature(a.hi, b.hi, bottom, top, lambda.hi), 0.0);
    } else {
        below = ter__beta_series(a, shape->n, bottom);
    }
    /* Both parts in units of bottom^a top^b; then in units of x^a y^b. */
    ter__dd unit = ter__dd_exp(ter__dd_neg(ter__dd_mul(ter__dd_log1p(ter__dd_neg(top)), a)));
    ter__dd sum = ter__dd_add(below, ter__dd_mul(unit, middle(a, b, top, y)));
    ter__dd change = ter__dd_sub(ter__beta_log_power(shape, bottom, top), ter__beta_log_power(shape, x, y));
    return ter__dd_mul(sum, ter__dd_exp(change));
}
