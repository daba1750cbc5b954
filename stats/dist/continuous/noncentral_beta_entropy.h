/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__NONCENTRAL_BETA_ENTROPY_H
#define TER__NONCENTRAL_BETA_ENTROPY_H

#include "noncentral_beta_variable.h"

/*
 * Minus the mean of the log of ter__noncentral_beta_log_density(law, at, power, jacobian), to some 13 digits of 1 + its size; NaN
 * where the rule does not come to rest.
 */
double ter__noncentral_beta_entropy(const ter__noncentral_beta *law, double power, ter__dd jacobian);

#endif
