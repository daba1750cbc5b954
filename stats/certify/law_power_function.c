/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power function: P(X <= x) = (x / scale)^shape, 0 <= x <= scale. */
#include "law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b power = ter__b_times_log(w, ter__b_add_si(w, p[0], -1), ter__b_div(w, x, p[1]));
    return ter__b_add(w, power, ter__b_log(w, ter__b_div(w, p[0], p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = false;
    return ter__b_mul(w, p[0], ter__b_log(w, ter__b_div(w, x, p[1])));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, 0);
    *upper = p[1];
}

const ter__law ter__law_power_function = {
    .name = "power_function",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 2.0, 0.5}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 10.0, 2, {1.0, 2.0}}, TER__MODERATE_SCALE},
};
