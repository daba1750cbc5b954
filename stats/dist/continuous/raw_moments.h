/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mean, variance, skewness, excess kurtosis and raw moments of positive laws from the logs of their raw moments in double-double.
 * Where central moments would cancel away in the differences of raw ones (laws as narrow as
 * 1e-6 of their mean) the status is TER_NOT_ACCURATE.
 */
#ifndef TER__RAW_MOMENTS_H
#define TER__RAW_MOMENTS_H

#include "dist/family.h"

/* log E[X^order], order 1 to 64; false where it is infinite. */
typedef bool ter__log_raw_moment(const ter_dist *dist, unsigned order, ter__dd *log_moment);

ter_status ter__raw_moment_from(const ter_dist *dist, ter__log_raw_moment *law, unsigned order, double *value);
/* One of TER_MEAN, TER_VARIANCE, TER_SKEWNESS, TER_EXCESS_KURTOSIS. */
ter_status ter__summary_from_raw(const ter_dist *dist, ter__log_raw_moment *law, ter_summary which, double *value);
/* The variance's own value for order 2, the generic method beyond. */
ter_status ter__central_moment_by_variance(const ter_dist *dist, unsigned order, double *value);
/* log Gamma at a sum of two doubles that is positive. */
ter__dd ter__dd_lgamma_at(ter__dd x);

/* The slots of a family, from its static function `law`. */
#define TER__RAW_MOMENT_SLOTS(law)                                                                                                 \
    static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {                                            \
        return ter__raw_moment_from(dist, law, order, value);                                                                      \
    }                                                                                                                              \
    static ter_status mean(const ter_dist *dist, double *value) {                                                                  \
        return ter__summary_from_raw(dist, law, TER_MEAN, value);                                                                  \
    }                                                                                                                              \
    static ter_status variance(const ter_dist *dist, double *value) {                                                              \
        return ter__summary_from_raw(dist, law, TER_VARIANCE, value);                                                              \
    }                                                                                                                              \
    static ter_status skewness(const ter_dist *dist, double *value) {                                                              \
        return ter__summary_from_raw(dist, law, TER_SKEWNESS, value);                                                              \
    }                                                                                                                              \
    static ter_status excess_kurtosis(const ter_dist *dist, double *value) {                                                       \
        return ter__summary_from_raw(dist, law, TER_EXCESS_KURTOSIS, value);                                                       \
    }

#endif
