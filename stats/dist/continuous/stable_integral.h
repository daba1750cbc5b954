/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The integrals of a stable law on one side of its centre (V. M. Zolotarev, One-dimensional Stable Distributions (1986), 2.2;
 * J. P. Nolan, Stochastic Models 13 (1997)): over the curve of steepest descent, where the integrand is positive.
 *
 * With u + v = r, the mass of the side, and z > 0,
 *   log g = [alpha log z + log(sin(pi v) / sin(pi alpha u))] / (alpha - 1) + log(sin(pi (alpha u + v)) / sin(pi alpha u)),
 * and for index 1 and skewness beta > 0, u + v = 1, any z,
 *   log g = -pi z / (2 beta) + log(2 b / sin(pi v)) + (pi b / beta) cot(pi v), b = (1 - beta) / 2 + beta u.
 * g is monotone: 0 on one end (or its least value, where the tail is light), infinite on the other.
 */
#ifndef TER__STABLE_INTEGRAL_H
#define TER__STABLE_INTEGRAL_H

#include <stdbool.h>

#include "special/elementary.h"

typedef struct ter__stable_side {
    double alpha;
    double beta;         /* index 1 only: its size, above 0 */
    ter__dd mass, other; /* r and 1 - r, each with its own digits */
    ter__dd rest;        /* 1 - alpha r likewise */
    ter__dd inverse;     /* 1 / (alpha - 1) */
    ter__dd base;        /* alpha log z, or -pi z / (2 beta) */
    bool rough;          /* some 13 digits do */
    bool light;          /* g has a least value above 0 */
    ter__dd log_least;   /* its log */
} ter__stable_side;

/* What is integrated over u: g exp(-g), exp(-g), 1 - exp(-g). */
typedef enum ter__stable_kind { TER__STABLE_DENSITY, TER__STABLE_INNER, TER__STABLE_REST } ter__stable_kind;

/* exp(log - fall): what is large and common to density and tail stays apart. */
typedef struct ter__stable_value {
    ter__dd log, fall;
    ter__dd turn; /* DENSITY: the integral of g (1 - g) exp(-g) over that of g exp(-g) */
} ter__stable_value;

ter__stable_value ter__stable_integral(const ter__stable_side *side, ter__stable_kind kind);
/* log g in plain double. */
double ter__stable_log_g(const ter__stable_side *side, double u, double v);
/* Whether g > 1 in the middle of the side: INNER is then the small one. */
bool ter__stable_is_steep(const ter__stable_side *side);

#endif
