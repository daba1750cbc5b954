/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lindley: f(x) = r^2 (1 + x) exp(-r x) / (1 + r), P(X > x) = (1 + r x / (1 + r)) exp(-r x), x >= 0. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b norm = ter__b_sub(w, ter__b_mul_si(w, ter__b_log(w, p[0]), 2), ter__b_log1p(w, p[0]));
    return ter__b_sub(w, ter__b_add(w, norm, ter__b_log1p(w, x)), ter__b_mul(w, p[0], x));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b fall = ter__b_mul(w, p[0], x), share = ter__b_div(w, fall, ter__b_add_si(w, p[0], 1));
    *upper = true;
    return ter__b_sub(w, ter__b_log1p(w, share), fall);
}

const ter__law ter__law_lindley = {
    .name = "lindley",
    .parameter_count = 1,
    .parameter_names = {"rate"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-100, 1e100, 3, {1.0, 2.0, 0.5}}},
    .moderate = {{TER__POSITIVE, 0.1, 10.0, 2, {1.0, 0.5}}},
};
