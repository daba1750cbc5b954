/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pieces of the incomplete gamma functions; see gamma_inc.h. */
#ifndef TER__GAMMA_INC_CORE_H
#define TER__GAMMA_INC_CORE_H

#include "gamma_inc.h"

/* From this shape on Temme's expansion is used around x = a. */
#define TER__TEMME_FROM 16.0

/* sum_n x^n / ((a + 1) ... (a + n)): x <= a for a < 16, x <= 0.31 a above. */
ter__dd ter__gamma_series(ter__dd a, ter__dd x, double inverse_a);
/* a / F with Q = x^a e^-x / Gamma(a) / F: x >= 1.5 and x >= a. */
ter__dd ter__gamma_fraction(ter__dd a, ter__dd x);
/* sum_{n>=1} a (-x)^n / ((a + n) n!): 0 < x <= 1.5, a < 1. */
ter__dd ter__gamma_alternating(ter__dd a, double x);

#endif
