/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Triangular: a rise from lower to the mode, a fall to upper; the area is 1. */
#include "law.h"

#define COUNT 3

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b height = ter__b_div(w, ter__b_si(w, 2), ter__b_sub(w, p[2], p[0])), share;
    arb_srcptr at = TER__REAL(x);
    if (arb_lt(at, TER__REAL(p[1]))) {
        share = ter__b_div(w, ter__b_sub(w, x, p[0]), ter__b_sub(w, p[1], p[0]));
    } else if (arb_gt(at, TER__REAL(p[1]))) {
        share = ter__b_div(w, ter__b_sub(w, p[2], x), ter__b_sub(w, p[2], p[1]));
    } else if (arb_equal(at, TER__REAL(p[1]))) {
        return ter__b_log(w, height);
    } else {
        return ter__b_nothing(w); /* across a corner nothing is analytic */
    }
    return ter__b_log(w, ter__b_mul(w, height, share));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    arb_srcptr at = TER__REAL(x);
    ter__b area;
    *upper = false;
    if (arb_lt(at, TER__REAL(p[1]))) {
        area = ter__b_div(w, ter__b_square(w, ter__b_sub(w, x, p[0])), ter__b_sub(w, p[1], p[0]));
    } else if (arb_gt(at, TER__REAL(p[1]))) {
        *upper = true;
        area = ter__b_div(w, ter__b_square(w, ter__b_sub(w, p[2], x)), ter__b_sub(w, p[2], p[1]));
    } else {
        area = ter__b_sub(w, x, p[0]);
    }
    return ter__b_log(w, ter__b_div(w, area, ter__b_sub(w, p[2], p[0])));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[0];
    *upper = p[2];
}

/* In order, with corners that coincide but a support that is none. */
static void adjust(double *parameters) {
    for (int i = 1; i < COUNT; i++) {
        for (int j = i; j > 0 && parameters[j] < parameters[j - 1]; j--) {
            double swap = parameters[j];
            parameters[j] = parameters[j - 1];
            parameters[j - 1] = swap;
        }
    }
    if (!(parameters[0] < parameters[COUNT - 1])) {
        parameters[COUNT - 1] += 1.0 + parameters[COUNT - 1] * parameters[COUNT - 1];
    }
}

const ter__law ter__law_triangular = {
    .name = "triangular",
    .parameter_count = 3,
    .parameter_names = {"lower", "mode", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .location = 1,
    .corner = 2,
    .adjust = adjust,
    .hard = {TER__HARD_LOCATION, {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 1, {1.0}}, {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 1, {1.0}}},
    .moderate = {TER__MODERATE_LOCATION, {TER__ABOVE_PREVIOUS, 0.1, 10.0, 1, {1.0}}, {TER__ABOVE_PREVIOUS, 0.1, 10.0, 1, {1.0}}},
};
