/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raised cosine: f(x) = (1 + cos(pi z)) / (2 scale), P(X <= x) = (1 + z + sin(pi z) / pi) / 2, z = (x - location) / scale. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    ter__b height = ter__b_add_si(w, ter__b_cos(w, ter__b_mul(w, z, ter__b_pi(w))), 1);
    return ter__b_sub(w, ter__b_log(w, height), ter__b_log(w, ter__b_mul_si(w, p[1], 2)));
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
