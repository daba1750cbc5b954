/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tercile/sum.h"

#include "special/dd.h"

/* Once the sum is infinite or NaN the low part would be NaN: it is 0 then, so that the value is that of a plain sum. */
static void store(ter_sum *sum, ter__dd value, double plain) {
    if (isfinite(value.hi)) {
        sum->high = value.hi;
        sum->low = value.lo;
    } else {
        sum->high = plain;
        sum->low = 0.0;
    }
}

void ter_sum_add(ter_sum *sum, double term) {
    store(sum, ter__dd_add_d(ter__dd_make(sum->high, sum->low), term), sum->high + term);
}

void ter_sum_add_product(ter_sum *sum, double a, double b) {
    ter__dd product = ter__two_product(a, b);
    store(sum, ter__dd_add(ter__dd_make(sum->high, sum->low), product), sum->high + product.hi);
}

void ter_sum_merge(ter_sum *sum, ter_sum other) {
    store(sum, ter__dd_add(ter__dd_make(sum->high, sum->low), ter__dd_make(other.high, other.low)), sum->high + other.high);
}

double ter_sum_value(ter_sum sum) {
    return sum.high + sum.low;
}

double ter_sum_of(ter_vector x) {
    ter_sum sum = TER_SUM_ZERO;
    for (size_t i = 0; i < x.length; i++) {
        ter_sum_add(&sum, ter_vector_get(x, i));
    }
    return ter_sum_value(sum);
}

double ter_dot_of(ter_vector x, ter_vector y) {
    if (x.length != y.length) {
        return NAN;
    }
    ter_sum sum = TER_SUM_ZERO;
    for (size_t i = 0; i < x.length; i++) {
        ter_sum_add_product(&sum, ter_vector_get(x, i), ter_vector_get(y, i));
    }
    return ter_sum_value(sum);
}
