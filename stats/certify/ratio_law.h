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

#endif
