/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cauchy: f(x) = 1 / (pi scale (1 + z^2)), z = (x - location) / scale. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    ter__b sum = ter__b_add(w, ter__b_log1p(w, ter__b_square(w, z)), ter__b_log_pi(w));
    return ter__b_neg(w, ter__b_add(w, sum, ter__b_log(w, p[1])));
}

/* atan(1 / |z|) / pi far out. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    *upper = arb_is_positive(TER__REAL(z));
    if (arb_contains_zero(TER__REAL(z))) {
        ter__b angle = ter__b_div(w, ter__b_atan(w, z), ter__b_pi(w));
        return ter__b_log(w, ter__b_add(w, angle, ter__b_half(w, ter__b_si(w, 1))));
    }
    ter__b angle = ter__b_atan(w, ter__b_div(w, ter__b_si(w, 1), ter__absolute(w, z)));
    return ter__b_sub(w, ter__b_log(w, angle), ter__b_log_pi(w));
}

const ter__law ter__law_cauchy = {
    .name = "cauchy",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
