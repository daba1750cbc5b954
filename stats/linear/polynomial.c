/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "special/dd.h"
#include "tercile/linear_model.h"

void ter_polynomial_columns(size_t rows, const double *x, const double *x_low, size_t degree, double *high, double *low) {
    for (size_t i = 0; i < rows; i++) {
        const ter__dd base = {x[i], x_low == NULL ? 0.0 : x_low[i]};
        ter__dd power = {1.0, 0.0};
        for (size_t k = 0; k <= degree; k++) {
            high[k * rows + i] = power.hi;
            low[k * rows + i] = power.lo;
            power = ter__dd_mul(power, base);
        }
    }
}
