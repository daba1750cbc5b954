/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integrals of exp(psi(s)) from s = 0 on, in double-double: the one quadrature under the tails that have no closed form.
 *
 * A law gives the log density beyond a point relative to the density there, psi(s) = log f(x + s) - log f(x), in a form that does
 * not cancel; the log of its tail is then log f(x) plus the log of this integral, however small f(x) is. Nothing is integrated
 * across the peak from far away: the tail away from the peak is, and the other is its complement.
 *
 * Method: panels of 32 Gauss-Legendre nodes, none of which psi falls by more than 32 over. For exp(-c s) and exp(-c s^2) such a
 * panel is within 2^-90; `longest` is the length over which psi itself is as smooth as a polynomial of low degree.
 */
#ifndef TER__QUADRATURE_H
#define TER__QUADRATURE_H

#include "dd.h"

/* psi(s), or a factor of the integrand, at s >= 0. */
typedef ter__dd ter__of_distance(const void *context, ter__dd s);

typedef struct ter__fall {
    const void *context;
    ter__of_distance *exponent; /* psi(0) = 0, not increasing, and falling without bound unless `end` is finite */
    ter__of_distance *factor;   /* null: 1. Of moderate growth. */
    ter__dd end;                /* of the integral; {inf, 0} */
    double first;               /* a guess at the length over which psi falls by some 20; any positive number */
    double longest;
} ter__fall;

/* The integral from 0 to `end` of factor(s) exp(psi(s)): relative error some 2^-85 (of the integral of |factor| exp psi). */
ter__dd ter__fall_integral(const ter__fall *fall);

#endif
