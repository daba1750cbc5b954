/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laplace: f(x) = exp(-|z|) / (2 scale), z = (x - location) / scale. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b size = ter__absolute(w, ter__standardised(w, x, p[0], p[1]));
    return ter__b_neg(w, ter__b_add(w, size, ter__b_log(w, ter__b_mul_si(w, p[1], 2))));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    *upper = arb_is_positive(TER__REAL(z));
    return ter__b_sub(w, ter__b_neg(w, ter__absolute(w, z)), ter__b_log(w, ter__b_si(w, 2)));
}

const ter__law ter__law_laplace = {
    .name = "laplace",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
    .corner = 1,
};
