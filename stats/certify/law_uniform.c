/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uniform on [lower, upper]: f(x) = 1 / (upper - lower). */
#include "law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    (void)x;
    return ter__b_neg(w, ter__b_log(w, ter__b_sub(w, p[1], p[0])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b below = ter__b_sub(w, x, p[0]), above = ter__b_sub(w, p[1], x), whole = ter__b_sub(w, p[1], p[0]);
    *upper = !arb_le(TER__REAL(below), TER__REAL(above));
    return ter__b_log(w, ter__b_div(w, *upper ? above : below, whole));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[0];
    *upper = p[1];
}

const ter__law ter__law_uniform = {
    .name = "uniform",
    .parameter_count = 2,
    .parameter_names = {"lower", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_LOCATION, {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 0, {0}}},
    .moderate = {TER__MODERATE_LOCATION, {TER__ABOVE_PREVIOUS, 0.1, 10.0, 0, {0}}},
};
