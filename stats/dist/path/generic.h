/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generic methods: what a family gets for a slot that it leaves empty. They are derived from the slots it has, and as exact as
 * that allows: logs lose nothing, but a density taken as exp(log density) loses digits where the log is large.
 */
#ifndef TER__GENERIC_H
#define TER__GENERIC_H

#include "dist/family.h"

/* Fills every null kernel slot. */
void ter__generic_fill(ter_dist *dist);

/*
 * The inverse of the cdf or sf at a probability given by its log, by bracketing and then the method of Ridders on log tails (in
 * integers by bisection for discrete laws). For families without inverses of their own.
 */
double ter__generic_inverse(const ter_dist *dist, bool upper, double log_probability);

double ter__generic_interval(const ter_dist *dist, double a, double b);
/* Of a continuous law: the integral of the density, or the difference of tails, whose relative error is `cancelled`, whichever is
 * surer. */
double ter__generic_surer_interval(const ter_dist *dist, double a, double b, double difference, double cancelled);
void ter__generic_gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter);
void ter__generic_sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out);

ter_status ter__generic_mean(const ter_dist *dist, double *value);
ter_status ter__generic_variance(const ter_dist *dist, double *value);
ter_status ter__generic_skewness(const ter_dist *dist, double *value);
ter_status ter__generic_excess_kurtosis(const ter_dist *dist, double *value);
ter_status ter__generic_mode(const ter_dist *dist, double *value);
ter_status ter__generic_median(const ter_dist *dist, double *value);
ter_status ter__generic_entropy(const ter_dist *dist, double *value);
ter_status ter__generic_raw_moment(const ter_dist *dist, unsigned order, double *value);
ter_status ter__generic_central_moment(const ter_dist *dist, unsigned order, double *value);

#endif
