/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__LOGNORMAL_SUMMARY_H
#define TER__LOGNORMAL_SUMMARY_H

#include "dist/family.h"
#include "special/dd.h"

/* exp(meanlog + sdlog z) rounded once; infinite z gives the ends, NaN NaN. */
double ter__lognormal_exp(double meanlog, double sdlog, ter__dd z);

ter_status ter__lognormal_mean(const ter_dist *dist, double *value);
ter_status ter__lognormal_variance(const ter_dist *dist, double *value);
ter_status ter__lognormal_skewness(const ter_dist *dist, double *value);
ter_status ter__lognormal_excess_kurtosis(const ter_dist *dist, double *value);
ter_status ter__lognormal_mode(const ter_dist *dist, double *value);
ter_status ter__lognormal_median(const ter_dist *dist, double *value);
ter_status ter__lognormal_entropy(const ter_dist *dist, double *value);
ter_status ter__lognormal_raw_moment(const ter_dist *dist, unsigned order, double *value);
ter_status ter__lognormal_central_moment(const ter_dist *dist, unsigned order, double *value);

#define TER__LOGNORMAL_SUMMARIES                                                                                                   \
    {                                                                                                                              \
        [TER_MEAN] = ter__lognormal_mean, [TER_VARIANCE] = ter__lognormal_variance, [TER_SKEWNESS] = ter__lognormal_skewness,      \
        [TER_EXCESS_KURTOSIS] = ter__lognormal_excess_kurtosis, [TER_MODE] = ter__lognormal_mode,                                  \
        [TER_MEDIAN] = ter__lognormal_median, [TER_ENTROPY] = ter__lognormal_entropy,                                              \
    }

#endif
