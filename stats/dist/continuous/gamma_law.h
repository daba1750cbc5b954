/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What gamma and chi-squared share: all operations of the law of scale * G, G gamma with shape a. A family stores a ter__gamma_law
 * in its prepared values (ter__gamma_law_prepare) and takes these kernels.
 */
#ifndef TER__GAMMA_LAW_H
#define TER__GAMMA_LAW_H

#include "dist/family.h"
#include "special/gamma_inc.h"

typedef struct ter__gamma_law {
    ter__gamma_shape shape;
    ter__dd log_scale;
    double scale;
    ter__dd log_gamma; /* of the shape */
} ter__gamma_law;

void ter__gamma_law_prepare(double shape, double scale, double *prepared);
ter__gamma_law ter__gamma_law_of(const ter_dist *dist);

ter__kernel ter__gamma_law_pdf, ter__gamma_law_logpdf, ter__gamma_law_cdf, ter__gamma_law_logcdf, ter__gamma_law_sf,
    ter__gamma_law_logsf, ter__gamma_law_quantile, ter__gamma_law_isf, ter__gamma_law_quantile_log, ter__gamma_law_isf_log,
    ter__gamma_law_hazard, ter__gamma_law_cumhazard, ter__gamma_law_slope;

#define TER__GAMMA_LAW_KERNELS                                                                                                     \
    {                                                                                                                              \
        [TER_PDF] = ter__gamma_law_pdf, [TER_LOG_PDF] = ter__gamma_law_logpdf, [TER_CDF] = ter__gamma_law_cdf,                     \
        [TER_LOG_CDF] = ter__gamma_law_logcdf, [TER_SF] = ter__gamma_law_sf, [TER_LOG_SF] = ter__gamma_law_logsf,                  \
        [TER_QUANTILE] = ter__gamma_law_quantile, [TER_ISF] = ter__gamma_law_isf,                                                  \
        [TER_QUANTILE_LOG] = ter__gamma_law_quantile_log, [TER_ISF_LOG] = ter__gamma_law_isf_log,                                  \
        [TER_HAZARD] = ter__gamma_law_hazard, [TER_CUMULATIVE_HAZARD] = ter__gamma_law_cumhazard,                                  \
        [TER_LOG_PDF_SLOPE] = ter__gamma_law_slope,                                                                                \
    }

#define TER__GAMMA_LAW_SUMMARIES                                                                                                   \
    {                                                                                                                              \
        [TER_MEAN] = ter__gamma_law_mean, [TER_VARIANCE] = ter__gamma_law_variance, [TER_SKEWNESS] = ter__gamma_law_skewness,      \
        [TER_EXCESS_KURTOSIS] = ter__gamma_law_excess_kurtosis, [TER_MODE] = ter__gamma_law_mode,                                  \
        [TER_MEDIAN] = ter__gamma_law_median, [TER_ENTROPY] = ter__gamma_law_entropy,                                              \
    }

/* Bounds in ulp; the incomplete gamma functions beneath are measured at 1.3. */
#define TER__GAMMA_LAW_ACCURACY                                                                                                    \
    {                                                                                                                              \
        [TER_PDF] = {1, 2}, [TER_LOG_PDF] = {1, 2}, [TER_CDF] = {2, 4}, [TER_LOG_CDF] = {2, 4}, [TER_SF] = {2, 4},                 \
        [TER_LOG_SF] = {2, 4}, [TER_QUANTILE] = {1, 2}, [TER_ISF] = {1, 2}, [TER_QUANTILE_LOG] = {1, 2}, [TER_ISF_LOG] = {1, 2},   \
        [TER_HAZARD] = {2, 4}, [TER_CUMULATIVE_HAZARD] = {2, 4}, [TER_LOG_PDF_SLOPE] = {1, 2},                                     \
    }

/* Derivatives of the log density at x > 0 in x, shape and scale. */
typedef struct ter__gamma_gradient {
    double x, shape, scale;
} ter__gamma_gradient;
ter__gamma_gradient ter__gamma_law_gradient(const ter__gamma_law *law, double x);

ter__summary ter__gamma_law_mean, ter__gamma_law_variance, ter__gamma_law_skewness, ter__gamma_law_excess_kurtosis,
    ter__gamma_law_mode, ter__gamma_law_median, ter__gamma_law_entropy;
ter__moment ter__gamma_law_raw_moment, ter__gamma_law_central_moment;
/* (1 - i t scale)^-shape */
ter_status ter__gamma_law_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);

/* Entropy of the gamma law with scale 1. */
double ter__gamma_entropy(const ter__gamma_shape *shape);

#endif
