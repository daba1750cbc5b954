/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bernoulli by its logit: P(X = 1) = 1 / (1 + exp(-logit)). */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_neg(w, ter__log1pexp(w, ter__b_is_zero(x) ? p[0] : ter__b_neg(w, p[0])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    (void)x;
    *upper = !arb_is_positive(TER__REAL(p[0]));
    return ter__b_neg(w, ter__log1pexp(w, *upper ? ter__b_neg(w, p[0]) : p[0]));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

/* The half alone has a short expansion. */
static bool exact_cdf(arb_t out, const double *parameters, const arb_t k) {
    arb_set_d(out, 0.5);
    return arb_is_zero(k) && parameters[0] == 0.0;
}

const ter__law ter__law_bernoulli_logit = {
    .name = "bernoulli_logit",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"logit"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .exact_cdf = exact_cdf,
    .hard = {{TER__SIGNED, 1e-10, 1e4, 1, {1.0}}},
    .moderate = {{TER__SIGNED, 0.05, 2.0, 2, {0.0, 1.0}}},
};
