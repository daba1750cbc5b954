/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planck: P(X = k) = (1 - exp(-r)) exp(-r k), P(X > k) = exp(-r (k + 1)). */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b log_first = ter__b_log(w, ter__b_neg(w, ter__b_expm1(w, ter__b_neg(w, p[0]))));
    return ter__b_sub(w, log_first, ter__b_mul(w, k, p[0]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    *upper = true;
    return ter__b_neg(w, ter__b_mul(w, ter__b_add_si(w, k, 1), p[0]));
}

const ter__law ter__law_planck = {
    .name = "planck",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"rate"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-9, 1e3, 5, {0.5, 1.0, 2.0, 40.0, 700.0}}},
    .moderate = {{TER__POSITIVE, 0.05, 3.0, 2, {0.5, 1.0}}},
};
