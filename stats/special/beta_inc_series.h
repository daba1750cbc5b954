/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The integral J of beta_inc.h by power series, in double-double. */
#ifndef TER__BETA_INC_SERIES_H
#define TER__BETA_INC_SERIES_H

#include "special/beta_inc.h"

/* Sufficient for every use below: the ratio of terms falls from 1 or so towards x <= 0.6. */
#define TER__BETA_SERIES_TERMS_MAX 400

/* J for the lower tail, by DLMF 8.17.8; for x <= 0.6 and (a + b) x <= a + 1, or a, b <= 6. */
ter__dd ter__beta_series(ter__dd a, ter__dd n, ter__dd x);
/*
 * J for the lower tail where b < 2^-20, y <= 1/2, and (a + b) y <= b + 1 if a >= 6: of order b unless a is small too.
 */
ter__dd ter__beta_split(const ter__beta_shape *shape, ter__dd x, ter__dd y);

#endif
