/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normal: f(x) = exp(-z^2 / 2) / (sd sqrt(2 pi)), z = (x - mean) / sd. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]);
    ter__b twice = ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    return ter__b_neg(w, ter__b_add(w, ter__b_half(w, twice), ter__b_log(w, p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]);
    *upper = arb_is_nonnegative(TER__REAL(z));
    return ter__tail_normal(w, *upper ? z : ter__b_neg(w, z));
}

const ter__law ter__law_normal = {
    .name = "normal",
    .parameter_count = 2,
    .parameter_names = {"mean", "sd"},
    .log_density = log_density,
    .log_tail = log_tail,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
