/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noncentral F: df2 / df1 times the odds of a beta(df1 / 2 + J, df2 / 2) variable, J Poisson with mean noncentrality / 2. */
#include "law.h"
#include "noncentral_beta.h"

static ter__b odds(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_mul(w, p[0], x), p[1]);
}

/* That of F, and what the mixture adds to it. */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b a = ter__b_half(w, p[0]), b = ter__b_half(w, p[1]), n = ter__b_add(w, a, b), u = odds(w, p, x);
    ter__b out = ter__b_sub(w, ter__b_log_gamma(w, n), ter__b_add(w, ter__b_log_gamma(w, a), ter__b_log_gamma(w, b)));
    out = ter__b_add(w, out, ter__b_log(w, ter__b_div(w, p[0], p[1])));
    out = ter__b_add(w, out, ter__b_times_log(w, ter__b_add_si(w, a, -1), u));
    out = ter__b_sub(w, out, ter__b_mul(w, n, ter__b_log1p(w, u)));
    return ter__b_add(w, out, ter__noncentral_beta_factor(w, a, b, ter__b_half(w, p[2]), u));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__noncentral_beta_tail(w, ter__b_half(w, p[0]), ter__b_half(w, p[1]), ter__b_half(w, p[2]), odds(w, p, x), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_noncentral_f = {
    .name = "noncentral_f",
    .parameter_count = 3,
    .parameter_names = {"df1", "df2", "noncentrality"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 0.1, 1e10, 5, {1.0, 2.0, 3.0, 4.0, 12.0}},
             {TER__POSITIVE, 0.1, 1e10, 6, {1.0, 2.0, 3.0, 4.0, 6.0, 8.0}},
             {TER__POSITIVE, 1e-10, 1e6, 4, {0.0, 1.0, 60.0, 1e4}}},
    .moderate = {{TER__POSITIVE, 1.0, 50.0, 3, {1.0, 2.0, 5.0}},
                 {TER__POSITIVE, 0.5, 100.0, 5, {1.0, 2.0, 4.0, 6.0, 8.0}},
                 {TER__POSITIVE, 0.1, 50.0, 2, {0.0, 1.0}}},
    .cost = 50,
};
