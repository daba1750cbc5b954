/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weibull: P(X > x) = exp(-(x / scale)^shape), x >= 0. */
#include "law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b ratio = ter__b_div(w, x, p[1]);
    ter__b power = ter__b_is_zero(x) ? ter__b_si(w, 0) : ter__b_exp(w, ter__b_mul(w, p[0], ter__b_log(w, ratio)));
    ter__b out = ter__b_sub(w, ter__b_times_log(w, ter__b_add_si(w, p[0], -1), ratio), power);
    return ter__b_add(w, out, ter__b_log(w, ter__b_div(w, p[0], p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__b_neg(w, ter__b_exp(w, ter__b_mul(w, p[0], ter__b_log(w, ter__b_div(w, x, p[1])))));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

/* (shape / scale) (x / scale)^(shape - 1) */
static ter__b log_hazard(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b rate = ter__b_log(w, ter__b_div(w, p[0], p[1]));
    return ter__b_add(w, rate, ter__b_times_log(w, ter__b_add_si(w, p[0], -1), ter__b_div(w, x, p[1])));
}

const ter__law ter__law_weibull = {
    .name = "weibull",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-2, 1e4, 4, {1.0, 2.0, 0.5, 3.5}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 10.0, 3, {1.0, 2.0, 3.5}}, TER__MODERATE_SCALE},
};
