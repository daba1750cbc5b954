/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments and fits of the skew generalised normal law, for its descriptor. */
#ifndef TER__SKEW_GENERALIZED_NORMAL_H
#define TER__SKEW_GENERALIZED_NORMAL_H

#include "dist/family.h"

ter__summary ter__skew_generalized_normal_mean, ter__skew_generalized_normal_variance, ter__skew_generalized_normal_skewness,
    ter__skew_generalized_normal_excess_kurtosis;
ter__moment ter__skew_generalized_normal_raw_moment, ter__skew_generalized_normal_central_moment;
extern const ter__fitter ter__skew_generalized_normal_fitter;

#endif
