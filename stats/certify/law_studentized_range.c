/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The studentized range q = W / S of k normal values with df = n: P(q > x) and x f(x) are c = 2 (n/2)^(n/2) / Gamma(n/2) times the
 * integrals of studentized_mixture.c.
 */
#include <math.h>

#include "ball_block.h"
#include "law_parts.h"
#include "studentized_mixture.h"

static slong groups_of(const ter__b *p) {
    return (slong)arf_get_d(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR);
}

static double df_of(const ter__b *p) {
    return arf_get_d(arb_midref(TER__REAL(p[1])), ARF_RND_NEAR);
}

/* log c = log 2 + n/2 log(n/2) - log Gamma(n/2) */
static ter__b log_factor(ter__balls *w, ter__b n) {
    ter__b half = ter__b_half(w, n);
    return ter__b_add(w, ter__b_log(w, ter__b_si(w, 2)),
                      ter__b_sub(w, ter__b_mul(w, half, ter__b_log(w, half)), ter__b_log_gamma(w, half)));
}

/* At 0 for two groups: sqrt(2) times the density of t. */
static ter__b log_density_at_zero(ter__balls *w, const ter__b *p) {
    ter__b two = ter__b_si(w, 2), half = ter__b_half(w, p[1]);
    if (!arb_equal(TER__REAL(p[0]), TER__REAL(two))) {
        return ter__b_infinity(w, -1);
    }
    ter__b above = ter__b_log_gamma(w, ter__b_half(w, ter__b_add_si(w, p[1], 1)));
    return ter__b_sub(w, ter__b_sub(w, above, ter__b_log_gamma(w, half)),
                      ter__b_half(w, ter__b_add(w, ter__b_log(w, half), ter__b_log_pi(w))));
}

/* d log f / d log x = n (E s^2 - 1) - 1. Real x; no slope in df. */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (w->analytic || !acb_is_real(x->value) || !acb_is_finite(x->value) || (w->order && !acb_is_zero(p[1]->slope))) {
        return ter__b_nothing(w);
    }
    if (ter__b_is_zero(x)) {
        return log_density_at_zero(w, p);
    }
    bool order = w->order;
    arb_t log_f, log_more;
    arb_init(log_f);
    arb_init(log_more);
    slong k = groups_of(p);
    double n = df_of(p);
    ter__log_mixture(log_f, TER__RATE, k, n, TER__REAL(x), 0.0, w->precision);
    w->order = false;
    ter__b value = ter__b_sub(w, ter__b_add(w, ter__b_arb(w, log_f), log_factor(w, p[1])), ter__b_log(w, x));
    w->order = order;
    ter__ball *out = ter__ball_fresh(w);
    acb_set(out->value, value->value);
    if (order && !acb_is_zero(x->slope) &&
        arf_cmp_si(arb_midref(TER__REAL(p[0])), 2) == 0) { /* as of t: -(n + 1) x / (2 n + x^2) */
        ter__b below = ter__b_add(w, ter__b_mul_si(w, p[1], 2), ter__b_square(w, x));
        ter__b along = ter__b_neg(w, ter__b_div(w, ter__b_mul(w, ter__b_add_si(w, p[1], 1), x), below));
        acb_mul(out->slope, x->slope, along->value, w->precision);
    } else if (order && !acb_is_zero(x->slope)) {
        ter__log_mixture(log_more, TER__RATE, k, n, TER__REAL(x), 2.0, w->precision);
        arb_sub(log_more, log_more, log_f, w->precision);
        arb_expm1(log_more, log_more, w->precision);
        arb_mul(log_more, log_more, TER__REAL(p[1]), w->precision);
        arb_sub_si(log_more, log_more, 1, w->precision);
        arb_div(log_more, log_more, TER__REAL(x), w->precision);
        acb_mul_arb(out->slope, x->slope, log_more, w->precision);
    }
    arb_clear(log_f);
    arb_clear(log_more);
    return out;
}

/* The lower tail while x^2 < n, where the integrand off the line is bounded, and about the median at most. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    double at = arf_get_d(arb_midref(TER__REAL(x)), ARF_RND_NEAR), n = df_of(p), k = (double)groups_of(p);
    *upper = at * at > n || at > 1.2 + 0.8 * log(k);
    arb_t log_part;
    arb_init(log_part);
    ter__log_mixture(log_part, *upper ? TER__BEYOND : TER__BELOW, groups_of(p), n, TER__REAL(x), 0.0, w->precision);
    ter__b out = ter__b_add(w, ter__b_arb(w, log_part), log_factor(w, p[1]));
    arb_clear(log_part);
    return out;
}

const ter__law ter__law_studentized_range = {
    .name = "studentized_range",
    .parameter_count = 2,
    .parameter_names = {"groups", "df"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .cost = 100,
    .hard = {{TER__WHOLE, 2.0, 100.0, 5, {2.0, 3.0, 4.0, 10.0, 100.0}}, {TER__POSITIVE, 1.0, 1e6, 3, {1.0, 2.0, 10.0}}},
    .moderate = {{TER__WHOLE, 2.0, 30.0, 3, {2.0, 3.0, 5.0}}, {TER__POSITIVE, 3.0, 100.0, 2, {5.0, 10.0}}},
};
