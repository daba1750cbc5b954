/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The studentized range: two groups against t, known moments of the range of three, slopes in df against differences. */
#include <math.h>

#include "ter_assert.h"
#include "tercile/dist.h"

static ter_dist *law(const char *text) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

/* At x = sqrt(2) t, which is not a double: an ulp of x is some df + 2 ulp of a tail. */
static void test_two_groups_are_half_a_t_law(void **state) {
    (void)state;
    const char *laws[][2] = {{"studentized_range(2, 1)", "half_t(1)"},
                             {"studentized_range(2, 2.5)", "half_t(2.5)"},
                             {"studentized_range(2, 30)", "half_t(30)"},
                             {"studentized_range(2, 1000)", "half_t(1000)"}};
    const double dfs[] = {1.0, 2.5, 30.0, 1000.0};
    for (int i = 0; i < 4; i++) {
        ter_dist *q = law(laws[i][0]), *t = law(laws[i][1]);
        double bound = 0x1p-52 * (dfs[i] + 6.0);
        for (double at = 1e-8; at < 1e9; at *= 7.0) {
            double x = at * 1.4142135623730951, sf = ter_dist_sf(t, at);
            if (sf > 0x1p-1000) {
                ter_assert_relative(ter_dist_sf(q, x), sf, bound);
                ter_assert_relative(ter_dist_pdf(q, x), ter_dist_pdf(t, at) / 1.4142135623730951, bound);
            }
            ter_assert_relative(ter_dist_cdf(q, x), ter_dist_cdf(t, at), bound);
        }
        ter_assert_relative(ter_dist_pdf(q, 0.0), ter_dist_pdf(t, 0.0) / 1.4142135623730951, 0x1p-51);
        ter_dist_destroy(q);
        ter_dist_destroy(t);
    }
}

/* E W = 3 / sqrt(pi), E W^2 = 2 + 3 sqrt(3) / pi; E 1/s = sqrt(n/2) Gamma((n-1)/2) / Gamma(n/2), E 1/s^2 = n / (n - 2). */
static void test_moments_of_three_groups(void **state) {
    (void)state;
    ter_dist *dist = law("studentized_range(3, 4)");
    double value;
    assert_int_equal(ter_dist_raw_moment(dist, 1, &value), TER_OK);
    ter_assert_relative(value, 2.1213203435596426, 0x1p-50); /* 3 / sqrt(pi) sqrt(2) (sqrt(pi) / 2) = 3 / sqrt(2) */
    assert_int_equal(ter_dist_raw_moment(dist, 2, &value), TER_OK);
    ter_assert_relative(value, 2.0 * (2.0 + 3.0 * sqrt(3.0) / 3.1415926535897932), 0x1p-50);
    assert_int_equal(ter_dist_raw_moment(dist, 4, &value), TER_INFINITE);
    assert_int_equal(ter_dist_central_moment(dist, 3, &value), TER_OK);
    assert_int_equal(ter_dist_central_moment(dist, 4, &value), TER_INFINITE);
    ter_dist_destroy(dist);
    dist = law("studentized_range(7, 1)");
    assert_int_equal(ter_dist_summary(dist, TER_MEAN, &value), TER_INFINITE);
    assert_int_equal(ter_dist_summary(dist, TER_VARIANCE, &value), TER_UNDEFINED);
    ter_dist_destroy(dist);
}

static double log_density(double groups, double df, double x) {
    const ter_family *family;
    ter_dist *dist;
    ter_error error;
    ter_assert_ok(ter_family_find(&family, "studentized_range", &error), error);
    ter_assert_ok(ter_dist_create(&dist, family, 2, (double[]){groups, df}, &error), error);
    double value = ter_dist_logpdf(dist, x);
    ter_dist_destroy(dist);
    return value;
}

/* Differences over h and h / 2, extrapolated twice: truncation some h^6. */
static void test_the_slope_in_df_is_that_of_the_log_density(void **state) {
    (void)state;
    const double groups[] = {2.0, 3.0, 10.0, 100.0}, dfs[] = {1.5, 6.0, 40.0}, points[] = {0.3, 2.0, 5.0, 12.0};
    for (int i = 0; i < 48; i++) {
        double k = groups[i % 4], df = dfs[i / 4 % 3], x = points[i / 12], level[3], by[2], slope;
        for (int j = 0; j < 3; j++) {
            double h = ldexp(df, -5 - j);
            level[j] = (log_density(k, df + h, x) - log_density(k, df - h, x)) / (2.0 * h);
        }
        double first = level[1] + (level[1] - level[0]) / 3.0, second = level[2] + (level[2] - level[1]) / 3.0;
        double truth = second + (second - first) / 15.0;
        const ter_family *family;
        ter_dist *dist;
        ter_error error;
        ter_assert_ok(ter_family_find(&family, "studentized_range", &error), error);
        ter_assert_ok(ter_dist_create(&dist, family, 2, (double[]){k, df}, &error), error);
        ter_dist_log_pdf_gradient(dist, 1, &x, &slope, by);
        ter_dist_destroy(dist);
        assert_true(isnan(by[0]));
        double size = (fabs(log_density(k, df, x)) + 1.0) / df;
        if (!(fabs(by[1] - truth) <= 1e-10 * size)) {
            fail_msg("studentized_range(%g, %g) at %g: %.15g, by differences %.15g", k, df, x, by[1], truth);
        }
    }
}

/* As in printed tables, to their three decimals. */
static void test_known_upper_points(void **state) {
    (void)state;
    ter_dist *dist = law("studentized_range(3, 10)");
    ter_assert_relative(ter_dist_isf(dist, 0.05), 3.877, 2e-4);
    ter_assert_relative(ter_dist_isf(dist, 0.01), 5.270, 2e-4);
    ter_dist_destroy(dist);
    dist = law("scipy.studentized_range(10, 20)");
    ter_assert_relative(ter_dist_isf(dist, 0.05), 5.008, 2e-4);
    ter_dist_destroy(dist);
    dist = law("Distributions.StudentizedRange(20, 10)");
    ter_assert_relative(ter_dist_isf(dist, 0.05), 5.008, 2e-4);
    ter_dist_destroy(dist);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_groups_are_half_a_t_law),
        cmocka_unit_test(test_moments_of_three_groups),
        cmocka_unit_test(test_the_slope_in_df_is_that_of_the_log_density),
        cmocka_unit_test(test_known_upper_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
