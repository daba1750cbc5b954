/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts around the given one, in a fixed order. */
#ifndef TER__NONLINEAR_STARTS_H
#define TER__NONLINEAR_STARTS_H

#include <stddef.h>

#include "special/dd.h"

/*
 * Start number `index` (from 0): each parameter times a power of two from a low-discrepancy sequence, its range growing with the
 * index from a factor of 2 to one of 2^20, every third start with signs changed too; a parameter that starts at 0 counts as 1.
 */
void ter__nonlinear_other_start(unsigned index, size_t parameters, const double *given, ter__dd *start);

#endif
