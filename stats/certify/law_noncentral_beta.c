/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noncentral beta: a beta(alpha + J, beta) variable, J Poisson with mean noncentrality / 2. */
#include "law.h"
#include "noncentral_beta.h"

static ter__b one_minus(ter__balls *w, ter__b x) {
    return ter__b_sub(w, ter__b_si(w, 1), x);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b y = one_minus(w, x);
    ter__b out = ter__b_times_log(w, ter__b_add_si(w, p[0], -1), x);
    out = ter__b_add(w, out, ter__b_times_log(w, ter__b_add_si(w, p[1], -1), y));
    out = ter__b_add(w, out, ter__b_log_gamma(w, ter__b_add(w, p[0], p[1])));
    out = ter__b_sub(w, out, ter__b_add(w, ter__b_log_gamma(w, p[0]), ter__b_log_gamma(w, p[1])));
    if (ter__b_is_zero(y)) { /* a limit: with beta = 1 the density there is the mean of alpha + J */
        ter__b here = ter__b_log(w, ter__b_add(w, p[0], ter__b_half(w, p[2])));
        return ter__b_is_zero(ter__b_add_si(w, p[1], -1)) ? here : out;
    }
    return ter__b_add(w, out, ter__noncentral_beta_factor(w, p[0], p[1], ter__b_half(w, p[2]), ter__b_div(w, x, y)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__noncentral_beta_tail(w, p[0], p[1], ter__b_half(w, p[2]), ter__b_div(w, x, one_minus(w, x)), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_noncentral_beta = {
    .name = "noncentral_beta",
    .parameter_count = 3,
    .parameter_names = {"alpha", "beta", "noncentrality"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 5, {1.0, 0.5, 2.0, 6.0, 5.5}},
             {TER__POSITIVE, 1e-3, 1e8, 5, {1.0, 0.5, 2.0, 6.0, 5.5}},
             {TER__POSITIVE, 1e-10, 1e6, 4, {0.0, 1.0, 60.0, 1e4}}},
    .moderate = {{TER__POSITIVE, 0.5, 30.0, 2, {1.0, 2.0}},
                 {TER__POSITIVE, 0.5, 30.0, 2, {1.0, 2.0}},
                 {TER__POSITIVE, 0.1, 50.0, 2, {0.0, 1.0}}},
    .cost = 50,
};
