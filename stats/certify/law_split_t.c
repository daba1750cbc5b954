/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Split t: f(x) = 2 t(z) / (below + above), z = (x - location) / (below or, above the location, above), t Student's density. */
#include "law_parts.h"
#include "tail.h"

/* The scale on the side of x; null where the side cannot be told. */
static ter__b scale_at(ter__balls *w, const ter__b *p, ter__b x) {
    arb_srcptr way = TER__REAL(ter__b_sub(w, x, p[1]));
    return arb_is_positive(way) ? p[3] : arb_is_nonpositive(way) ? p[2] : NULL;
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b scale = scale_at(w, p, x);
    if (scale == NULL) {
        return ter__b_nothing(w);
    }
    ter__b z = ter__standardised(w, x, p[1], scale), half_df = ter__b_half(w, p[0]);
    ter__b wider = ter__b_half(w, ter__b_add_si(w, p[0], 1));
    ter__b norm = ter__b_sub(w, ter__b_log_gamma(w, wider), ter__b_log_gamma(w, half_df));
    norm = ter__b_sub(w, norm, ter__b_half(w, ter__b_log(w, ter__b_mul(w, p[0], ter__b_pi(w)))));
    norm = ter__b_sub(w, norm, ter__b_log(w, ter__b_half(w, ter__b_add(w, p[2], p[3]))));
    return ter__b_sub(w, norm, ter__b_mul(w, wider, ter__b_log1p(w, ter__b_div(w, ter__b_square(w, z), p[0]))));
}

/* z^2 / df is the odds of a beta(1/2, df/2) variable. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b scale = scale_at(w, p, x);
    *upper = scale == p[3];
    if (scale == NULL) {
        return ter__b_nothing(w);
    }
    ter__b share = ter__b_log(w, ter__b_div(w, scale, ter__b_add(w, p[2], p[3]))), z = ter__standardised(w, x, p[1], scale);
    if (ter__b_is_zero(z)) {
        return share;
    }
    bool both;
    ter__b odds = ter__b_div(w, ter__b_square(w, z), p[0]);
    ter__b out = ter__tail_beta(w, ter__b_half(w, ter__b_si(w, 1)), ter__b_half(w, p[0]), odds, &both);
    return ter__b_add(w, both ? out : ter__b_log1mexp(w, out), share);
}

static void adjust(double *parameters) {
    double low = parameters[2] * 1e-6, high = parameters[2] * 1e6;
    parameters[3] = parameters[3] < low ? low : parameters[3] > high ? high : parameters[3];
}

const ter__law ter__law_split_t = {
    .name = "split_t",
    .parameter_count = 4,
    .parameter_names = {"df", "location", "below", "above"},
    .log_density = log_density,
    .log_tail = log_tail,
    .location = 2,
    .adjust = adjust,
    .hard = {{TER__POSITIVE, 0.1, 1e10, 7, {1.0, 2.0, 3.0, 4.0, 5.0, 0.5, 1e10}},
             TER__HARD_LOCATION,
             TER__HARD_SCALE,
             TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 100.0, 5, {1.0, 2.0, 3.0, 4.0, 5.0}},
                 TER__MODERATE_LOCATION,
                 TER__MODERATE_SCALE,
                 TER__MODERATE_SCALE},
};
