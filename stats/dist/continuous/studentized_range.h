/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries and fits of the studentized range, for its descriptor. */
#ifndef TER__STUDENTIZED_RANGE_H
#define TER__STUDENTIZED_RANGE_H

#include "dist/family.h"

ter__summary ter__studentized_range_mean, ter__studentized_range_variance, ter__studentized_range_mode;
ter__moment ter__studentized_range_raw_moment, ter__studentized_range_central_moment;
extern const ter__fitter ter__studentized_range_fitter;

#endif
