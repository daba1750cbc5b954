/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Owen's T function T(h, a) = (1 / 2 pi) integral from 0 to a of exp(-h^2 (1 + x^2) / 2) / (1 + x^2) dx, and what lies beyond a
 * (D. B. Owen, "Tables for computing bivariate normal probabilities", Ann. Math. Statist. 27, 1956).
 */
#ifndef TER__OWEN_T_H
#define TER__OWEN_T_H

#include "dd.h"

/*
 * log of 2 (T(h, inf) - T(h, a)) / (phi(h) phi(a h)), h >= 0 up to 2^1000, a >= 0, k = a h given with all its digits: of the
 * integral 2 P(Z > h, Z' > a Z), which is P(Z > h) - 2 T(h, a) without its cancellation. Relative error of the integral below
 * 2^-80.
 */
ter__dd ter__owen_log_beyond(ter__dd h, double a, ter__dd k);

/* T(h, a) for any h and a, even in h and odd in a: within 1 ulp. */
double ter__owen_t(double h, double a);

#endif
