/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nakagami: f(x) = 2 m^m x^(2m - 1) exp(-m x^2 / spread) / (Gamma(m) spread^m), x >= 0. */
#include "law.h"
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b m = p[0], rate = ter__b_div(w, m, p[1]);
    ter__b out = ter__b_add(w, ter__b_log(w, ter__b_si(w, 2)), ter__b_mul(w, m, ter__b_log(w, rate)));
    out = ter__b_add(w, out, ter__b_times_log(w, ter__b_add_si(w, ter__b_mul_si(w, m, 2), -1), x));
    out = ter__b_sub(w, out, ter__b_mul(w, rate, ter__b_square(w, x)));
    return ter__b_sub(w, out, ter__b_log_gamma(w, m));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__tail_gamma(w, p[0], ter__b_div(w, ter__b_mul(w, p[0], ter__b_square(w, x)), p[1]), upper);
}

const ter__law ter__law_nakagami = {
    .name = "nakagami",
    .parameter_count = 2,
    .parameter_names = {"shape", "spread"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 1e10, 5, {1.0, 0.5, 2.0, 20.0, 200.0}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.3, 30.0, 3, {1.0, 0.5, 2.0}}, TER__MODERATE_SCALE},
};
