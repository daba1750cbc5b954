/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The series and the continued fraction of gamma_inc_core.c in double-double from end to end. */
#include "gamma_inc.h"

#include "elementary.h"

#define SHAPE_MAX  1e6
#define TERMS_MAX  40000 /* x <= a <= 1e6 ends by 13,000 */
#define LEVELS_MAX 20000

static ter__dd series(ter__dd a, ter__dd x) {
    ter__dd term = ter__dd_make(1.0, 0.0), sum = term;
    for (int k = 1; k <= TERMS_MAX && term.hi > 0x1p-100 * sum.hi; k++) {
        term = ter__dd_mul(term, ter__dd_div(x, ter__dd_add_d(a, k)));
        sum = ter__dd_add(sum, term);
    }
    return sum;
}

static ter__dd fraction(ter__dd a, ter__dd x) {
    double wanted = 40.0 + 260.0 / x.hi + 10.0 * sqrt(a.hi);
    int k = wanted < LEVELS_MAX ? (int)wanted : LEVELS_MAX;
    ter__dd start = ter__dd_sub(x, a), f = ter__dd_add_d(start, 2 * k + 1);
    for (; k >= 1; k--) {
        ter__dd numerator = ter__dd_mul_d(ter__dd_add_d(a, -k), k);
        f = ter__dd_add(ter__dd_add_d(start, 2 * k - 1), ter__dd_div(numerator, f));
    }
    return ter__dd_div(a, f);
}

ter__gamma_tail ter__gamma_tail_precise(const ter__gamma_shape *shape, ter__dd x) {
    ter__gamma_tail tail = ter__gamma_tail_at(shape, x);
    if (shape->a.hi >= 1.0 && shape->a.hi <= SHAPE_MAX && x.hi > TER__GAMMA_TINY && x.hi < 1e280) {
        tail.upper = x.hi >= 1.5 && x.hi > shape->a.hi;
        tail.log_prefix = ter__gamma_log_prefix(shape, x);
        tail.core = false;
        tail.factor = tail.upper ? fraction(shape->a, x) : series(shape->a, x);
    }
    return tail;
}
