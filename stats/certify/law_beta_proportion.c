/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beta by mean and precision: x^(a - 1) (1 - x)^(b - 1) / B(a, b), a = mean precision, b = (1 - mean) precision. */
#include "law.h"
#include "tail.h"

static ter__b one_minus(ter__balls *w, ter__b x) {
    return ter__b_sub(w, ter__b_si(w, 1), x);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b a = ter__b_mul(w, p[0], p[1]), b = ter__b_mul(w, one_minus(w, p[0]), p[1]);
    ter__b out = ter__b_times_log(w, ter__b_add_si(w, a, -1), x);
    out = ter__b_add(w, out, ter__b_times_log(w, ter__b_add_si(w, b, -1), one_minus(w, x)));
    out = ter__b_add(w, out, ter__b_log_gamma(w, p[1]));
    return ter__b_sub(w, out, ter__b_add(w, ter__b_log_gamma(w, a), ter__b_log_gamma(w, b)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b a = ter__b_mul(w, p[0], p[1]), b = ter__b_mul(w, one_minus(w, p[0]), p[1]);
    return ter__tail_beta(w, a, b, ter__b_div(w, x, one_minus(w, x)), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_beta_proportion = {
    .name = "beta_proportion",
    .parameter_count = 2,
    .parameter_names = {"mean", "precision"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__PROBABILITY, 1e-3, 0.5, 2, {0.5, 0.25}}, {TER__POSITIVE, 1e-2, 1e8, 2, {1.0, 4.0}}},
    .moderate = {{TER__PROBABILITY, 0.1, 0.5, 1, {0.5}}, {TER__POSITIVE, 1.0, 50.0, 2, {2.0, 4.0}}},
};
