/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modified Bessel functions as the laws need them: ratios and logs that neither overflow nor underflow. */
#ifndef TER__BESSEL_H
#define TER__BESSEL_H

#include "dd.h"

/* I1(x) / I0(x) for finite x >= 0, and what it lacks of 1, each with a relative error below 2^-95. `complement` may be null. */
ter__dd ter__dd_bessel_i_ratio(double x, ter__dd *complement);

/* I1(x) / I0(x), odd in x: within 1 ulp. */
double ter__bessel_i_ratio(double x);

#endif
