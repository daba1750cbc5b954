/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reflect.h"

enum { LANES = 8 };

void ter__dd_reflect(const ter__dd *restrict v, ter__dd beta, size_t count, ter__dd *restrict y) {
    double high[LANES] = {0.0}, low[LANES] = {0.0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            ter__dd sum = ter__dd_add(ter__dd_make(high[l], low[l]), ter__dd_mul(v[i + l], y[i + l]));
            high[l] = sum.hi;
            low[l] = sum.lo;
        }
    }
    for (size_t l = 0; i + l < count; l++) {
        ter__dd sum = ter__dd_add(ter__dd_make(high[l], low[l]), ter__dd_mul(v[i + l], y[i + l]));
        high[l] = sum.hi;
        low[l] = sum.lo;
    }
    for (size_t width = LANES / 2; width > 0; width /= 2) {
        for (size_t l = 0; l < width; l++) {
            ter__dd sum = ter__dd_add(ter__dd_make(high[l], low[l]), ter__dd_make(high[l + width], low[l + width]));
            high[l] = sum.hi;
            low[l] = sum.lo;
        }
    }
    const ter__dd factor = ter__dd_neg(ter__dd_mul(ter__dd_make(high[0], low[0]), beta));
    for (i = 0; i < count; i++) {
        y[i] = ter__dd_add(y[i], ter__dd_mul(factor, v[i]));
    }
}
