/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pieces of the law of Kolmogorov's statistic D_n, each good in its own region; ter_kolmogorov_sf chooses.
 */
#ifndef TER__KOLMOGOROV_H
#define TER__KOLMOGOROV_H

#include <stddef.h>

/*
 * P(D_n < d), exact but for rounding (relative error some n 2^-51), by Durbin's matrix in the form of Marsaglia, Tsang and Wang
 * (J. Stat. Soft. 8:18, 2003), applied to a vector n times rather than raised to a power. Cost n^2 d x 60. 1/n < d < 1.
 * NaN without memory.
 */
double ter__kolmogorov_durbin(size_t n, double d);

/* P(D_n < d) by the expansion of Pelz and Good (J. R. Stat. Soc. B 38, 1976); absolute error falls as n^-2. */
double ter__kolmogorov_pelz_good(size_t n, double d);

/* P(D_n^+ > d), one-sided, by the sum of Birnbaum and Tingey (1951): exact but for rounding. Cost n. */
double ter__smirnov_sf(size_t n, double d);

#endif
