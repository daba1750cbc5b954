/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures how far a family's operations are from the truth, on fresh hard points; and how far others are, on the same points.
 *
 * Hard points: parameters log-uniform over the range that a family's accuracy is promised for, every fourth one of the values where
 * formulas switch, or next to one; arguments in both tails down to 1e-300, about the middle, at and next to the ends of the
 * support.
 *
 * The error of a returned double v against the true value X is |v - X| in units in the last place of X: 2^(e - 53) for
 * 2^(e - 1) <= |X| < 2^e, and 2^-1074 below the normal range and at 0. An X beyond the largest double counts as 2^1024, and so
 * does a returned infinity: infinity is right there, and a failure at any smaller X that is not within the bound of it. Next to the
 * mode, where the slope of the log density is 0, the unit of logpdf_slope is that of 2^8 times its change from x to the next
 * double. Inverses of some families count in the unit of the location when that is larger.
 *
 * Part of libtercile-certify, as tercile/certify.h.
 */
#ifndef TERCILE_MEASURE_H
#define TERCILE_MEASURE_H

#include <stdint.h>

#include "certify.h"

TER_BEGIN_DECLS

typedef struct ter_measured {
    double parameters[TER_PARAMETERS_MAX];
    double argument, value, ulp;
    ter_enclosure truth; /* unless `undefined` */
    bool undefined;      /* no value exists: anything but NaN is a failure */
} ter_measured;

typedef struct ter_measure {
    size_t points;     /* with a verdict */
    size_t failures;   /* NaN or infinity where a value exists, a value where none does */
    size_t beyond_p99; /* points beyond the family's ulp_p99 */
    size_t unresolved; /* points for which the oracle reached its bounds */
    double p50, p99, max;
    ter_measured worst, first_failure, first_open; /* meaningful when points > 0, failures > 0, unresolved > 0 */
} ter_measure;

#define TER_MEASURE_POINTS_MAX 1000000

/* Takes note of a point with a verdict. */
typedef void ter_measure_sink(void *context, const ter_measured *point);

/*
 * `points` fresh points from the seed; each with a verdict also goes to the sink, which may be null.
 * TER_UNKNOWN_NAME when the oracle does not know the family; else as ter_dist_create.
 */
TER_MUST_USE TER_EXPORT ter_status ter_measure_run(ter_measure *measure, const ter_family *family, ter_operation operation,
                                                   size_t points, uint64_t seed, ter_measure_sink *sink, void *context,
                                                   ter_error *error);

/* One point. TER_OK with a verdict, TER_NOT_ACCURATE when the oracle reached its bounds. */
TER_MUST_USE TER_EXPORT ter_status ter_measure_point(ter_measured *out, const ter_family *family, ter_operation operation,
                                                     const double *parameters, double argument, ter_error *error);
/* The same for P(lower < X <= upper); out->argument is the lower end. Statuses as ter_certify_interval. */
TER_MUST_USE TER_EXPORT ter_status ter_measure_interval(ter_measured *out, const ter_family *family, const double *parameters,
                                                        double lower, double upper, ter_error *error);

/* The error in ulp of somebody else's value at a measured point; +inf for NaN where a value exists, 0 for NaN where none does. */
TER_EXPORT double ter_measure_error(const ter_family *family, ter_operation operation, const ter_measured *point, double value);

/* Tests take one in so many of their usual points of this family: its oracle is slow. At least 1. */
TER_EXPORT unsigned ter_measure_cost(const ter_family *family);

/* "tercile dist cdf 'gamma(0x1p+1, 0x1.8p+1)' 0x1.8p+0 gives ..., true ...: 3.2 ulp". As snprintf. */
TER_EXPORT size_t ter_measure_write(char *text, size_t size, const ter_family *family, ter_operation operation,
                                    const ter_measured *point);

TER_END_DECLS
#endif
