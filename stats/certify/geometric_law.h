/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two geometric laws in ball arithmetic, counted from FIRST, which the file defines before it includes this:
 * P(X = FIRST + k) = p q^k, P(X > FIRST + k) = q^(k + 1). p = 1 is the law at FIRST.
 */
#ifndef TER__CERTIFY_GEOMETRIC_LAW_H
#define TER__CERTIFY_GEOMETRIC_LAW_H

#include <math.h>

#include "law.h"

/* log P(X > k) = (k + 1) log q, or log(1 - q^(k + 1)): whichever is surely small. */
static inline ter__b ter__geometric_tail(ter__balls *w, ter__b log_q, ter__b k, bool *upper) {
    *upper = true;
    return ter__b_mul(w, ter__b_add_si(w, k, 1), log_q);
}

/* 1 - q^(k + 1) without rounding, for dyadic p. */
static inline bool ter__geometric_exact(arb_t out, double p, const arb_t k) {
    int shift;
    (void)frexp(p, &shift);
    double bits = 53.0 - shift, count = arf_get_d(arb_midref(k), ARF_RND_NEAR);
    if (!((count + 1.0) * bits <= 65536.0) || count < 0.0)
        return false;
    arb_set_d(out, p);
    arb_sub_si(out, out, 1, ARF_PREC_EXACT);
    arb_neg(out, out);
    arb_pow_ui(out, out, (ulong)count + 1, ARF_PREC_EXACT);
    arb_sub_si(out, out, 1, ARF_PREC_EXACT);
    arb_neg(out, out);
    return true;
}

static ter__b log_q(ter__balls *w, ter__b p) {
    return ter__b_log1p(w, ter__b_neg(w, p));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b k = ter__b_add_si(w, x, -FIRST), log_p = ter__b_log(w, p[0]);
    return ter__b_is_zero(k) ? log_p : ter__b_add(w, log_p, ter__b_mul(w, k, log_q(w, p[0])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__geometric_tail(w, log_q(w, p[0]), ter__b_add_si(w, x, -FIRST), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, FIRST);
    *upper = arb_is_one(TER__REAL(p[0])) ? ter__b_si(w, FIRST) : ter__b_infinity(w, 1);
}

static bool exact_cdf(arb_t out, const double *parameters, const arb_t x) {
    arb_t k;
    arb_init(k);
    arb_sub_si(k, x, FIRST, ARF_PREC_EXACT);
    bool known = ter__geometric_exact(out, parameters[0], k);
    arb_clear(k);
    return known;
}

#define TER__GEOMETRIC_LAW(word)                                                                                                   \
    {                                                                                                                              \
        .name = word, .discrete = true, .parameter_count = 1, .parameter_names = {"probability"}, .log_density = log_density,      \
        .log_tail = log_tail, .support = support, .exact_cdf = exact_cdf,                                                          \
        .hard = {{TER__PROBABILITY, 1e-9, 0.5, 5, {0.5, 0.25, 0.75, 0.999, 1.0}}},                                                 \
        .moderate = {{TER__PROBABILITY, 0.05, 0.5, 2, {0.5, 0.25}}},                                                               \
    }

#endif
