/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truncated exponential: f(x) = exp(-x / scale) / (scale (1 - exp(-upper / scale))), 0 <= x <= upper. */
#include "law.h"

/* log(1 - exp(-(x - from) / scale)). */
static ter__b log_part(ter__balls *w, const ter__b *p, ter__b from, ter__b x) {
    ter__b z = ter__b_div(w, ter__b_sub(w, from, x), p[0]);
    return ter__b_log(w, ter__b_neg(w, ter__b_expm1(w, z)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b whole = log_part(w, p, ter__b_si(w, 0), p[1]);
    return ter__b_neg(w, ter__b_add(w, ter__b_div(w, x, p[0]), ter__b_add(w, ter__b_log(w, p[0]), whole)));
}

/* Below the median of the law before the cut the lower tail is the small one; above, whichever is smaller. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b zero = ter__b_si(w, 0), whole = log_part(w, p, zero, p[1]);
    ter__b below = ter__b_sub(w, log_part(w, p, zero, x), whole);
    ter__b above = ter__b_sub(w, log_part(w, p, x, p[1]), ter__b_add(w, whole, ter__b_div(w, x, p[0])));
    *upper = arb_gt(TER__REAL(below), TER__REAL(above));
    return *upper ? above : below;
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, 0);
    *upper = p[1];
}

const ter__law ter__law_truncated_exponential = {
    .name = "truncated_exponential",
    .parameter_count = 2,
    .parameter_names = {"scale", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_SCALE, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_SCALE, TER__MODERATE_SCALE},
};
