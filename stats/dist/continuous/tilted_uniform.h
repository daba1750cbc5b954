/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The density theta exp(-theta u) / (1 - exp(-theta)) on [0, 1], theta >= 0: what the truncated exponential law and the continuous
 * Bernoulli law are. Its cumulants, from Bernoulli numbers where theta is small and the closed forms cancel.
 */
#ifndef TER__TILTED_UNIFORM_H
#define TER__TILTED_UNIFORM_H

#include "special/elementary.h"

/* Cumulant of order 1 to 4. */
double ter__tilted_cumulant(int order, double theta);

#endif
