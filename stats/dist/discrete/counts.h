/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts that many laws of counts share: rows of parameter tables, logs of complements, moments from factorial moments. */
#ifndef TER__COUNTS_H
#define TER__COUNTS_H

#include <stdbool.h>

#include "dist/family.h"
#include "special/elementary.h"

#define TER__PROBABILITY_PARAMETER(open_below, open_above, text)                                                                   \
    {                                                                                                                              \
        .name = "probability", .symbol = "p", .description = text, .lower = 0.0, .upper = 1.0, .lower_open = open_below,           \
        .upper_open = open_above                                                                                                   \
    }

#define TER__COUNT_PARAMETER(word, letter, text, least)                                                                            \
    { .name = word, .symbol = letter, .description = text, .lower = least, .upper = 0x1.fffffffffffffp52, .integer = true }

/* Bounds for masses, tails and hazards; quantiles of counts are exact. */
#define TER__COUNTS_ACCURACY(p99, max)                                                                                             \
    {                                                                                                                              \
        [TER_PDF] = {p99, max}, [TER_LOG_PDF] = {p99, max}, [TER_CDF] = {p99, max}, [TER_LOG_CDF] = {p99, max},                    \
        [TER_SF] = {p99, max}, [TER_LOG_SF] = {p99, max}, [TER_HAZARD] = {p99, max}, [TER_CUMULATIVE_HAZARD] = {p99, max},         \
    }

/* log(exp(x) + exp(y)), either of which may be -inf. */
TER__INLINE ter__dd ter__log_sum(ter__dd x, ter__dd y) {
    ter__dd large = x.hi < y.hi ? y : x, small = x.hi < y.hi ? x : y;
    if (isinf(small.hi) || small.hi - large.hi < -640.0)
        return large;
    return ter__dd_add(large, ter__dd_log1p(ter__dd_exp(ter__dd_sub(small, large))));
}

/* k x for k >= 0, x <= 0 and k possibly huge: {-inf, 0} where it overflows. */
TER__INLINE ter__dd ter__times_log(ter__dd x, ter__dd k) {
    ter__dd product = ter__dd_mul(x, k);
    return fabs(x.hi * k.hi) < TER__INFINITY ? product : ter__dd_make(-TER__INFINITY, 0.0);
}

/* 0 <= k < infinity. */
void ter__counts_support(const double *parameters, double *lower, double *upper);

/*
 * E[X^order] from the factorial moments E[X (X - 1) ... (X - j + 1)] = factorial[j], by Stirling's numbers of the second kind: for
 * counts all terms are positive. order <= TER_MOMENT_ORDER_MAX.
 */
double ter__raw_from_factorial(unsigned order, const double *factorial);
/* E[(X - mean)^order] from the cumulants: without cancellation where those from the second on are positive. */
double ter__central_from_cumulants(unsigned order, const double *cumulant);
/*
 * Cumulants kappa_1 .. kappa_order of the geometric law on 0, 1, .. with mean u: kappa_1 = u, kappa_(j + 1) = (u + u^2) d kappa_j /
 * du, polynomials in u with positive coefficients.
 */
void ter__geometric_cumulants(unsigned order, double u, double *cumulant);

#endif
