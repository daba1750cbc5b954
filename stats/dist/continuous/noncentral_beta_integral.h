/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integrals over a noncentral beta variable, in its log odds. */
#ifndef TER__NONCENTRAL_BETA_INTEGRAL_H
#define TER__NONCENTRAL_BETA_INTEGRAL_H

#include "noncentral_beta_variable.h"

/* Minus the mean of ter__noncentral_beta_log_density, to some 13 digits of 1 + its size; NaN where the rule does not come to rest.
 */
double ter__noncentral_beta_entropy(const ter__noncentral_beta *law);

/*
 * The L-moment of order 2 to 4 of X, or with `odds` of X / (1 - X), which has a mean (b > 1); NaN where the rule does not come to
 * rest.
 */
double ter__noncentral_beta_l_moment(const ter__noncentral_beta *law, bool odds, unsigned order);

#endif
