/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gamma function's family on the positive axis: log gamma, the error of Stirling's formula, digamma, trigamma.
 *
 * Double-double results have a relative error below 2^-90 (log gamma also beside its zeros 1 and 2); the double functions are those
 * rounded. Arguments are finite and positive for the double-double functions; the double ones take any double: NaN below 0 and for
 * NaN, the limit at 0 and infinity.
 */
#ifndef TER__GAMMA_H
#define TER__GAMMA_H

#include "dd.h"

#define TER__HALF_LOG_TWO_PI                                                                                                       \
    { 0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55 }

/* log Gamma(x), x > 0; {inf, 0} where it overflows (x > 2.55e305). */
ter__dd ter__dd_lgamma(double x);
/* log Gamma(1 + z) for 0 <= z <= 1, with full relative precision as z goes to 0. */
ter__dd ter__dd_lgamma1p(double z);
/*
 * Stirling error: log Gamma(x + 1) - [(x + 1/2) log x - x + log(2 pi) / 2], x > 0 (Binet's function, about 1 / (12 x)). Its
 * relative error grows to 2^-84 just below 16, where it is the difference of larger terms.
 */
ter__dd ter__dd_stirling_error(double x);
/* Its derivative, digamma(x) + 1 / (2 x) - log x, in double: within 4 ulp for x >= 16, absolute error below 1e-17 for 1 <= x < 16.
 */
double ter__stirling_error_slope(double x);

double ter__log_gamma(double x); /* within 1 ulp */
double ter__digamma(double x);   /* within 1 ulp, absolute 2e-18 near its zero 1.4616 */
double ter__trigamma(double x);  /* within 1 ulp */

#endif
