/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folded normal: f(x) = (phi((x - mu) / s) + phi((x + mu) / s)) / s, x >= 0. */
#include "law.h"
#include "tail.h"

static ter__b log_normal(ter__balls *w, const ter__b *p, ter__b distance) {
    ter__b z = ter__b_div(w, distance, p[1]);
    ter__b twice = ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    return ter__b_neg(w, ter__b_add(w, ter__b_half(w, twice), ter__b_log(w, p[1])));
}

/* log(e^a + e^b), b <= a. */
static ter__b log_sum(ter__balls *w, ter__b a, ter__b b) {
    return ter__b_add(w, a, ter__b_log1p(w, ter__b_exp(w, ter__b_sub(w, b, a))));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    return log_sum(w, log_normal(w, p, ter__b_sub(w, x, p[0])), log_normal(w, p, ter__b_add(w, x, p[0])));
}

/* P(Z > a) + P(Z > b) beyond the location, P(Z > -a) - P(Z > b) before it. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b a = ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]), b = ter__b_div(w, ter__b_add(w, x, p[0]), p[1]);
    *upper = arb_is_nonnegative(TER__REAL(a));
    ter__b beyond = ter__tail_normal(w, b), nearer = ter__tail_normal(w, *upper ? a : ter__b_neg(w, a));
    return *upper ? log_sum(w, nearer, beyond) : ter__b_add(w, nearer, ter__b_log1mexp(w, ter__b_sub(w, beyond, nearer)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_folded_normal = {
    .name = "folded_normal",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .cost = 12, /* skewness and kurtosis by integrals */
    .hard = {{TER__POSITIVE, 1e-10, 1e10, 2, {0.0, 1.0}}, {TER__POSITIVE, 1e-100, 1e100, 3, {1.0, 2.0, 1e5}}},
    .moderate = {{TER__POSITIVE, 0.1, 10.0, 2, {0.0, 1.0}}, TER__MODERATE_SCALE},
};
