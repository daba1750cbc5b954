/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic: f(x) = exp(-z) / (scale (1 + exp(-z))^2), z = (x - location) / scale. */
#include "law.h"

static ter__b standard(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]);
}

/* log(1 + exp(-z)). */
static ter__b softplus(ter__balls *w, ter__b z) {
    return ter__b_log1p(w, ter__b_exp(w, ter__b_neg(w, z)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = standard(w, p, x);
    ter__b twice = ter__b_mul_si(w, softplus(w, z), 2);
    return ter__b_neg(w, ter__b_add(w, ter__b_add(w, z, twice), ter__b_log(w, p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = standard(w, p, x);
    *upper = arb_is_positive(TER__REAL(z));
    return ter__b_neg(w, softplus(w, *upper ? ter__b_neg(w, z) : z));
}

const ter__law ter__law_logistic = {
    .name = "logistic",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
