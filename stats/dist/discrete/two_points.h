/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws on two points: the log masses of the lower and of the upper one are in prepared[0..3]; -inf for a point without mass. */
#ifndef TER__TWO_POINTS_H
#define TER__TWO_POINTS_H

#include "counts.h"

TER__INLINE void ter__two_points_prepare(ter__dd log_low, ter__dd log_high, double *prepared) {
    prepared[0] = log_low.hi;
    prepared[1] = log_low.lo;
    prepared[2] = log_high.hi;
    prepared[3] = log_high.lo;
}

TER__INLINE ter__dd ter__two_points_log(const ter_dist *dist, bool high) {
    return ter__dd_make(dist->prepared[high ? 2 : 0], dist->prepared[high ? 3 : 1]);
}

/* At x from the lower point on and below the upper one. */
TER__INLINE ter__dd ter__two_points_log_tail(const ter_dist *dist, double x, bool upper) {
    (void)x;
    return ter__two_points_log(dist, upper);
}

/* -x log x summed over the two masses. */
TER__INLINE double ter__two_points_entropy(const ter_dist *dist) {
    double sum = 0.0;
    for (int i = 0; i < 2; i++) {
        ter__dd log_mass = ter__two_points_log(dist, i == 1);
        sum -= isinf(log_mass.hi) ? 0.0 : log_mass.hi * ter__exp_dd(log_mass);
    }
    return sum;
}

/* E[(X - p)^order] for masses q at 0 and p at 1: q (-p)^order + p q^order. */
TER__INLINE double ter__bernoulli_central(double p, double q, unsigned order) {
    double low = q, high = p;
    for (unsigned i = 0; i < order; i++) {
        low *= -p;
        high *= q;
    }
    return low + high;
}

#endif
