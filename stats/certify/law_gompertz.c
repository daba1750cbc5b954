/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gompertz: P(X > x) = exp(-shape (exp(x / scale) - 1)), x >= 0. */
#include "law_parts.h"

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__b_neg(w, ter__b_mul(w, p[0], ter__b_expm1(w, ter__b_div(w, x, p[1]))));
}

static ter__b log_hazard(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_add(w, ter__b_log(w, ter__b_div(w, p[0], p[1])), ter__b_div(w, x, p[1]));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    bool upper;
    return ter__b_add(w, log_hazard(w, p, x), log_tail(w, p, x, &upper));
}

const ter__law ter__law_gompertz = {
    .name = "gompertz",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 2.0, 0.5}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 20.0, 3, {1.0, 2.0, 3.5}}, TER__MODERATE_SCALE},
};
