/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns beyond double precision: each value a pair high + low, so that decimal data keep the value of their text. A column is
 * two arrays; `low` may be null, and then the column is plain doubles. |low| <= ulp(high) / 2.
 *
 * Statistics of two passes in double-double, rounded once: right to the last digit of a double while cancellation leaves any of
 * the 106 bits. No NaN is skipped: values that are not finite are refused with the row's number (counted from 1).
 */
#ifndef TERCILE_EXACT_H
#define TERCILE_EXACT_H

#include <stddef.h>

#include "status.h"
#include "sum.h"

TER_BEGIN_DECLS

/*
 * A decimal number ("10000000.2", "-.5", "1.5E-3"; no blanks) as high + low, within 2^-100 of the text's value relative to it;
 * whole numbers and short fractions of two are exact. `high` is the double nearest to the text. Digits past the thirtieth count in
 * `high` only through it. TER_BAD_SYNTAX for anything else (infinities and hexadecimal too); TER_LIMIT beyond 1e-270 .. 1e300.
 */
TER_MUST_USE TER_EXPORT ter_status ter_text_to_exact(const char *text, size_t length, ter_sum *value);

/* Mean and sample standard deviation (divisor n - 1; NaN for one value). TER_BAD_DATA: no rows, or a value that is not finite. */
TER_MUST_USE TER_EXPORT ter_status ter_exact_mean_deviation(size_t n, const double *high, const double *low, double *mean,
                                                            double *deviation, ter_error *error);

/* Autocorrelation at `lag` (0 to n - 1): the sum of (x_i - m)(x_(i+lag) - m) over that of (x_i - m)^2. TER_UNDEFINED when all
 * values are equal; TER_BAD_ARGUMENT for a lag of n or more; TER_BAD_DATA as above. */
TER_MUST_USE TER_EXPORT ter_status ter_exact_autocorrelation(size_t n, const double *high, const double *low, size_t lag,
                                                             double *correlation, ter_error *error);

/* Covariance, divisor n - 1 (n >= 2). */
TER_MUST_USE TER_EXPORT ter_status ter_exact_covariance(size_t n, const double *x, const double *x_low, const double *y,
                                                        const double *y_low, double *covariance, ter_error *error);

TER_END_DECLS
#endif
