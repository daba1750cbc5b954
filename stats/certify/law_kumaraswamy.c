/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kumaraswamy: P(X > x) = (1 - x^shape1)^shape2, 0 <= x <= 1. */
#include "law.h"

/* 1 - x^shape1. */
static ter__b rest(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_is_zero(x) ? ter__b_si(w, 1) : ter__b_neg(w, ter__b_expm1(w, ter__b_mul(w, p[0], ter__b_log(w, x))));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b first = ter__b_times_log(w, ter__b_add_si(w, p[0], -1), x);
    ter__b second = ter__b_times_log(w, ter__b_add_si(w, p[1], -1), rest(w, p, x));
    return ter__b_add(w, ter__b_log(w, ter__b_mul(w, p[0], p[1])), ter__b_add(w, first, second));
}

/* log(1 - x^shape1) from x^shape1 itself where that is small. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    ter__b power = ter__b_exp(w, ter__b_mul(w, p[0], ter__b_log(w, x)));
    bool small = arf_cmp_d(arb_midref(TER__REAL(power)), 0.5) < 0;
    return ter__b_mul(w, p[1], small ? ter__b_log1p(w, ter__b_neg(w, power)) : ter__b_log(w, rest(w, p, x)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_kumaraswamy = {
    .name = "kumaraswamy",
    .parameter_count = 2,
    .parameter_names = {"shape1", "shape2"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 2, {1.0, 2.0}}, {TER__POSITIVE, 1e-3, 1e8, 2, {1.0, 2.0}}},
    .moderate = {{TER__POSITIVE, 0.5, 10.0, 2, {1.0, 2.0}}, {TER__POSITIVE, 0.5, 10.0, 2, {1.0, 2.0}}},
};
