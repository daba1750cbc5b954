/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the noncentral t law share. */
#ifndef TER__NONCENTRAL_T_H
#define TER__NONCENTRAL_T_H

#include "dist/family.h"
#include "noncentral_t_integral.h"

/* Of df and noncentrality, from the prepared values. */
ter__noncentral_t ter__noncentral_t_of(const ter_dist *dist);

/*
 * Moments of order k are finite below df = k (D. Hogben, R. S. Pinkham, M. B. Wilk, Biometrika 48 (1961)); TER_NOT_ACCURATE where
 * fewer than some 11 digits are left of a ratio.
 */
ter_status ter__noncentral_t_mean(const ter_dist *dist, double *value);
ter_status ter__noncentral_t_variance(const ter_dist *dist, double *value);
ter_status ter__noncentral_t_skewness(const ter_dist *dist, double *value);
ter_status ter__noncentral_t_excess_kurtosis(const ter_dist *dist, double *value);
ter_status ter__noncentral_t_mode(const ter_dist *dist, double *value);

#endif
