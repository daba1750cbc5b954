/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws given by lists instead of a few parameters. Every operation of tercile/dist.h works on them, and where their values are
 * whole numbers (or they are continuous) they may be parts of compositions (tercile/compose.h). Lists are copied.
 *
 * As text, for ter_dist_parse, lists in brackets, by position or by name:
 *   categorical([0.2, 0.3, 0.5])                        finite(values=[-1, 0.5, 7], probabilities=[0.25, 0.25, 0.5])
 *   empirical([3.1, 2.7, 3.1])                          empirical(sample=[3.1, 2.7], weights=[2, 1])
 *   histogram(edges=[0, 1, 3], weights=[5, 10])         ordered_logistic(location=0.5, cutpoints=[-1, 0, 2])
 *   dirac(3.5)                                          poisson_binomial([0.1, 0.7, 0.25])
 *   wilcoxon_signed_rank(20)                            wilcoxon_rank_sum(m=7, n=9)
 *
 * Sums over lists are in double-double: results are right to the last digits whatever the order and length of the list. A quantile
 * is the smallest value whose true cdf reaches p as a double: 0.1 is a little more than a tenth.
 * n is 1 or more: TER_BAD_SHAPE otherwise. TER_BAD_ARGUMENT names the place in the list (from 1) of what is wrong.
 */
#ifndef TERCILE_LISTED_H
#define TERCILE_LISTED_H

#include "dist.h"

TER_BEGIN_DECLS

/* P(X = i) = probabilities[i], i = 0 to n - 1; they must sum to 1 within rounding (n units in the last place). */
TER_MUST_USE TER_EXPORT ter_status ter_dist_categorical(ter_dist **dist, size_t n, const double *probabilities, ter_error *error);
/* P(X = values[i]) = probabilities[i]; any finite values in any order, equal ones are added. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_finite(ter_dist **dist, size_t n, const double *values, const double *probabilities,
                                                   ter_error *error);
/* The law of a constant, which must be finite. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_dirac(ter_dist **dist, double value, ter_error *error);
/* The law of one draw from sample[n]; weights[n] are 0 or more and not all 0, or null for equal ones. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_empirical(ter_dist **dist, size_t n, const double *sample, const double *weights,
                                                      ter_error *error);
/* Continuous: bin i from edges[i] to edges[i + 1] (ascending, n + 1 of them) has probability weights[i] / (their sum). */
TER_MUST_USE TER_EXPORT ter_status ter_dist_histogram(ter_dist **dist, size_t n, const double *edges, const double *weights,
                                                      ter_error *error);
/*
 * P(X <= i) = 1 / (1 + exp(location - cutpoints[i])) for i = 0 to n - 1 and category n has the rest; cutpoints ascend. With one
 * cutpoint it is a Bernoulli law with a logit parameter.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_ordered_logistic(ter_dist **dist, double location, size_t n, const double *cutpoints,
                                                             ter_error *error);

/*
 * Laws of a few numbers whose masses are counted once, by sums and products of positive terms, into a table: right to the last
 * digits, also of masses below the doubles. TER_BAD_ARGUMENT outside the ranges, which bound the work to about a second.
 */
/* A sign: 1 with the probability, else -1. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_rademacher(ter_dist **dist, double probability, ter_error *error);
/* The successes in n <= 4096 independent trials, each with its own probability. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_poisson_binomial(ter_dist **dist, size_t n, const double *probabilities,
                                                             ter_error *error);
/* The sum of those of the ranks 1 to n <= 1000 whose sign is positive, each with probability 1/2 (R's signrank). */
TER_MUST_USE TER_EXPORT ter_status ter_dist_wilcoxon_signed_rank(ter_dist **dist, double n, ter_error *error);
/* The pairs with x > y of samples of m and n values of one continuous law, m n <= 10000 (R's wilcox; Mann and Whitney's U). */
TER_MUST_USE TER_EXPORT ter_status ter_dist_wilcoxon_rank_sum(ter_dist **dist, double m, double n, ter_error *error);
/*
 * Successes among `draws` of `population` objects when successes are drawn with other odds than failures: Fisher's law, of
 * independent draws given their number (support of at most 100000 counts), and Wallenius', of one draw after the other (at most
 * 2000). Odds of 1 give the hypergeometric law.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_fisher_noncentral_hypergeometric(ter_dist **dist, double population, double successes,
                                                                             double draws, double odds, ter_error *error);
TER_MUST_USE TER_EXPORT ter_status ter_dist_wallenius_noncentral_hypergeometric(ter_dist **dist, double population,
                                                                                double successes, double draws, double odds,
                                                                                ter_error *error);

TER_END_DECLS
#endif
