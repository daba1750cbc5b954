/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The incomplete beta function in double, as tercile/special.h states it: NaN outside a, b > 0, 0 <= x <= 1 and for NaN. Within
 * 4 ulp (99 of 100 within 2) for a, b in [1e-300, 1e15]. Inverses: within 2 ulp in x, and NaN for a probability outside [0, 1].
 */
#ifndef TER__BETA_H
#define TER__BETA_H

double ter__beta_i(double a, double b, double x);
double ter__beta_i_complement(double a, double b, double x);
double ter__log_beta_i(double a, double b, double x);
double ter__log_beta_i_complement(double a, double b, double x);
double ter__beta_i_inverse(double a, double b, double p);
double ter__beta_i_complement_inverse(double a, double b, double q);

#endif
