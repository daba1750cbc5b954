/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distributions made of others. Every operation of tercile/dist.h works on them, and they may be made of each other. The children
 * belong to what is made of them once it is made (on failure they stay the caller's), and ter_dist_destroy of it frees them all.
 * All children must be on the same processor path, and all of counts or none.
 *
 * As text, for ter_dist_parse:
 *   truncated(normal(0, 1), lower=9, upper=10)
 *   maximum(exponential(2), n=5)    minimum(exponential(2), n=5)
 *   mixture(0.3*normal(0, 1), 0.7*gamma(2, 3))
 */
#ifndef TERCILE_COMPOSE_H
#define TERCILE_COMPOSE_H

#include "dist.h"

TER_BEGIN_DECLS

/*
 * The law given lower <= X <= upper (either may be infinite). The probability of the interval is kept as a log where it is below
 * the doubles, so that an interval far in a tail keeps its digits. TER_BAD_ARGUMENT when lower >= upper (counts: when no count is
 * between) or the interval has no probability.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_truncated(ter_dist **dist, ter_dist *law, double lower, double upper, ter_error *error);
/* The largest and the smallest of n independent draws; n is a whole number from 1 to 2^53. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_maximum(ter_dist **dist, ter_dist *law, double n, ter_error *error);
TER_MUST_USE TER_EXPORT ter_status ter_dist_minimum(ter_dist **dist, ter_dist *law, double n, ter_error *error);
/* Law i with probability weights[i] > 0; TER_BAD_ARGUMENT with the sum when they do not sum to 1 within rounding. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_mixture(ter_dist **dist, size_t n, const double *weights, ter_dist *const *laws,
                                                    ter_error *error);

TER_END_DECLS
#endif
