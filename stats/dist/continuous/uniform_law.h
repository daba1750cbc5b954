/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the uniform law: exact differences from its ends, quotients by its width, and places inside it. */
#ifndef TER__UNIFORM_LAW_H
#define TER__UNIFORM_LAW_H

#include "dist/family.h"
#include "special/elementary.h"

typedef struct ter__uniform {
    double lower, upper;
    double pre;                 /* 1, or 1/4 where an end is huge; differences are of ends times pre */
    double shift;               /* a power of two */
    ter__dd width;              /* pre (upper - lower), exactly */
    ter__dd inverse;            /* shift inverse = 1 / width */
    ter__dd log_width;          /* log(upper - lower) */
    ter__dd log_width_prepared; /* log(width) */
} ter__uniform;

void ter__uniform_prepare(double lower, double upper, double *prepared);

TER__INLINE ter__uniform ter__uniform_load(const ter_dist *dist) {
    const double *q = dist->prepared;
    ter__uniform u = {dist->parameter[0], dist->parameter[1], q[0], q[1], {q[2], q[3]}, {q[4], q[5]}, {q[6], q[7]}, {q[8], q[9]}};
    return u;
}

/* pre (x - lower) and pre (upper - x), exactly for finite x; an infinite x gives an infinity in hi. */
TER__INLINE ter__dd ter__uniform_above_lower(ter__uniform u, double x) {
    ter__dd d = ter__two_sum(x * u.pre, -u.lower * u.pre);
    return ter__dd_make(d.hi, fabs(d.hi) < TER__INFINITY ? d.lo : 0.0);
}

TER__INLINE ter__dd ter__uniform_below_upper(ter__uniform u, double x) {
    ter__dd d = ter__two_sum(u.upper * u.pre, -x * u.pre);
    return ter__dd_make(d.hi, fabs(d.hi) < TER__INFINITY ? d.lo : 0.0);
}

/* d / width for 0 <= d <= width. */
TER__INLINE ter__dd ter__uniform_quotient(ter__uniform u, ter__dd d) {
    return ter__dd_mul(ter__dd_scale(d, u.shift), u.inverse);
}

/* The same rounded, with its ends given. */
TER__INLINE double ter__uniform_share(ter__uniform u, ter__dd d, int none, int all) {
    double y = ter__dd_value(ter__uniform_quotient(u, d));
    y = none ? 0.0 : y;
    return all ? 1.0 : y;
}

double ter__uniform_density(ter__uniform u);
/* 1 / (d / pre). */
double ter__uniform_inverse(ter__uniform u, ter__dd d);
/* end + signed_share (upper - lower), rounded once, inside [lower, upper]. */
double ter__uniform_place(ter__uniform u, double end, double signed_share);
/* end + sign exp(log_share) (upper - lower), formed from the other end where the share is more than half. */
double ter__uniform_place_log(ter__uniform u, double end, double other_end, double sign, double log_share);

ter_status ter__uniform_fit_moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                                    ter_error *error);

ter_status ter__uniform_mean(const ter_dist *dist, double *value);
ter_status ter__uniform_variance(const ter_dist *dist, double *value);
ter_status ter__uniform_skewness(const ter_dist *dist, double *value);
ter_status ter__uniform_excess_kurtosis(const ter_dist *dist, double *value);
ter_status ter__uniform_entropy(const ter_dist *dist, double *value);
ter_status ter__uniform_raw_moment(const ter_dist *dist, unsigned order, double *value);
ter_status ter__uniform_central_moment(const ter_dist *dist, unsigned order, double *value);

#define TER__UNIFORM_SUMMARIES                                                                                                     \
    {                                                                                                                              \
        [TER_MEAN] = ter__uniform_mean, [TER_VARIANCE] = ter__uniform_variance, [TER_SKEWNESS] = ter__uniform_skewness,            \
        [TER_EXCESS_KURTOSIS] = ter__uniform_excess_kurtosis, [TER_MODE] = ter__uniform_mean, [TER_MEDIAN] = ter__uniform_mean,    \
        [TER_ENTROPY] = ter__uniform_entropy,                                                                                      \
    }

#endif
