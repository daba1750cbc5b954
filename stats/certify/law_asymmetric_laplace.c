/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asymmetric Laplace: f(x) = exp(-kappa z) above the location, exp(z / kappa) below, over scale (kappa + 1 / kappa). */
#include "law_parts.h"

/* kappa z above, -z / kappa below. */
static ter__b fall(ter__balls *w, const ter__b *p, ter__b z) {
    ter__b size = ter__absolute(w, z);
    ter__b above = ter__b_half(w, ter__b_add(w, size, z)), below = ter__b_half(w, ter__b_sub(w, size, z));
    return ter__b_add(w, ter__b_mul(w, p[2], above), ter__b_div(w, below, p[2]));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b weight = ter__b_add(w, p[2], ter__b_div(w, ter__b_si(w, 1), p[2]));
    ter__b out = ter__b_add(w, fall(w, p, ter__standardised(w, x, p[0], p[1])), ter__b_log(w, ter__b_mul(w, p[1], weight)));
    return ter__b_neg(w, out);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[0], p[1]), square = ter__b_square(w, p[2]);
    *upper = !arb_is_negative(TER__REAL(z));
    ter__b share = ter__b_log1p(w, *upper ? square : ter__b_div(w, ter__b_si(w, 1), square));
    return ter__b_neg(w, ter__b_add(w, fall(w, p, z), share));
}

const ter__law ter__law_asymmetric_laplace = {
    .name = "asymmetric_laplace",
    .parameter_count = 3,
    .parameter_names = {"location", "scale", "asymmetry"},
    .log_density = log_density,
    .log_tail = log_tail,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE, {TER__POSITIVE, 1e-3, 1e3, 3, {1.0, 2.0, 0.5}}},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE, {TER__POSITIVE, 0.3, 3.0, 3, {1.0, 2.0, 0.5}}},
    .location = 1,
    .corner = 1,
};
