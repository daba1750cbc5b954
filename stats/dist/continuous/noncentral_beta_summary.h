/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of the noncentral beta law: means over J of those of beta(alpha + J, beta), sums of positive terms. */
#ifndef TER__NONCENTRAL_BETA_SUMMARY_H
#define TER__NONCENTRAL_BETA_SUMMARY_H

#include "dist/family.h"

ter_status ter__noncentral_beta_mean(const ter_dist *dist, double *value);
ter_status ter__noncentral_beta_variance(const ter_dist *dist, double *value);
ter_status ter__noncentral_beta_skewness(const ter_dist *dist, double *value);
ter_status ter__noncentral_beta_excess_kurtosis(const ter_dist *dist, double *value);
ter_status ter__noncentral_beta_raw_moment(const ter_dist *dist, unsigned order, double *value);

#endif
