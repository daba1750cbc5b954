/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Goodness of fit of a fully specified law.
 *
 * The p-values are those of a law fixed in advance. With parameters estimated from the same data they are too large (the test is
 * conservative); a parametric bootstrap is the remedy, and reports that use estimated laws say so.
 */
#ifndef TERCILE_HTEST_H
#define TERCILE_HTEST_H

#include <stddef.h>

#include "dist.h"
#include "status.h"

TER_BEGIN_DECLS

typedef struct ter_test_result {
    double statistic;
    double p_value;
} ter_test_result;

/*
 * Kolmogorov-Smirnov, two-sided, D = sup |F_n - F|; sorted x[n] ascending, ties allowed. p-value of the continuous case at every n:
 * relative error below 1e-10 for n <= 140 and 1e-7 beyond (above p = 1e-40 for n > 4 million). For a discrete law, D is taken on
 * both sides of each jump and the p-value is too large (the test is conservative). Methods: Marsaglia, Tsang and Wang (2003) for
 * n <= 20000, Pelz and Good (1976) beyond, one-sided sums in the upper tail, after Simard and L'Ecuyer (2011). TER_BAD_DATA when n
 * is 0, a value is NaN or the order is not ascending; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_test_kolmogorov_smirnov(ter_test_result *result, const ter_dist *dist, size_t n,
                                                               const double *sorted, ter_error *error);
/* P(D_n > d) of the above. NaN for n = 0 or NaN d, and without memory for some 8 n d doubles. */
TER_EXPORT double ter_kolmogorov_sf(size_t n, double d);

/*
 * Anderson-Darling A^2 against a fully specified law, computed from log cdf and log sf so that far tails count fully. p-value by
 * the exact limit law, corrected for n as in Marsaglia and Marsaglia (J. Stat. Soft. 9:2, 2004): absolute error below 1e-4 for n >=
 * 3 (small p-values are those of the limit). A point of probability 0 gives A^2 = +inf and p = 0. Errors as above.
 */
TER_MUST_USE TER_EXPORT ter_status ter_test_anderson_darling(ter_test_result *result, const ter_dist *dist, size_t n,
                                                             const double *sorted, ter_error *error);

TER_END_DECLS
#endif
