/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lognormal: log X is normal, f(x) = exp(-z^2 / 2) / (x sd sqrt(2 pi)), z = (log x - mean) / sd; f(0) = 0. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) {
        return ter__b_log(w, x);
    }
    ter__b log_x = ter__b_log(w, x);
    ter__b z = ter__b_div(w, ter__b_sub(w, log_x, p[0]), p[1]);
    ter__b twice = ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    return ter__b_neg(w, ter__b_add(w, ter__b_add(w, ter__b_half(w, twice), ter__b_log(w, p[1])), log_x));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__b_div(w, ter__b_sub(w, ter__b_log(w, x), p[0]), p[1]);
    *upper = arb_is_nonnegative(TER__REAL(z));
    return ter__tail_normal(w, *upper ? z : ter__b_neg(w, z));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_lognormal = {
    .name = "lognormal",
    .parameter_count = 2,
    .parameter_names = {"meanlog", "sdlog"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__SIGNED, 1e-5, 700.0, 2, {0.0, 1.0}}, {TER__POSITIVE, 1e-10, 1e5, 2, {1.0, 0.5}}},
    .moderate = {{TER__SIGNED, 0.1, 3.0, 2, {0.0, 1.0}}, {TER__POSITIVE, 0.1, 1.5, 1, {1.0}}},
};
