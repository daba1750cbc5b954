/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails by rigorous integration of exp(log density), for laws of which no more is known than that it falls. */
#ifndef TER__TAIL_QUADRATURE_H
#define TER__TAIL_QUADRATURE_H

#include "ball.h"

/*
 * What is integrated from u = 0 on: exp(psi(u)), psi analytic around the way, stated with operations that carry slopes, and
 * falling. To a finite end psi need only fall, and the rest after a cut V is at most (end - V) exp(psi(V)). To infinity psi is
 * concave, and the rest at most exp(psi(V)) / -psi'(V).
 */
typedef struct ter__falling {
    ter__b (*exponent)(ter__balls *w, const void *context, ter__b u);
    const void *context;
    arb_srcptr end; /* null: infinity */
} ter__falling;

/* log of the integral; a NaN ball where a bounded amount of work does not do. */
ter__b ter__tail_quadrature(ter__balls *w, const ter__falling *falling);

#endif
