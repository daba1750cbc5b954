/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gamma: f(x) = t^(shape - 1) exp(-t) / (scale Gamma(shape)), t = x / scale, x >= 0. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b t = ter__b_div(w, x, p[1]);
    ter__b out = ter__b_sub(w, ter__b_times_log(w, ter__b_add_si(w, p[0], -1), t), t);
    return ter__b_sub(w, out, ter__b_add(w, ter__b_log(w, p[1]), ter__b_log_gamma(w, p[0])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__tail_gamma(w, p[0], ter__b_div(w, x, p[1]), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_gamma = {
    .name = "gamma",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e10, 6, {1.0, 0.5, 2.0, 1.5, 20.0, 200.0}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.3, 30.0, 3, {1.0, 0.5, 2.0}}, TER__MODERATE_SCALE},
};
