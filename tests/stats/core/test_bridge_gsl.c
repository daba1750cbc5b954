/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>

#include "core/bridge_gsl.h"

static double root_singularity(double x, void *context) {
    (void)context;
    return 1.0 / sqrt(x);
}

static double bell(double x, void *context) {
    double centre = *(double *)context;
    return exp(-0.5 * (x - centre) * (x - centre));
}

static double odd(double x, void *context) {
    (void)context;
    return x * exp(-x * x);
}

static double nan_in_the_middle(double x, void *context) {
    (void)context;
    return x > 0.4 && x < 0.6 ? NAN : 1.0;
}

static double reciprocal(double x, void *context) {
    (void)context;
    return 1.0 / x;
}

static double kinked(double x, void *context) {
    (void)context;
    return fabs(x - 0.3);
}

static void test_integrals_over_finite_and_infinite_intervals_are_right(void **state) {
    (void)state;
    double value, error, centre = 0.5;
    assert_int_equal(ter__gsl_integrate(root_singularity, NULL, 0.0, 4.0, 1e-12, &value, &error), TER_OK);
    ter_assert_relative(value, 4.0, 1e-12);
    assert_int_equal(ter__gsl_integrate(root_singularity, NULL, 4.0, 0.0, 1e-12, &value, &error), TER_OK);
    ter_assert_relative(value, -4.0, 1e-12);
    assert_int_equal(ter__gsl_integrate(bell, &centre, -INFINITY, INFINITY, 1e-12, &value, &error), TER_OK);
    ter_assert_relative(value, 2.5066282746310005024, 1e-12); /* sqrt(2 pi) */
    assert_int_equal(ter__gsl_integrate(bell, &centre, 0.5, INFINITY, 1e-12, &value, &error), TER_OK);
    ter_assert_relative(value, 1.2533141373155002512, 1e-12);
    assert_int_equal(ter__gsl_integrate(bell, &centre, -INFINITY, 0.5, 1e-12, &value, &error), TER_OK);
    ter_assert_relative(value, 1.2533141373155002512, 1e-12);
    assert_int_equal(ter__gsl_integrate(kinked, NULL, 0.0, 1.0, 1e-13, &value, &error), TER_OK);
    ter_assert_relative(value, 0.29, 1e-13);
    assert_int_equal(ter__gsl_integrate(bell, &centre, 1.0, 1.0, 1e-12, &value, &error), TER_OK);
    assert_true(value == 0.0);
}

static void test_what_cannot_be_integrated_is_said_and_the_process_lives(void **state) {
    (void)state;
    double value = 0.0, error = 0.0;
    assert_int_equal(ter__gsl_integrate(nan_in_the_middle, NULL, 0.0, 1.0, 1e-10, &value, &error), TER_UNDEFINED);
    assert_true(isnan(value));
    assert_int_not_equal(ter__gsl_integrate(reciprocal, NULL, 0.0, 1.0, 1e-10, &value, &error), TER_OK);
    assert_int_equal(ter__gsl_integrate(odd, NULL, -INFINITY, INFINITY, 1e-10, &value, &error) == TER_UNDEFINED, 0);
    assert_true(fabs(value) <= 1e-12);
    assert_int_equal(ter__gsl_integrate(odd, NULL, NAN, 1.0, 1e-10, &value, &error), TER_BAD_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integrals_over_finite_and_infinite_intervals_are_right),
        cmocka_unit_test(test_what_cannot_be_integrated_is_said_and_the_process_lives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
