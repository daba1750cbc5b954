/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inverses of the normal tail in double-double: a start good to some 32 bits, then one step of Halley's method (cubic) on a
 * residual in double-double. Which side of the centre a probability lies on is decided before anything is subtracted.
 */
#ifndef TER__NORMAL_INVERSE_H
#define TER__NORMAL_INVERSE_H

#include "dd.h"

/* t with erf(t) = v, |v| <= 0.5229: relative error below 2^-80, also near 0. */
ter__dd ter__erf_inverse_small(ter__dd v);
/* z > 0 with log Q(z) = log_tail, log_tail < -1.37 (Q < 0.255), finite: relative error below 2^-80. */
ter__dd ter__normal_isf_of_log(ter__dd log_tail);

/*
 * z with P(Z <= z) = p, and with log P(Z <= z) = log_p. hi is -inf or inf at the ends, NaN outside [0, 1] and (-inf, 0]; lo is 0
 * then.
 */
ter__dd ter__normal_quantile(double p);
ter__dd ter__normal_quantile_log(double log_p);

#endif
