/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The von Mises law about 0 on [-pi, pi]: its half angle integrals, from its concentration alone. */
#ifndef TER__VON_MISES_H
#define TER__VON_MISES_H

#include <stdbool.h>

#include "special/dd.h"

/* The integral of exp(-kappa (1 - cos t)) over [0, theta], 0 < theta <= pi. */
ter__dd ter__von_mises_inner(double kappa, ter__dd theta);
/* exp(kappa (1 - cos theta)) times the integral of exp(-kappa (1 - cos t)) over [theta, pi]; `rest` is pi - theta > 0. */
ter__dd ter__von_mises_outer(double kappa, ter__dd theta, ter__dd rest);
/* The integral of t^order exp(-kappa (1 - cos t)) over [0, pi], order >= 0. */
ter__dd ter__von_mises_moment(double kappa, unsigned order);
/* kappa (1 - cos theta), |theta| <= pi. */
ter__dd ter__von_mises_exponent(double kappa, ter__dd theta);

/* theta with inner(theta) = inside, to some 90 bits. */
ter__dd ter__von_mises_solve_inner(double kappa, ter__dd inside);
/* theta with log of the integral over [theta, pi] = log_outside, and pi - theta; `half` is the integral over [0, pi]. */
ter__dd ter__von_mises_solve_outer(double kappa, ter__dd half, ter__dd log_outside, ter__dd *rest);

#endif
