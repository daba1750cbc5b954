/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Negative binomial: P(X = k) = Gamma(k + r) / (k! Gamma(r)) p^r q^k, P(X <= k) = I_p(r, k + 1). */
#include <math.h>

#include "negative_binomial_law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__negative_binomial_mass(w, p[0], ter__b_log(w, p[1]), ter__b_log1p(w, ter__b_neg(w, p[1])), k);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__negative_binomial_tail(w, p[0], ter__b_div(w, p[1], ter__b_sub(w, ter__b_si(w, 1), p[1])), k, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_si(w, 0);
    *upper = arb_is_one(TER__REAL(p[1])) ? ter__b_si(w, 0) : ter__b_infinity(w, 1);
}

/* sum over j <= k of C(j + r - 1, j) p^r q^j for whole r and dyadic p, without rounding. */
static bool exact_cdf(arb_t out, const double *parameters, const arb_t k) {
    double r = parameters[0], last = arf_get_d(arb_midref(k), ARF_RND_NEAR);
    int shift;
    (void)frexp(parameters[1], &shift);
    if (r != floor(r) || last < 0.0 || !((r + last) * (53.0 - shift) <= 20000.0))
        return false;
    arb_t p, q, term;
    fmpz_t choose;
    arb_init(p);
    arb_init(q);
    arb_init(term);
    fmpz_init(choose);
    arb_set_d(p, parameters[1]);
    arb_sub_si(q, p, 1, ARF_PREC_EXACT);
    arb_neg(q, q);
    arb_pow_ui(p, p, (ulong)r, ARF_PREC_EXACT);
    arb_zero(out);
    for (slong j = (slong)last; j >= 0; j--) { /* Horner's scheme */
        arb_mul(out, out, q, ARF_PREC_EXACT);
        fmpz_bin_uiui(choose, (ulong)j + (ulong)r - 1, (ulong)j);
        arb_add_fmpz(out, out, choose, ARF_PREC_EXACT);
    }
    arb_mul(out, out, p, ARF_PREC_EXACT);
    arb_clear(p);
    arb_clear(q);
    arb_clear(term);
    fmpz_clear(choose);
    return true;
}

/* Means to 1e15: beyond, a count is no longer a double. */
static void adjust(double *p) {
    p[1] = p[0] > 1e14 * p[1] ? p[0] * 1e-14 : p[1];
}

const ter__law ter__law_negative_binomial = {
    .name = "negative_binomial",
    .discrete = true,
    .parameter_count = 2,
    .parameter_names = {"size", "probability"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .exact_cdf = exact_cdf,
    .hard = {{TER__POSITIVE, 1e-6, 1e10, 6, {1.0, 2.0, 0.5, 6.0, 10.0, 1000.0}},
             {TER__PROBABILITY, 1e-9, 0.5, 5, {0.5, 0.25, 0.75, 0.999, 1.0}}},
    .moderate = {{TER__POSITIVE, 0.3, 50.0, 3, {1.0, 2.0, 6.0}}, {TER__PROBABILITY, 0.05, 0.5, 2, {0.5, 0.25}}},
    .adjust = adjust,
    .cost = 4,
};
