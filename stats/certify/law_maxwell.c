/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maxwell: f(x) = sqrt(2 / pi) z^2 exp(-z^2 / 2) / scale, z = x / scale >= 0. */
#include "law.h"
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__b_div(w, x, p[0]), two = ter__b_si(w, 2);
    ter__b out = ter__b_sub(w, ter__b_times_log(w, two, z), ter__b_half(w, ter__b_square(w, z)));
    out = ter__b_add(w, out, ter__b_half(w, ter__b_sub(w, ter__b_log(w, two), ter__b_log_pi(w))));
    return ter__b_sub(w, out, ter__b_log(w, p[0]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__b_div(w, x, p[0]), shape = ter__b_half(w, ter__b_si(w, 3));
    return ter__tail_gamma(w, shape, ter__b_half(w, ter__b_square(w, z)), upper);
}

const ter__law ter__law_maxwell = {
    .name = "maxwell",
    .parameter_count = 1,
    .parameter_names = {"scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {TER__HARD_SCALE},
    .moderate = {TER__MODERATE_SCALE},
};
