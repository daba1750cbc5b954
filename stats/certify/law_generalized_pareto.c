/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generalised Pareto: P(X > x) = (1 + shape z)^(-1 / shape), z = (x - location) / scale >= 0; exp(-z) for shape 0. */
#include "law_parts.h"

/* -log P(X > x) = log(1 + shape z) / shape; at shape 0 it is z, with the derivative -z^2 / 2 in the shape composed by hand. */
static ter__b minus_log(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    if (ter__b_is_zero(p[2])) {
        return ter__b_sub(w, z, ter__b_half(w, ter__b_mul(w, p[2], ter__b_square(w, z))));
    }
    return ter__b_div(w, ter__b_log1p(w, ter__b_mul(w, p[2], z)), p[2]);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b y = minus_log(w, p, x), power = ter__b_add_si(w, p[2], 1);
    if (!arb_is_finite(TER__REAL(y)) && arb_is_exact(TER__REAL(y))) { /* the upper end */
        if (!ter__b_is_zero(power)) {
            return ter__b_infinity(w, arb_is_positive(TER__REAL(power)) ? -1 : 1);
        }
        return ter__b_neg(w, ter__b_log(w, p[1]));
    }
    return ter__b_neg(w, ter__b_add(w, ter__b_mul(w, power, y), ter__b_log(w, p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__b_neg(w, minus_log(w, p, x));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = p[0];
    *upper = arb_is_negative(TER__REAL(p[2])) ? ter__b_sub(w, p[0], ter__b_div(w, p[1], p[2])) : ter__b_infinity(w, 1);
}

const ter__law ter__law_generalized_pareto = {
    .name = "generalized_pareto",
    .parameter_count = 3,
    .parameter_names = {"location", "scale", "shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE, {TER__SIGNED, 1e-12, 5.0, 7, {0.0, 1.0, -1.0, -0.5, 0.5, 1e-5, -1e-5}}},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE, {TER__SIGNED, 0.01, 0.9, 3, {0.0, 0.2, -0.5}}},
};
