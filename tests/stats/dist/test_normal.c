/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases of the normal law and its relatives that libraries are known to get wrong. Values by mpmath at 60 digits. */
#include <float.h>
#include <math.h>

#include "ter_assert.h"
#include "tercile/dist.h"

static ter_dist *law(const char *text) {
    ter_error error;
    ter_dist *dist = NULL;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

static ter_dist *huge_normal(void) {
    const ter_family *family;
    ter_error error;
    ter_dist *dist = NULL;
    const double parameters[] = {-DBL_MAX, DBL_MAX};
    ter_assert_ok(ter_family_find(&family, "normal", &error), error);
    ter_assert_ok(ter_dist_create(&dist, family, 2, parameters, &error), error);
    return dist;
}

static void test_differences_from_a_huge_mean_do_not_overflow(void **state) {
    (void)state;
    ter_dist *dist = huge_normal();
    ter_assert_ulp(ter_dist_interval(dist, DBL_MAX / 2.0, (double)INFINITY), 0x1.11a46d89647efp-4, 1.0); /* Q(3/2) */
    ter_assert_ulp(ter_dist_sf(dist, DBL_MAX), 0x1.74bcf82c9d860p-6, 1.0);                               /* Q(2) */
    ter_dist_destroy(dist);
}

static void test_densities_of_tiny_scales_outlive_their_exponentials(void **state) {
    (void)state;
    ter_dist *dist = law("normal(0, 1e-300)");
    ter_assert_ulp(ter_dist_pdf(dist, 5e-299), 0x1.d86795beaa6d2p-809, 1.0);
    ter_dist_destroy(dist);
}

static void test_log_tails_go_on_where_tails_are_zero(void **state) {
    (void)state;
    ter_dist *dist = law("normal(40, 1)");
    ter_assert_ulp(ter_dist_logcdf(dist, 0.0), -0x1.924de16d8b4aep+9, 1.0);
    ter_assert_ulp(ter_dist_logcdf(dist, -1e150), -5e299, 1.0);
    assert_true(isfinite(ter_dist_quantile_log(dist, -1e300)));
    ter_dist_destroy(dist);
}

static void test_narrow_intervals_keep_their_digits(void **state) {
    (void)state;
    ter_dist *dist = law("normal");
    double a = 1.0, b = nextafter(1.0, 2.0);
    ter_assert_ulp(ter_dist_interval(dist, a, b), 0x1.ef8e58e331736p-55, 1.0);
    ter_dist_destroy(dist);
}

static void test_uniform_ends_must_be_in_order(void **state) {
    (void)state;
    ter_dist *dist = NULL;
    ter_error error;
    assert_int_equal(ter_dist_parse(&dist, "uniform(2, 1)", &error), TER_BAD_ARGUMENT);
    assert_int_equal(ter_dist_parse(&dist, "uniform(1, 1)", &error), TER_BAD_ARGUMENT);
    assert_null(dist);
}

static void test_central_moments_of_the_lognormal_do_not_cancel(void **state) {
    (void)state;
    ter_dist *dist = law("lognormal(2.5, 0.0009765625)");
    double value;
    /* exp(10) w^2 ((w - 1)^2 (w^4 + 2 w^3 + 3 w^2 - 3)), w = exp(2^-20) */
    assert_int_equal(ter_dist_central_moment(dist, 4, &value), TER_OK);
    ter_assert_ulp(value, 0x1.021fec2b730dep-24, 8.0);
    ter_dist_destroy(dist);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_differences_from_a_huge_mean_do_not_overflow),
        cmocka_unit_test(test_densities_of_tiny_scales_outlive_their_exponentials),
        cmocka_unit_test(test_log_tails_go_on_where_tails_are_zero),
        cmocka_unit_test(test_narrow_intervals_keep_their_digits),
        cmocka_unit_test(test_uniform_ends_must_be_in_order),
        cmocka_unit_test(test_central_moments_of_the_lognormal_do_not_cancel),
    };
    return cmocka_run_group_tests_name("normal", tests, NULL, NULL);
}
