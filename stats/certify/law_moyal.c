/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moyal: f(x) = exp(-(z + exp(-z)) / 2) / (scale sqrt(2 pi)), z = (x - location) / scale; exp(-z / 2) is half normal. */
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]), twice = ter__b_add(w, z, ter__vast_exp(w, ter__b_neg(w, z)));
    ter__b norm = ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2));
    return ter__b_neg(w, ter__b_add(w, ter__b_half(w, ter__b_add(w, twice, norm)), ter__b_log(w, p[1])));
}

/*
 * P(X <= x) = P(|N| > y), y = exp(-z / 2); where y is small P(X > x) = P(|N| <= y), the incomplete gamma function of y^2 / 2.
 * Beyond z = 800 it is y sqrt(2 / pi) but for a part of y^2.
 */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[0], p[1]), log_y = ter__b_neg(w, ter__b_half(w, z));
    *upper = arb_is_positive(TER__REAL(z));
    if (!*upper) {
        ter__b y = ter__vast_exp(w, log_y);
        return arb_is_finite(TER__REAL(y)) ? ter__b_add(w, ter__tail_normal(w, y), ter__b_log(w, ter__b_si(w, 2)))
                                           : ter__b_infinity(w, -1);
    }
    if (arb_gt(TER__REAL(z), TER__REAL(ter__b_si(w, 800)))) {
        ter__b root = ter__b_half(w, ter__b_sub(w, ter__b_log(w, ter__b_si(w, 2)), ter__b_log_pi(w)));
        return ter__give_or_take(w, ter__b_add(w, log_y, root), -1150);
    }
    ter__b half = ter__b_half(w, ter__b_si(w, 1)), square = ter__b_exp(w, ter__b_neg(w, z));
    bool above;
    ter__b tail = ter__tail_gamma(w, half, ter__b_half(w, square), &above);
    *upper = !above;
    return tail;
}

const ter__law ter__law_moyal = {
    .name = "moyal",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .location = 1,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
