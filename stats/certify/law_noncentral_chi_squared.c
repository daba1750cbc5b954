/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noncentral chi-squared: a chi-squared variable with df + 2 J degrees of freedom, J Poisson with mean noncentrality / 2. */
#include "law.h"
#include "noncentral.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b log_two = ter__b_log(w, ter__b_si(w, 2));
    return ter__b_sub(w, ter__noncentral_density(w, ter__b_half(w, p[0]), ter__b_half(w, p[1]), ter__b_half(w, x)), log_two);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__noncentral_tail(w, ter__b_half(w, p[0]), ter__b_half(w, p[1]), ter__b_half(w, x), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_noncentral_chi_squared = {
    .name = "noncentral_chi_squared",
    .parameter_count = 2,
    .parameter_names = {"df", "noncentrality"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-2, 1e10, 6, {1.0, 2.0, 3.0, 128.0, 0.5, 20.0}},
             {TER__POSITIVE, 1e-10, 1e8, 5, {0.0, 1.0, 2000.0, 60.0, 1e4}}},
    .moderate = {{TER__POSITIVE, 0.5, 50.0, 3, {1.0, 2.0, 4.0}}, {TER__POSITIVE, 0.1, 50.0, 2, {0.0, 1.0}}},
    .cost = 50,
};
