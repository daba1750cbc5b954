/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generalised extreme value (of maxima), shape > 0 for the heavy tail: P(X <= x) = exp(-s), s = (1 + shape z)^(-1 / shape),
 * z = (x - location) / scale; s = exp(-z) for shape 0 (Gumbel). Bounded below at location - scale / shape for shape > 0, above
 * there for shape < 0.
 */
#include "law.h"

/*
 * -log s = log(1 + shape z) / shape. At shape 0 it is z, and its derivative in the shape -z^2 / 2, which a division by 0 does not
 * give: there the slope is composed by hand.
 */
static ter__b minus_log_s(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]);
    if (ter__b_is_zero(p[2])) {
        return ter__b_sub(w, z, ter__b_half(w, ter__b_mul(w, p[2], ter__b_square(w, z))));
    }
    return ter__b_div(w, ter__b_log1p(w, ter__b_mul(w, p[2], z)), p[2]);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b y = minus_log_s(w, p, x);
    if (!arb_is_finite(TER__REAL(y)) && arb_is_exact(TER__REAL(y))) {
        /* The end: s is +inf below and the density 0; above s is 0 and the density s^(1 + shape) / scale. */
        if (arb_is_positive(TER__REAL(p[2]))) {
            return ter__b_infinity(w, -1);
        }
        ter__b power = ter__b_add_si(w, p[2], 1);
        if (!ter__b_is_zero(power)) {
            return ter__b_infinity(w, arb_is_positive(TER__REAL(power)) ? -1 : 1);
        }
        return ter__b_neg(w, ter__b_log(w, p[1]));
    }
    ter__b s = ter__b_exp(w, ter__b_neg(w, y));
    ter__b sum = ter__b_add(w, ter__b_mul(w, ter__b_add_si(w, p[2], 1), y), s);
    return ter__b_neg(w, ter__b_add(w, sum, ter__b_log(w, p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = false;
    return ter__b_neg(w, ter__b_exp(w, ter__b_neg(w, minus_log_s(w, p, x))));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_infinity(w, -1);
    *upper = ter__b_infinity(w, 1);
    if (!ter__b_is_zero(p[2])) {
        ter__b end = ter__b_sub(w, p[0], ter__b_div(w, p[1], p[2]));
        *(arb_is_positive(TER__REAL(p[2])) ? lower : upper) = end;
    }
}

const ter__law ter__law_gev = {
    .name = "gev",
    .parameter_count = 3,
    .parameter_names = {"location", "scale", "shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE, {TER__SIGNED, 1e-12, 5.0, 7, {0.0, 1.0, -1.0, -0.5, 0.5, 1e-5, -1e-5}}},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE, {TER__SIGNED, 0.01, 0.9, 3, {0.0, 0.2, -0.5}}},
};
