/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zipf's laws in balls: sums of powers as Hurwitz zeta functions of Arb, with the slope in the exponent. */
#ifndef TER__CERTIFY_POWER_LAW_H
#define TER__CERTIFY_POWER_LAW_H

#include <acb_poly.h>

#include "ball_block.h"
#include "law_parts.h"

/* zeta(s, a), less its pole 1 / (s - 1) with `less_pole`. */
TER__PART ter__b ter__hurwitz(ter__balls *w, ter__b s, ter__b a, bool less_pole) {
    ter__ball *r = ter__ball_fresh(w);
    acb_struct series[2];
    acb_init(&series[0]);
    acb_init(&series[1]);
    _acb_poly_zeta_cpx_series(series, s->value, a->value, less_pole, w->order ? 2 : 1, w->precision);
    acb_set(r->value, &series[0]);
    if (w->order) {
        acb_mul(r->slope, &series[1], s->slope, w->precision);
    }
    acb_clear(&series[0]);
    acb_clear(&series[1]);
    return r;
}

/* Sum of n^-s from `first` to `last`, or without end where last is null. */
TER__PART ter__b ter__power_sum(ter__balls *w, ter__b s, ter__b first, ter__b last) {
    if (last == NULL) {
        return ter__hurwitz(w, s, first, false);
    }
    return ter__b_sub(w, ter__hurwitz(w, s, first, true), ter__hurwitz(w, s, ter__b_add_si(w, last, 1), true));
}

/* log(1 + 2^-s + ...) */
TER__PART ter__b ter__power_log_whole(ter__balls *w, ter__b s, ter__b last) {
    return ter__b_log1p(w, ter__power_sum(w, s, ter__b_si(w, 2), last));
}

TER__PART ter__b ter__power_log_mass(ter__balls *w, ter__b s, ter__b last, ter__b k) {
    return ter__b_neg(w, ter__b_add(w, ter__b_times_log(w, s, k), ter__power_log_whole(w, s, last)));
}

TER__PART ter__b ter__power_tail(ter__balls *w, ter__b s, ter__b last, ter__b k, bool *upper) {
    ter__b whole = ter__power_log_whole(w, s, last);
    ter__b above = ter__b_sub(w, ter__b_log(w, ter__power_sum(w, s, ter__b_add_si(w, k, 1), last)), whole);
    *upper = arf_cmp_d(arb_midref(TER__REAL(above)), -0.7) < 0;
    return *upper ? above : ter__b_sub(w, ter__b_log(w, ter__power_sum(w, s, ter__b_si(w, 1), k)), whole);
}

#endif
