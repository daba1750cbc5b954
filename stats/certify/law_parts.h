/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the statements of many laws have in common. */
#ifndef TER__LAW_PARTS_H
#define TER__LAW_PARTS_H

#include "law.h"

#define TER__PART static inline __attribute__((unused))

/* (x - location) / scale. */
TER__PART ter__b ter__standardised(ter__balls *w, ter__b x, ter__b location, ter__b scale) {
    return ter__b_div(w, ter__b_sub(w, x, location), scale);
}

/* exp(v), as infinite where v is a real number above 2^60: balls end before, and minus it as a log is -infinity in any double. */
TER__PART ter__b ter__vast_exp(ter__balls *w, ter__b v) {
    bool vast = !w->analytic && !w->order && arb_gt(TER__REAL(v), TER__REAL(ter__b_d(w, 0x1p60)));
    return vast ? ter__b_infinity(w, 1) : ter__b_exp(w, v);
}

/* term and up to 2^bits more or less. */
TER__PART ter__b ter__give_or_take(ter__balls *w, ter__b term, slong bits) {
    arb_t wide;
    arb_init(wide);
    arb_set(wide, TER__REAL(term));
    arb_add_error_2exp_si(wide, bits);
    ter__b out = ter__b_arb(w, wide);
    arb_clear(wide);
    return out;
}

/* log(1 + exp(v)). */
TER__PART ter__b ter__log1pexp(ter__balls *w, ter__b v) {
    return ter__b_log1p(w, ter__b_exp(w, v));
}

TER__PART void ter__positive_support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

/* |a| on either side of 0; across it for real balls only, without slope. */
TER__PART ter__b ter__absolute(ter__balls *w, ter__b a) {
    if (arb_is_positive(TER__REAL(a))) {
        return a;
    }
    if (arb_is_negative(TER__REAL(a))) {
        return ter__b_neg(w, a);
    }
    if (w->analytic || w->order) {
        return ter__b_nothing(w);
    }
    arb_t size;
    arb_init(size);
    arb_abs(size, TER__REAL(a));
    ter__b out = ter__b_arb(w, size);
    arb_clear(size);
    return out;
}

#endif
