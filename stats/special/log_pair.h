/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What inverses start from: the logs of p and of 1 - p, both with their own digits. 0 <= p <= 1, log p <= 0. */
#ifndef TER__LOG_PAIR_H
#define TER__LOG_PAIR_H

#include "elementary.h"

TER__INLINE void ter__log_pair(double p, ter__dd *log_p, ter__dd *log_q) {
    *log_p = p > 0.0 ? ter__dd_log_d(p) : ter__dd_make(-TER__INFINITY, 0.0);
    *log_q = p < 1.0 ? ter__dd_log1p(ter__dd_make(-p, 0.0)) : ter__dd_make(-TER__INFINITY, 0.0);
}

TER__INLINE void ter__log_pair_of_log(double log_probability, ter__dd *log_p, ter__dd *log_q) {
    *log_p = ter__dd_make(log_probability, 0.0);
    if (log_probability == -TER__INFINITY)
        *log_q = ter__dd_make(0.0, 0.0);
    else if (log_probability == 0.0)
        *log_q = ter__dd_make(-TER__INFINITY, 0.0);
    else if (log_probability < -690.0)
        *log_q = ter__dd_make(-ter__exp(log_probability), 0.0);
    else
        *log_q = ter__dd_log1mexp(*log_p);
}

/* The same for either; false, with nothing set, outside [0, 1] and for NaN. */
TER__INLINE int ter__log_pair_of_argument(double p, int logarithm, ter__dd *log_p, ter__dd *log_q) {
    if (logarithm ? !(p <= 0.0) : !(p >= 0.0 && p <= 1.0))
        return 0;
    if (logarithm)
        ter__log_pair_of_log(p, log_p, log_q);
    else
        ter__log_pair(p, log_p, log_q);
    return 1;
}

#endif
