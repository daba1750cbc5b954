/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Birnbaum-Saunders: z = (sqrt(x / b) - sqrt(b / x)) / a is standard normal, x > 0; f(0) = 0. */
#include "law.h"
#include "law_parts.h"
#include "tail.h"

static ter__b score(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b root = ter__b_sqrt(w, ter__b_div(w, x, p[1]));
    return ter__b_div(w, ter__b_sub(w, root, ter__b_div(w, ter__b_si(w, 1), root)), p[0]);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1);
    }
    ter__b z = score(w, p, x), y = ter__b_div(w, x, p[1]), root = ter__b_sqrt(w, y);
    ter__b twice = ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    ter__b spread = ter__b_mul(w, ter__b_mul_si(w, p[0], 2), ter__b_mul(w, x, root));
    ter__b rate = ter__b_log(w, ter__b_div(w, ter__b_add_si(w, y, 1), spread));
    return ter__b_sub(w, rate, ter__b_half(w, twice));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = score(w, p, x);
    *upper = arb_is_nonnegative(TER__REAL(z));
    return ter__tail_normal(w, *upper ? z : ter__b_neg(w, z));
}

const ter__law ter__law_birnbaum_saunders = {
    .name = "birnbaum_saunders",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-6, 1e6, 3, {1.0, 2.0, 0.5}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.1, 2.0, 1, {1.0}}, TER__MODERATE_SCALE},
};
