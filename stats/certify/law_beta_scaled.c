/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beta on [l, u]: (x - l)^(a - 1) (u - x)^(b - 1) / (B(a, b) (u - l)^(a + b - 1)). */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b n = ter__b_add(w, p[0], p[1]), width = ter__b_sub(w, p[3], p[2]);
    ter__b out = ter__b_times_log(w, ter__b_add_si(w, p[0], -1), ter__b_div(w, ter__b_sub(w, x, p[2]), width));
    out = ter__b_add(w, out, ter__b_times_log(w, ter__b_add_si(w, p[1], -1), ter__b_div(w, ter__b_sub(w, p[3], x), width)));
    out = ter__b_add(w, out, ter__b_sub(w, ter__b_log_gamma(w, n), ter__b_log(w, width)));
    return ter__b_sub(w, out, ter__b_add(w, ter__b_log_gamma(w, p[0]), ter__b_log_gamma(w, p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b odds = ter__b_div(w, ter__b_sub(w, x, p[2]), ter__b_sub(w, p[3], x));
    return ter__tail_beta(w, p[0], p[1], odds, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[2];
    *upper = p[3];
}

const ter__law ter__law_beta_scaled = {
    .name = "beta_scaled",
    .parameter_count = 4,
    .parameter_names = {"shape_a", "shape_b", "lower", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .location = 3,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 6, {1.0, 0.5, 2.0, 6.0, 5.5, 1e-3}},
             {TER__POSITIVE, 1e-3, 1e8, 6, {1.0, 0.5, 2.0, 6.0, 5.5, 1e-3}},
             TER__HARD_LOCATION,
             {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 0, {0}}},
    .moderate = {{TER__POSITIVE, 0.3, 30.0, 2, {1.0, 2.0}},
                 {TER__POSITIVE, 0.3, 30.0, 2, {1.0, 2.0}},
                 TER__MODERATE_LOCATION,
                 {TER__ABOVE_PREVIOUS, 0.1, 10.0, 0, {0}}},
};
