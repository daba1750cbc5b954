/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extreme.h"

/* w from a probability p of exp(-s), 0 < p < 1: log(-log p). */
static ter__dd from_tail(double p) {
    return ter__dd_log(ter__dd_neg(ter__dd_log_d(p)));
}

static ter__dd from_rest(double q) {
    return ter__dd_log(ter__dd_neg(ter__dd_log1p(ter__dd_make(-q, 0.0))));
}

static ter__dd from_log_rest(double log_q) {
    if (log_q < -120.0)
        return ter__dd_make(log_q, 0.0); /* log(q + q^2 / 2 + ...) */
    return ter__dd_log(ter__dd_neg(ter__dd_log1mexp(ter__dd_make(log_q, 0.0))));
}

ter__dd ter__extreme_inverse(ter__extreme_side side, double argument) {
    const ter__dd none = {TER__NAN, 0.0}, nothing = {-TER__INFINITY, 0.0}, all = {TER__INFINITY, 0.0};
    bool tail = side == TER__EXTREME_TAIL || side == TER__EXTREME_LOG_TAIL;
    if (side == TER__EXTREME_TAIL || side == TER__EXTREME_REST) {
        if (!(argument >= 0.0 && argument <= 1.0))
            return none;
        if (argument == 0.0 || argument == 1.0)
            return (argument == 0.0) == tail ? all : nothing;
        return tail ? from_tail(argument) : from_rest(argument);
    }
    if (!(argument <= 0.0))
        return none;
    if (argument == 0.0 || isinf(argument))
        return (argument == 0.0) == tail ? nothing : all;
    return tail ? ter__dd_log_d(-argument) : from_log_rest(argument);
}
