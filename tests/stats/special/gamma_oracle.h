/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Enclosures of the regularised incomplete gamma functions in Arb: P by its series with positive terms and a geometric bound on the
 * rest, Q = 1 - P with the bits that the subtraction costs added. Arb's own functions take minutes where a is large.
 */
#ifndef GAMMA_ORACLE_H
#define GAMMA_ORACLE_H

#include "ter_arb.h"

/* P(a, x) to about `bits` relative bits. */
static inline void oracle_gamma_p(arb_t p, const arb_t a, const arb_t x, slong bits) {
    arb_t term, sum, k, ratio;
    arb_init(term);
    arb_init(sum);
    arb_init(k);
    arb_init(ratio);
    arb_one(term);
    arb_one(sum);
    arb_set(k, a);
    for (;;) {
        arb_add_ui(k, k, 1, bits);
        arb_mul(term, term, x, bits);
        arb_div(term, term, k, bits);
        arb_add(sum, sum, term, bits);
        arb_mul_2exp_si(ratio, term, bits);
        if (arb_lt(x, k) && arb_lt(ratio, sum)) { /* the rest is below term x / (k + 1 - x) */
            break;
        }
    }
    arb_sub(ratio, k, x, bits);
    arb_add_ui(ratio, ratio, 1, bits);
    arb_div(ratio, x, ratio, bits);
    arb_mul(ratio, ratio, term, bits);
    arb_add_error(sum, ratio);
    arb_log(ratio, x, bits + 1100); /* prefix: a log x - x - log Gamma(a + 1) */
    arb_mul(ratio, ratio, a, bits + 1100);
    arb_sub(ratio, ratio, x, bits + 1100);
    arb_add_ui(k, a, 1, bits + 1100);
    arb_lgamma(k, k, bits + 200);
    arb_sub(ratio, ratio, k, bits + 200);
    arb_exp(ratio, ratio, bits);
    arb_mul(p, sum, ratio, bits);
    arb_clear(term);
    arb_clear(sum);
    arb_clear(k);
    arb_clear(ratio);
}

/* P or Q (upper), or its log. Far above a, where 1 - P would cost all bits, Q is Arb's own. */
static inline void oracle_gamma(arb_t out, const arb_t a, const arb_t x, int upper, int logarithm) {
    double size_a = arf_get_d(arb_midref(a), ARF_RND_NEAR), size_x = arf_get_d(arb_midref(x), ARF_RND_NEAR);
    for (slong bits = 192; bits <= 1 << 15; bits *= 2) {
        if (upper && size_x > 1.5 * size_a + 40.0) {
            arb_hypgeom_gamma_upper(out, a, x, 1, bits);
        } else {
            oracle_gamma_p(out, a, x, bits);
            if (upper) {
                arb_sub_ui(out, out, 1, bits);
                arb_neg(out, out);
            }
        }
        if (logarithm && arb_is_positive(out)) {
            arb_log(out, out, bits);
        }
        if (arb_rel_accuracy_bits(out) > 90) {
            return;
        }
    }
}

static inline void oracle_gamma_d(arb_t out, double a, double x, int upper, int logarithm) {
    arb_t wide_a, wide_x;
    arb_init(wide_a);
    arb_init(wide_x);
    arb_set_d(wide_a, a);
    arb_set_d(wide_x, x);
    oracle_gamma(out, wide_a, wide_x, upper, logarithm);
    arb_clear(wide_a);
    arb_clear(wide_x);
}

#endif
