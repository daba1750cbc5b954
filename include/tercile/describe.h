/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Descriptive statistics: mergeable moments, sample quantiles, histograms.
 * Values that are NaN are the caller's to remove; they make every result NaN, never an arbitrary number.
 */
#ifndef TERCILE_DESCRIBE_H
#define TERCILE_DESCRIBE_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"
#include "sum.h"

TER_BEGIN_DECLS

/*
 * Count, mean and centred sums of powers 2 to 4, each in double-double; min and max. Merging two (of neighbouring pieces of the
 * data) follows Chan, Golub, LeVeque (1979) and Pebay (SAND2008-6212). All-zero except min/max: start with ter_moments_init.
 *
 * The statistics below are within 1 ulp of those of the data as given (skewness and excess kurtosis: or within count 2^-103
 * |mean| / deviation, which matters where they are nearly 0), while the fourth powers of the distances from the mean
 * neither overflow nor fall below 1e-290 (distances between 1e-70 and 1e75). An infinite value makes the mean infinite and the
 * rest NaN. The same data in the same pieces give the same bits; other pieces may change the last bits of `low`.
 */
typedef struct ter_moments {
    uint64_t count;
    double minimum, maximum; /* +inf, -inf when empty */
    ter_sum mean, power2, power3, power4;
} ter_moments;

TER_EXPORT void ter_moments_init(ter_moments *moments);
TER_EXPORT void ter_moments_add(ter_moments *moments, double x);
TER_EXPORT void ter_moments_add_array(ter_moments *moments, size_t n, const double *x);
/* Each x[i] counts[i] times (frequency weights), 0 for not at all; all counts together stay below 2^53. */
TER_EXPORT void ter_moments_add_weighted(ter_moments *moments, size_t n, const double *x, const uint64_t *counts);
TER_EXPORT void ter_moments_merge(ter_moments *moments, const ter_moments *other);

/* Sample statistics; NaN where too few values: mean needs 1, variance 2 (divisor n - 1), skewness 3, kurtosis 4; the last two are
 * NaN for a constant sample. */
TER_EXPORT double ter_moments_mean(const ter_moments *moments);
TER_EXPORT double ter_moments_variance(const ter_moments *moments);
TER_EXPORT double ter_moments_standard_deviation(const ter_moments *moments);
/* g1 = m3 / m2^1.5, and with bias correction G1 = g1 sqrt(n (n - 1)) / (n - 2), the "station skew" of hydrology. */
TER_EXPORT double ter_moments_skewness(const ter_moments *moments);
TER_EXPORT double ter_moments_skewness_corrected(const ter_moments *moments);
/* g2 = m4 / m2^2 - 3. */
TER_EXPORT double ter_moments_excess_kurtosis(const ter_moments *moments);

/*
 * Means, centred squares and products of two columns, each in double-double, mergeable as ter_moments is, and all-zero when empty.
 * Statistics are within 1 ulp while the distances from the means are between 1e-140 and 1e140, or, where they are nearly 0, within
 * count 2^-103 (1 + |mean| / deviation) of the product of the deviations. A value that is not finite in either column makes all but
 * the count NaN.
 */
typedef struct ter_comoments {
    uint64_t count;
    ter_sum mean_x, mean_y, square_x, square_y, product;
} ter_comoments;

TER_EXPORT void ter_comoments_add_array(ter_comoments *comoments, size_t n, const double *x, const double *y);
TER_EXPORT void ter_comoments_merge(ter_comoments *comoments, const ter_comoments *other);
/* Divisor n - 1; NaN for fewer than 2 rows. */
TER_EXPORT double ter_comoments_covariance(const ter_comoments *comoments);
/* Pearson's; NaN for fewer than 2 rows or a column that does not vary; never beyond -1 .. 1. */
TER_EXPORT double ter_comoments_correlation(const ter_comoments *comoments);
/* Of the least squares line y = intercept + slope x; NaN where x does not vary. */
TER_EXPORT double ter_comoments_slope(const ter_comoments *comoments);

/*
 * Autocovariances of a series up to lag `lags`, for pieces that follow each other: centred products of neighbours in double-double,
 * and the values at both ends, from which the products across a seam are made. Merging needs the other to be the piece that comes
 * next, with the same lags; a piece may be shorter than the lags. Accuracy and values that are not finite: as for ter_comoments.
 * The same data in the same pieces give the same bits.
 */
#define TER_AUTOCOVARIANCE_LAGS_MAX 64
typedef struct ter_autocovariance {
    uint64_t count;
    size_t lags;
    ter_sum mean;
    ter_sum products[TER_AUTOCOVARIANCE_LAGS_MAX + 1]; /* [lags + 1]: of (x_i - mean)(x_(i+lag) - mean) */
    double first[TER_AUTOCOVARIANCE_LAGS_MAX];         /* the first min(count, lags) values */
    double last[TER_AUTOCOVARIANCE_LAGS_MAX];          /* as many last ones, in their order */
} ter_autocovariance;

/* An empty series; more lags than there may be count as TER_AUTOCOVARIANCE_LAGS_MAX. */
TER_EXPORT void ter_autocovariance_init(ter_autocovariance *series, size_t lags);
TER_EXPORT void ter_autocovariance_add_array(ter_autocovariance *series, size_t n, const double *x);
/* TER_BAD_ARGUMENT when the lags differ. */
TER_MUST_USE TER_EXPORT ter_status ter_autocovariance_merge(ter_autocovariance *series, const ter_autocovariance *next,
                                                            ter_error *error);
/* The sum of products over that of squares, what ter_exact_autocorrelation gives; NaN for a lag beyond `lags` or of count or more,
 * or where all values are equal. */
TER_EXPORT double ter_autocovariance_correlation(const ter_autocovariance *series, size_t lag);
/* The sum of products over count. */
TER_EXPORT double ter_autocovariance_value(const ter_autocovariance *series, size_t lag);

/*
 * Sample quantile of sorted x[n] (ascending) at p in [0, 1], types 1 to 9 of Hyndman and Fan (Am. Stat. 50, 1996); R's default is
 * 7. NaN when n is 0, p or type out of range, or a value is NaN (sorted last, as ter_sort does). Where n p is a whole number but
 * for the rounding of p (p = 0.3, n = 10), it counts as that number.
 */
TER_EXPORT double ter_sample_quantile(size_t n, const double *sorted, double p, int type);
/* The same of the sample in which each sorted[i] stands counts[i] times (frequency weights): all types count places in it. All
 * counts together are below 2^48; values that stand there 0 times do not count, NaN or not. */
TER_EXPORT double ter_sample_quantile_weighted(size_t n, const double *sorted, const uint64_t *counts, double p, int type);

/*
 * The first `order` (1 to 4) L-moments of x[n], not their ratios, unbiased; weights[n] >= 0 say how often each value counts, null
 * means once each. Sums are in double-double about the middle value: right to the last digits. TER_BAD_DATA for a value or weight
 * that is not finite, a negative weight, or fewer values than `order`; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_sample_l_moments(size_t n, const double *x, const double *weights, size_t order,
                                                        double *l_moments, ter_error *error);

/* Sorts ascending in place, NaN last; deterministic (equal values are indistinguishable, -0 before +0). */
TER_EXPORT void ter_sort(size_t n, double *x);

#define TER_HISTOGRAM_BINS_MAX 512
typedef struct ter_histogram {
    size_t bins;
    double lower, width; /* bin i is [lower + i width, lower + (i + 1) width), the last closed */
    uint64_t count[TER_HISTOGRAM_BINS_MAX];
} ter_histogram;

/* Freedman-Diaconis width (Sturges when the interquartile range is 0), rounded to 1, 2, 2.5 or 5 times a power of ten, on sorted
 * x[n], with edges at its multiples; wider when more than TER_HISTOGRAM_BINS_MAX bins would be needed. bins 0 chooses the number;
 * otherwise that many equal bins from the smallest value to the largest. TER_BAD_DATA when n is 0, a value is not finite, the order
 * is not ascending, or values are beyond 1e300; TER_LIMIT for too many bins. */
TER_MUST_USE TER_EXPORT ter_status ter_histogram_make(ter_histogram *histogram, size_t n, const double *sorted, size_t bins,
                                                      ter_error *error);

TER_END_DECLS
#endif
