/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Assertions on doubles for cmocka tests. cmocka 1.1.5 compares floating point in single precision, so its own are never used.
 */
#ifndef TER_ASSERT_H
#define TER_ASSERT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Distance in units in the last place of `expected`: 0 for equal bits or two NaN, +inf for one NaN or different infinities. The
 * unit of a subnormal or zero is the smallest subnormal. */
double ter_ulp_distance(double actual, double expected);

void ter_assert_ulp_at(double actual, double expected, double bound, const char *what, const char *file, int line);
void ter_assert_bits_at(double actual, double expected, const char *what, const char *file, int line);
void ter_assert_relative_at(double actual, double expected, double bound, const char *what, const char *file, int line);

/* |actual - expected| <= bound ulp of expected. */
#define ter_assert_ulp(actual, expected, bound) ter_assert_ulp_at((actual), (expected), (bound), #actual, __FILE__, __LINE__)
/* The same bits (any NaN equals any NaN; 0 and -0 differ). */
#define ter_assert_bits(actual, expected) ter_assert_bits_at((actual), (expected), #actual, __FILE__, __LINE__)
/* |actual - expected| <= bound |expected|. For quantities with an error bound stated in relative terms only. */
#define ter_assert_relative(actual, expected, bound)                                                                               \
    ter_assert_relative_at((actual), (expected), (bound), #actual, __FILE__, __LINE__)
/* A call returned TER_OK; else fails with the error's text. */
#define ter_assert_ok(call, error) ter_assert_ok_at((int)(call), (error).text, #call, __FILE__, __LINE__)
void ter_assert_ok_at(int status, const char *text, const char *what, const char *file, int line);

/* The seed of this run's random points: TER_TEST_SEED, or a fresh one. Printed once, so that a failure can be repeated. */
uint64_t ter_test_seed(void);

#endif
