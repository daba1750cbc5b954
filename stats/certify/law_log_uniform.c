/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log-uniform: f(x) = 1 / (x log(upper / lower)), lower <= x <= upper. */
#include "law.h"

static ter__b log_of_quotient(ter__balls *w, ter__b x, ter__b y) {
    return ter__b_log(w, ter__b_div(w, x, y));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_neg(w, ter__b_add(w, ter__b_log(w, x), ter__b_log(w, log_of_quotient(w, p[1], p[0]))));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b below = log_of_quotient(w, x, p[0]), above = log_of_quotient(w, p[1], x);
    *upper = arb_gt(TER__REAL(below), TER__REAL(above));
    return ter__b_log(w, ter__b_div(w, *upper ? above : below, log_of_quotient(w, p[1], p[0])));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[0];
    *upper = p[1];
}

static void adjust(double *parameters) {
    double least = parameters[0] * (1.0 + 1e-12);
    parameters[1] = parameters[1] < least ? least : parameters[1];
}

const ter__law ter__law_log_uniform = {
    .name = "log_uniform",
    .parameter_count = 2,
    .parameter_names = {"lower", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .adjust = adjust,
    .hard = {{TER__POSITIVE, 1e-100, 1e100, 2, {1.0, 2.0}}, {TER__ABOVE_PREVIOUS, 1e-100, 1e100, 0, {0}}},
    .moderate = {{TER__POSITIVE, 0.1, 10.0, 1, {1.0}}, {TER__ABOVE_PREVIOUS, 0.1, 10.0, 0, {0}}},
};
