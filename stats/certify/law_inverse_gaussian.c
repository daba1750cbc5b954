/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inverse Gaussian: f(x) = sqrt(l / (2 pi x^3)) exp(-l (x - m)^2 / (2 m^2 x)), x > 0; f(0) = 0. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1);
    }
    ter__b distance = ter__b_div(w, ter__b_sub(w, x, p[0]), p[0]);
    ter__b exponent = ter__b_div(w, ter__b_mul(w, p[1], ter__b_square(w, distance)), x);
    ter__b norm = ter__b_sub(w, ter__b_log(w, p[1]), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    norm = ter__b_sub(w, norm, ter__b_mul_si(w, ter__b_log(w, x), 3));
    return ter__b_half(w, ter__b_sub(w, norm, exponent));
}

/* Phi(a) + e^{2 l / m} Phi(-b), or Phi(-a) - e^{2 l / m} Phi(-b), in logs. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b root = ter__b_sqrt(w, ter__b_div(w, p[1], x)), ratio = ter__b_div(w, x, p[0]);
    ter__b a = ter__b_mul(w, root, ter__b_add_si(w, ratio, -1)), b = ter__b_mul(w, root, ter__b_add_si(w, ratio, 1));
    ter__b second = ter__b_add(w, ter__b_mul_si(w, ter__b_div(w, p[1], p[0]), 2), ter__tail_normal(w, b));
    *upper = arb_is_nonnegative(TER__REAL(a));
    ter__b first = ter__tail_normal(w, *upper ? a : ter__b_neg(w, a));
    ter__b share = ter__b_sub(w, second, first);
    return ter__b_add(w, first, *upper ? ter__b_log1mexp(w, share) : ter__b_log1p(w, ter__b_exp(w, share)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

/* The shape is drawn relative to the mean. */
static void adjust(double *p) {
    p[1] *= p[0];
}

const ter__law ter__law_inverse_gaussian = {
    .name = "inverse_gaussian",
    .parameter_count = 2,
    .parameter_names = {"mean", "shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_SCALE, {TER__POSITIVE, 1e-20, 1e20, 2, {1.0, 400.0}}},
    .moderate = {TER__MODERATE_SCALE, {TER__POSITIVE, 0.3, 30.0, 1, {1.0}}},
    .adjust = adjust,
};
