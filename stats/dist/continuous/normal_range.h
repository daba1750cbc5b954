/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The range W of k independent standard normal values, in double-double: what Tukey's studentized range is a mixture of. With
 * g(u) = P(u - w/2 < Z <= u + w/2), all three are integrals of positive terms about the middle of the range:
 *   density(w) = k (k - 1) / (2 pi) exp(-w^2 / 4) integral exp(-u^2) g(u)^(k-2),
 *   P(W <= w)  = k integral phi(u - w/2) g(u)^(k-1), made even in u,
 *   P(W > w)   = k integral phi(a) Q(b) Q(a)^(k-2) (1 + q + ... + q^(k-2)), a = u - w/2, b = u + w/2, q = g(u) / Q(a).
 */
#ifndef TER__NORMAL_RANGE_H
#define TER__NORMAL_RANGE_H

#include "special/dd.h"

/* Which log is wanted: of P(W <= w), of P(W > w), or of w times the density. */
typedef enum ter__range_part { TER__RANGE_LOWER, TER__RANGE_UPPER, TER__RANGE_DENSITY } ter__range_part;

/*
 * At w = exp(log_w), which may be beyond the doubles; 2 <= k <= 100. Relative error of its exponential below 2^-bits, 8 <= bits <=
 * TER__RANGE_BITS_MAX, for which it works as hard; up to 94 bits for w above 1.
 */
ter__dd ter__normal_range_log(ter__range_part part, int k, ter__dd log_w, double bits);

#define TER__RANGE_BITS_MAX 66.0

/* About the median of W: either tail is at least a twentieth there. */
double ter__normal_range_middle(int k);

#endif
