/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hyperbolic secant: f(x) = 1 / (pi scale cosh z), z = (x - location) / scale. */
#include "law_parts.h"

/* log 2 - z - log(1 + exp(-2 z)) - log(pi scale). */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    ter__b sum = ter__b_add(w, z, ter__log1pexp(w, ter__b_mul_si(w, z, -2)));
    return ter__b_sub(w, ter__b_log(w, ter__b_div(w, ter__b_si(w, 2), ter__b_mul(w, ter__b_pi(w), p[1]))), sum);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    *upper = arb_is_positive(TER__REAL(z));
    ter__b angle = ter__b_atan(w, ter__b_exp(w, *upper ? ter__b_neg(w, z) : z));
    return ter__b_log(w, ter__b_div(w, ter__b_mul_si(w, angle, 2), ter__b_pi(w)));
}

const ter__law ter__law_hyperbolic_secant = {
    .name = "hyperbolic_secant",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
