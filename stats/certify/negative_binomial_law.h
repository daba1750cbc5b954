/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The negative binomial law in ball arithmetic, from log p, log q and the odds p / q. */
#ifndef TER__CERTIFY_NEGATIVE_BINOMIAL_LAW_H
#define TER__CERTIFY_NEGATIVE_BINOMIAL_LAW_H

#include "law.h"
#include "tail.h"

static inline ter__b ter__negative_binomial_mass(ter__balls *w, ter__b r, ter__b log_p, ter__b log_q, ter__b k) {
    ter__b out = ter__b_mul(w, r, log_p);
    if (ter__b_is_zero(k)) {
        return out;
    }
    ter__b ways = ter__b_sub(w, ter__b_log_gamma(w, ter__b_add(w, k, r)), ter__b_log_gamma(w, r));
    ways = ter__b_sub(w, ways, ter__b_log_gamma(w, ter__b_add_si(w, k, 1)));
    return ter__b_add(w, ways, ter__b_add(w, out, ter__b_mul(w, k, log_q)));
}

static inline ter__b ter__negative_binomial_tail(ter__balls *w, ter__b r, ter__b odds, ter__b k, bool *upper) {
    return ter__tail_beta(w, r, ter__b_add_si(w, k, 1), odds, upper);
}

#endif
