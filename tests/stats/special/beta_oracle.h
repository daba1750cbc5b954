/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Enclosures of both tails of the beta law: the power series of DLMF 8.17.8 from the end that needs fewer terms, its rest bounded
 * by a geometric series, and the other tail as the complement at a precision that leaves both sharp. Arb's own function is not
 * used: it needs far more precision when a and b are large.
 */
#ifndef BETA_ORACLE_H
#define BETA_ORACLE_H

#include "ter_arb.h"

/* About how many terms the series for the lower tail takes; infinite when too many. */
static double beta_oracle_terms(double a, double b, double x) {
    double n = a + b, k = (n * x - a - 1.0) / (1.0 - x), step = 1.0, fall = 0.0;
    k = k > 0.0 ? k : 0.0;
    while (fall > -120.0 && k < 1e9) {
        double ratio = (n + k) * x / (a + 1.0 + k);
        fall += step * log(ratio < 1.0 ? ratio : 1.0);
        k += step;
        step *= 1.1;
    }
    return k;
}

static void beta_oracle_series(arb_t result, const arb_t a, const arb_t b, const arb_t x, const arb_t y, slong bits) {
    arb_t n, term, sum, over, under, ratio, part;
    arb_init(n), arb_init(term), arb_init(sum), arb_init(over), arb_init(under), arb_init(ratio), arb_init(part);
    arb_add(n, a, b, bits);
    arb_set(over, n);
    arb_add_ui(under, a, 1, bits);
    arb_one(term);
    arb_one(sum);
    for (slong k = 1;; k++) {
        arb_mul(term, term, over, bits);
        arb_mul(term, term, x, bits);
        arb_div(term, term, under, bits);
        arb_add(sum, sum, term, bits);
        arb_add_ui(over, over, 1, bits);
        arb_add_ui(under, under, 1, bits);
        if (k % 16 != 0)
            continue;
        /* the ratios fall from here on when below 1 */
        arb_mul(ratio, over, x, 64);
        arb_div(ratio, ratio, under, 64);
        slong size = arf_abs_bound_lt_2exp_si(arb_midref(sum)) - bits - 50;
        if (arf_cmpabs_2exp_si(arb_midref(ratio), 0) < 0 && arf_cmpabs_2exp_si(arb_midref(term), size) < 0) {
            arb_sub_ui(part, ratio, 1, 64);
            arb_div(part, term, part, 64);
            arb_mul(part, part, ratio, 64);
            arb_add_error(sum, part);
            break;
        }
    }
    arb_div(sum, sum, a, bits);
    arb_log(term, x, bits), arb_mul(term, term, a, bits);
    arb_log(part, y, bits), arb_addmul(term, part, b, bits);
    arb_lgamma(part, n, bits), arb_add(term, term, part, bits);
    arb_lgamma(part, a, bits), arb_sub(term, term, part, bits);
    arb_lgamma(part, b, bits), arb_sub(term, term, part, bits);
    arb_exp(term, term, bits);
    arb_mul(result, sum, term, bits);
    arb_clear(n), arb_clear(term), arb_clear(sum), arb_clear(over), arb_clear(under), arb_clear(ratio), arb_clear(part);
}

/* Both tails at x, y = 1 - x, to 120 bits at least; 0 when that takes more than terms_max terms. */
static int beta_oracle(arb_t lower, arb_t upper, double a, double b, const arb_t x, const arb_t y, double terms_max) {
    double x_near = arf_get_d(arb_midref(x), ARF_RND_NEAR), y_near = arf_get_d(arb_midref(y), ARF_RND_NEAR);
    double from_below = beta_oracle_terms(a, b, x_near), from_above = beta_oracle_terms(b, a, y_near);
    int done = 0;
    arb_t big_a, big_b;
    arb_init(big_a), arb_init(big_b);
    arb_set_d(big_a, a), arb_set_d(big_b, b);
    for (slong bits = 256; bits < 20000 && !done && fmin(from_below, from_above) < terms_max; bits *= 2) {
        if (from_below <= from_above) {
            beta_oracle_series(lower, big_a, big_b, x, y, bits);
            arb_sub_ui(upper, lower, 1, bits), arb_neg(upper, upper);
        } else {
            beta_oracle_series(upper, big_b, big_a, y, x, bits);
            arb_sub_ui(lower, upper, 1, bits), arb_neg(lower, lower);
        }
        done = arb_rel_accuracy_bits(lower) > 120 && arb_rel_accuracy_bits(upper) > 120;
    }
    arb_clear(big_a), arb_clear(big_b);
    return done;
}

/* log(this), this = 1 - other, both enclosed. */
static void beta_oracle_log(arb_t result, const arb_t this, const arb_t other) {
    if (arf_cmp_d(arb_midref(this), 0.5) < 0) {
        arb_log(result, this, 300);
    } else {
        arb_neg(result, other);
        arb_log1p(result, result, 300);
    }
}

#endif
