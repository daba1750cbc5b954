/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beta prime: f(x) = u^(alpha - 1) (1 + u)^(-alpha - beta) / (scale B(alpha, beta)), u = x / scale, x >= 0. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b u = ter__b_div(w, x, p[2]), n = ter__b_add(w, p[0], p[1]);
    ter__b log_beta = ter__b_sub(w, ter__b_add(w, ter__b_log_gamma(w, p[0]), ter__b_log_gamma(w, p[1])), ter__b_log_gamma(w, n));
    ter__b out = ter__b_times_log(w, ter__b_add_si(w, p[0], -1), u);
    out = ter__b_sub(w, out, ter__b_mul(w, n, ter__b_log1p(w, u)));
    return ter__b_sub(w, out, ter__b_add(w, log_beta, ter__b_log(w, p[2])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__tail_beta(w, p[0], p[1], ter__b_div(w, x, p[2]), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_beta_prime = {
    .name = "beta_prime",
    .parameter_count = 3,
    .parameter_names = {"alpha", "beta", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 4, {1.0, 0.5, 2.0, 6.0}},
             {TER__POSITIVE, 1e-3, 1e8, 5, {1.0, 2.0, 3.0, 4.0, 6.0}},
             TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.3, 30.0, 2, {1.0, 2.0}},
                 {TER__POSITIVE, 0.3, 30.0, 4, {1.0, 2.0, 3.0, 4.0}},
                 TER__MODERATE_SCALE},
};
