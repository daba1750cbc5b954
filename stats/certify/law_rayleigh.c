/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rayleigh: P(X > x) = exp(-(x / scale)^2 / 2), x >= 0. */
#include "law_parts.h"

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__b_neg(w, ter__b_half(w, ter__b_square(w, ter__b_div(w, x, p[0]))));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    bool upper;
    return ter__b_add(w, log_tail(w, p, x, &upper), ter__b_log(w, ter__b_div(w, x, ter__b_square(w, p[0]))));
}

const ter__law ter__law_rayleigh = {
    .name = "rayleigh",
    .parameter_count = 1,
    .parameter_names = {"scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {TER__HARD_SCALE},
    .moderate = {TER__MODERATE_SCALE},
};
