/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logit-normal: f(x) = phi(z) / (sd x (1 - x)), z = (log(x / (1 - x)) - mean) / sd; f = 0 at both ends. */
#include "law.h"
#include "tail.h"

static ter__b rest(ter__balls *w, ter__b x) {
    return ter__b_sub(w, ter__b_si(w, 1), x);
}

static ter__b score(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b logit = ter__b_sub(w, ter__b_log(w, x), ter__b_log(w, rest(w, x)));
    return ter__b_div(w, ter__b_sub(w, logit, p[0]), p[1]);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x) || ter__b_is_zero(rest(w, x))) {
        return ter__b_infinity(w, -1);
    }
    ter__b z = score(w, p, x);
    ter__b twice = ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    ter__b spread = ter__b_mul(w, p[1], ter__b_mul(w, x, rest(w, x)));
    return ter__b_neg(w, ter__b_add(w, ter__b_half(w, twice), ter__b_log(w, spread)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = score(w, p, x);
    *upper = arb_is_nonnegative(TER__REAL(z));
    return ter__tail_normal(w, *upper ? z : ter__b_neg(w, z));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_logit_normal = {
    .name = "logit_normal",
    .parameter_count = 2,
    .parameter_names = {"meanlogit", "sdlogit"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__SIGNED, 1e-5, 700.0, 2, {0.0, 1.0}}, {TER__POSITIVE, 1e-10, 1e5, 3, {1.0, 1.5, 2.0}}},
    .moderate = {{TER__SIGNED, 0.1, 2.0, 2, {0.0, 1.0}}, {TER__POSITIVE, 0.2, 2.0, 1, {1.0}}},
};
