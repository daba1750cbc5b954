/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial: P(X = k) = C(n, k) p^k (1 - p)^(n - k); P(X > k) = I_p(k + 1, n - k). p = 0 and p = 1 are laws at one point. */
#include <math.h>

#include "law.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b rest = ter__b_sub(w, p[0], k);
    ter__b choose =
        ter__b_sub(w, ter__b_log_gamma(w, ter__b_add_si(w, p[0], 1)),
                   ter__b_add(w, ter__b_log_gamma(w, ter__b_add_si(w, k, 1)), ter__b_log_gamma(w, ter__b_add_si(w, rest, 1))));
    ter__b failure = ter__b_is_zero(rest) ? ter__b_si(w, 0) : ter__b_mul(w, rest, ter__b_log1p(w, ter__b_neg(w, p[1])));
    return ter__b_add(w, choose, ter__b_add(w, ter__b_times_log(w, k, p[1]), failure));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    ter__b odds = ter__b_div(w, p[1], ter__b_sub(w, ter__b_si(w, 1), p[1]));
    bool beta_upper;
    ter__b out = ter__tail_beta(w, ter__b_add_si(w, k, 1), ter__b_sub(w, p[0], k), odds, &beta_upper);
    *upper = !beta_upper;
    return out;
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    bool never = ter__b_is_zero(p[1]), always = arb_is_one(TER__REAL(p[1]));
    *lower = always ? p[0] : ter__b_si(w, 0);
    *upper = never ? ter__b_si(w, 0) : p[0];
}

/* The exact sum has about n times the bits of p. */
#define EXACT_BITS_MAX 65536

/* sum over j <= k of C(n, j) p^j (1 - p)^(n - j) for dyadic p, without rounding; the terms from j = 0 up. */
static bool exact_cdf(arb_t out, const double *parameters, const arb_t k) {
    double n = parameters[0];
    int shift;
    (void)frexp(parameters[1], &shift);
    double bits = 53.0 - shift; /* p is a multiple of 2^-bits */
    if (!(n * bits <= EXACT_BITS_MAX) || arb_is_negative(k)) {
        return false;
    }
    slong trials = (slong)n, last = arf_get_si(arb_midref(k), ARF_RND_FLOOR);
    arb_t p, q, term, other;
    fmpz_t choose;
    arb_init(p);
    arb_init(q);
    arb_init(term);
    arb_init(other);
    fmpz_init(choose);
    arb_set_d(p, parameters[1]);
    arb_sub_si(q, p, 1, ARF_PREC_EXACT);
    arb_neg(q, q);
    arb_zero(out);
    for (slong j = 0; j <= last && j <= trials; j++) {
        arb_pow_ui(term, p, (ulong)j, ARF_PREC_EXACT);
        fmpz_bin_uiui(choose, (ulong)trials, (ulong)j);
        arb_mul_fmpz(term, term, choose, ARF_PREC_EXACT);
        arb_pow_ui(other, q, (ulong)(trials - j), ARF_PREC_EXACT);
        arb_mul(term, term, other, ARF_PREC_EXACT);
        arb_add(out, out, term, ARF_PREC_EXACT);
    }
    arb_clear(p);
    arb_clear(q);
    arb_clear(term);
    arb_clear(other);
    fmpz_clear(choose);
    return true;
}

const ter__law ter__law_binomial = {
    .name = "binomial",
    .discrete = true,
    .parameter_count = 2,
    .parameter_names = {"trials", "probability"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .exact_cdf = exact_cdf,
    .hard = {{TER__WHOLE, 1.0, 1e15, 5, {1.0, 2.0, 10.0, 100.0, 1e9}}, {TER__PROBABILITY, 1e-10, 0.5, 3, {0.5, 0.25, 0.999}}},
    .moderate = {{TER__WHOLE, 1.0, 60.0, 2, {1.0, 10.0}}, {TER__PROBABILITY, 0.05, 0.5, 2, {0.5, 0.25}}},
};
