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
 *   censored(normal(1, 2), lower=0)           (the law of a Tobit model)
 *   affine(gamma(2, 3), location=1, scale=-2)  exp_of(student_t(5))    log_of(gamma(2, 3))
 *   order_statistic(normal, k=2, n=5)          (k = 1 is the minimum)
 *   floor_of(gamma(2, 3))                      (the discrete gamma law)
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
/* The k-th smallest of n independent draws, 1 <= k <= n whole numbers. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_order_statistic(ter_dist **dist, ter_dist *law, double k, double n, ter_error *error);
/*
 * min(max(X, lower), upper): values beyond an end are reported as the end, which so holds probability; the density of a continuous
 * law there is that probability. Summaries are of this mixed law. TER_BAD_ARGUMENT when lower >= upper, no value of the law is
 * between, or an end of a law of counts is no whole number.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_censored(ter_dist **dist, ter_dist *law, double lower, double upper, ter_error *error);
/* location + scale X, scale not 0. A law of counts may be moved by whole numbers, with a scale of 1 or -1. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_affine(ter_dist **dist, ter_dist *law, double location, double scale, ter_error *error);
/* exp(X) and log(X) of continuous laws; log of those without values below 0. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_exp_of(ter_dist **dist, ter_dist *law, ter_error *error);
TER_MUST_USE TER_EXPORT ter_status ter_dist_log_of(ter_dist **dist, ter_dist *law, ter_error *error);
/*
 * The whole part floor(X) of a continuous law without atoms, a law of counts. Rounded to the nearest: of X + 1/2; rounded up: the
 * whole part moved by 1.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_floor_of(ter_dist **dist, ter_dist *law, ter_error *error);
/* Law i with probability weights[i] > 0; TER_BAD_ARGUMENT with the sum when they do not sum to 1 within rounding. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_mixture(ter_dist **dist, size_t n, const double *weights, ter_dist *const *laws,
                                                    ter_error *error);

/* The names of all compositions and of laws given by lists (tercile/listed.h), by index; null past the end. */
TER_EXPORT const char *ter_composition_name(size_t index);
/* Its descriptor, for title, formula, conventions and parameters; null for an unknown name. It is in no list of families. */
TER_EXPORT const ter_family *ter_composition_family(const char *name);

TER_END_DECLS
#endif
