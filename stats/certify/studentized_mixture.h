/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mixture that the studentized range is: nodes of the trapezoidal rule, and bounds of what it leaves out. */
#ifndef TER__STUDENTIZED_MIXTURE_H
#define TER__STUDENTIZED_MIXTURE_H

#include <stdbool.h>

#include "normal_range.h"

#define TER__MIXTURE_NODES_MAX 16000
/* Bounds need no more. */
#define TER__MIXTURE_FEW 53

typedef struct ter__mixture {
    ter__normal_range_part part;
    slong k, bits, precision;
    double n, more;
    double p, log_x; /* p = n + more, the power of s, and log x, rounded: to choose where to look, and nothing else */
    arb_srcptr exact_x;
    double start, step, angle; /* t of node 0; step; v */
    /* Nodes first to last: s^2, H, f (the density without w), and the exponent, from TER__MIXTURE_NODES_MAX / 2 on. */
    slong first, last;
    arb_ptr square, value, flat, exponent;
} ter__mixture;

/* out = p + power */
void ter__mixture_power(arb_t out, const ter__mixture *m, slong power);

/* Adds bounds of the integrals beyond the first and the last node, where n s^2 / 2 has less s^2 less; false where there is none. */
bool ter__mixture_add_left(arb_t sum, const ter__mixture *m, const arb_t less);
bool ter__mixture_add_right(arb_t sum, const ter__mixture *m, const arb_t less);

/* M without its power of cos v (studentized_mixture.c), d = tan^2 v: cells, and both ends. */
bool ter__mixture_off_line(arb_t out, const ter__mixture *m, const arb_t d);

/*
 * log of the integral of exp((n + more) t - n s^2 / 2) H(x s) dt, s = exp(t), for exact whole k and exact n. Indeterminate where a
 * bounded amount of work does not do.
 */
void ter__log_mixture(arb_t out, ter__normal_range_part part, slong k, double n, const arb_t x, double more, slong precision);

#endif
