/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half-Cauchy: f(x) = 2 / (pi scale (1 + r^2)), r = x / scale, x >= 0. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b square = ter__b_square(w, ter__b_div(w, x, p[0]));
    ter__b below = ter__b_mul(w, ter__b_mul(w, ter__b_pi(w), p[0]), ter__b_add_si(w, square, 1));
    return ter__b_log(w, ter__b_div(w, ter__b_si(w, 2), below));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = arb_gt(TER__REAL(x), TER__REAL(p[0]));
    ter__b angle = ter__b_atan(w, *upper ? ter__b_div(w, p[0], x) : ter__b_div(w, x, p[0]));
    return ter__b_log(w, ter__b_div(w, ter__b_mul_si(w, angle, 2), ter__b_pi(w)));
}

const ter__law ter__law_half_cauchy = {
    .name = "half_cauchy",
    .parameter_count = 1,
    .parameter_names = {"scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {TER__HARD_SCALE},
    .moderate = {TER__MODERATE_SCALE},
};
