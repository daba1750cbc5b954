/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws with P(X >= k) = q^k, q given by its log, in ball arithmetic. */
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

#endif
