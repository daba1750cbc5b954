/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Johnson S_U: z = gamma + delta asinh(y) is standard normal, y = (x - location) / scale. */
#include "law.h"
#include "tail.h"

static ter__b y_of(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[2]), p[3]);
}

static ter__b root_of(ter__balls *w, ter__b y) {
    return ter__b_sqrt(w, ter__b_add_si(w, ter__b_square(w, y), 1));
}

/* asinh(y) = log(y + sqrt(1 + y^2)), odd: on the side where nothing cancels. */
static ter__b score(ter__balls *w, const ter__b *p, ter__b y) {
    bool negative = arb_is_negative(TER__REAL(y));
    ter__b size = negative ? ter__b_neg(w, y) : y;
    ter__b turned = ter__b_log(w, ter__b_add(w, size, root_of(w, size)));
    return ter__b_add(w, p[0], ter__b_mul(w, p[1], negative ? ter__b_neg(w, turned) : turned));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b y = y_of(w, p, x), z = score(w, p, y);
    ter__b twice = ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    ter__b rate = ter__b_log(w, ter__b_div(w, p[1], ter__b_mul(w, p[3], root_of(w, y))));
    return ter__b_sub(w, rate, ter__b_half(w, twice));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = score(w, p, y_of(w, p, x));
    *upper = arb_is_nonnegative(TER__REAL(z));
    return ter__tail_normal(w, *upper ? z : ter__b_neg(w, z));
}

const ter__law ter__law_johnson_su = {
    .name = "johnson_su",
    .parameter_count = 4,
    .parameter_names = {"gamma", "delta", "location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .hard = {{TER__SIGNED, 1e-3, 1e3, 2, {0.0, 1.0}},
             {TER__POSITIVE, 1e-3, 1e6, 2, {1.0, 2.0}},
             TER__HARD_LOCATION,
             TER__HARD_SCALE},
    .moderate = {{TER__SIGNED, 0.1, 2.0, 2, {0.0, 1.0}},
                 {TER__POSITIVE, 0.8, 4.0, 2, {1.0, 2.0}},
                 TER__MODERATE_LOCATION,
                 TER__MODERATE_SCALE},
};
