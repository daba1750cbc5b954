/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bernoulli: P(X = 1) = p, P(X = 0) = 1 - p. */
#include "law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_is_zero(x) ? ter__b_log1p(w, ter__b_neg(w, p[0])) : ter__b_log(w, p[0]);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    (void)x;
    *upper = true;
    return ter__b_log(w, p[0]);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, arb_is_one(TER__REAL(p[0])) ? 1 : 0);
    *upper = ter__b_si(w, ter__b_is_zero(p[0]) ? 0 : 1);
}

static bool exact_cdf(arb_t out, const double *parameters, const arb_t k) {
    arb_set_d(out, parameters[0]);
    arb_sub_si(out, out, 1, ARF_PREC_EXACT);
    arb_neg(out, out);
    return arb_is_zero(k);
}

const ter__law ter__law_bernoulli = {
    .name = "bernoulli",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"probability"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .exact_cdf = exact_cdf,
    .hard = {{TER__PROBABILITY, 1e-300, 0.5, 5, {0.5, 0.25, 0.0, 1.0, 0.75}}},
    .moderate = {{TER__PROBABILITY, 0.05, 0.5, 2, {0.5, 0.25}}},
};
