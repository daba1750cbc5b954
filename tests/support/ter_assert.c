/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tercile/status.h"

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

double ter_ulp_distance(double actual, double expected) {
    if (isnan(actual) || isnan(expected)) {
        return isnan(actual) && isnan(expected) ? 0.0 : INFINITY;
    }
    if (actual == expected) {
        return 0.0;
    }
    if (isinf(actual) || isinf(expected)) {
        return INFINITY;
    }
    double unit = nextafter(fabs(expected), INFINITY) - fabs(expected);
    if (isinf(unit)) {
        unit = 0x1p971;
    }
    return fabs(actual / unit - expected / unit);
}

static void fail_with(double actual, double expected, const char *what, double distance, double bound, const char *unit,
                      const char *file, int line) {
    fprintf(stderr, "%s is %.17g (%a), expected %.17g (%a): off by %g %s, allowed %g\n", what, actual, actual, expected, expected,
            distance, unit, bound);
    _fail(file, line);
}

void ter_assert_ulp_at(double actual, double expected, double bound, const char *what, const char *file, int line) {
    double distance = ter_ulp_distance(actual, expected);
    if (!(distance <= bound)) {
        fail_with(actual, expected, what, distance, bound, "ulp", file, line);
    }
}

void ter_assert_bits_at(double actual, double expected, const char *what, const char *file, int line) {
    bool both_nan = isnan(actual) && isnan(expected);
    if (!both_nan && bits_of(actual) != bits_of(expected)) {
        fail_with(actual, expected, what, ter_ulp_distance(actual, expected), 0.0, "ulp", file, line);
    }
}

void ter_assert_relative_at(double actual, double expected, double bound, const char *what, const char *file, int line) {
    double distance = actual == expected ? 0.0 : fabs(actual - expected) / fabs(expected);
    if (!(distance <= bound)) {
        fail_with(actual, expected, what, distance, bound, "relative", file, line);
    }
}

void ter_assert_ok_at(int status, const char *text, const char *what, const char *file, int line) {
    if (status != TER_OK) {
        fprintf(stderr, "%s gave %s: %s\n", what, ter_status_name((ter_status)status), text);
        _fail(file, line);
    }
}

uint64_t ter_test_seed(void) {
    static uint64_t seed;
    static bool known;
    if (!known) {
        const char *given = getenv("TER_TEST_SEED");
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        seed = given != NULL ? strtoull(given, NULL, 0) : (uint64_t)now.tv_sec * 1000003u + (uint64_t)now.tv_nsec;
        known = true;
        printf("TER_TEST_SEED=%" PRIu64 "\n", seed);
        fflush(stdout);
    }
    return seed;
}
