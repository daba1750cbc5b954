/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chi-squared: the sum of df squared standard normals; f(x) = x^(df/2 - 1) exp(-x/2) / (2^(df/2) Gamma(df/2)), x >= 0. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b half_df = ter__b_half(w, p[0]), half_x = ter__b_half(w, x);
    ter__b out = ter__b_sub(w, ter__b_times_log(w, ter__b_add_si(w, half_df, -1), half_x), half_x);
    return ter__b_sub(w, out, ter__b_add(w, ter__b_log(w, ter__b_si(w, 2)), ter__b_log_gamma(w, half_df)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__tail_gamma(w, ter__b_half(w, p[0]), ter__b_half(w, x), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_chi_squared = {
    .name = "chi_squared",
    .parameter_count = 1,
    .parameter_names = {"df"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 2e-3, 2e10, 6, {1.0, 2.0, 3.0, 4.0, 40.0, 400.0}}},
    .moderate = {{TER__POSITIVE, 0.6, 60.0, 3, {1.0, 2.0, 4.0}}},
};
