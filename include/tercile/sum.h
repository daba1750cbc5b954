/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compensated sums: an accumulator in double-double (an unevaluated pair high + low). After n terms the error is below
 * n 2^-105 times the sum of absolute values (2^-55 for 2^50 terms). Order matters to the last bits of `low` only; merging in a
 * fixed tree gives the same bits on every machine. Sources: Joldes, Muller, Popescu, ACM TOMS 44 (2017), algorithms 4 and 6;
 * Ogita, Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26 (2005).
 */
#ifndef TERCILE_SUM_H
#define TERCILE_SUM_H

#include <stddef.h>

#include "export.h"
#include "view.h"

TER_BEGIN_DECLS

typedef struct ter_sum {
    double high;
    double low;
} ter_sum;

#define TER_SUM_ZERO                                                                                                               \
    { 0.0, 0.0 }

/* Adds a term, a product computed without rounding (while |a b| is 0 or above 2^-960), or another accumulator. NaN and infinities
 * behave as in a plain sum. */
TER_EXPORT void ter_sum_add(ter_sum *sum, double term);
TER_EXPORT void ter_sum_add_product(ter_sum *sum, double a, double b);
TER_EXPORT void ter_sum_merge(ter_sum *sum, ter_sum other);
TER_EXPORT double ter_sum_value(ter_sum sum);

/* Sum and inner product of whole views; 0 for empty ones. The inner product of views of unequal length is NaN. */
TER_EXPORT double ter_sum_of(ter_vector x);
TER_EXPORT double ter_dot_of(ter_vector x, ter_vector y);

TER_END_DECLS
#endif
