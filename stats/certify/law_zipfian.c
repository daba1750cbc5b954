/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zipfian: P(X = k) = k^-s / (1 + 2^-s + ... + n^-s), k = 1 ... n. */
#include "power_law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__power_log_mass(w, p[0], p[1], k);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__power_tail(w, p[0], p[1], k, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, 1);
    *upper = p[1];
}

const ter__law ter__law_zipfian = {
    .name = "zipfian",
    .discrete = true,
    .parameter_count = 2,
    .parameter_names = {"exponent", "count"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e3, 6, {0.0, 1.0, 2.0, 0.5, 3.0, 6.4}}, {TER__WHOLE, 1.0, 1e15, 4, {1.0, 2.0, 64.0, 128.0}}},
    .moderate = {{TER__POSITIVE, 0.2, 4.0, 2, {1.0, 2.0}}, {TER__WHOLE, 5.0, 200.0, 2, {10.0, 100.0}}},
    .cost = 12,
};
