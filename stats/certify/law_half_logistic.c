/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half-logistic: P(X > x) = 2 / (1 + exp(x / scale)), x >= 0. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b fall = ter__b_neg(w, ter__b_div(w, x, p[0]));
    ter__b out = ter__b_sub(w, fall, ter__b_mul_si(w, ter__log1pexp(w, fall), 2));
    return ter__b_add(w, out, ter__b_log(w, ter__b_div(w, ter__b_si(w, 2), p[0])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b r = ter__b_div(w, x, p[0]);
    *upper = arb_gt(TER__REAL(r), TER__REAL(ter__b_si(w, 1)));
    if (*upper) {
        return ter__b_sub(w, ter__b_log(w, ter__b_si(w, 2)), ter__b_add(w, r, ter__log1pexp(w, ter__b_neg(w, r))));
    }
    ter__b below = ter__b_add_si(w, ter__b_exp(w, r), 1);
    return ter__b_log(w, ter__b_div(w, ter__b_expm1(w, r), below));
}

const ter__law ter__law_half_logistic = {
    .name = "half_logistic",
    .parameter_count = 1,
    .parameter_names = {"scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {TER__HARD_SCALE},
    .moderate = {TER__MODERATE_SCALE},
};
