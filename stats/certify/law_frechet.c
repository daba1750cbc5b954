/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frechet: P(X <= x) = exp(-(x / scale)^-shape), x > 0. */
#include "law.h"

static ter__b power_of(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_exp(w, ter__b_neg(w, ter__b_mul(w, p[0], ter__b_log(w, ter__b_div(w, x, p[1])))));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1);
    }
    ter__b ratio = ter__b_div(w, x, p[1]);
    ter__b out = ter__b_neg(w, ter__b_times_log(w, ter__b_add_si(w, p[0], 1), ratio));
    return ter__b_add(w, ter__b_sub(w, out, power_of(w, p, x)), ter__b_log(w, ter__b_div(w, p[0], p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = false;
    return ter__b_neg(w, power_of(w, p, x));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_frechet = {
    .name = "frechet",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 4, {1.0, 2.0, 0.5, 3.5}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 10.0, 5, {1.0, 2.0, 3.0, 4.0, 3.5}}, TER__MODERATE_SCALE},
};
