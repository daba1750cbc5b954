/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gamma-Poisson, p = rate / (1 + rate), q = 1 / (1 + rate): P(X = k) = Gamma(k + r) / (k! Gamma(r)) p^r q^k, P(X <= k) = I_p(r, k +
 * 1). */
#include "negative_binomial_law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b log_q = ter__b_neg(w, ter__b_log1p(w, p[1]));
    return ter__negative_binomial_mass(w, p[0], ter__b_add(w, ter__b_log(w, p[1]), log_q), log_q, k);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__negative_binomial_tail(w, p[0], p[1], k, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

/* Means to 1e15: beyond, a count is no longer a double. */
static void adjust(double *p) {
    p[1] = p[0] > 1e14 * p[1] ? p[0] * 1e-14 : p[1];
}

const ter__law ter__law_gamma_poisson = {
    .name = "gamma_poisson",
    .discrete = true,
    .parameter_count = 2,
    .parameter_names = {"shape", "rate"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,

    .hard = {{TER__POSITIVE, 1e-6, 1e10, 6, {1.0, 2.0, 0.5, 6.0, 10.0, 1000.0}}, {TER__POSITIVE, 1e-9, 1e18, 3, {1.0, 0.5, 2.0}}},
    .moderate = {{TER__POSITIVE, 0.3, 50.0, 3, {1.0, 2.0, 6.0}}, {TER__POSITIVE, 0.05, 10.0, 2, {0.5, 1.0}}},
    .adjust = adjust,
    .cost = 4,
};
