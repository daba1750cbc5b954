/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noncentral beta variable in ball arithmetic: X is beta(a + J, b), J Poisson with mean `half`. Sums over J with bounded
 * remainders; the point is given by its odds X / (1 - X), so that nothing is lost near either end.
 */
#ifndef TER__CERTIFY_NONCENTRAL_BETA_H
#define TER__CERTIFY_NONCENTRAL_BETA_H

#include "ball.h"

/* log of the density over that of beta(a, b), analytic in the odds, with slopes in all. */
ter__b ter__noncentral_beta_factor(ter__balls *w, ter__b a, ter__b b, ter__b half, ter__b odds);
/* log P(X <= x) or with *upper log P(X > x), whichever is direct and small: real odds > 0. */
ter__b ter__noncentral_beta_tail(ter__balls *w, ter__b a, ter__b b, ter__b half, ter__b odds, bool *upper);

#endif
