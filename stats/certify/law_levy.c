/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levy: f(x) = sqrt(scale / (2 pi)) exp(-scale / (2 y)) y^(-3/2), y = x - location; P(X <= x) = 2 P(Z > sqrt(scale / y)). */
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b y = ter__b_sub(w, x, p[0]);
    if (ter__b_is_zero(y)) {
        return ter__b_infinity(w, -1);
    }
    ter__b rate = ter__b_half(w, ter__b_div(w, p[1], y));
    ter__b height = ter__b_half(w, ter__b_log(w, ter__b_div(w, p[1], ter__b_mul_si(w, ter__b_pi(w), 2))));
    ter__b power = ter__b_half(w, ter__b_mul_si(w, ter__b_log(w, y), 3));
    return ter__b_sub(w, ter__b_sub(w, height, rate), power);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = false;
    ter__b z = ter__b_sqrt(w, ter__b_div(w, p[1], ter__b_sub(w, x, p[0])));
    return ter__b_add(w, ter__tail_normal(w, z), ter__b_log(w, ter__b_si(w, 2)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = p[0];
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_levy = {
    .name = "levy",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .location = 1,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
