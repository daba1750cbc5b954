/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zero_modified.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__zero_truncated_mass(w, &ter__zero_poisson, p, k);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__zero_truncated_tail(w, &ter__zero_poisson, p, k, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    ter__zero_truncated_support(w, &ter__zero_poisson, p, lower, upper);
}

const ter__law ter__law_zero_truncated_poisson = {
    .name = "zero_truncated_poisson",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"mean"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-10, 1e15, 4, {1.0, 0.5, 10.0, 700.0}}},
    .moderate = {{TER__POSITIVE, 0.5, 30.0, 2, {1.0, 4.0}}},
    .cost = 2,
};
