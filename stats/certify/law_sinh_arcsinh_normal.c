/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sinh-arcsinh normal: z = sinh(u) is standard normal, u = delta asinh(y) - epsilon, y = (x - location) / scale. */
#include "law_parts.h"
#include "tail.h"

static ter__b y_of(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[2]), p[3]);
}

static ter__b root_of(ter__balls *w, ter__b y) {
    return ter__b_sqrt(w, ter__b_add_si(w, ter__b_square(w, y), 1));
}

/* asinh(y) = log(y + sqrt(1 + y^2)), odd: on the side where nothing cancels. */
static ter__b turned(ter__balls *w, const ter__b *p, ter__b y) {
    bool negative = arb_is_negative(TER__REAL(y));
    ter__b size = negative ? ter__b_neg(w, y) : y;
    ter__b out = ter__b_log(w, ter__b_add(w, size, root_of(w, size)));
    return ter__b_sub(w, ter__b_mul(w, p[1], negative ? ter__b_neg(w, out) : out), p[0]);
}

static ter__b hyperbolic_sine(ter__balls *w, ter__b u) {
    return ter__b_half(w, ter__b_sub(w, ter__b_exp(w, u), ter__b_exp(w, ter__b_neg(w, u))));
}

/* Beyond |u| = 800 the score's square is above all doubles. */
static bool is_vast(ter__balls *w, ter__b u) {
    ter__b far = ter__b_si(w, 800);
    return arb_gt(TER__REAL(u), TER__REAL(far)) || arb_lt(TER__REAL(u), TER__REAL(ter__b_neg(w, far)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b y = y_of(w, p, x), u = turned(w, p, y);
    if (!w->order && is_vast(w, u)) {
        return ter__b_infinity(w, -1);
    }
    ter__b square = ter__b_square(w, hyperbolic_sine(w, u));
    ter__b rate = ter__b_log(w, ter__b_div(w, p[1], ter__b_mul(w, p[3], root_of(w, y))));
    ter__b twice = ter__b_add(w, square, ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    twice = ter__b_sub(w, twice, ter__b_log1p(w, square));
    return ter__b_sub(w, rate, ter__b_half(w, twice));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b u = turned(w, p, y_of(w, p, x));
    *upper = arb_is_nonnegative(TER__REAL(u));
    if (is_vast(w, u)) {
        return ter__b_infinity(w, -1);
    }
    ter__b z = hyperbolic_sine(w, u);
    return ter__tail_normal(w, *upper ? z : ter__b_neg(w, z));
}

/* Beyond u = 800 it is z dz/dx, but for a part of 1 / z^2. */
static ter__b log_hazard(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b y = y_of(w, p, x), u = turned(w, p, y), rate = ter__b_log(w, ter__b_div(w, p[1], ter__b_mul(w, p[3], root_of(w, y))));
    if (is_vast(w, u)) {
        ter__b log_score = ter__b_sub(w, u, ter__b_log(w, ter__b_si(w, 2)));
        bool high = arb_is_positive(TER__REAL(u));
        return high ? ter__give_or_take(w, ter__b_add(w, rate, ter__b_mul_si(w, log_score, 2)), -2000) : ter__b_infinity(w, -1);
    }
    ter__b z = hyperbolic_sine(w, u);
    ter__b log_cosh = ter__b_half(w, ter__b_log1p(w, ter__b_square(w, z)));
    return ter__b_sub(w, ter__b_add(w, rate, log_cosh), ter__log_mills(w, z));
}

const ter__law ter__law_sinh_arcsinh_normal = {
    .name = "sinh_arcsinh_normal",
    .parameter_count = 4,
    .parameter_names = {"epsilon", "delta", "location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .hard = {{TER__SIGNED, 1e-3, 10.0, 2, {0.0, 1.0}},
             {TER__POSITIVE, 0.01, 100.0, 2, {1.0, 2.0}},
             TER__HARD_LOCATION,
             TER__HARD_SCALE},
    .moderate = {{TER__SIGNED, 0.1, 1.0, 2, {0.0, 1.0}},
                 {TER__POSITIVE, 0.6, 2.0, 2, {1.0, 2.0}},
                 TER__MODERATE_LOCATION,
                 TER__MODERATE_SCALE},
};
