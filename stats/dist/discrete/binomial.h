/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of the binomial law share. */
#ifndef TER__BINOMIAL_H
#define TER__BINOMIAL_H

#include "dist/family.h"
#include "special/dd.h"

/* Copied from and to the prepared values: doubles only. */
typedef struct ter__binomial {
    double trials, probability;
    double certain; /* the only count possible, or -1 */
    ter__dd p, q, log_p, log_q;
} ter__binomial;

ter__binomial ter__binomial_make(double trials, double probability);
/* Log of the mass at a whole k in 0 .. trials, for a law that is not certain. */
ter__dd ter__binomial_log_mass(const ter__binomial *law, double k);
/* Whether x has positive mass. */
bool ter__binomial_possible(const ter__binomial *law, double x);

extern const ter__fitter ter__binomial_fitter;

#endif
