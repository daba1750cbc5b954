/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact distances of x from the ends of a bounded support, for any ends: of quarters where an end is huge. */
#ifndef TER__SPAN_H
#define TER__SPAN_H

#include "special/elementary.h"

/* A quarter where a difference of numbers of this size could overflow, else 1. */
static inline double ter__span_pre(double lower, double upper) {
    return fmax(fabs(lower), fabs(upper)) > 0x1p1000 ? 0.25 : 1.0;
}

/* pre (x - y). */
static inline ter__dd ter__span(double pre, double x, double y) {
    return ter__two_sum(x * pre, -y * pre);
}

/* The number nearest to end + way / pre. */
static inline double ter__span_place(double pre, double end, ter__dd way) {
    return ter__dd_value(ter__dd_add_d(way, end * pre)) / pre;
}

#endif
