/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half t: f(x) = 2 (1 + z^2 / df)^(-(df + 1) / 2) / (scale sqrt(df) B(1/2, df/2)), z = x / scale, x >= 0. */
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__b_div(w, x, p[1]), half_df = ter__b_half(w, p[0]);
    ter__b wider = ter__b_half(w, ter__b_add_si(w, p[0], 1));
    ter__b norm = ter__b_sub(w, ter__b_log_gamma(w, wider), ter__b_log_gamma(w, half_df));
    norm = ter__b_sub(w, norm, ter__b_half(w, ter__b_log(w, ter__b_mul(w, p[0], ter__b_pi(w)))));
    norm = ter__b_add(w, ter__b_sub(w, norm, ter__b_log(w, p[1])), ter__b_log(w, ter__b_si(w, 2)));
    return ter__b_sub(w, norm, ter__b_mul(w, wider, ter__b_log1p(w, ter__b_div(w, ter__b_square(w, z), p[0]))));
}

/* z^2 / df is the odds of a beta(1/2, df/2) variable. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__b_div(w, x, p[1]);
    ter__b odds = ter__b_div(w, ter__b_square(w, z), p[0]);
    return ter__tail_beta(w, ter__b_half(w, ter__b_si(w, 1)), ter__b_half(w, p[0]), odds, upper);
}

const ter__law ter__law_half_t = {
    .name = "half_t",
    .parameter_count = 2,
    .parameter_names = {"df", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 0.1, 1e10, 7, {1.0, 2.0, 3.0, 4.0, 5.0, 0.5, 1e10}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 100.0, 5, {1.0, 2.0, 3.0, 4.0, 5.0}}, TER__MODERATE_SCALE},
};
