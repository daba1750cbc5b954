/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures how far a family's operations are from the truth, on fresh hard points.
 *
 * The error of a returned double v against the true value X is |v - X| in units in the last place of X: 2^(e - 53) for
 * 2^(e - 1) <= |X| < 2^e, and 2^-1074 below the normal range and at 0. An X beyond the largest double counts as 2^1024, and so
 * does a returned infinity: infinity is right there, and a failure at any smaller X that is not within the bound of it. Next to the
 * mode, where the slope of the log density is 0, the unit of logpdf_slope is that of 2^8 times its change from x to the next
 * double. Inverses of some families count in the unit of the location when that is larger (ranges.h).
 */
#ifndef TER__MEASURE_H
#define TER__MEASURE_H

#include <arb.h>

#include "tercile/certify.h"

typedef struct ter__measured {
    double parameters[TER_PARAMETERS_MAX];
    double argument, value, ulp;
    ter_enclosure truth; /* unless `undefined` */
    bool undefined;      /* no value exists: anything but NaN is a failure */
} ter__measured;

typedef struct ter__measure {
    size_t points;     /* with a verdict */
    size_t failures;   /* NaN or infinity where a value exists, a value where none does */
    size_t beyond_p99; /* points beyond the family's ulp_p99 */
    size_t unresolved; /* points for which the oracle reached its bounds */
    double p50, p99, max;
    ter__measured worst, first_failure, first_open; /* meaningful when points > 0, failures > 0, unresolved > 0 */
} ter__measure;

#define TER__MEASURE_POINTS_MAX 1000000

/* TER_UNKNOWN_NAME when the oracle or the point generator does not know the family; else as ter_dist_create. */
TER_MUST_USE ter_status ter__measure_run(ter__measure *measure, const ter_family *family, ter_operation operation, size_t points,
                                         uint64_t seed, ter_error *error);

/* One point. TER_OK with a verdict, TER_NOT_ACCURATE when the oracle reached its bounds. */
ter_status ter__measure_point(ter__measured *out, const ter_family *family, ter_operation operation, const double *parameters,
                              double argument, ter_error *error);

/* Error in units in the last place, as above; +inf for NaN. */
double ter__ulp_error(double value, const arb_t truth);

/* "tercile dist cdf 'gamma(0x1p+1, 0x1.8p+1)' 0x1.8p+0 gives ..., true ...: 3.2 ulp". As snprintf. */
size_t ter__write_measured(char *text, size_t size, const ter_family *family, ter_operation operation, const ter__measured *point);

#endif
