/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beta: f(x) = x^(alpha - 1) (1 - x)^(beta - 1) Gamma(alpha + beta) / (Gamma(alpha) Gamma(beta)), 0 <= x <= 1. */
#include "law.h"
#include "tail.h"

static ter__b one_minus(ter__balls *w, ter__b x) {
    return ter__b_sub(w, ter__b_si(w, 1), x);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b out = ter__b_times_log(w, ter__b_add_si(w, p[0], -1), x);
    out = ter__b_add(w, out, ter__b_times_log(w, ter__b_add_si(w, p[1], -1), one_minus(w, x)));
    out = ter__b_add(w, out, ter__b_log_gamma(w, ter__b_add(w, p[0], p[1])));
    return ter__b_sub(w, out, ter__b_add(w, ter__b_log_gamma(w, p[0]), ter__b_log_gamma(w, p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__tail_beta(w, p[0], p[1], ter__b_div(w, x, one_minus(w, x)), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_beta = {
    .name = "beta",
    .parameter_count = 2,
    .parameter_names = {"alpha", "beta"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 6, {1.0, 0.5, 2.0, 6.0, 5.5, 1e-3}},
             {TER__POSITIVE, 1e-3, 1e8, 6, {1.0, 0.5, 2.0, 6.0, 5.5, 1e-3}}},
    .moderate = {{TER__POSITIVE, 0.3, 30.0, 2, {1.0, 2.0}}, {TER__POSITIVE, 0.3, 30.0, 2, {1.0, 2.0}}},
};
