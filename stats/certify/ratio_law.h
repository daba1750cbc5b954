/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails of counts as finite sums in ball arithmetic, from the ratio of successive masses: no remainder to be bounded. */
#ifndef TER__CERTIFY_RATIO_LAW_H
#define TER__CERTIFY_RATIO_LAW_H

#include "law_parts.h"

/* log of the sum of masses from `first` to `last`: mass(first) is exp(log_mass); ratio gives mass(k + 1) / mass(k). */
TER__PART ter__b ter__ratio_tail(ter__balls *w, const ter__b *p, ter__b log_mass, slong first, slong last,
                                 void (*ratio)(arb_t out, const ter__b *p, slong k, slong precision)) {
    arb_t sum, term, r;
    arb_init(sum);
    arb_init(term);
    arb_init(r);
    arb_one(sum);
    arb_one(term);
    for (slong k = first; k != last;) {
        bool up = last > first;
        ratio(r, p, up ? k : k - 1, w->precision);
        if (up) {
            arb_mul(term, term, r, w->precision);
        } else {
            arb_div(term, term, r, w->precision);
        }
        arb_add(sum, sum, term, w->precision);
        k += up ? 1 : -1;
    }
    ter__b out = ter__b_add(w, log_mass, ter__b_log(w, ter__b_arb(w, sum)));
    arb_clear(sum);
    arb_clear(term);
    arb_clear(r);
    return out;
}

/*
 * The same for a ratio that falls (or, downwards, whose inverse falls) all the way: it ends where the rest, at most term r / (1 -
 * r), is below the precision, and takes that for its error.
 */
TER__PART ter__b ter__ratio_tail_falling(ter__balls *w, const ter__b *p, ter__b log_mass, slong first, slong last,
                                         void (*ratio)(arb_t out, const ter__b *p, slong k, slong precision)) {
    arb_t sum, term, r, rest;
    arb_init(sum);
    arb_init(term);
    arb_init(r);
    arb_init(rest);
    arb_one(sum);
    arb_one(term);
    for (slong k = first; k != last;) {
        bool up = last > first;
        ratio(r, p, up ? k : k - 1, w->precision);
        if (!up) {
            arb_inv(r, r, w->precision);
        }
        arb_mul(term, term, r, w->precision);
        arb_add(sum, sum, term, w->precision);
        k += up ? 1 : -1;
        if (k % 16 == 0 && arf_cmpabs_2exp_si(arb_midref(term), -w->precision) < 0) {
            arb_sub_si(rest, r, 1, w->precision);
            arb_neg(rest, rest);
            arb_div(rest, r, rest, w->precision);
            arb_mul(rest, rest, term, w->precision);
            if (arb_is_positive(rest) && arf_cmpabs_2exp_si(arb_midref(rest), 8 - w->precision) < 0) {
                arb_add_error(sum, rest);
                break;
            }
        }
    }
    ter__b out = ter__b_add(w, log_mass, ter__b_log(w, ter__b_arb(w, sum)));
    arb_clear(sum);
    arb_clear(term);
    arb_clear(r);
    arb_clear(rest);
    return out;
}

#endif
