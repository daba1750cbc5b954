/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doubles as integers in the same order: bisecting between them halves the number of doubles left, whatever the scale. */
#ifndef TER__ORDINAL_H
#define TER__ORDINAL_H

#include <stdint.h>
#include <string.h>

#include "special/dd.h"

TER__INLINE int64_t ter__ordinal_of(double x) {
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits >= 0 ? bits : INT64_MIN - bits;
}

TER__INLINE double ter__ordinal_value(int64_t order) {
    int64_t bits = order >= 0 ? order : INT64_MIN - order;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The double half way between in order; one of the two when they are neighbours. The difference may exceed an int64. */
TER__INLINE double ter__ordinal_middle(double low, double high) {
    int64_t a = ter__ordinal_of(low), b = ter__ordinal_of(high);
    return ter__ordinal_value(a + (int64_t)(((uint64_t)b - (uint64_t)a) / 2));
}

#endif
