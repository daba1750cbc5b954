/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zero_modified.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__zero_inflated_mass(w, &ter__zero_binomial, p, k);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__zero_inflated_tail(w, &ter__zero_binomial, p, k, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    ter__zero_inflated_support(w, &ter__zero_binomial, p, lower, upper);
}

const ter__law ter__law_zero_inflated_binomial = {
    .name = "zero_inflated_binomial",
    .discrete = true,
    .parameter_count = 3,
    .parameter_names = {"inflation", "trials", "probability"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__PROBABILITY, 1e-20, 0.5, 4, {0.0, 0.5, 0.25, 1.0}},
             {TER__WHOLE, 1.0, 1e15, 4, {1.0, 2.0, 10.0, 1000.0}},
             {TER__PROBABILITY, 1e-12, 0.5, 3, {0.5, 0.25, 1.0}}},
    .moderate = {{TER__PROBABILITY, 0.1, 0.5, 2, {0.5, 0.25}},
                 {TER__WHOLE, 2.0, 40.0, 2, {5.0, 10.0}},
                 {TER__PROBABILITY, 0.1, 0.5, 2, {0.5, 0.25}}},
    .cost = 2,
};
