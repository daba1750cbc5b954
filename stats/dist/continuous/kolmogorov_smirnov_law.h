/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tails of D_n, each with its first two derivatives in n x. */
#ifndef TER__KOLMOGOROV_SMIRNOV_LAW_H
#define TER__KOLMOGOROV_SMIRNOV_LAW_H

#include "special/dd.h"

#define TER__KOLMOGOROV_SMIRNOV_N_MAX 100

/* A value and its first and second derivative. */
typedef struct ter__jet {
    ter__dd value, first, second;
} ter__jet;

/* P(D_n <= x) for 1/n < x <= min(1/2, sqrt(10/n)), n <= N_MAX. */
ter__jet ter__kolmogorov_smirnov_lower(double n, double x);
/* P(D_n > x) for 1/2 < x <= 1 - 1/n or x > sqrt(10/n): twice the one-sided tail. */
ter__jet ter__kolmogorov_smirnov_upper(double n, double x);

#endif
