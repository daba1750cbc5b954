/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Special functions under the distributions. Pure, no state, NaN outside the domain. Bounds in ulp are those the tests hold them
 * to against enclosures; each function says its own.
 */
#ifndef TERCILE_SPECIAL_H
#define TERCILE_SPECIAL_H

#include "export.h"

TER_BEGIN_DECLS

/*
 * Exponentials and logarithms, within 1 ulp, the special cases those of C's Annex F (ter_pow too). The C library has them as well,
 * but picks its code by processor: these give the same bits everywhere.
 */
TER_EXPORT double ter_exp(double x);
TER_EXPORT double ter_expm1(double x);
TER_EXPORT double ter_log(double x);
TER_EXPORT double ter_log1p(double x);
TER_EXPORT double ter_log10(double x);
TER_EXPORT double ter_pow(double x, double y);

/* Circular functions of radians, of any finite angle (NaN for infinite ones), arc tangent and hyperbolic tangent. Within 1 ulp. */
TER_EXPORT double ter_sin(double x);
TER_EXPORT double ter_cos(double x);
TER_EXPORT double ter_tan(double x);
TER_EXPORT double ter_atan(double x);
TER_EXPORT double ter_tanh(double x);

/* Error functions: erf, erfc, log erfc (right where erfc underflows), the inverses of erfc on (0, 2) and of log erfc below log 2.
 * Within 2 ulp. */
TER_EXPORT double ter_erf(double x);
TER_EXPORT double ter_erfc(double x);
TER_EXPORT double ter_log_erfc(double x);
TER_EXPORT double ter_erfc_inverse(double q);
TER_EXPORT double ter_log_erfc_inverse(double log_q);

/* log Gamma(x) for x > 0 (within 2 ulp), digamma and trigamma for x > 0 (within 4 ulp, absolute 1e-15 near digamma's zero). */
TER_EXPORT double ter_log_gamma(double x);
TER_EXPORT double ter_digamma(double x);
TER_EXPORT double ter_trigamma(double x);

/* Regularised incomplete gamma functions P(a, x) and Q(a, x), a > 0, x >= 0, their logs, and the inverses in x. */
TER_EXPORT double ter_gamma_p(double a, double x);
TER_EXPORT double ter_gamma_q(double a, double x);
TER_EXPORT double ter_log_gamma_p(double a, double x);
TER_EXPORT double ter_log_gamma_q(double a, double x);
TER_EXPORT double ter_gamma_p_inverse(double a, double p);
TER_EXPORT double ter_gamma_q_inverse(double a, double q);

/* Regularised incomplete beta function I_x(a, b) and its complement I_{1-x}(b, a), a, b > 0, 0 <= x <= 1, and their logs. */
TER_EXPORT double ter_beta_i(double a, double b, double x);
TER_EXPORT double ter_beta_i_complement(double a, double b, double x);
TER_EXPORT double ter_log_beta_i(double a, double b, double x);
TER_EXPORT double ter_log_beta_i_complement(double a, double b, double x);
/* The x with I_x(a, b) = p, and with 1 - I_x(a, b) = q. */
TER_EXPORT double ter_beta_i_inverse(double a, double b, double p);
TER_EXPORT double ter_beta_i_complement_inverse(double a, double b, double q);

/* I1(x) / I0(x), modified Bessel functions: the mean resultant length of von Mises' law of concentration x. Odd; within 1 ulp. */
TER_EXPORT double ter_bessel_i_ratio(double x);

/*
 * Owen's T function, the integral from 0 to a of exp(-h^2 (1 + x^2) / 2) / (1 + x^2) dx / (2 pi): for h, a > 0 the probability of
 * X > h, 0 < Y < a X of independent standard normal X and Y. Even in h, odd in a; within 1 ulp.
 */
TER_EXPORT double ter_owen_t(double h, double a);

TER_END_DECLS
#endif
