/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raised cosine: f(x) = (1 + cos(pi z)) / (2 scale), P(X <= x) = (1 + z + sin(pi z) / pi) / 2, z = (x - location) / scale. */
#include "law_parts.h"

/* 1 + cos(pi z) = 2 sin(pi d / 2)^2, with d the distance from the nearer end: exactly 0 where x is that end. */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b from = ter__b_sub(w, x, p[0]);
    from = arb_is_positive(TER__REAL(from)) ? from : ter__b_neg(w, from);
    ter__b left = ter__b_sub(w, p[1], from);
    if (acb_is_zero(left->value)) {
        return ter__b_infinity(w, -1);
    }
    ter__b sine = ter__b_sin(w, ter__b_half(w, ter__b_mul(w, ter__b_div(w, left, p[1]), ter__b_pi(w))));
    return ter__b_sub(w, ter__b_log(w, ter__b_mul(w, sine, sine)), ter__b_log(w, p[1]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[0], p[1]), pi = ter__b_pi(w);
    *upper = arb_is_positive(TER__REAL(z));
    z = *upper ? ter__b_neg(w, z) : z;
    ter__b bend = ter__b_div(w, ter__b_sin(w, ter__b_mul(w, z, pi)), pi);
    return ter__b_log(w, ter__b_half(w, ter__b_add(w, ter__b_add_si(w, z, 1), bend)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_sub(w, p[0], p[1]);
    *upper = ter__b_add(w, p[0], p[1]);
}

const ter__law ter__law_raised_cosine = {
    .name = "raised_cosine",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .location = 1,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
