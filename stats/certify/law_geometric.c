/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometric, from 0 on: P(X = k) = p q^(k - 0), P(X > k) = q^(k - 0 + 1). p = 1 is the law at 0. */
#include "geometric_law.h"

#define FIRST 0

static ter__b log_q(ter__balls *w, ter__b p) {
    return ter__b_log1p(w, ter__b_neg(w, p));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b k = ter__b_add_si(w, x, -FIRST), log_p = ter__b_log(w, p[0]);
    return ter__b_is_zero(k) ? log_p : ter__b_add(w, log_p, ter__b_mul(w, k, log_q(w, p[0])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__geometric_tail(w, log_q(w, p[0]), ter__b_add_si(w, x, -FIRST), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, FIRST);
    *upper = arb_is_one(TER__REAL(p[0])) ? ter__b_si(w, FIRST) : ter__b_infinity(w, 1);
}

static bool exact_cdf(arb_t out, const double *parameters, const arb_t x) {
    arb_t k;
    arb_init(k);
    arb_sub_si(k, x, FIRST, ARF_PREC_EXACT);
    bool known = ter__geometric_exact(out, parameters[0], k);
    arb_clear(k);
    return known;
}

const ter__law ter__law_geometric = {
    .name = "geometric",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"probability"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .exact_cdf = exact_cdf,
    .hard = {{TER__PROBABILITY, 1e-9, 0.5, 5, {0.5, 0.25, 0.75, 0.999, 1.0}}},
    .moderate = {{TER__PROBABILITY, 0.05, 0.5, 2, {0.5, 0.25}}},
};
