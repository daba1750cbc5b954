/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logs of the two tails exp(-s) and 1 - exp(-s) in double-double, from w = log s, and back: what the laws of Frechet, reversed
 * Weibull, minima of Gumbel and Kumaraswamy state. w.hi may be infinite.
 */
#ifndef TER__EXTREME_STATED_H
#define TER__EXTREME_STATED_H

#include "extreme.h"
#include "log_quotient.h"

static inline ter__dd ter__extreme_stated_tail(ter__dd w) {
    return ter__dd_neg(ter__exp_whole(w));
}

/* w from the log of the tail, or of the rest; the log is finite and negative. */
static inline ter__dd ter__extreme_w_of(ter__dd log_probability, bool rest) {
    if (!rest)
        return ter__dd_log(ter__dd_neg(log_probability));
    if (log_probability.hi < -120.0)
        return log_probability;
    return ter__dd_log(ter__dd_neg(ter__dd_log1mexp(log_probability)));
}

#endif
