/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curve of steepest descent of a stable law, and integrals over it (law_stable.c). */
#ifndef TER__STABLE_CURVE_H
#define TER__STABLE_CURVE_H

#include "ball.h"

typedef enum ter__curve_kind { DENSITY, SQUARE, INNER, REST } ter__curve_kind; /* g exp(-g), g^2 exp(-g), exp(-g), 1 - exp(-g) */

typedef struct ter__curve {
    ter__b alpha, beta, mass, other, rest, inverse, base; /* base: alpha log z, or -pi z / (2 beta) */
    bool one, low;                                        /* alpha = 1, alpha < 1 */
    bool light;
    arb_t least;  /* of g, 0 but for light tails */
    arb_t centre; /* an exact number near it */
    ter__curve_kind what;
    slong precision;
} ter__curve;

#define TER__CURVE_PRECISION_MAX 256 /* where that does not do, nothing will */

/* log g at a double w. */
void ter__curve_log_g(arb_t out, const ter__curve *c, double at);
/* The integral of what is wanted over the curve, times exp(centre) but for REST. */
void ter__curve_integral(arb_t out, const ter__curve *c);
/* The log of the integral of g^power exp(-g), a light end's least value above 1/2. */
ter__b ter__curve_log_light(ter__balls *w, const ter__curve *c, slong power);

#endif
