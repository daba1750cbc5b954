/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of the noncentral F law: infinite from the order df2 / 2 on. */
#ifndef TER__NONCENTRAL_F_SUMMARY_H
#define TER__NONCENTRAL_F_SUMMARY_H

#include "dist/family.h"

ter_status ter__noncentral_f_mean(const ter_dist *dist, double *value);
ter_status ter__noncentral_f_variance(const ter_dist *dist, double *value);
ter_status ter__noncentral_f_skewness(const ter_dist *dist, double *value);
ter_status ter__noncentral_f_excess_kurtosis(const ter_dist *dist, double *value);
ter_status ter__noncentral_f_raw_moment(const ter_dist *dist, unsigned order, double *value);

#endif
