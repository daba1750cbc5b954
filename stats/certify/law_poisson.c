/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Poisson: P(X = k) = mean^k exp(-mean) / k!; P(X <= k) = Q(k + 1, mean). A mean of 0 is the law at 0. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b out = ter__b_sub(w, ter__b_times_log(w, k, p[0]), p[0]);
    return ter__b_sub(w, out, ter__b_log_gamma(w, ter__b_add_si(w, k, 1)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    bool gamma_upper;
    ter__b out = ter__tail_gamma(w, ter__b_add_si(w, k, 1), p[0], &gamma_upper);
    *upper = !gamma_upper; /* P(X > k) = P(k + 1, mean) */
    return out;
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, 0);
    *upper = ter__b_is_zero(p[0]) ? ter__b_si(w, 0) : ter__b_infinity(w, 1);
}

const ter__law ter__law_poisson = {
    .name = "poisson",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"mean"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-10, 1e15, 4, {1.0, 0.5, 10.0, 30.0}}},
    .moderate = {{TER__POSITIVE, 0.1, 50.0, 2, {1.0, 10.0}}},
};
