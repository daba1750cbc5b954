/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Log-Pearson III: log10 X is Pearson III with the given mean, sd and skew g: with a = 4 / g^2 and G ~ gamma(a, 1),
 * log10 X = mean + sd (g / 2) (G - a); so X >= 10^(mean - 2 sd / g) for g > 0 and X <= that for g < 0. Lognormal for g = 0.
 * (England et al., Bulletin 17C, USGS Techniques and Methods 4-B5 (2018), appendix on the LP-III law.)
 */
#include "law.h"
#include "tail.h"

static ter__b standard(ter__balls *w, const ter__b *p, ter__b log_x) {
    ter__b y = ter__b_div(w, log_x, ter__b_log_10(w));
    return ter__b_div(w, ter__b_sub(w, y, p[0]), p[1]);
}

static ter__b shape_of(ter__balls *w, ter__b skew) {
    return ter__b_div(w, ter__b_si(w, 4), ter__b_square(w, skew));
}

/* G at z: a + 2 z / g. */
static ter__b gamma_point(ter__balls *w, ter__b skew, ter__b z) {
    return ter__b_add(w, shape_of(w, skew), ter__b_div(w, ter__b_mul_si(w, z, 2), skew));
}

/* log density of the standardised Pearson III variable. */
static ter__b log_standard(ter__balls *w, ter__b skew, ter__b z) {
    if (ter__b_is_zero(skew)) { /* normal; to first order in g, times 1 + g (z^3 - 3 z) / 6 */
        ter__b bend = ter__b_sub(w, ter__b_mul(w, z, ter__b_square(w, z)), ter__b_mul_si(w, z, 3));
        bend = ter__b_div(w, ter__b_mul(w, skew, bend), ter__b_si(w, 6));
        ter__b twice = ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
        return ter__b_sub(w, bend, ter__b_half(w, twice));
    }
    ter__b a = shape_of(w, skew), t = gamma_point(w, skew, z);
    ter__b out = ter__b_sub(w, ter__b_times_log(w, ter__b_add_si(w, a, -1), t), ter__b_add(w, t, ter__b_log_gamma(w, a)));
    ter__b stretch = ter__b_half(w, arb_is_negative(TER__REAL(skew)) ? ter__b_neg(w, skew) : skew);
    return ter__b_sub(w, out, ter__b_log(w, stretch));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) { /* in the support for g <= 0 only; there x f(x) falls as |log x|^(a - 1) x^(2 / (sd |g| log 10)) */
        if (ter__b_is_zero(p[2])) {
            return ter__b_infinity(w, -1);
        }
        ter__b power = ter__b_div(w, ter__b_si(w, -2), ter__b_mul(w, ter__b_mul(w, p[1], p[2]), ter__b_log_10(w)));
        power = ter__b_add_si(w, power, -1); /* never 0 exactly: log 10 is transcendental */
        return arb_is_positive(TER__REAL(power))   ? ter__b_infinity(w, -1)
               : arb_is_negative(TER__REAL(power)) ? ter__b_infinity(w, 1)
                                                   : ter__b_nothing(w);
    }
    ter__b log_x = ter__b_log(w, x);
    ter__b scale = ter__b_add(w, ter__b_add(w, log_x, ter__b_log(w, p[1])), ter__b_log(w, ter__b_log_10(w)));
    return ter__b_sub(w, log_standard(w, p[2], standard(w, p, log_x)), scale);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = standard(w, p, ter__b_log(w, x));
    if (ter__b_is_zero(p[2])) {
        *upper = arb_is_nonnegative(TER__REAL(z));
        return ter__tail_normal(w, *upper ? z : ter__b_neg(w, z));
    }
    bool gamma_upper;
    ter__b out = ter__tail_gamma(w, shape_of(w, p[2]), gamma_point(w, p[2], z), &gamma_upper);
    *upper = gamma_upper == (bool)arb_is_positive(TER__REAL(p[2]));
    return out;
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
    if (!ter__b_is_zero(p[2])) {
        ter__b end = ter__b_sub(w, p[0], ter__b_div(w, ter__b_mul_si(w, p[1], 2), p[2]));
        end = ter__b_exp(w, ter__b_mul(w, end, ter__b_log_10(w)));
        *(arb_is_positive(TER__REAL(p[2])) ? lower : upper) = end;
    }
}

const ter__law ter__law_log_pearson3 = {
    .name = "log_pearson3",
    .parameter_count = 3,
    .parameter_names = {"mean", "sd", "skew"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .end_margin = 1e-6,
    .hard = {{TER__SIGNED, 0.01, 10.0, 1, {3.0}},
             {TER__POSITIVE, 0.01, 10.0, 2, {0.2, 0.5}},
             {TER__SIGNED, 1e-8, 10.0, 5, {0.0, 2.0, -2.0, 1e-4, -1e-4}}},
    .moderate = {{TER__POSITIVE, 1.0, 4.0, 1, {3.0}},
                 {TER__POSITIVE, 0.05, 0.3, 1, {0.2}},
                 {TER__SIGNED, 0.05, 1.5, 2, {0.0, 0.5}}},
};
