/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__ULP_ERROR_H
#define TER__ULP_ERROR_H

#include <arb.h>

/* Error of a value in units in the last place of the truth (tercile/measure.h); +inf for NaN. */
double ter__ulp_error(double value, const arb_t truth);

#endif
