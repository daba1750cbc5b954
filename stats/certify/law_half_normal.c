/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half-normal: f(x) = 2 exp(-z^2 / 2) / (scale sqrt(2 pi)), z = x / scale, x >= 0. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__b_div(w, x, p[0]), root = ter__b_half(w, ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    ter__b out = ter__b_sub(w, ter__b_log(w, ter__b_si(w, 2)), ter__b_add(w, root, ter__b_log(w, p[0])));
    return ter__b_sub(w, out, ter__b_half(w, ter__b_square(w, z)));
}

/* P(|Z| > z) = 2 P(Z > z). */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__b_add(w, ter__tail_normal(w, ter__b_div(w, x, p[0])), ter__b_log(w, ter__b_si(w, 2)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_half_normal = {
    .name = "half_normal",
    .parameter_count = 1,
    .parameter_names = {"scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_SCALE},
    .moderate = {TER__MODERATE_SCALE},
};
