/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Student t: f(x) = (1 + z^2 / df)^(-(df + 1) / 2) / (scale sqrt(df) B(1/2, df/2)), z = (x - location) / scale. */
#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__b_div(w, ter__b_sub(w, x, p[1]), p[2]), half_df = ter__b_half(w, p[0]), half = ter__b_half(w, ter__b_si(w, 1));
    ter__b wider = ter__b_add(w, half_df, half);
    ter__b norm = ter__b_sub(w, ter__b_log_gamma(w, wider), ter__b_log_gamma(w, half_df));
    norm = ter__b_sub(w, norm, ter__b_half(w, ter__b_log(w, ter__b_mul(w, p[0], ter__b_pi(w)))));
    norm = ter__b_sub(w, norm, ter__b_log(w, p[2]));
    return ter__b_sub(w, norm, ter__b_mul(w, wider, ter__b_log1p(w, ter__b_div(w, ter__b_square(w, z), p[0]))));
}

/* T^2 / df is the odds of a beta(1/2, df/2) variable: P(|T| > |z|) is its upper tail at z^2 / df. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__b_div(w, ter__b_sub(w, x, p[1]), p[2]), half = ter__b_half(w, ter__b_si(w, 1));
    *upper = arb_is_nonnegative(TER__REAL(z));
    if (ter__b_is_zero(z)) {
        return ter__b_log(w, half);
    }
    bool both;
    ter__b out = ter__tail_beta(w, half, ter__b_half(w, p[0]), ter__b_div(w, ter__b_square(w, z), p[0]), &both);
    return ter__b_sub(w, both ? out : ter__b_log1mexp(w, out), ter__b_log(w, ter__b_si(w, 2)));
}

const ter__law ter__law_student_t = {
    .name = "student_t",
    .parameter_count = 3,
    .parameter_names = {"df", "location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .location = 2,
    .hard = {{TER__POSITIVE, 1e-3, 1e20, 7, {1.0, 2.0, 3.0, 4.0, 5.0, 0.5, 1e10}}, TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 100.0, 5, {1.0, 2.0, 3.0, 4.0, 5.0}}, TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
