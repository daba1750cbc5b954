/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Censored and truncated samples: closed forms where there are some, and likelihoods that must agree with one another. */
#include <math.h>

#include "ter_assert.h"
#include "tercile/fit.h"

static const ter_family *family_of(const char *name) {
    const ter_family *family;
    ter_error error;
    ter_assert_ok(ter_family_find(&family, name, &error), error);
    return family;
}

static void expect(double value, double truth, double relative) {
    if (!(fabs(value - truth) <= relative * fabs(truth))) {
        fail_msg("%.17g is not %.17g", value, truth);
    }
}

/* Exponential, right censored: scale = total time / deaths, standard error scale / sqrt(deaths). */
static void test_right_censored_lifetimes_give_total_time_over_deaths(void **state) {
    (void)state;
    static const double from[] = {1.0, 2.5, 4.0, 6.0, 6.0, 0.5}, to[] = {1.0, 2.5, INFINITY, INFINITY, INFINITY, 0.5};
    ter_fit fit;
    ter_error error;
    ter_assert_ok(ter_fit_censored(&fit, family_of("exponential"), 6, from, to, -INFINITY, INFINITY, NULL, &error), error);
    expect(fit.estimate[0], 20.0 / 3.0, 1e-8);
    expect(fit.standard_error[0], 20.0 / 3.0 / sqrt(3.0), 1e-6);
    expect(fit.log_likelihood, -3.0 * log(20.0 / 3.0) - 3.0, 1e-12);
}

/* Counts of an exponential law in two classes, (0, 1] and beyond: 1 - exp(-1 / scale) is the share of the first. */
static void test_classes_give_the_share(void **state) {
    (void)state;
    static const double from[] = {0.0, 1.0}, to[] = {1.0, INFINITY}, weights[] = {30.0, 10.0};
    ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
    ter_fit fit;
    ter_error error;
    options.weights = weights;
    ter_assert_ok(ter_fit_censored(&fit, family_of("exponential"), 2, from, to, -INFINITY, INFINITY, &options, &error), error);
    expect(fit.estimate[0], 1.0 / log(4.0), 1e-8);
}

/* An exponential law that is seen above 10 only is the same law, moved by 10. */
static void test_left_truncation_moves_the_exponential_law(void **state) {
    (void)state;
    static const double x[] = {10.5, 12.0, 11.0, 17.5};
    ter_fit fit;
    ter_error error;
    ter_assert_ok(ter_fit_censored(&fit, family_of("exponential"), 4, x, NULL, 10.0, INFINITY, NULL, &error), error);
    expect(fit.estimate[0], 11.0 / 4.0, 1e-8);
    expect(fit.standard_error[0], 11.0 / 8.0, 1e-6);
}

/* With nothing censored and nothing cut it is ter_fit_run. */
static void test_exact_values_give_the_ordinary_fit(void **state) {
    (void)state;
    static const double x[] = {1.2, 3.4, 2.2, 0.7, 5.9, 2.8, 1.1};
    ter_fit fit, plain;
    ter_error error;
    static const char *const names[] = {"gamma", "weibull", "normal", "logistic"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ter_assert_ok(ter_fit_censored(&fit, family_of(names[i]), 7, x, x, -INFINITY, INFINITY, NULL, &error), error);
        ter_assert_ok(ter_fit_run(&plain, family_of(names[i]), 7, x, NULL, &error), error);
        for (size_t k = 0; k < plain.parameter_count; k++) {
            expect(fit.estimate[k], plain.estimate[k], 1e-6);
            expect(fit.standard_error[k], plain.standard_error[k], 1e-4);
        }
    }
}

/* Draws of a normal law, each rounded up to a tenth: the interval likelihood finds mean and sd within its standard errors. */
static void test_rounded_draws_give_the_law_back(void **state) {
    (void)state;
    enum { N = 2000 };
    static double from[N], to[N];
    ter_dist *dist;
    ter_error error;
    ter_fit fit;
    ter_assert_ok(ter_dist_parse(&dist, "normal(5, 2)", &error), error);
    ter_stream stream = ter_stream_open(11, 0, 0);
    for (size_t i = 0; i < N; i++) {
        double x;
        ter_dist_sample(dist, &stream, 1, &x);
        to[i] = x > 8.0 ? INFINITY : ceil(x);
        from[i] = x > 8.0 ? 8.0 : ceil(x) - 1.0;
    }
    ter_dist_destroy(dist);
    ter_assert_ok(ter_fit_censored(&fit, family_of("normal"), N, from, to, -INFINITY, INFINITY, NULL, &error), error);
    assert_true(fabs(fit.estimate[0] - 5.0) < 4.0 * fit.standard_error[0]);
    assert_true(fabs(fit.estimate[1] - 2.0) < 4.0 * fit.standard_error[1]);
    assert_true(fit.standard_error[0] > 2.0 / sqrt(N) && fit.standard_error[0] < 2.6 / sqrt(N));
}

static void test_bad_samples_are_refused(void **state) {
    (void)state;
    const double good[] = {1.0, 2.0}, backwards[] = {3.0, 1.0}, nowhere[] = {INFINITY, INFINITY};
    ter_fit fit;
    ter_error error;
    const ter_family *normal = family_of("normal");
    assert_int_equal(ter_fit_censored(&fit, normal, 2, backwards, good, -INFINITY, INFINITY, NULL, &error), TER_BAD_DATA);
    assert_int_equal(ter_fit_censored(&fit, normal, 2, good, nowhere, -INFINITY, INFINITY, NULL, &error), TER_BAD_DATA);
    assert_int_equal(ter_fit_censored(&fit, normal, 2, good, NULL, 1.5, INFINITY, NULL, &error), TER_BAD_DATA);
    assert_int_equal(ter_fit_censored(&fit, normal, 2, good, NULL, 3.0, 3.0, NULL, &error), TER_BAD_ARGUMENT);
    assert_int_equal(ter_fit_censored(&fit, normal, 0, good, NULL, -INFINITY, INFINITY, NULL, &error), TER_BAD_DATA);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_censored_lifetimes_give_total_time_over_deaths),
        cmocka_unit_test(test_classes_give_the_share),
        cmocka_unit_test(test_left_truncation_moves_the_exponential_law),
        cmocka_unit_test(test_exact_values_give_the_ordinary_fit),
        cmocka_unit_test(test_rounded_draws_give_the_law_back),
        cmocka_unit_test(test_bad_samples_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
