/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Split normal: f(x) = 2 phi(z) / (below + above), z = (x - location) / (below or, above the location, above). */
#include "law_parts.h"
#include "tail.h"

/* The scale on the side of x; null where the side cannot be told. */
static ter__b scale_at(ter__balls *w, const ter__b *p, ter__b x) {
    arb_srcptr way = TER__REAL(ter__b_sub(w, x, p[0]));
    return arb_is_positive(way) ? p[2] : arb_is_nonpositive(way) ? p[1] : NULL;
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b scale = scale_at(w, p, x);
    if (scale == NULL) {
        return ter__b_nothing(w);
    }
    ter__b square = ter__b_square(w, ter__standardised(w, x, p[0], scale));
    ter__b twice = ter__b_add(w, square, ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    ter__b norm = ter__b_log(w, ter__b_half(w, ter__b_add(w, p[1], p[2])));
    return ter__b_neg(w, ter__b_add(w, ter__b_half(w, twice), norm));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b scale = scale_at(w, p, x);
    *upper = scale == p[2];
    if (scale == NULL) {
        return ter__b_nothing(w);
    }
    ter__b z = ter__standardised(w, x, p[0], scale);
    ter__b share = ter__b_log(w, ter__b_div(w, ter__b_mul_si(w, scale, 2), ter__b_add(w, p[1], p[2])));
    return ter__b_add(w, ter__tail_normal(w, *upper ? z : ter__b_neg(w, z)), share);
}

static void adjust(double *parameters) {
    double low = parameters[1] * 1e-6, high = parameters[1] * 1e6;
    parameters[2] = parameters[2] < low ? low : parameters[2] > high ? high : parameters[2];
}

const ter__law ter__law_split_normal = {
    .name = "split_normal",
    .parameter_count = 3,
    .parameter_names = {"location", "below", "above"},
    .log_density = log_density,
    .log_tail = log_tail,
    .location = 1,
    .adjust = adjust,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE, TER__MODERATE_SCALE},
};
