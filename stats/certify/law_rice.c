/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rice: x^2 / (2 scale^2) is noncentral gamma with a = 1 and mean of the Poisson variable distance^2 / (2 scale^2). */
#include "law_parts.h"
#include "noncentral.h"

static ter__b half_square(ter__balls *w, ter__b a, ter__b scale) {
    return ter__b_half(w, ter__b_square(w, ter__b_div(w, a, scale)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1);
    }
    ter__b rate = ter__b_log(w, ter__b_div(w, x, ter__b_square(w, p[1])));
    ter__b inner = ter__noncentral_density(w, ter__b_si(w, 1), half_square(w, p[0], p[1]), half_square(w, x, p[1]));
    return ter__b_add(w, inner, rate);
}

/* From x = 2^200 scales on -(x - distance)^2 / (2 scale^2) but for a few logs, which 2^20 bounds generously. */
static ter__b far_tail(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b term = ter__b_neg(w, half_square(w, ter__b_sub(w, x, p[0]), p[1]));
    return ter__give_or_take(w, term, 20);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b far = ter__b_d(w, 0x1p200);
    if (arb_gt(TER__REAL(ter__b_div(w, x, p[1])), TER__REAL(far))) {
        *upper = true;
        return far_tail(w, p, x);
    }
    return ter__noncentral_tail(w, ter__b_si(w, 1), half_square(w, p[0], p[1]), half_square(w, x, p[1]), upper);
}

/* The distance in units of the scale. */
static void adjust(double *parameters) {
    parameters[0] *= parameters[1];
}

const ter__law ter__law_rice = {
    .name = "rice",
    .parameter_count = 2,
    .parameter_names = {"distance", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-5, 1e4, 4, {0.0, 1.0, 60.0, 8.0}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.3, 10.0, 2, {1.0, 2.0}}, TER__MODERATE_SCALE},
    .adjust = adjust,
    .cost = 50,
};
