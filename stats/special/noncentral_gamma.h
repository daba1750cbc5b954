/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noncentral gamma law: Y = G(a + J), a gamma variable whose shape has J, Poisson with mean x, added to it. 2 Y is noncentral
 * chi-squared with 2 a degrees of freedom and noncentrality 2 x; the tails are Marcum's functions P_a(x, y) and Q_a(x, y).
 *
 * With w = sqrt(a^2 + 4 x y) two methods, both in double-double:
 *   - w < 64: the Poisson mixture, rearranged into one series of positive terms (forwards for the lower tail, backwards for the
 *     upper one beside a continued fraction of the central tail); at most some 300 terms.
 *   - otherwise Schlaefli's contour integral (DLMF 10.9.19 with the generating function of the mixture),
 *         exp(-x - y) / (2 pi i) integral of exp(y s + x / s) s^-a {1, 1 / (1 - s)} ds
 *     on the circle through the saddle point s0 = (a + w) / (2 y), s = s0 exp(i t). There
 *         y s + x / s - a log s = w cos t - i a (t - sin t) - a log s0,
 *     an almost Gaussian integrand of which the trapezoidal rule with some 27 nodes leaves an error below exp(-60); the
 *     negative axis adds less than exp(-2 w). The pole s = 1 of the tails lies at t = -i log s0 whatever its distance: at midpoints
 *     the rule's error from it is exactly 1 / (1 + exp(2 pi |log s0| / h)) (Chiarella and Reichel 1968; Hunter and Regan 1972),
 *     and is added. The saddle point and its region of use: Temme, Indag. Math. 4 (1993); Gil, Segura and Temme, ACM TOMS 40
 * (2014). The cost does not depend on the parameters. The relative error of density and smaller tail is below 2^-70 + 2^-96 (w + x
 * + y at the mode): what exponents of that size leave of double-double.
 */
#ifndef TER__NONCENTRAL_GAMMA_H
#define TER__NONCENTRAL_GAMMA_H

#include <stdbool.h>

#include "dd.h"

/* a > 0, x >= 0, y > 0; log_y where y itself may underflow. */
typedef struct ter__noncentral_gamma {
    double a;
    ter__dd x, y, log_y;
} ter__noncentral_gamma;

ter__dd ter__noncentral_gamma_log_density(const ter__noncentral_gamma *at);
ter__dd ter__noncentral_gamma_log_tail(const ter__noncentral_gamma *at, bool upper);
/* log(density / P(Y > y)) */
ter__dd ter__noncentral_gamma_log_hazard(const ter__noncentral_gamma *at);
/* Derivatives of the log density in y, times y; in x; and in a. */
void ter__noncentral_gamma_gradient(const ter__noncentral_gamma *at, ter__dd *y_slope, ter__dd *by_x, ter__dd *by_a);

#endif
