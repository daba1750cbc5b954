/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of laws of two halves that meet at the mode, of one symmetric law with a scale on each side. Lengths in a given unit. */
#ifndef TER__SPLIT_MOMENTS_H
#define TER__SPLIT_MOMENTS_H

#include "dist/family.h"
#include "special/dd.h"

/* E[(X - mode)^k] / unit^k. */
typedef ter__dd ter__split_moment(const ter_dist *dist, double unit, unsigned k);

/* (above^(k + 1) +- below^(k + 1)) / (above + below), plus for even k: what multiplies E|Z|^k of the symmetric law. */
TER__INLINE ter__dd ter__split_weight(double below, double above, double unit, unsigned k) {
    ter__dd up = ter__dd_ratio(above, unit), down = ter__dd_ratio(below, unit), high = up, low = down;
    for (unsigned i = 0; i < k; i++) {
        high = ter__dd_mul(high, up);
        low = ter__dd_mul(low, down);
    }
    return ter__dd_div(k % 2 == 0 ? ter__dd_add(high, low) : ter__dd_sub(high, low), ter__dd_add(up, down));
}

/* E[(X - mode - h unit)^order] / unit^order. */
TER__INLINE ter__dd ter__split_moment_about(const ter_dist *dist, ter__split_moment *about_mode, double unit, unsigned order,
                                            ter__dd h) {
    ter__dd sum = ter__dd_make(0.0, 0.0), power = ter__dd_make(1.0, 0.0), binomial = power;
    for (unsigned i = 0; i <= order; i++) { /* i is the power of -h */
        ter__dd term = ter__dd_mul(ter__dd_mul(binomial, power), about_mode(dist, unit, order - i));
        sum = ter__dd_add(sum, term);
        power = ter__dd_neg(ter__dd_mul(power, h));
        binomial = ter__dd_div_d(ter__dd_mul_d(binomial, (double)(order - i)), i + 1.0);
    }
    return sum;
}

TER__INLINE double ter__split_whole_power(double x, unsigned n) {
    double out = 1.0;
    for (unsigned i = 0; i < n; i++)
        out *= x;
    return out;
}

#endif
