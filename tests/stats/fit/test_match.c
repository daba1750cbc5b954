/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits by moments and L-moments: the fitted law has those of the data, and comes near the law the data are of. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ter_assert.h"
#include "tercile/describe.h"
#include "tercile/fit.h"

#define N 400

static const char *const laws[] = {
    "normal(3, 2)",    "lognormal(0.5, 0.4)", "exponential(3)",     "uniform(-1, 4)",         "gamma(2.5, 3)",  "gumbel(10, 2)",
    "gev(10, 2, 0.1)", "weibull(1.7, 4)",     "logistic(-3, 0.5)",  "laplace(1, 2)",          "half_normal(2)", "rayleigh(3)",
    "beta(2, 3)",      "inverse_gamma(6, 2)", "log_logistic(6, 2)", "inverse_gaussian(2, 5)", "poisson(4)",     "kumaraswamy(2, 3)",
};

static ter_dist *law(const char *text) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

/* The quantiles at (i + 1/2) / N: as near to the law as N values can be. */
static void make_sample(const ter_dist *dist, double *x) {
    for (size_t i = 0; i < N; i++) {
        x[i] = ter_dist_quantile(dist, (i + 0.5) / N);
    }
}

static void expect_near(const char *text, const char *what, double got, double expected, double scale, double bound) {
    if (!(fabs(got - expected) <= bound * scale)) {
        fail_msg("%s: %s of the fit is %.17g, of the data %.17g", text, what, got, expected);
    }
}

static void test_a_fit_by_l_moments_has_those_of_the_data(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        double x[N], sample[4];
        ter_dist *dist = law(laws[i]), *fitted = NULL;
        make_sample(dist, x);
        size_t k = ter_family_parameter_count(ter_dist_family(dist));
        ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
        options.method = TER_FIT_L_MOMENTS;
        ter_fit fit;
        ter_error error;
        ter_assert_ok(ter_fit_run(&fit, ter_dist_family(dist), N, x, &options, &error), error);
        ter_assert_ok(ter_sample_l_moments(N, x, NULL, k, sample, &error), error);
        ter_assert_ok(ter_fit_dist(&fit, &fitted, &error), error);
        for (size_t j = 0; j < k; j++) {
            double own;
            assert_int_equal(ter_dist_l_moment(fitted, (unsigned)j + 1, &own), TER_OK);
            expect_near(laws[i], "an L-moment", own, sample[j], k > 1 ? sample[1] : fabs(sample[0]), 1e-8);
            assert_true(isnan(fit.standard_error[j]));
            expect_near(laws[i], "a parameter", fit.estimate[j], ter_dist_parameter(dist, j), 1.0 + fabs(fit.estimate[j]), 0.1);
        }
        ter_dist_destroy(dist);
        ter_dist_destroy(fitted);
    }
}

static void test_a_fit_by_moments_has_those_of_the_data(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        double x[N], mean = 0.0, variance = 0.0, own;
        ter_dist *dist = law(laws[i]), *fitted = NULL;
        make_sample(dist, x);
        for (size_t j = 0; j < N; j++) {
            mean += x[j] / N;
        }
        for (size_t j = 0; j < N; j++) {
            variance += (x[j] - mean) * (x[j] - mean) / N;
        }
        ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
        options.method = TER_FIT_MOMENTS;
        ter_fit fit;
        ter_error error;
        ter_assert_ok(ter_fit_run(&fit, ter_dist_family(dist), N, x, &options, &error), error);
        ter_assert_ok(ter_fit_dist(&fit, &fitted, &error), error);
        assert_int_equal(ter_dist_summary(fitted, TER_MEAN, &own), TER_OK);
        expect_near(laws[i], "the mean", own, mean, sqrt(variance), 1e-8);
        ter_dist_destroy(dist);
        ter_dist_destroy(fitted);
    }
}

/* By hand from the definition: of 1, 2, 4, 8 the L-moments are sums over all subsets. */
static void test_sample_l_moments_are_the_means_over_all_subsets(void **state) {
    (void)state;
    const double x[] = {8, 1, 4, 2}, repeated[] = {1, 1, 2, 4, 4, 4}, values[] = {1, 2, 4}, times[] = {2, 1, 3};
    double l[4], a[4], b[4];
    ter_error error;
    ter_assert_ok(ter_sample_l_moments(4, x, NULL, 4, l, &error), error);
    ter_assert_relative(l[0], 3.75, 1e-15);
    ter_assert_relative(l[1], 0.5 * (1 + 3 + 7 + 2 + 6 + 4) / 6.0, 1e-15); /* half the mean distance of two */
    ter_assert_relative(l[2], ((1 - 4 + 4) + (1 - 4 + 8) + (1 - 8 + 8) + (2 - 8 + 8)) / 12.0, 1e-14);
    ter_assert_relative(l[3], (8 - 3 * 4 + 3 * 2 - 1) / 4.0, 1e-14);
    ter_assert_ok(ter_sample_l_moments(6, repeated, NULL, 4, a, &error), error);
    ter_assert_ok(ter_sample_l_moments(3, values, times, 4, b, &error), error);
    for (size_t i = 0; i < 4; i++) {
        assert_true(fabs(a[i] - b[i]) <= 1e-15);
    }
}

static void test_what_cannot_be_matched_is_said(void **state) {
    (void)state;
    const ter_family *family = NULL;
    ter_error error;
    ter_fit fit;
    double x[] = {-1, 0, 2, 3, 4, 9}, l[4];
    ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
    options.method = TER_FIT_L_MOMENTS;
    assert_int_equal(ter_family_find(&family, "cauchy", &error), TER_OK);
    assert_int_equal(ter_fit_run(&fit, family, 6, x, &options, &error), TER_UNDEFINED);
    assert_non_null(strstr(error.text, "no member was found with the first 2 L-moments"));
    assert_int_equal(ter_sample_l_moments(2, x, NULL, 4, l, &error), TER_BAD_DATA);
    x[1] = (double)NAN;
    assert_int_equal(ter_sample_l_moments(6, x, NULL, 2, l, &error), TER_BAD_DATA);
    assert_int_equal(ter_sample_l_moments(6, x, NULL, 5, l, &error), TER_BAD_DATA);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_fit_by_l_moments_has_those_of_the_data),
        cmocka_unit_test(test_a_fit_by_moments_has_those_of_the_data),
        cmocka_unit_test(test_sample_l_moments_are_the_means_over_all_subsets),
        cmocka_unit_test(test_what_cannot_be_matched_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
