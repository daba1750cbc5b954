/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zipf-Mandelbrot: P(X = k) = (k + q)^-s / sum of these up to n. Short sums are added up, long ones are differences of Hurwitz zeta
 * functions.
 */
#include <math.h>

#include "power_law.h"

#define SHORT 200

/* log of the sum of ((j + q) / (1 + q))^-s from j = first to last. */
static ter__b log_sum(ter__balls *w, const ter__b *p, ter__b first, ter__b last) {
    ter__b base = ter__b_add_si(w, p[1], 1), count = ter__b_sub(w, last, first);
    double terms = arf_get_d(arb_midref(TER__REAL(count)), ARF_RND_NEAR) + 1.0;
    if (terms <= SHORT) {
        ter__b sum = ter__b_si(w, 0);
        for (slong j = 0; j < (slong)terms; j++) {
            ter__b at = ter__b_div(w, ter__b_add(w, ter__b_add_si(w, first, j), p[1]), base);
            sum = ter__b_add(w, sum, ter__b_exp(w, ter__b_neg(w, ter__b_mul(w, p[2], ter__b_log(w, at)))));
        }
        return ter__b_log(w, sum);
    }
    ter__b sum = ter__power_sum(w, p[2], ter__b_add(w, first, p[1]), ter__b_add(w, last, p[1]));
    return ter__b_add(w, ter__b_log(w, sum), ter__b_mul(w, p[2], ter__b_log(w, base)));
}

/* log of the whole sum: the first term is 1. */
static ter__b log_whole(ter__balls *w, const ter__b *p) {
    if (arb_is_one(TER__REAL(p[0]))) {
        return ter__b_si(w, 0);
    }
    return ter__b_log1p(w, ter__b_exp(w, log_sum(w, p, ter__b_si(w, 2), p[0])));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b at = ter__b_div(w, ter__b_add(w, k, p[1]), ter__b_add_si(w, p[1], 1));
    return ter__b_neg(w, ter__b_add(w, ter__b_mul(w, p[2], ter__b_log(w, at)), log_whole(w, p)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    ter__b whole = log_whole(w, p), above = ter__b_sub(w, log_sum(w, p, ter__b_add_si(w, k, 1), p[0]), whole);
    *upper = arf_cmp_d(arb_midref(TER__REAL(above)), -0.7) < 0;
    return *upper ? above : ter__b_sub(w, log_sum(w, p, ter__b_si(w, 1), k), whole);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, 1);
    *upper = p[0];
}

const ter__law ter__law_zipf_mandelbrot = {
    .name = "zipf_mandelbrot",
    .discrete = true,
    .parameter_count = 3,
    .parameter_names = {"count", "shift", "exponent"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__WHOLE, 1.0, 1e15, 4, {1.0, 2.0, 64.0, 128.0}},
             {TER__POSITIVE, 1e-3, 1e3, 4, {0.0, 1.0, 2.5, 100.0}},
             {TER__POSITIVE, 1e-3, 1e3, 6, {0.0, 1.0, 2.0, 0.5, 3.0, 6.4}}},
    .moderate = {{TER__WHOLE, 5.0, 200.0, 2, {10.0, 100.0}},
                 {TER__POSITIVE, 0.1, 10.0, 2, {1.0, 2.5}},
                 {TER__POSITIVE, 0.2, 4.0, 2, {1.0, 2.0}}},
    .cost = 12,
};
