/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/bootstrap.h"

static double weighted_mean(size_t n, const double *x, const double *weights, void *context) {
    double total = 0.0, sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        total += weights[i];
        sum += weights[i] * x[i];
    }
    if (context != NULL) {
        *(double *)context = total;
    }
    return sum / total;
}

enum { REPLICATES = 199, OBSERVATIONS = 12 };

/* Made-up replicates and jackknife values; the intervals below were computed for them in 40 digits from the definitions. */
static void made_up(double *replicates, double *jackknife) {
    for (int i = 0; i < REPLICATES; i++) {
        replicates[i] = ((i * i * 7 + 3 * i) % 1009) / 16.0;
    }
    for (int i = 0; i < OBSERVATIONS; i++) {
        jackknife[i] = (i * i * 5) % 23 / 8.0 + 20.0;
    }
}

static void test_intervals_are_those_of_the_definitions(void **state) {
    (void)state;
    double replicates[REPLICATES], jackknife[OBSERVATIONS];
    ter_interval interval;
    ter_error error;
    made_up(replicates, jackknife);
    ter_assert_ok(
        ter_bootstrap_interval(&interval, TER_INTERVAL_BCA, 0.9, 30.0, REPLICATES, replicates, OBSERVATIONS, jackknife, &error),
        error);
    ter_assert_relative(interval.z0, 0.0567129357708992661, 1e-14);
    ter_assert_relative(interval.acceleration, 0.0238628766612393403, 1e-14);
    ter_assert_relative(interval.lower, 4.88716414490150675, 1e-13);
    ter_assert_relative(interval.upper, 62.0500409183030344, 1e-14);
    ter_assert_relative(interval.standard_error, 17.7642667621948697, 1e-15);
    ter_assert_relative(interval.bias, 0.576319095477386935, 1e-13);
    assert_true(interval.used == REPLICATES && interval.failed == 0 && interval.estimate == 30.0);
    ter_assert_ok(ter_bootstrap_interval(&interval, TER_INTERVAL_PERCENTILE, 0.9, 30.0, REPLICATES, replicates, 0, NULL, &error),
                  error);
    ter_assert_bits(interval.lower, 3.5); /* places 10 and 190 of 199 */
    ter_assert_bits(interval.upper, 60.25);
    ter_assert_ok(ter_bootstrap_interval(&interval, TER_INTERVAL_BASIC, 0.9, 30.0, REPLICATES, replicates, 0, NULL, &error), error);
    ter_assert_bits(interval.lower, 60.0 - 60.25);
    ter_assert_bits(interval.upper, 60.0 - 3.5);
}

static void test_replicates_without_a_value_are_counted_and_set_apart(void **state) {
    (void)state;
    double replicates[REPLICATES], with_failures[REPLICATES + 3], jackknife[OBSERVATIONS];
    ter_interval interval, clean;
    ter_error error;
    made_up(replicates, jackknife);
    memcpy(with_failures + 2, replicates, sizeof replicates);
    with_failures[0] = with_failures[1] = with_failures[REPLICATES + 2] = NAN;
    ter_assert_ok(
        ter_bootstrap_interval(&clean, TER_INTERVAL_BCA, 0.9, 30.0, REPLICATES, replicates, OBSERVATIONS, jackknife, &error),
        error);
    ter_assert_ok(ter_bootstrap_interval(&interval, TER_INTERVAL_BCA, 0.9, 30.0, REPLICATES + 3, with_failures, OBSERVATIONS,
                                         jackknife, &error),
                  error);
    assert_true(interval.used == REPLICATES && interval.failed == 3);
    ter_assert_bits(interval.lower, clean.lower);
    ter_assert_bits(interval.upper, clean.upper);
}

static void test_intervals_that_cannot_be_had_are_refused(void **state) {
    (void)state;
    double replicates[REPLICATES], jackknife[OBSERVATIONS];
    ter_interval interval;
    ter_error error;
    made_up(replicates, jackknife);
    assert_int_equal(
        ter_bootstrap_interval(&interval, TER_INTERVAL_PERCENTILE, 0.999, 30.0, REPLICATES, replicates, 0, NULL, &error),
        TER_BAD_DATA);
    assert_non_null(strstr(error.text, "at least 1999 are needed"));
    assert_int_equal(
        ter_bootstrap_interval(&interval, TER_INTERVAL_BCA, 0.9, 1e9, REPLICATES, replicates, OBSERVATIONS, jackknife, &error),
        TER_BAD_DATA);
    assert_non_null(strstr(error.text, "one side"));
    assert_int_equal(ter_bootstrap_interval(&interval, TER_INTERVAL_PERCENTILE, 0.9, 30.0, 19, replicates, 0, NULL, &error),
                     TER_BAD_DATA);
    assert_int_equal(ter_bootstrap_interval(&interval, TER_INTERVAL_PERCENTILE, 1.0, 30.0, REPLICATES, replicates, 0, NULL, &error),
                     TER_BAD_ARGUMENT);
    assert_int_equal(ter_bootstrap_interval(&interval, TER_INTERVAL_PERCENTILE, 0.9, NAN, REPLICATES, replicates, 0, NULL, &error),
                     TER_BAD_DATA);
    assert_int_equal(ter_bootstrap_interval(&interval, TER_INTERVAL_BCA, 0.9, 30.0, REPLICATES, replicates, 0, NULL, &error),
                     TER_BAD_ARGUMENT);
    jackknife[3] = NAN;
    assert_int_equal(
        ter_bootstrap_interval(&interval, TER_INTERVAL_BCA, 0.9, 30.0, REPLICATES, replicates, OBSERVATIONS, jackknife, &error),
        TER_BAD_DATA);
    assert_non_null(strstr(error.text, "observation 3"));
}

static void test_replicates_are_the_draws_of_the_stream(void **state) {
    (void)state;
    static const double x[] = {1, 10, 100, 1000, 10000};
    double replicates[7], total = 0.0;
    ter_error error;
    ter_stream stream = ter_stream_open(5, 1, 2), again = stream;
    ter_assert_ok(ter_bootstrap_replicates(5, x, weighted_mean, &total, &stream, 7, replicates, &error), error);
    assert_true(total == 5.0);
    for (size_t r = 0; r < 7; r++) {
        double sum = 0.0;
        for (size_t i = 0; i < 5; i++) {
            sum += x[ter_stream_below(&again, 5)];
        }
        ter_assert_bits(replicates[r], sum / 5.0);
    }
    assert_int_equal(stream.position, again.position);
    assert_int_equal(ter_bootstrap_replicates(0, x, weighted_mean, NULL, &stream, 7, replicates, &error), TER_BAD_DATA);
}

static void test_jackknife_leaves_out_one_at_a_time(void **state) {
    (void)state;
    static const double x[] = {1, 2, 3, 6};
    double jackknife[4];
    ter_error error;
    ter_assert_ok(ter_bootstrap_jackknife(4, x, weighted_mean, NULL, jackknife, &error), error);
    for (size_t i = 0; i < 4; i++) {
        ter_assert_bits(jackknife[i], (12.0 - x[i]) / 3.0);
    }
    assert_int_equal(ter_bootstrap_jackknife(1, x, weighted_mean, NULL, jackknife, &error), TER_BAD_DATA);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals_are_those_of_the_definitions),
        cmocka_unit_test(test_replicates_without_a_value_are_counted_and_set_apart),
        cmocka_unit_test(test_intervals_that_cannot_be_had_are_refused),
        cmocka_unit_test(test_replicates_are_the_draws_of_the_stream),
        cmocka_unit_test(test_jackknife_leaves_out_one_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
