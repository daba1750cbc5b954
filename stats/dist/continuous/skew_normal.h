/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles of the skew-normal law; beside the location, where the tail is all but that of the location, by a series of their own.
 */
#ifndef TER__SKEW_NORMAL_H
#define TER__SKEW_NORMAL_H

#include "dist/family.h"

/* Where these stand in the prepared values: the standard score first (standard.h), then the log of the scale, then the shares. */
enum { TER__SKEW_NORMAL_LOG_SCALE = 6, TER__SKEW_NORMAL_SHARES = 8 };

#define TER__SQRT_2_OVER_PI 0.79788456080286536

static inline ter__dd ter__prepared_log_scale(const ter_dist *dist) {
    const double *at = dist->prepared + TER__SKEW_NORMAL_LOG_SCALE;
    return ter__dd_make(at[0], at[1]);
}

void ter__skew_normal_prepare_shares(double shape, double *prepared);
/* The slots inverse and start of the statement. */
double ter__skew_normal_inverse(const ter_dist *dist, ter__dd log_tail, bool upper);
double ter__skew_normal_start(const ter_dist *dist, double log_tail, bool upper);

ter__summary ter__skew_normal_mean, ter__skew_normal_variance, ter__skew_normal_skewness, ter__skew_normal_excess_kurtosis,
    ter__skew_normal_mode, ter__skew_normal_entropy;
ter_status ter__skew_normal_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);
void ter__skew_normal_sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out);

#endif
