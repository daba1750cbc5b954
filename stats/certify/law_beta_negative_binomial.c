/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Beta-negative-binomial: P(X = k) = Gamma(r + k) / (k! Gamma(r)) B(a + r, b + k) / B(a, b). The lower tail near 0 is a finite sum.
 * Else masses are added up to a count K beyond which P(X >= K) is Thomae's series: with x = r, y = b
 *     B(a, y + K) / (a B(a, r) B(a, b)) sum over j of (1 - x)_j (a + y)_j (a)_j / ((a + 1)_j (a + y + K)_j j!).
 * From j = J >= x on the terms have one sign and fall at least by (a + y + j) / (a + y + K + j), so that by Gauss's sum the rest is
 * within |term J| (a + y + J + K - 1) / (K - 1).
 */
#include "ratio_law.h"

#define LOWER_MAX 400 /* counts up to here are added up from 0 */

static ter__b log_beta(ter__balls *w, ter__b a, ter__b b) {
    return ter__b_sub(w, ter__b_add(w, ter__b_log_gamma(w, a), ter__b_log_gamma(w, b)), ter__b_log_gamma(w, ter__b_add(w, a, b)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b ways = ter__b_sub(w, ter__b_log_gamma(w, ter__b_add(w, p[0], k)), ter__b_log_gamma(w, p[0]));
    ways = ter__b_sub(w, ways, ter__b_log_gamma(w, ter__b_add_si(w, k, 1)));
    ter__b mixed = log_beta(w, ter__b_add(w, p[1], p[0]), ter__b_add(w, p[2], k));
    return ter__b_add(w, ways, ter__b_sub(w, mixed, log_beta(w, p[1], p[2])));
}

static void ratio(arb_t out, const ter__b *p, slong k, slong precision) {
    arb_t below, factor;
    arb_init(below);
    arb_init(factor);
    arb_add_si(out, TER__REAL(p[0]), k, precision);
    arb_add_si(factor, TER__REAL(p[2]), k, precision);
    arb_mul(out, out, factor, precision);
    arb_add(below, TER__REAL(p[0]), TER__REAL(p[1]), precision);
    arb_add(below, below, TER__REAL(p[2]), precision);
    arb_add_si(below, below, k, precision);
    arb_mul_si(below, below, k + 1, precision);
    arb_div(out, out, below, precision);
    arb_clear(below);
    arb_clear(factor);
}

/* The series at K = first. */
static void series(arb_t sum, const ter__b *p, const arb_t first, slong precision) {
    arb_srcptr x = TER__REAL(p[0]), a = TER__REAL(p[1]), y = TER__REAL(p[2]);
    arb_t term, up, down, whole;
    arb_init(term);
    arb_init(up);
    arb_init(down);
    arb_init(whole);
    arb_add(whole, a, y, precision);
    arb_one(term);
    arb_zero(sum);
    double order = arf_get_d(arb_midref(x), ARF_RND_UP);
    slong j = 0;
    for (; j < 100000; j++) {
        if ((double)j > order && arf_cmpabs_2exp_si(arb_midref(term), -precision - 8) < 0) {
            break;
        }
        arb_add(sum, sum, term, precision);
        arb_sub_si(up, x, j + 1, precision);
        arb_neg(up, up);
        arb_mul(term, term, up, precision);
        arb_add_si(up, whole, j, precision);
        arb_mul(term, term, up, precision);
        arb_add_si(up, a, j, precision);
        arb_mul(term, term, up, precision);
        arb_add_si(down, a, j + 1, precision);
        arb_mul_si(down, down, j + 1, precision);
        arb_div(term, term, down, precision);
        arb_add(down, whole, first, precision);
        arb_add_si(down, down, j, precision);
        arb_div(term, term, down, precision);
    }
    arb_add(down, whole, first, precision);
    arb_add_si(down, down, j - 1, precision);
    arb_sub_si(up, first, 1, precision);
    arb_div(down, down, up, precision);
    arb_mul(term, term, down, precision);
    arb_add_error(sum, term);
    arb_clear(term);
    arb_clear(up);
    arb_clear(down);
    arb_clear(whole);
}

/* log P(X >= first). */
static ter__b log_far(ter__balls *w, const ter__b *p, ter__b first) {
    arb_t sum;
    arb_init(sum);
    series(sum, p, TER__REAL(first), w->precision);
    ter__b scale = ter__b_sub(w, log_beta(w, p[1], ter__b_add(w, p[2], first)), ter__b_log(w, p[1]));
    scale = ter__b_sub(w, scale, ter__b_add(w, log_beta(w, p[1], p[0]), log_beta(w, p[1], p[2])));
    ter__b out = ter__b_add(w, scale, ter__b_log(w, ter__b_arb(w, sum)));
    arb_clear(sum);
    return out;
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    double r = arf_get_d(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR), a = arf_get_d(arb_midref(TER__REAL(p[1])), ARF_RND_NEAR);
    double b = arf_get_d(arb_midref(TER__REAL(p[2])), ARF_RND_NEAR), at = arf_get_d(arb_midref(TER__REAL(k)), ARF_RND_NEAR);
    double middle = (r * b - a - b - r) / (a + 1.0), far = 100.0 + (a + b) * (1.0 + 3.0 * r);
    if (at < middle || (at <= LOWER_MAX && at < 4.0 * (r + 1.0) * (b + 1.0) / a)) {
        *upper = false;
        return ter__ratio_tail(w, p, log_density(w, p, k), (slong)at, 0, ratio);
    }
    *upper = true;
    if (at + 1.0 >= far) {
        return log_far(w, p, ter__b_add_si(w, k, 1));
    }
    slong last = (slong)far;
    ter__b next = ter__b_si(w, (slong)at + 1);
    ter__b near_part = ter__ratio_tail(w, p, log_density(w, p, next), (slong)at + 1, last, ratio);
    return ter__b_log(w, ter__b_add(w, ter__b_exp(w, near_part), ter__b_exp(w, log_far(w, p, ter__b_si(w, last + 1)))));
}

const ter__law ter__law_beta_negative_binomial = {
    .name = "beta_negative_binomial",
    .discrete = true,
    .parameter_count = 3,
    .parameter_names = {"size", "alpha", "beta"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 40.0, 3, {1.0, 0.5, 2.0}},
             {TER__POSITIVE, 0.05, 40.0, 3, {1.0, 0.5, 2.0}},
             {TER__POSITIVE, 1e-3, 40.0, 3, {1.0, 0.5, 2.0}}},
    .moderate = {{TER__POSITIVE, 0.5, 8.0, 2, {1.0, 2.0}},
                 {TER__POSITIVE, 5.5, 20.0, 2, {6.0, 8.0}},
                 {TER__POSITIVE, 0.5, 8.0, 2, {1.0, 2.0}}},
    .cost = 24,
};
