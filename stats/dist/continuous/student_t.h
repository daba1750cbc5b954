/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of Student's t share. */
#ifndef TER__STUDENT_T_H
#define TER__STUDENT_T_H

#include "dist/family.h"
#include "special/dd.h"

/* digamma((v + 1) / 2) - digamma(v / 2) - 1 / v, about 1 / (2 v^2), without cancellation; and its derivative in v. v > 0. */
double ter__student_t_digamma_gap(double df);
double ter__student_t_digamma_gap_slope(double df);

/* log of Gamma((v + 1) / 2) / (sqrt(v pi) Gamma(v / 2)), v > 0. */
ter__dd ter__student_t_log_constant(double df);

ter_status ter__student_t_mean(const ter_dist *dist, double *value);
ter_status ter__student_t_variance(const ter_dist *dist, double *value);
ter_status ter__student_t_skewness(const ter_dist *dist, double *value);
ter_status ter__student_t_excess_kurtosis(const ter_dist *dist, double *value);
ter_status ter__student_t_centre(const ter_dist *dist, double *value);
ter_status ter__student_t_entropy(const ter_dist *dist, double *value);
ter_status ter__student_t_raw_moment(const ter_dist *dist, unsigned order, double *value);
ter_status ter__student_t_central_moment(const ter_dist *dist, unsigned order, double *value);

extern const ter__fitter ter__student_t_fitter;

#endif
