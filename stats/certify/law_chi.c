/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chi: f(x) = 2 x^(df - 1) exp(-x^2 / 2) / (2^(df/2) Gamma(df/2)), x >= 0. */
#include "law.h"
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b half = ter__b_half(w, p[0]), log_2 = ter__b_log(w, ter__b_si(w, 2));
    ter__b out = ter__b_sub(w, ter__b_times_log(w, ter__b_add_si(w, p[0], -1), x), ter__b_half(w, ter__b_square(w, x)));
    out = ter__b_add(w, out, ter__b_mul(w, log_2, ter__b_sub(w, ter__b_si(w, 1), half)));
    return ter__b_sub(w, out, ter__b_log_gamma(w, half));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__tail_gamma(w, ter__b_half(w, p[0]), ter__b_half(w, ter__b_square(w, x)), upper);
}

const ter__law ter__law_chi = {
    .name = "chi",
    .parameter_count = 1,
    .parameter_names = {"df"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 2e-3, 1e10, 6, {1.0, 2.0, 3.0, 4.0, 40.0, 400.0}}},
    .moderate = {{TER__POSITIVE, 0.6, 60.0, 3, {1.0, 2.0, 4.0}}},
};
