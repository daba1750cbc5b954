/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noncentral gamma law Y = G(a + J), J Poisson with mean x, in ball arithmetic: 2 Y is noncentral chi-squared with 2 a degrees
 * of freedom and noncentrality 2 x. Poisson mixtures with bounded remainders where they have at most some thousand terms, else
 * the contour integral of their generating function, by rigorous quadrature.
 */
#ifndef TER__NONCENTRAL_H
#define TER__NONCENTRAL_H

#include "ball.h"

/* log density at y > 0, analytic in y; a > 0, x >= 0. Slopes in y and x; in a where sqrt(x y) is below some 2000. */
ter__b ter__noncentral_density(ter__balls *w, ter__b a, ter__b x, ter__b y);
/* log P(Y <= y) or with *upper log P(Y > y), whichever is direct and small: real y > 0. */
ter__b ter__noncentral_tail(ter__balls *w, ter__b a, ter__b x, ter__b y, bool *upper);

/*
 * Integrals over s = r exp(i t), |t| < pi, of exp(y (s - r) + x (1 / s - 1 / r)) (s / r)^-a k(s), divided by 2 pi, r near the
 * saddle point: see noncentral_contour.c. log of the whole exponential at r goes to *log_peak.
 */
typedef enum ter__contour_kind {
    TER__CONTOUR_ONE,
    TER__CONTOUR_S,
    TER__CONTOUR_SQUARE,
    TER__CONTOUR_LOWER,
    TER__CONTOUR_UPPER
} ter__contour_kind;
ter__b ter__noncentral_contour(ter__balls *w, ter__b a, ter__b x, ter__b y, ter__contour_kind kind, ter__b *log_peak);

#endif
