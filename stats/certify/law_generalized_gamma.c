/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generalised gamma: f(x) = |c| y^(a c - 1) exp(-y^c) / (scale Gamma(a)), y = x / scale > 0: y^c is a gamma variable. */
#include "law_parts.h"
#include "tail.h"

static ter__b log_y(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_log(w, ter__b_div(w, x, p[2]));
}

static bool is_inverse(const ter__b *p) {
    return arb_is_negative(TER__REAL(p[1]));
}

/* At 0 the power of y decides alone. */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b size = is_inverse(p) ? ter__b_neg(w, p[1]) : p[1];
    ter__b norm = ter__b_sub(w, ter__b_log(w, ter__b_div(w, size, p[2])), ter__b_log_gamma(w, p[0]));
    ter__b power = ter__b_add_si(w, ter__b_mul(w, p[0], p[1]), -1);
    if (ter__b_is_zero(x)) {
        return is_inverse(p) ? ter__b_infinity(w, -1) : ter__b_add(w, norm, ter__b_times_log(w, power, x));
    }
    ter__b log_ratio = log_y(w, p, x), gamma = ter__vast_exp(w, ter__b_mul(w, p[1], log_ratio));
    return ter__b_add(w, norm, ter__b_sub(w, ter__b_mul(w, power, log_ratio), gamma));
}

/*
 * Beyond |log y^c| = 800 the tails are one term, as for log_gamma: above, -y^c is below all doubles; below, log P = a log y^c - log
 * Gamma(a + 1) less at most y^c.
 */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b score = ter__b_mul(w, p[1], log_y(w, p, x)), far = ter__b_si(w, 800), out;
    bool high;
    if (arb_gt(TER__REAL(score), TER__REAL(far))) {
        high = true;
        out = ter__b_infinity(w, -1);
    } else if (!arb_lt(TER__REAL(score), TER__REAL(ter__b_neg(w, far)))) {
        out = ter__tail_gamma(w, p[0], ter__b_exp(w, score), &high);
    } else {
        high = false;
        ter__b term = ter__b_sub(w, ter__b_mul(w, p[0], score), ter__b_log_gamma(w, ter__b_add_si(w, p[0], 1)));
        out = ter__give_or_take(w, term, -1150);
    }
    *upper = high != is_inverse(p);
    return out;
}

const ter__law ter__law_generalized_gamma = {
    .name = "generalized_gamma",
    .parameter_count = 3,
    .parameter_names = {"shape", "power", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 1e6, 5, {1.0, 0.5, 2.0, 20.0, 200.0}},
             {TER__SIGNED, 0.01, 100.0, 5, {1.0, 2.0, 0.5, -1.0, -2.0}},
             TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.3, 10.0, 3, {1.0, 0.5, 2.0}},
                 {TER__SIGNED, 0.5, 4.0, 4, {1.0, 2.0, -1.0, 0.5}},
                 TER__MODERATE_SCALE},
};
