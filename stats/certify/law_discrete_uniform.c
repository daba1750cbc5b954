/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discrete uniform: 1 / (b - a + 1) each from a to b. */
#include <math.h>

#include "law.h"

static ter__b count(ter__balls *w, ter__b from, ter__b to) {
    return ter__b_add_si(w, ter__b_sub(w, to, from), 1);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    (void)x;
    return ter__b_neg(w, ter__b_log(w, count(w, p[0], p[1])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b below = count(w, p[0], x), above = ter__b_sub(w, p[1], x);
    *upper = arb_lt(TER__REAL(above), TER__REAL(below));
    return ter__b_log(w, ter__b_div(w, *upper ? above : below, count(w, p[0], p[1])));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[0];
    *upper = p[1];
}

/* m / n where that is a double: where the odd part of n divides m. */
static bool exact_cdf(arb_t out, const double *parameters, const arb_t k) {
    double n = parameters[1] - parameters[0] + 1.0, odd = n;
    int exponent = 0;
    if (!(n < 0x1p53))
        return false;
    for (; fmod(odd, 2.0) == 0.0; odd *= 0.5)
        exponent++;
    arb_set_d(out, parameters[0]);
    arb_sub(out, k, out, ARF_PREC_EXACT);
    arb_add_si(out, out, 1, ARF_PREC_EXACT);
    double m = arf_get_d(arb_midref(out), ARF_RND_NEAR);
    if (!arb_is_exact(out) || !(fabs(m) < 0x1p53) || fmod(m, odd) != 0.0)
        return false;
    arb_set_d(out, m / odd);
    arb_mul_2exp_si(out, out, -exponent);
    return true;
}

static void adjust(double *p) {
    p[1] = p[0] + fabs(p[1]);
    if (p[1] > 0x1p52)
        p[1] = 0x1p52;
}

const ter__law ter__law_discrete_uniform = {
    .name = "discrete_uniform",
    .discrete = true,
    .parameter_count = 2,
    .parameter_names = {"lower", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .exact_cdf = exact_cdf,
    .hard = {{TER__WHOLE, 1.0, 2e15, 4, {0.0, -1.0, -1e15, -100.0}}, {TER__WHOLE, 1.0, 2e15, 3, {0.0, 1.0, 255.0}}},
    .moderate = {{TER__WHOLE, 1.0, 100.0, 2, {0.0, -10.0}}, {TER__WHOLE, 2.0, 100.0, 2, {3.0, 15.0}}},
    .adjust = adjust,
};
