/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponentially modified normal: f(x) = l exp(l (m + l s^2 / 2 - x)) P(Z > v), v = (m + l s^2 - x) / s. */
#include "law_parts.h"
#include "tail.h"

static ter__b score(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]);
}

/* log(exp(k^2 / 2 - k u) P(Z > k - u)), k = l s. */
static ter__b shifted(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b k = ter__b_mul(w, p[1], p[2]), u = score(w, p, x);
    ter__b exponent = ter__b_mul(w, k, ter__b_sub(w, ter__b_half(w, k), u));
    return ter__b_add(w, exponent, ter__tail_normal_any(w, ter__b_sub(w, k, u)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_add(w, ter__b_log(w, p[2]), shifted(w, p, x));
}

/* Where the log itself is beyond 2^100: a few logs are unknown, which 2^20 bounds generously. */
static ter__b roughly(ter__balls *w, ter__b term) {
    return ter__give_or_take(w, term, 20);
}

/* P(X > x) = P(Z > u) + exp(k^2 / 2 - k u) P(Z > k - u), P(X <= x) = P(Z <= u) - the same; far out the larger is all there is. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b u = score(w, p, x), second = shifted(w, p, x), far = ter__b_d(w, 0x1p100);
    *upper = arb_is_positive(TER__REAL(u));
    ter__b size = *upper ? u : ter__b_neg(w, u), first = ter__tail_normal(w, size);
    bool is_far = arb_gt(TER__REAL(size), TER__REAL(far));
    if (!*upper) {
        return is_far ? roughly(w, first) : ter__b_add(w, first, ter__b_log1mexp(w, ter__b_sub(w, second, first)));
    }
    if (is_far && arb_lt(TER__REAL(second), TER__REAL(ter__b_neg(w, far)))) {
        return roughly(w, arb_gt(TER__REAL(second), TER__REAL(first)) ? second : first);
    }
    if (arb_gt(TER__REAL(second), TER__REAL(first))) {
        return ter__b_add(w, second, ter__b_log1p(w, ter__b_exp(w, ter__b_sub(w, first, second))));
    }
    return ter__b_add(w, first, ter__b_log1p(w, ter__b_exp(w, ter__b_sub(w, second, first))));
}

/* rate / (1 + M(u) / M(v)) for u > 0. */
static ter__b log_hazard(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b u = score(w, p, x);
    if (!arb_is_positive(TER__REAL(u))) {
        bool upper;
        ter__b log_density_here = log_density(w, p, x), tail = log_tail(w, p, x, &upper);
        return ter__b_sub(w, log_density_here, upper ? tail : ter__b_log1mexp(w, tail));
    }
    ter__b v = ter__b_sub(w, ter__b_mul(w, p[1], p[2]), u);
    ter__b ratio = ter__b_exp(w, ter__b_sub(w, ter__log_mills(w, u), ter__log_mills(w, v)));
    return ter__b_sub(w, ter__b_log(w, p[2]), ter__b_log1p(w, ratio));
}

/* The rate is drawn relative to 1 / sd. */
static void adjust(double *p) {
    p[2] /= p[1];
}

const ter__law ter__law_exponentially_modified_normal = {
    .name = "exponentially_modified_normal",
    .parameter_count = 3,
    .parameter_names = {"mean", "sd", "rate"},
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE, {TER__POSITIVE, 1e-6, 1e6, 2, {1.0, 2.0}}},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE, {TER__POSITIVE, 0.3, 3.0, 1, {1.0}}},
    .adjust = adjust,
};
