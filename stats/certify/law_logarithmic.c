/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logarithmic: P(X = k) = -p^k / (k log(1 - p)), k = 1, 2, ... The upper tail is the sum of f(n) = p^n / n from k + 1 on: term by
 * term for p below 1/2, else up to a count N and from there by Euler and Maclaurin's formula, whose integral is E1(N log(1 / p)). f
 * is completely monotone, so that the remainder is within the first term left out (Graham, Knuth and Patashnik, section 9.5).
 */
#include <acb_hypgeom.h>

#include "ratio_law.h"

static ter__b log_scale(ter__balls *w, ter__b p) {
    return ter__b_log(w, ter__b_neg(w, ter__b_log1p(w, ter__b_neg(w, p))));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b power = ter__b_times_log(w, k, p[0]);
    return ter__b_sub(w, ter__b_sub(w, power, ter__b_log(w, k)), log_scale(w, p[0]));
}

/* (-1)^m times the derivative of order m of e^(-v x) / x at a, by e^(-v a): m! / a^(m + 1) sum over i <= m of (v a)^i / i! */
static void derivative(arb_t out, ulong m, const arb_t v, const arb_t a, slong precision) {
    arb_t term, va;
    arb_init(term);
    arb_init(va);
    arb_mul(va, v, a, precision);
    arb_one(term);
    arb_zero(out);
    for (ulong i = 0; i <= m; i++) {
        arb_add(out, out, term, precision);
        arb_mul(term, term, va, precision);
        arb_div_ui(term, term, i + 1, precision);
    }
    arb_fac_ui(term, m, precision);
    arb_mul(out, out, term, precision);
    arb_pow_ui(term, a, m + 1, precision);
    arb_div(out, out, term, precision);
    arb_clear(term);
    arb_clear(va);
}

/* The sum from a on by e^(v a). */
static void far_sum(arb_t sum, const arb_t v, const arb_t a, slong precision) {
    acb_t x;
    arb_t part, number;
    acb_init(x);
    arb_init(part);
    arb_init(number);
    arb_mul(acb_realref(x), v, a, precision);
    arb_exp(number, acb_realref(x), precision);
    acb_t order;
    acb_init(order);
    acb_one(order);
    acb_hypgeom_expint(x, order, x, precision);
    arb_mul(sum, acb_realref(x), number, precision);
    derivative(part, 0, v, a, precision);
    arb_mul_2exp_si(part, part, -1);
    arb_add(sum, sum, part, precision);
    slong last = precision / 4 + 2;
    for (slong k = 1; k <= last; k++) { /* - B_2k / (2 k)! f^(2 k - 1) */
        derivative(part, (ulong)(2 * k - 1), v, a, precision);
        arb_bernoulli_ui(number, (ulong)(2 * k), precision);
        arb_mul(part, part, number, precision);
        arb_fac_ui(number, (ulong)(2 * k), precision);
        arb_div(part, part, number, precision);
        if (k < last) {
            arb_add(sum, sum, part, precision);
        } else {
            arb_add_error(sum, part);
        }
    }
    acb_clear(order);
    acb_clear(x);
    arb_clear(part);
    arb_clear(number);
}

/* The upper tail by p^first / L. */
static void tail_sum(arb_t sum, const arb_t p, const arb_t first, slong precision) {
    arb_t power, n, v, part;
    arb_init(power);
    arb_init(n);
    arb_init(v);
    arb_init(part);
    arb_one(power);
    arb_set(n, first);
    arb_zero(sum);
    bool slow = arf_cmp_d(arb_midref(p), 0.5) > 0;
    double from = 0.5 * (double)precision + 10.0;
    while (slow ? arf_cmp_d(arb_midref(n), from) < 0 : arf_cmpabs_2exp_si(arb_midref(power), -precision - 80) > 0) {
        arb_div(part, power, n, precision);
        arb_add(sum, sum, part, precision);
        arb_mul(power, power, p, precision);
        arb_add_ui(n, n, 1, precision);
    }
    if (slow) {
        arb_log(v, p, precision);
        arb_neg(v, v);
        far_sum(part, v, n, precision);
        arb_mul(part, part, power, precision);
        arb_add(sum, sum, part, precision);
    } else { /* what is left is at most 2 power / first */
        arb_mul_2exp_si(power, power, 1);
        arb_div(power, power, first, precision);
        arb_add_error(sum, power);
    }
    arb_clear(power);
    arb_clear(n);
    arb_clear(v);
    arb_clear(part);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    ter__b first = ter__b_add_si(w, k, 1);
    arb_t sum;
    arb_init(sum);
    tail_sum(sum, TER__REAL(p[0]), TER__REAL(first), w->precision);
    *upper = true;
    ter__b power = ter__b_sub(w, ter__b_times_log(w, first, p[0]), log_scale(w, p[0]));
    ter__b out = ter__b_add(w, power, ter__b_log(w, ter__b_arb(w, sum)));
    arb_clear(sum);
    return out;
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 1);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_logarithmic = {
    .name = "logarithmic",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"probability"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__PROBABILITY, 0x1p-53, 0.5, 4, {0.5, 0.1, 1e-300, 0x1.fffffffffffffp-1}}},
    .moderate = {{TER__PROBABILITY, 0.1, 0.9, 2, {0.5, 0.7}}},
    .cost = 12,
};
