/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments by order for laws that know their summaries in closed form: the first orders follow from those, so that they agree to the
 * last digits; higher ones are integrated.
 */
#ifndef TER__SUMMARY_MOMENTS_H
#define TER__SUMMARY_MOMENTS_H

#include "dist/family.h"

/* Order 1 is the mean. */
ter_status ter__raw_moment_of_summaries(const ter_dist *dist, unsigned order, double *value);
/* Order 2 is the variance, 3 and 4 follow from skewness and excess kurtosis where these are finite. */
ter_status ter__central_moment_of_summaries(const ter_dist *dist, unsigned order, double *value);

#endif
