/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bradford: f(x) = c / (log(1 + c) (1 + c x)), 0 <= x <= 1. */
#include "law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b rate = ter__b_div(w, p[0], ter__b_log1p(w, p[0]));
    return ter__b_sub(w, ter__b_log(w, rate), ter__b_log1p(w, ter__b_mul(w, p[0], x)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b whole = ter__b_log1p(w, p[0]), below = ter__b_log1p(w, ter__b_mul(w, p[0], x)), above = ter__b_sub(w, whole, below);
    *upper = arb_gt(TER__REAL(below), TER__REAL(above));
    return ter__b_log(w, ter__b_div(w, *upper ? above : below, whole));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_bradford = {
    .name = "bradford",
    .parameter_count = 1,
    .parameter_names = {"shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-8, 1e100, 4, {1.0, 2.0, 3.0, 1e-8}}},
    .moderate = {{TER__POSITIVE, 0.1, 100.0, 2, {1.0, 2.0}}},
};
