/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arcsine: f(x) = 1 / (pi sqrt((x - lower) (upper - x))), P(X <= x) = (2 / pi) atan(sqrt((x - lower) / (upper - x))). */
#include "law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b below = ter__b_log(w, ter__b_sub(w, x, p[0])), above = ter__b_log(w, ter__b_sub(w, p[1], x));
    return ter__b_neg(w, ter__b_add(w, ter__b_log_pi(w), ter__b_half(w, ter__b_add(w, below, above))));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b below = ter__b_sub(w, x, p[0]), above = ter__b_sub(w, p[1], x);
    *upper = arb_gt(TER__REAL(below), TER__REAL(above));
    ter__b ratio = *upper ? ter__b_div(w, above, below) : ter__b_div(w, below, above);
    ter__b angle = ter__b_atan(w, ter__b_sqrt(w, ratio));
    return ter__b_log(w, ter__b_div(w, ter__b_mul_si(w, angle, 2), ter__b_pi(w)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[0];
    *upper = p[1];
}

const ter__law ter__law_arcsine = {
    .name = "arcsine",
    .parameter_count = 2,
    .parameter_names = {"lower", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .location = 1,
    .hard = {TER__HARD_LOCATION, {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 0, {0}}},
    .moderate = {TER__MODERATE_LOCATION, {TER__ABOVE_PREVIOUS, 0.1, 10.0, 0, {0}}},
};
