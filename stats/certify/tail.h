/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tails that several laws share, as logs in ball arithmetic (values only, no slopes). Each works for arguments so extreme that the
 * tail itself has no double, and spends a bounded amount of work: a NaN ball is the answer when that does not do.
 */
#ifndef TER__TAIL_H
#define TER__TAIL_H

#include "ball.h"

/* log P(Z > z) for standard normal Z and real z >= 0, without slope; nothing off the real line. */
ter__b ter__tail_normal(ter__balls *w, ter__b z);
/* The same for z of either sign or infinite, with its slope -phi(z) / P(Z > z). */
ter__b ter__tail_normal_any(ter__balls *w, ter__b z);
/* log of Mills' ratio P(Z > t) / phi(t), finite t of either sign, far out without cancellation; its slope is not carried. */
ter__b ter__log_mills(ter__balls *w, ter__b t);

/*
 * log of P(a, x) or, with *upper true, of Q(a, x): the regularised incomplete gamma functions, the one that is directly small.
 * a > 0, x > 0.
 */
ter__b ter__tail_gamma(ter__balls *w, ter__b a, ter__b x, bool *upper);

/*
 * log of I(a, b) = P(T <= t) for T ~ beta(a, b), or with *upper true of P(T > t); a, b > 0. The point is given by its odds,
 * y = t / (1 - t) > 0, so that nothing is lost near either end.
 */
ter__b ter__tail_beta(ter__balls *w, ter__b a, ter__b b, ter__b odds, bool *upper);

/*
 * log of the integral over u > 0 of exp(psi(u)), for psi concave with psi(0) = 0 and psi'(0) < 0:
 *   gamma kind: psi(u) = s a u - x (e^{s u} - 1), s = 1 or -1;
 *   beta kind:  psi(u) = s a u - (a + b) log(1 + y (e^{s u} - 1) / (1 + y)).
 */
typedef struct ter__concave {
    bool beta;
    int sign;
    arb_srcptr a, b, x; /* x is the odds y in the beta kind; b unused in the gamma kind */
} ter__concave;
ter__b ter__tail_integral(ter__balls *w, const ter__concave *kernel);

#endif
