/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tall.h"

/* So many that compilers make vectors of a loop over them, and not copies of its body. */
enum { LANES = 32 };

void ter__tall_roots(size_t count, const double *weights, double *restrict high, double *restrict low) {
    for (size_t i = 0; i < count; i++) {
        const ter__dd root = ter__dd_sqrt(ter__dd_make(weights[i] > 0.0 ? weights[i] : 1.0, 0.0));
        high[i] = weights[i] > 0.0 ? root.hi : 0.0;
        low[i] = weights[i] > 0.0 ? root.lo : 0.0;
    }
}

void ter__tall_weigh(size_t count, const double *root_high, const double *root_low, const double *x, const double *x_low,
                     double *restrict high, double *restrict low) {
    for (size_t i = 0; i < count; i++) {
        high[i] = x[i];
        low[i] = 0.0;
    }
    for (size_t i = 0; x_low != NULL && i < count; i++) {
        low[i] = x_low[i];
    }
    for (size_t i = 0; root_high != NULL && i < count; i++) {
        const ter__dd z = ter__dd_mul(ter__dd_make(root_high[i], root_low[i]), ter__dd_make(high[i], low[i]));
        high[i] = z.hi;
        low[i] = z.lo;
    }
    for (size_t i = count; i < TER__TALL_ROWS; i++) {
        high[i] = low[i] = 0.0;
    }
}

/* Adds a product of pairs to high + low, which is normalised at the end of a sum only. */
TER__INLINE void add_product(double a, double a_low, double b, double b_low, double *high, double *low) {
    const ter__dd product = ter__two_product(a, b), sum = ter__two_sum(*high, product.hi);
    *high = sum.hi;
    *low += sum.lo + (product.lo + fma(a, b_low, a_low * b));
}

/* One product of two columns of a block. */
static ter__dd product_of(const double *restrict a, const double *restrict a_low, const double *restrict b,
                          const double *restrict b_low) {
    double high[LANES] = {0.0}, low[LANES] = {0.0};
    for (size_t i = 0; i < TER__TALL_ROWS; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            add_product(a[i + l], a_low[i + l], b[i + l], b_low[i + l], &high[l], &low[l]);
        }
    }
    for (size_t l = 0; l < LANES; l++) {
        const ter__dd sum = ter__two_sum(high[l], low[l]);
        high[l] = sum.hi;
        low[l] = sum.lo;
    }
    for (size_t width = LANES / 2; width > 0; width /= 2) {
        for (size_t l = 0; l < width; l++) {
            const ter__dd sum = ter__dd_add(ter__dd_make(high[l], low[l]), ter__dd_make(high[l + width], low[l + width]));
            high[l] = sum.hi;
            low[l] = sum.lo;
        }
    }
    return ter__dd_make(high[0], low[0]);
}

void ter__tall_products(const double *high, const double *low, size_t columns, size_t first, ter__dd *sums) {
    for (size_t k = first; k < columns; k++) {
        ter__dd *row = sums + k * (k + 1) / 2;
        for (size_t j = 0; j <= k; j++) {
            row[j] = ter__dd_add(row[j], product_of(high + j * TER__TALL_ROWS, low + j * TER__TALL_ROWS, high + k * TER__TALL_ROWS,
                                                    low + k * TER__TALL_ROWS));
        }
    }
}

void ter__tall_combine(size_t count, size_t columns, size_t stride, const double *x, const double *x_low, const ter__dd *b,
                       double *restrict high, double *restrict low) {
    for (size_t j = 0; j < columns; j++) {
        const double *restrict column = x + j * stride, *restrict column_low = x_low == NULL ? NULL : x_low + j * stride;
        const ter__dd factor = b[j];
        if (column_low == NULL) {
            for (size_t i = 0; i < count; i++) {
                add_product(column[i], 0.0, factor.hi, factor.lo, &high[i], &low[i]);
            }
        } else {
            for (size_t i = 0; i < count; i++) {
                add_product(column[i], column_low[i], factor.hi, factor.lo, &high[i], &low[i]);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        const ter__dd sum = ter__two_sum(high[i], low[i]);
        high[i] = sum.hi;
        low[i] = sum.lo;
    }
}
