/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernels of laws that are known by logs in double-double. A file defines
 *   ter__dd log_density_at(dist, x), log_tail_at(dist, x, upper)   for any x: NaN, infinities, outside and at the ends
 *   double hazard_at(dist, x), slope_at(dist, x)
 *   double inverse_of(dist, upper, log_p, log_q)                   from the logs of a probability and its complement
 * all static, then includes this, and has TER__LOG_KERNELS for its table.
 */
#include "special/log_pair.h"

static double log_kernel_value(ter__dd value) {
    return isinf(value.hi) ? value.hi : ter__dd_value(value);
}

static double log_kernel_inverse(const ter_dist *dist, double p, bool upper, bool logarithm) {
    ter__dd log_p, log_q;
    if (!ter__log_pair_of_argument(p, logarithm, &log_p, &log_q))
        return TER__NAN;
    if (isinf(log_p.hi) || isinf(log_q.hi)) /* 0 or 1 */
        return (log_p.hi == -TER__INFINITY) == upper ? dist->upper : dist->lower;
    return inverse_of(dist, upper, log_p, log_q);
}

#define TER__LOG_KERNEL(name, expression)                                                                                          \
    static void name(const ter_dist *dist, size_t n, const double *argument, double *out) {                                        \
        for (size_t i = 0; i < n; i++) {                                                                                           \
            double x = argument[i];                                                                                                \
            out[i] = (expression);                                                                                                 \
        }                                                                                                                          \
    }

TER__LOG_KERNEL(kernel_pdf, ter__exp_dd(log_density_at(dist, x)))
TER__LOG_KERNEL(kernel_logpdf, log_kernel_value(log_density_at(dist, x)))
TER__LOG_KERNEL(kernel_cdf, ter__exp_dd(log_tail_at(dist, x, false)))
TER__LOG_KERNEL(kernel_logcdf, log_kernel_value(log_tail_at(dist, x, false)))
TER__LOG_KERNEL(kernel_sf, ter__exp_dd(log_tail_at(dist, x, true)))
TER__LOG_KERNEL(kernel_logsf, log_kernel_value(log_tail_at(dist, x, true)))
TER__LOG_KERNEL(kernel_quantile, log_kernel_inverse(dist, x, false, false))
TER__LOG_KERNEL(kernel_isf, log_kernel_inverse(dist, x, true, false))
TER__LOG_KERNEL(kernel_quantile_log, log_kernel_inverse(dist, x, false, true))
TER__LOG_KERNEL(kernel_isf_log, log_kernel_inverse(dist, x, true, true))
TER__LOG_KERNEL(kernel_hazard, hazard_at(dist, x))
TER__LOG_KERNEL(kernel_cumulative_hazard, 0.0 - log_kernel_value(log_tail_at(dist, x, true)))
TER__LOG_KERNEL(kernel_slope, slope_at(dist, x))

#define TER__LOG_KERNELS                                                                                                           \
    {                                                                                                                              \
        [TER_PDF] = kernel_pdf, [TER_LOG_PDF] = kernel_logpdf, [TER_CDF] = kernel_cdf, [TER_LOG_CDF] = kernel_logcdf,              \
        [TER_SF] = kernel_sf, [TER_LOG_SF] = kernel_logsf, [TER_QUANTILE] = kernel_quantile, [TER_ISF] = kernel_isf,               \
        [TER_QUANTILE_LOG] = kernel_quantile_log, [TER_ISF_LOG] = kernel_isf_log, [TER_HAZARD] = kernel_hazard,                    \
        [TER_CUMULATIVE_HAZARD] = kernel_cumulative_hazard, [TER_LOG_PDF_SLOPE] = kernel_slope,                                    \
    }
