/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Skellam: the difference of two Poisson counts. Given the second, N2 = j, it is at least k > 0 when the first is at least k + j,
 * which has the probability that a gamma variable of shape k + j is at most mean1: a Poisson mixture of gamma laws.
 */
#include "law.h"
#include "noncentral.h"

static bool is_negative(ter__b k) {
    return arb_is_negative(TER__REAL(k));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    bool mirror = is_negative(k);
    ter__b shape = ter__b_add_si(w, mirror ? ter__b_neg(w, k) : k, 1);
    return ter__noncentral_density(w, shape, p[mirror ? 0 : 1], p[mirror ? 1 : 0]);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    bool mirror = is_negative(k), above;
    ter__b shape = mirror ? ter__b_neg(w, k) : ter__b_add_si(w, k, 1);
    ter__b out = ter__noncentral_tail(w, shape, p[mirror ? 0 : 1], p[mirror ? 1 : 0], &above);
    *upper = above == mirror;
    return out;
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_infinity(w, -1);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_skellam = {
    .name = "skellam",
    .discrete = true,
    .parameter_count = 2,
    .parameter_names = {"mean1", "mean2"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-6, 1e6, 3, {1.0, 30.0, 1000.0}}, {TER__POSITIVE, 1e-6, 1e6, 3, {1.0, 30.0, 1000.0}}},
    .moderate = {{TER__POSITIVE, 1.0, 20.0, 2, {2.0, 5.0}}, {TER__POSITIVE, 1.0, 20.0, 2, {2.0, 5.0}}},
    .cost = 40,
};
