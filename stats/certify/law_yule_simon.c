/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Yule-Simon: P(X = k) = shape B(k, shape + 1), P(X > k) = k B(k, shape + 1), k = 1, 2, ... */
#include "law_parts.h"

static ter__b log_beta(ter__balls *w, ter__b shape, ter__b k) {
    ter__b logs = ter__b_add(w, ter__b_log_gamma(w, k), ter__b_log_gamma(w, ter__b_add_si(w, shape, 1)));
    return ter__b_sub(w, logs, ter__b_log_gamma(w, ter__b_add_si(w, ter__b_add(w, k, shape), 1)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__b_add(w, log_beta(w, p[0], k), ter__b_log(w, p[0]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    *upper = true;
    return ter__b_add(w, log_beta(w, p[0], k), ter__b_log(w, k));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 1);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_yule_simon = {
    .name = "yule_simon",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-2, 1e8, 6, {1.0, 2.0, 3.0, 0.5, 4.0, 5.0}}},
    .moderate = {{TER__POSITIVE, 4.5, 30.0, 2, {5.0, 6.0}}},
};
