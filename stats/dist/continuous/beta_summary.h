/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries of the beta law on [0, 1], for it and its relatives. */
#ifndef TER__BETA_SUMMARY_H
#define TER__BETA_SUMMARY_H

#include "beta_variable.h"
#include "summary_moments.h"

ter_status ter__beta_mean(double a, double b, double *value);
ter_status ter__beta_variance(double a, double b, double *value);
ter_status ter__beta_skewness(double a, double b, double *value);
ter_status ter__beta_excess_kurtosis(double a, double b, double *value);
/* Where both ends have an infinite density, the one of the smaller parameter; 1/2 for the uniform law. */
ter_status ter__beta_mode(double a, double b, double *value);
double ter__beta_entropy(const ter__beta_variable *v);

/* Bounds in ulp of laws built on the incomplete beta function. */
#define TER__BETA_ACCURACY                                                                                                         \
    {                                                                                                                              \
        [TER_PDF] = {1, 2}, [TER_LOG_PDF] = {1, 2}, [TER_CDF] = {4, 8}, [TER_LOG_CDF] = {4, 8}, [TER_SF] = {4, 8},                 \
        [TER_LOG_SF] = {4, 8}, [TER_QUANTILE] = {4, 8}, [TER_ISF] = {4, 8}, [TER_QUANTILE_LOG] = {4, 8}, [TER_ISF_LOG] = {4, 8},   \
        [TER_HAZARD] = {4, 8}, [TER_CUMULATIVE_HAZARD] = {4, 8}, [TER_LOG_PDF_SLOPE] = {1, 2},                                     \
    }

#endif
