/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zero_modified.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__zero_hurdle_mass(w, &ter__zero_negative_binomial, p, k);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__zero_hurdle_tail(w, &ter__zero_negative_binomial, p, k, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, ter__b_is_zero(p[0]) ? 1 : 0);
    *upper = arb_is_one(TER__REAL(p[0])) ? ter__b_si(w, 0) : ter__b_infinity(w, 1);
}

/* Means to 1e15: beyond, a count is no longer a double. */
static void adjust(double *p) {
    p[2] = p[1] > 1e14 * p[2] ? p[1] * 1e-14 : p[2];
}

const ter__law ter__law_hurdle_negative_binomial = {
    .name = "hurdle_negative_binomial",
    .discrete = true,
    .parameter_count = 3,
    .parameter_names = {"zero", "size", "probability"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__PROBABILITY, 1e-20, 0.5, 4, {0.0, 0.5, 0.25, 1.0}},
             {TER__POSITIVE, 1e-6, 1e10, 6, {1.0, 2.0, 0.5, 6.0, 10.0, 1000.0}},
             {TER__PROBABILITY, 1e-9, 0.5, 4, {0.5, 0.25, 0.75, 0.999}}},
    .moderate = {{TER__PROBABILITY, 0.1, 0.5, 2, {0.5, 0.25}},
                 {TER__POSITIVE, 0.5, 20.0, 3, {1.0, 2.0, 6.0}},
                 {TER__PROBABILITY, 0.1, 0.5, 2, {0.5, 0.25}}},
    .adjust = adjust,
    .cost = 4,
};
