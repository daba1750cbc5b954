/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Landau's standard law, P(X <= z) = (1 / (2 pi i)) * integral of exp(s log s + z s) / s along a vertical line. */
#ifndef TER__LANDAU_LAW_H
#define TER__LANDAU_LAW_H

#include "special/elementary.h"

/* Above this density and tail are powers of z to all digits. */
#define TER__LANDAU_FAR 1e40

/*
 * Below 0: exp(s) times the integral over theta in (0, pi), divided by pi, of V^order exp(-s V), V = (theta / sin theta)
 * exp(1 - theta cot theta), s = exp(-1 - z).
 */
ter__dd ter__landau_left(ter__dd s, unsigned order);

/* From 0 on: the integral over t > 0, divided by pi, of t^(order - 1) sin(pi t) exp(-t log t - z t). */
ter__dd ter__landau_right(ter__dd z, unsigned order);

/* log V(theta), theta = pi q, 0 <= q < 1. */
ter__dd ter__landau_log_v(ter__dd q);

extern const struct ter__fitter ter__landau_fitter;

#endif
