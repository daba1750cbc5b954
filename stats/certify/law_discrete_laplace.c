/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discrete Laplace: P(X = k) = (1 - q) / (1 + q) q^|k|, q = exp(-r); tails as geometric series from there outwards. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b log_q = ter__b_neg(w, p[0]), size = arb_is_negative(TER__REAL(k)) ? ter__b_neg(w, k) : k;
    ter__b centre = ter__b_sub(w, ter__b_log(w, ter__b_neg(w, ter__b_expm1(w, log_q))), ter__log1pexp(w, log_q));
    return ter__b_add(w, ter__b_mul(w, size, log_q), centre);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    ter__b log_q = ter__b_neg(w, p[0]), count;
    *upper = !arb_is_negative(TER__REAL(k));
    count = *upper ? ter__b_add_si(w, k, 1) : ter__b_neg(w, k);
    return ter__b_sub(w, ter__b_mul(w, count, log_q), ter__log1pexp(w, log_q));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_infinity(w, -1);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_discrete_laplace = {
    .name = "discrete_laplace",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"rate"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-9, 1e3, 5, {0.5, 1.0, 2.0, 40.0, 700.0}}},
    .moderate = {{TER__POSITIVE, 0.05, 3.0, 2, {0.5, 1.0}}},
};
