/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponential: P(X > x) = exp(-x / scale), x >= 0. */
#include "law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_neg(w, ter__b_add(w, ter__b_div(w, x, p[0]), ter__b_log(w, p[0])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__b_neg(w, ter__b_div(w, x, p[0]));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_exponential = {
    .name = "exponential",
    .parameter_count = 1,
    .parameter_names = {"scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_SCALE},
    .moderate = {TER__MODERATE_SCALE},
};
