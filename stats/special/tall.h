/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inner loops over rows of tall designs, here so that they run with the processor's own fused multiply-add. Sums of products
 * are those of Ogita, Rump, Oishi (SIAM J. Sci. Comput. 26, 2005, algorithm Dot2) over pairs high + low: errors of some 2^-104 of
 * the sum of the products' sizes. Partial sums are as many whatever the vectors' width.
 */
#ifndef TER__TALL_KERNELS_H
#define TER__TALL_KERNELS_H

#include <stddef.h>

#include "dd.h"

#define TER__TALL_ROWS 256 /* of a block */

/* Roots of weights[count], 0 for 0; count at most TER__TALL_ROWS. */
void ter__tall_roots(size_t count, const double *weights, double *high, double *low);

/* One column of a block: root times x, for count rows, and zeros up to TER__TALL_ROWS. Null root: 1; null x_low: 0. */
void ter__tall_weigh(size_t count, const double *root_high, const double *root_low, const double *x, const double *x_low,
                     double *high, double *low);

/* sums[k (k + 1) / 2 + j] += z_j z_k over a block's rows, for j <= k, first <= k < columns; z[columns][TER__TALL_ROWS]. */
void ter__tall_products(const double *high, const double *low, size_t columns, size_t first, ter__dd *sums);

/* high[i] + low[i] += sum_j x[j * stride + i] b[j] for count rows; x_low may be null. */
void ter__tall_combine(size_t count, size_t columns, size_t stride, const double *x, const double *x_low, const ter__dd *b,
                       double *high, double *low);

#endif
