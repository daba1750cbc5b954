/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails of the normal, gamma and beta laws: by series where they are short, else by the integral of tail_integral.c. */
#include <arb_hypgeom.h>

#include "tail.h"

#define TERMS_MAX 1500

static slong goal_of(const ter__balls *w) {
    return w->precision / 2 > 96 ? w->precision / 2 : 96;
}

/*
 * The asymptotic series of Mills' ratio, sum (-1)^n (2n - 1)!! / z^{2n}, whose remainder is below the first term left out
 * (DLMF 7.12.1): times density / z.
 */
static ter__b mills(ter__balls *w, ter__b z) {
    slong p = w->precision;
    arb_t term, sum, inverse;
    arb_init(term);
    arb_init(sum);
    arb_init(inverse);
    arb_sqr(inverse, TER__REAL(z), p);
    arb_inv(inverse, inverse, p);
    arb_one(term);
    slong n = 1;
    for (; n < TERMS_MAX && arf_cmpabs_2exp_si(arb_midref(term), -p) > 0; n++) {
        arb_add(sum, sum, term, p);
        arb_mul_si(term, term, 1 - 2 * n, p);
        arb_mul(term, term, inverse, p);
    }
    arb_add_error(sum, term);
    ter__b log_density =
        ter__b_neg(w, ter__b_half(w, ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)))));
    ter__b out = ter__b_sub(w, ter__b_add(w, log_density, ter__b_log(w, ter__b_arb(w, sum))), ter__b_log(w, z));
    arb_clear(term);
    arb_clear(sum);
    arb_clear(inverse);
    return out;
}

ter__b ter__tail_normal(ter__balls *w, ter__b z) {
    if (!acb_is_real(z->value)) {
        return ter__b_nothing(w);
    }
    slong p = w->precision;
    arb_t t;
    arb_init(t);
    arb_sqr(t, TER__REAL(z), p);
    arb_sub_si(t, t, 2 * p, p);
    ter__b out;
    if (arb_is_positive(t)) {
        out = mills(w, z);
    } else {
        arb_sqrt_ui(t, 2, p);
        arb_div(t, TER__REAL(z), t, p);
        arb_hypgeom_erfc(t, t, p);
        out = ter__b_log(w, ter__b_half(w, ter__b_arb(w, t)));
    }
    arb_clear(t);
    return out;
}

ter__b ter__tail_normal_any(ter__balls *w, ter__b z) {
    if (!arb_is_finite(TER__REAL(z))) {
        return arf_sgn(arb_midref(TER__REAL(z))) > 0 ? ter__b_infinity(w, -1) : ter__b_si(w, 0);
    }
    ter__b out =
        arb_is_nonnegative(TER__REAL(z)) ? ter__tail_normal(w, z) : ter__b_log1mexp(w, ter__tail_normal(w, ter__b_neg(w, z)));
    if (!w->order) {
        return out;
    }
    ter__b log_phi = ter__b_half(w, ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2))));
    ter__b rate = ter__b_exp(w, ter__b_neg(w, ter__b_add(w, log_phi, out)));
    ter__ball *sloped = (ter__ball *)ter__b_sub(w, out, ter__b_si(w, 0));
    acb_mul(sloped->slope, z->slope, rate->value, w->precision);
    acb_neg(sloped->slope, sloped->slope);
    return sloped;
}

/* Far out (1 - 1 / t^2 + 3 h / t^4) / t with h in [0, 1] (DLMF 7.12.1). */
ter__b ter__log_mills(ter__balls *w, ter__b t) {
    ter__b far = ter__b_d(w, 0x1p60);
    if (!arb_gt(TER__REAL(t), TER__REAL(far))) {
        ter__b twice = ter__b_add(w, ter__b_square(w, t), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
        return ter__b_add(w, ter__tail_normal_any(w, t), ter__b_half(w, twice));
    }
    ter__b inverse = ter__b_div(w, ter__b_si(w, 1), ter__b_square(w, t));
    arb_t rest, sum;
    arb_init(rest);
    arb_init(sum);
    arb_sqr(rest, TER__REAL(inverse), w->precision);
    arb_mul_si(rest, rest, 3, w->precision);
    arb_neg(sum, TER__REAL(inverse));
    arb_add_error(sum, rest);
    ter__b lack = ter__b_arb(w, sum);
    arb_clear(rest);
    arb_clear(sum);
    return ter__b_sub(w, ter__b_log1p(w, lack), ter__b_log(w, t));
}

/*
 * sum over n >= 0 of the product for i = 1 .. n of x (c + i - 1) / (a + i), with c null for x / (a + i). The ratio of terms falls
 * with i when there is no c or c >= a + 1, else it rises towards x, which must then be below 1. False when too many terms are
 * needed.
 */
static bool series(arb_t sum, const arb_t a, const arb_t x, arb_srcptr c, slong p, slong goal) {
    arb_t term, ratio, top, bottom, ceiling;
    arb_init(term);
    arb_init(ratio);
    arb_init(top);
    arb_init(bottom);
    arb_init(ceiling);
    arb_one(term);
    arb_one(sum);
    arb_set(bottom, a);
    bool rising = false;
    if (c) {
        arb_set(top, c);
        arb_sub(ceiling, c, a, p);
        arb_sub_si(ceiling, ceiling, 1, p);
        rising = !arb_is_nonnegative(ceiling);
    }
    bool done = false;
    for (int i = 0; i < TERMS_MAX && !done; i++) {
        arb_add_si(bottom, bottom, 1, p);
        arb_div(ratio, x, bottom, p);
        if (c) {
            arb_mul(ratio, ratio, top, p);
            arb_add_si(top, top, 1, p);
        }
        arb_mul(term, term, ratio, p);
        arb_add(sum, sum, term, p);
        if (i % 8 == 7) {
            arb_set(ceiling, ratio);
            if (rising) {
                arb_max(ceiling, x, ratio, p);
            }
            /* rest <= term r / (1 - r) with r a bound on all later ratios */
            arb_neg(ratio, ceiling);
            arb_add_si(ratio, ratio, 1, p);
            if (arb_is_positive(ratio)) {
                arb_div(ceiling, ceiling, ratio, p);
                arb_mul(ceiling, ceiling, term, p);
                done = arf_cmpabs_2exp_si(arb_midref(ceiling), -goal) < 0;
            }
        }
    }
    if (done) {
        arb_mul_2exp_si(ceiling, ceiling, -1);
        arb_add(sum, sum, ceiling, p);
        arb_add_error(sum, ceiling);
    }
    arb_clear(term);
    arb_clear(ratio);
    arb_clear(top);
    arb_clear(bottom);
    arb_clear(ceiling);
    return done;
}

/* Whether a power series of ratio about `ratio` after TERMS_MAX terms has any chance: saves trying. */
static bool too_slow(const arb_t ratio) {
    arb_t limit;
    arb_init(limit);
    arb_set_d(limit, 0.95);
    bool slow = !arb_lt(ratio, limit);
    arb_clear(limit);
    return slow;
}

ter__b ter__tail_gamma(ter__balls *w, ter__b a, ter__b x, bool *upper) {
    slong p = w->precision;
    *upper = !arb_le(TER__REAL(x), TER__REAL(a));
    ter__b prefactor = ter__b_sub(w, ter__b_mul(w, a, ter__b_log(w, x)), x);
    if (!*upper) { /* P(a, x) = x^a e^-x / Gamma(a + 1) sum x^n / ((a + 1) ... (a + n)), DLMF 8.11.4 */
        arb_t sum;
        arb_init(sum);
        arb_add_si(sum, TER__REAL(a), TERMS_MAX, p);
        arb_div(sum, TER__REAL(x), sum, p);
        bool done = !too_slow(sum) && series(sum, TER__REAL(a), TER__REAL(x), NULL, p, goal_of(w));
        ter__b log_sum = ter__b_log(w, ter__b_arb(w, sum));
        arb_clear(sum);
        if (done) {
            prefactor = ter__b_sub(w, prefactor, ter__b_log_gamma(w, ter__b_add_si(w, a, 1)));
            return ter__b_add(w, prefactor, log_sum);
        }
    }
    ter__concave kernel = {.sign = *upper ? 1 : -1, .a = TER__REAL(a), .x = TER__REAL(x)};
    prefactor = ter__b_sub(w, prefactor, ter__b_log_gamma(w, a));
    return ter__b_add(w, prefactor, ter__tail_integral(w, &kernel));
}

static ter__b log_beta_function(ter__balls *w, ter__b a, ter__b b) {
    return ter__b_sub(w, ter__b_add(w, ter__b_log_gamma(w, a), ter__b_log_gamma(w, b)), ter__b_log_gamma(w, ter__b_add(w, a, b)));
}

ter__b ter__tail_beta(ter__balls *w, ter__b a, ter__b b, ter__b odds, bool *upper) {
    slong p = w->precision;
    arb_t t, sum;
    arb_init(t);
    arb_init(sum);
    arb_mul(t, TER__REAL(odds), TER__REAL(b), p);
    *upper = !arb_le(t, TER__REAL(a));
    if (*upper) { /* the lower tail of the mirrored law */
        ter__b swap = a;
        a = b;
        b = swap;
        odds = ter__b_div(w, ter__b_si(w, 1), odds);
    }
    ter__b whole = ter__b_add(w, a, b);
    ter__b prefactor = ter__b_sub(w, ter__b_mul(w, a, ter__b_log(w, odds)), ter__b_mul(w, whole, ter__b_log1p(w, odds)));
    prefactor = ter__b_sub(w, prefactor, log_beta_function(w, a, b));
    /* I = t^a (1 - t)^b / (a B(a, b)) sum (a + b)_n / (a + 1)_n t^n, DLMF 8.17.8 */
    ter__b share = ter__b_div(w, odds, ter__b_add_si(w, odds, 1));
    arb_add_si(sum, TER__REAL(whole), TERMS_MAX, p);
    arb_add_si(t, TER__REAL(a), TERMS_MAX, p);
    arb_div(t, sum, t, p);
    arb_mul(t, t, TER__REAL(share), p);
    bool done = !too_slow(t) && series(sum, TER__REAL(a), TER__REAL(share), TER__REAL(whole), p, goal_of(w));
    ter__b out;
    if (done) {
        out = ter__b_add(w, ter__b_sub(w, prefactor, ter__b_log(w, a)), ter__b_log(w, ter__b_arb(w, sum)));
    } else {
        ter__concave kernel = {.beta = true, .sign = -1, .a = TER__REAL(a), .b = TER__REAL(b), .x = TER__REAL(odds)};
        out = ter__b_add(w, prefactor, ter__tail_integral(w, &kernel));
    }
    arb_clear(t);
    arb_clear(sum);
    return out;
}
