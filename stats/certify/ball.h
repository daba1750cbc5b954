/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ball arithmetic as expressions: every function takes a workspace and balls and gives a new ball, owned by the workspace and
 * freed with it. A ball is a complex ball of Arb (Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval
 * arithmetic", IEEE Trans. Comput. 66 (2017)) with, on demand, its derivative in one direction: an order of 1 carries (value,
 * slope) through every operation, so that a law stated once also states its slope and its gradient.
 *
 * The value encloses the true value whatever the input; where nothing is known it is a NaN ball, which contains everything.
 * Infinities are exact: log 0 = -inf, exp -inf = 0.
 */
#ifndef TER__BALL_H
#define TER__BALL_H

#include <stdbool.h>

#include <acb.h>

typedef struct ter__ball {
    acb_t value;
    acb_t slope;
} ter__ball;

typedef const ter__ball *ter__b;

typedef struct ter__ball_block ter__ball_block;

typedef struct ter__balls {
    slong precision; /* bits */
    bool order;      /* carry slopes */
    bool analytic;   /* branch cuts give NaN balls: set inside integrals */
    ter__ball_block *blocks;
} ter__balls;

void ter__balls_open(ter__balls *w, slong precision, bool order);
/* Frees every ball handed out. The workspace may be used again. */
void ter__balls_close(ter__balls *w);

/* Constants: their slope is 0. The doubles are exact. */
ter__b ter__b_d(ter__balls *w, double x);
ter__b ter__b_si(ter__balls *w, slong x);
ter__b ter__b_pi(ter__balls *w);
ter__b ter__b_log_pi(ter__balls *w);
ter__b ter__b_log_10(ter__balls *w);
ter__b ter__b_infinity(ter__balls *w, int sign);
ter__b ter__b_nothing(ter__balls *w); /* a NaN ball */
ter__b ter__b_arb(ter__balls *w, const arb_t x);
/* The variable of derivation: slope 1. */
ter__b ter__b_variable(ter__balls *w, const acb_t x);

ter__b ter__b_add(ter__balls *w, ter__b a, ter__b b);
ter__b ter__b_sub(ter__balls *w, ter__b a, ter__b b);
ter__b ter__b_mul(ter__balls *w, ter__b a, ter__b b);
ter__b ter__b_div(ter__balls *w, ter__b a, ter__b b);
ter__b ter__b_neg(ter__balls *w, ter__b a);
ter__b ter__b_square(ter__balls *w, ter__b a);
ter__b ter__b_add_si(ter__balls *w, ter__b a, slong b);
ter__b ter__b_mul_si(ter__balls *w, ter__b a, slong b);
ter__b ter__b_half(ter__balls *w, ter__b a);
ter__b ter__b_log(ter__balls *w, ter__b a);
ter__b ter__b_log1p(ter__balls *w, ter__b a);
ter__b ter__b_exp(ter__balls *w, ter__b a);
ter__b ter__b_expm1(ter__balls *w, ter__b a);
ter__b ter__b_sqrt(ter__balls *w, ter__b a);
ter__b ter__b_pow(ter__balls *w, ter__b a, ter__b b); /* exp(b log a); 0 for a exactly 0 and b > 0 */
ter__b ter__b_sin(ter__balls *w, ter__b a);
ter__b ter__b_cos(ter__balls *w, ter__b a);
ter__b ter__b_atan(ter__balls *w, ter__b a);
ter__b ter__b_log_gamma(ter__balls *w, ter__b a);
/* a log b, and 0 where a is exactly 0 (also for b = 0). */
ter__b ter__b_times_log(ter__balls *w, ter__b a, ter__b b);
/* log(1 - exp(a)) for real a <= 0, without cancellation at either end. */
ter__b ter__b_log1mexp(ter__balls *w, ter__b a);

/* The real part of the value. */
#define TER__REAL(b) acb_realref((b)->value)
bool ter__b_is_zero(ter__b a); /* exactly 0 */

#endif
