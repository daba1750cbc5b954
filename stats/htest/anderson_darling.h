/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__ANDERSON_DARLING_H
#define TER__ANDERSON_DARLING_H

#include <stddef.h>

/* P(A^2 > z) in the limit of many values: relative error below 1e-13 above z = 1, absolute 1e-15 below. */
double ter__anderson_darling_limit_sf(double z);
/* The same for n values, absolute error below 5e-4 for n >= 6 and 4e-3 for n = 3 to 5, 0.02 for n = 2; exact for n = 1. */
double ter__anderson_darling_sf(size_t n, double z);

#endif
