/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gumbel of minima: P(X > x) = exp(-exp(z)), z = (x - location) / scale. */
#include "law_parts.h"

static ter__b standard(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = standard(w, p, x);
    return ter__b_sub(w, ter__b_sub(w, z, ter__b_exp(w, z)), ter__b_log(w, p[1]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__b_neg(w, ter__vast_exp(w, standard(w, p, x)));
}

/* exp(z) / scale. */
static ter__b log_hazard(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_sub(w, standard(w, p, x), ter__b_log(w, p[1]));
}

const ter__law ter__law_gumbel_min = {
    .name = "gumbel_min",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .location = 1,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
