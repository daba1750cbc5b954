/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log x + a sum of doubles, with an absolute error below 2^-115 however much they cancel: for derivatives near their zero, where
 * double-double logarithms, right to 2^-103 of their size, are not enough.
 */
#ifndef TER__LOG_PRECISE_H
#define TER__LOG_PRECISE_H

#include <stddef.h>

#include "dd.h"

/* 0 < x < inf, n <= 4 terms below 2^12 in magnitude. */
ter__dd ter__log_plus(double x, size_t n, const double *terms);

#endif
