/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zero_modified.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__zero_hurdle_mass(w, &ter__zero_poisson, p, k);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__zero_hurdle_tail(w, &ter__zero_poisson, p, k, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, ter__b_is_zero(p[0]) ? 1 : 0);
    *upper = arb_is_one(TER__REAL(p[0])) ? ter__b_si(w, 0) : ter__b_infinity(w, 1);
}

const ter__law ter__law_hurdle_poisson = {
    .name = "hurdle_poisson",
    .discrete = true,
    .parameter_count = 2,
    .parameter_names = {"zero", "mean"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__PROBABILITY, 1e-20, 0.5, 4, {0.0, 0.5, 0.25, 1.0}}, {TER__POSITIVE, 1e-10, 1e15, 4, {1.0, 0.5, 10.0, 700.0}}},
    .moderate = {{TER__PROBABILITY, 0.1, 0.5, 2, {0.5, 0.25}}, {TER__POSITIVE, 0.5, 30.0, 2, {1.0, 4.0}}},
    .cost = 2,
};
