/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pareto: P(X > x) = (x / scale)^-shape, x >= scale. */
#include "law_parts.h"

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__b_neg(w, ter__b_mul(w, p[1], ter__b_log(w, ter__b_div(w, x, p[0]))));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    bool upper;
    return ter__b_add(w, log_tail(w, p, x, &upper), ter__b_log(w, ter__b_div(w, p[1], x)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = p[0];
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_pareto = {
    .name = "pareto",
    .parameter_count = 2,
    .parameter_names = {"scale", "shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_SCALE, {TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 2.0, 0.5}}},
    .moderate = {TER__MODERATE_SCALE, {TER__POSITIVE, 0.5, 20.0, 4, {1.0, 2.0, 3.0, 4.0}}},
};
