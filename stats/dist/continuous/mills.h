/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of Mills' ratio M(t) = P(Z > t) / phi(t), which the tails of sums with an exponential and of first passages are. */
#ifndef TER__MILLS_H
#define TER__MILLS_H

#include "normal_score.h"

/* log M(t), t of either sign. */
ter__dd ter__log_mills_any(ter__dd t);

/* 1 / M(v) - v, the mean of Z - v beyond v: by the series of M far out, where it would cancel. */
ter__dd ter__mills_excess(ter__dd v);

/* log(M(m - h) - M(m + h)), m >= 0, h > 0, a = m - h and b = m + h given with all their digits, a >= -37: relative error of the
 * difference below 2^-60. */
ter__dd ter__log_mills_difference(ter__dd m, ter__dd h, ter__dd a, ter__dd b);

#endif
