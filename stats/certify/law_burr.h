/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Burr laws: P(X > x) (sign 1) or P(X <= x) (sign -1) is (1 + u)^-k, u = (x / scale)^(sign c). */
#ifndef TER__LAW_BURR_H
#define TER__LAW_BURR_H

#include "law_parts.h"

TER__PART ter__b ter__burr_log_u(ter__balls *w, ter__b c, ter__b scale, ter__b x, int sign) {
    return ter__b_mul_si(w, ter__b_mul(w, c, ter__b_log(w, ter__b_div(w, x, scale))), sign);
}

TER__PART ter__b ter__burr_tail(ter__balls *w, ter__b c, ter__b k, ter__b scale, ter__b x, int sign) {
    return ter__b_neg(w, ter__b_mul(w, k, ter__log1pexp(w, ter__burr_log_u(w, c, scale, x, sign))));
}

/* log of (c k / x) u (1 + u)^-(k + 1); at 0 the limit of (c k / scale) (x / scale)^(c - 1), or c k - 1 for sign -1. */
TER__PART ter__b ter__burr_density(ter__balls *w, ter__b c, ter__b k, ter__b scale, ter__b x, int sign) {
    ter__b product = ter__b_mul(w, c, k);
    if (ter__b_is_zero(x)) {
        ter__b power = ter__b_add_si(w, sign > 0 ? c : product, -1);
        if (ter__b_is_zero(power)) {
            return ter__b_log(w, ter__b_div(w, product, scale));
        }
        return ter__b_infinity(w, arb_is_positive(TER__REAL(power)) ? -1 : 1);
    }
    ter__b log_u = ter__burr_log_u(w, c, scale, x, sign);
    ter__b out = ter__b_add(w, ter__b_log(w, ter__b_div(w, product, x)), log_u);
    return ter__b_sub(w, out, ter__b_mul(w, ter__b_add_si(w, k, 1), ter__log1pexp(w, log_u)));
}

#endif
