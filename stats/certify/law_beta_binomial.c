/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beta-binomial: P(X = k) = C(n, k) B(k + a, n - k + b) / B(a, b), tails by adding them up. */
#include "ratio_law.h"

static ter__b log_beta(ter__balls *w, ter__b a, ter__b b) {
    return ter__b_sub(w, ter__b_add(w, ter__b_log_gamma(w, a), ter__b_log_gamma(w, b)), ter__b_log_gamma(w, ter__b_add(w, a, b)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b rest = ter__b_sub(w, p[0], k);
    ter__b below = ter__b_add(w, ter__b_log_gamma(w, ter__b_add_si(w, k, 1)), ter__b_log_gamma(w, ter__b_add_si(w, rest, 1)));
    ter__b ways = ter__b_sub(w, ter__b_log_gamma(w, ter__b_add_si(w, p[0], 1)), below);
    ter__b mixed = log_beta(w, ter__b_add(w, k, p[1]), ter__b_add(w, rest, p[2]));
    return ter__b_add(w, ways, ter__b_sub(w, mixed, log_beta(w, p[1], p[2])));
}

static void ratio(arb_t out, const ter__b *p, slong k, slong precision) {
    slong n = arf_get_si(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR);
    arb_t below;
    arb_init(below);
    arb_add_si(out, TER__REAL(p[1]), k, precision);
    arb_mul_si(out, out, n - k, precision);
    arb_add_si(below, TER__REAL(p[2]), n - k - 1, precision);
    arb_mul_si(below, below, k + 1, precision);
    arb_div(out, out, below, precision);
    arb_clear(below);
}

/* Away from the mean. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    slong n = arf_get_si(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR), at = arf_get_si(arb_midref(TER__REAL(k)), ARF_RND_NEAR);
    double a = arf_get_d(arb_midref(TER__REAL(p[1])), ARF_RND_NEAR), b = arf_get_d(arb_midref(TER__REAL(p[2])), ARF_RND_NEAR);
    *upper = (double)at >= (double)n * (a / (a + b));
    slong first = *upper ? at + 1 : at;
    return ter__ratio_tail(w, p, log_density(w, p, ter__b_si(w, first)), first, *upper ? n : 0, ratio);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, 0);
    *upper = p[0];
}

const ter__law ter__law_beta_binomial = {
    .name = "beta_binomial",
    .discrete = true,
    .parameter_count = 3,
    .parameter_names = {"trials", "alpha", "beta"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__WHOLE, 1.0, 20000.0, 3, {0.0, 1.0, 2.0}},
             {TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 0.5, 2.0}},
             {TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 0.5, 2.0}}},
    .moderate = {{TER__WHOLE, 2.0, 40.0, 2, {5.0, 10.0}},
                 {TER__POSITIVE, 0.5, 8.0, 2, {1.0, 2.0}},
                 {TER__POSITIVE, 0.5, 8.0, 2, {1.0, 2.0}}},
    .cost = 10,
};
