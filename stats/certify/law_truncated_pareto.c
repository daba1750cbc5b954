/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truncated Pareto: f(x) = shape x^-(shape + 1) / (lower^-shape - upper^-shape) between the ends; at shape 0 1 / (x log(upper /
 * lower)). */
#include "law_parts.h"

static ter__b log_between(ter__balls *w, ter__b a, ter__b b) {
    return ter__b_log(w, ter__b_div(w, b, a));
}

/* 1 - (a / b)^shape. */
static ter__b share(ter__balls *w, ter__b a, ter__b b, ter__b shape) {
    return ter__b_neg(w, ter__b_expm1(w, ter__b_neg(w, ter__b_mul(w, shape, log_between(w, a, b)))));
}

/* At shape 0 the derivative m / 2 - v in the shape is composed by hand. */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b v = log_between(w, p[0], x), m = log_between(w, p[0], p[1]);
    if (ter__b_is_zero(p[2])) {
        ter__b out = ter__b_mul(w, p[2], ter__b_sub(w, ter__b_half(w, m), v));
        return ter__b_sub(w, out, ter__b_log(w, ter__b_mul(w, x, m)));
    }
    ter__b out = ter__b_log(w, ter__b_div(w, ter__b_div(w, p[2], share(w, p[0], p[1], p[2])), x));
    return ter__b_sub(w, out, ter__b_mul(w, p[2], v));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b v = log_between(w, p[0], x), m = log_between(w, p[0], p[1]), u = log_between(w, x, p[1]);
    bool flat = ter__b_is_zero(p[2]);
    ter__b lower = flat ? ter__b_div(w, v, m) : ter__b_div(w, share(w, p[0], x, p[2]), share(w, p[0], p[1], p[2]));
    *upper = arb_gt(TER__REAL(lower), TER__REAL(ter__b_half(w, ter__b_si(w, 1))));
    if (!*upper) {
        return ter__b_log(w, lower);
    }
    if (flat) {
        return ter__b_log(w, ter__b_div(w, u, m));
    }
    ter__b part = ter__b_log(w, ter__b_div(w, share(w, x, p[1], p[2]), share(w, p[0], p[1], p[2])));
    return ter__b_sub(w, part, ter__b_mul(w, p[2], v));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[0];
    *upper = p[1];
}

/* A special upper end may have come out below the lower one. */
static void adjust(double *parameters) {
    if (!(parameters[0] < parameters[1])) {
        parameters[1] = 2.0 * parameters[0];
    }
}

const ter__law ter__law_truncated_pareto = {
    .name = "truncated_pareto",
    .parameter_count = 3,
    .parameter_names = {"lower", "upper", "shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_SCALE, {TER__ABOVE_PREVIOUS, 1e-100, 1e200, 1, {1.0}}, {TER__SIGNED, 1e-12, 1e3, 4, {0.0, 1.0, -1.0, 2.0}}},
    .moderate = {TER__MODERATE_SCALE, {TER__ABOVE_PREVIOUS, 0.5, 20.0, 0, {0.0}}, {TER__SIGNED, 0.1, 5.0, 3, {0.0, 1.0, -1.0}}},
    .adjust = adjust,
};
