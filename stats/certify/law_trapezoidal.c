/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trapezoidal: a rise from lower to shoulder_low, level to shoulder_high, a fall to upper; the area is 1. */
#include "law.h"

#define COUNT 4

/* (upper - lower) + (shoulder_high - shoulder_low): 2 / height. */
static ter__b total_of(ter__balls *w, const ter__b *p) {
    return ter__b_add(w, ter__b_sub(w, p[3], p[0]), ter__b_sub(w, p[2], p[1]));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b height = ter__b_div(w, ter__b_si(w, 2), total_of(w, p)), share;
    arb_srcptr at = TER__REAL(x);
    if (arb_lt(at, TER__REAL(p[1]))) {
        share = ter__b_div(w, ter__b_sub(w, x, p[0]), ter__b_sub(w, p[1], p[0]));
    } else if (arb_gt(at, TER__REAL(p[2]))) {
        share = ter__b_div(w, ter__b_sub(w, p[3], x), ter__b_sub(w, p[3], p[2]));
    } else if (arb_ge(at, TER__REAL(p[1])) && arb_le(at, TER__REAL(p[2]))) {
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
    } else if (arb_gt(at, TER__REAL(p[2]))) {
        *upper = true;
        area = ter__b_div(w, ter__b_square(w, ter__b_sub(w, p[3], x)), ter__b_sub(w, p[3], p[2]));
    } else {
        area = ter__b_add(w, ter__b_sub(w, x, p[0]), ter__b_sub(w, x, p[1]));
    }
    return ter__b_log(w, ter__b_div(w, area, total_of(w, p)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[0];
    *upper = p[3];
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

const ter__law ter__law_trapezoidal = {
    .name = "trapezoidal",
    .parameter_count = 4,
    .parameter_names = {"lower", "shoulder_low", "shoulder_high", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .location = 1,
    .corner = 2,
    .other_corner = 3,
    .adjust = adjust,
    .hard = {TER__HARD_LOCATION,
             {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 1, {1.0}},
             {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 1, {1.0}},
             {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 1, {1.0}}},
    .moderate = {TER__MODERATE_LOCATION,
                 {TER__ABOVE_PREVIOUS, 0.1, 10.0, 1, {1.0}},
                 {TER__ABOVE_PREVIOUS, 0.1, 10.0, 1, {1.0}},
                 {TER__ABOVE_PREVIOUS, 0.1, 10.0, 1, {1.0}}},
};
