/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inverse exponential: P(X <= x) = exp(-scale / x), x > 0. */
#include "law_parts.h"

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = false;
    return ter__b_neg(w, ter__b_div(w, p[0], x));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    bool upper;
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1);
    }
    return ter__b_add(w, log_tail(w, p, x, &upper), ter__b_log(w, ter__b_div(w, p[0], ter__b_square(w, x))));
}

const ter__law ter__law_inverse_exponential = {
    .name = "inverse_exponential",
    .parameter_count = 1,
    .parameter_names = {"scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {TER__HARD_SCALE},
    .moderate = {TER__MODERATE_SCALE},
};
