/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gumbel (of maxima): P(X <= x) = exp(-exp(-z)), z = (x - location) / scale. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b minus_z = ter__b_div(w, ter__b_sub(w, p[0], x), p[1]);
    return ter__b_sub(w, ter__b_sub(w, minus_z, ter__b_exp(w, minus_z)), ter__b_log(w, p[1]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = false;
    return ter__b_neg(w, ter__vast_exp(w, ter__b_div(w, ter__b_sub(w, p[0], x), p[1])));
}

const ter__law ter__law_gumbel = {
    .name = "gumbel",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
