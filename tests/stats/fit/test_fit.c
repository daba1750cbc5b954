/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <string.h>

#include "laws.h"
#include "tercile/fit.h"

/* Annual peak flows of the Moose River at Victory, Vermont (USGS 01134500, 1947 to 2014, cubic feet per second): USGS Bulletin 17C
 * (2019), appendix 10, example 1. */
static const double moose[68] = {2080, 1670, 1480, 2940, 1560, 2380, 2720, 2860, 2620, 1710, 1370, 2180, 1160, 2780,
                                 1580, 2110, 2160, 2750, 1190, 1560, 1800, 1600, 2400, 3010, 1490, 2920, 4940, 2550,
                                 1250, 2670, 2020, 1460, 1620, 1460, 1570, 2890, 1840, 2950, 1380, 2350, 4180, 1700,
                                 2200, 3430, 2270, 2180, 1900, 2760, 4536, 2160, 1860, 2680, 1540, 2110, 2950, 2410,
                                 2230, 1980, 1610, 2640, 1930, 1940, 1810, 1900, 3140, 1370, 2180, 4250};

/* The likelihood equations of the extreme value law solved for them in 40 digits (mpmath), with the inverse Hessian. */
static const double moose_estimate[3] = {1870.708104565385493299, 536.1200562702421005114, 0.1184270963339313197183};
static const double moose_error[3] = {75.41304533492852891, 58.243212274536538494, 0.11014203013853627933};
static const double moose_log_likelihood = -1078.719948796212249035 / 2.0;

static const ter_fit_options plain = TER_FIT_OPTIONS_DEFAULT;

static void test_normal_law_is_fitted_alike_by_all_three_ways(void **state) {
    (void)state;
    static const double x[] = {3, 1, 4, 1, 5, 9, 2, 6};
    static const ter_family *const families[] = {&closed_normal, &iterated_normal, &numerical_normal};
    const double mean = 3.875, sd = 2.5708704751503918, n = 8.0; /* sqrt(52.875 / 8) */
    for (size_t i = 0; i < 3; i++) {
        double loose = i == 2 ? 1e-8 : 4 * 0x1p-52;
        ter_fit fit;
        ter_error error;
        ter_assert_ok(ter_fit_run(&fit, families[i], 8, x, &plain, &error), error);
        ter_assert_relative(fit.estimate[0], mean, loose);
        ter_assert_relative(fit.estimate[1], sd, loose);
        ter_assert_relative(fit.standard_error[0], sd / sqrt(n), loose);
        ter_assert_relative(fit.standard_error[1], sd / sqrt(2.0 * n), loose);
        assert_true(fabs(fit.covariance[1]) < (i == 2 ? 1e-6 : 1e-14) && fit.covariance[1] == fit.covariance[2]);
        double log_likelihood = -n * (log(sd) + HALF_LOG_2PI + 0.5);
        ter_assert_relative(fit.log_likelihood, log_likelihood, 1e-14);
        ter_assert_relative(fit.aic, 4.0 - 2.0 * log_likelihood, 1e-14);
        ter_assert_relative(fit.bic, 2.0 * log(n) - 2.0 * log_likelihood, 1e-14);
        assert_true(fit.gradient_scaled < (i == 2 ? 1e-8 : 1e-13));
        assert_true(fit.curvature > 0.99 && fit.free_count == 2 && fit.observations == n);
    }
}

static void test_extreme_value_fit_of_the_moose_river_has_the_digits_of_mpmath(void **state) {
    (void)state;
    ter_fit fit;
    ter_error error;
    ter_assert_ok(ter_fit_run(&fit, &extreme_values, 68, moose, &plain, &error), error);
    for (size_t j = 0; j < 3; j++) {
        assert_true(fabs(fit.estimate[j] - moose_estimate[j]) < 1e-8 * moose_error[j]);
        ter_assert_relative(fit.standard_error[j], moose_error[j], 1e-7);
    }
    ter_assert_relative(fit.log_likelihood, moose_log_likelihood, 1e-14);
    assert_true(fit.gradient_scaled < 1e-8 && fit.curvature > 0.0);
}

static void test_scale_of_the_data_changes_nothing_but_the_units(void **state) {
    (void)state;
    static const double factors[] = {1e-150, 1e-6, 1e9, 1e150};
    for (size_t f = 0; f < 4; f++) {
        double x[68];
        for (size_t i = 0; i < 68; i++) {
            x[i] = moose[i] * factors[f];
        }
        ter_fit fit;
        ter_error error;
        ter_assert_ok(ter_fit_run(&fit, &extreme_values, 68, x, &plain, &error), error);
        ter_assert_relative(fit.estimate[0], moose_estimate[0] * factors[f], 1e-9);
        ter_assert_relative(fit.estimate[2], moose_estimate[2], 1e-8);
        ter_assert_relative(fit.standard_error[1], moose_error[1] * factors[f], 1e-7);
    }
}

static void test_weight_counts_as_repetition(void **state) {
    (void)state;
    static const double x[] = {1, 2, 4, 7, 11}, repeated[] = {1, 1, 2, 4, 4, 4, 11}, weights[] = {2, 1, 3, 0, 1};
    static const ter_family *const families[] = {&closed_normal, &iterated_normal, &numerical_normal};
    for (size_t i = 0; i < 3; i++) {
        ter_fit_options options = plain;
        options.weights = weights;
        ter_fit weighted, counted;
        ter_error error;
        ter_assert_ok(ter_fit_run(&weighted, families[i], 5, x, &options, &error), error);
        ter_assert_ok(ter_fit_run(&counted, families[i], 7, repeated, &plain, &error), error);
        for (size_t j = 0; j < 2; j++) {
            ter_assert_relative(weighted.estimate[j], counted.estimate[j], i == 2 ? 1e-9 : 1e-14);
            ter_assert_relative(weighted.standard_error[j], counted.standard_error[j], i == 2 ? 1e-8 : 1e-14);
        }
        ter_assert_relative(weighted.log_likelihood, counted.log_likelihood, 1e-14);
        assert_true(weighted.observations == 7.0);
    }
}

static void test_fixed_parameter_stays_and_the_other_is_fitted_given_it(void **state) {
    (void)state;
    static const double x[] = {3, 1, 4, 1, 5, 9, 2, 6}, start[] = {4.0, 1.0};
    static const bool fixed[] = {true, false};
    static const ter_family *const families[] = {&closed_normal, &iterated_normal, &numerical_normal};
    const double sd = sqrt(53.0 / 8.0); /* about 4 */
    for (size_t i = 0; i < 3; i++) {
        ter_fit_options options = plain;
        options.fixed = fixed;
        options.start = start;
        ter_fit fit;
        ter_error error;
        ter_assert_ok(ter_fit_run(&fit, families[i], 8, x, &options, &error), error);
        assert_true(fit.estimate[0] == 4.0 && fit.standard_error[0] == 0.0 && fit.covariance[0] == 0.0 && fit.covariance[1] == 0.0);
        ter_assert_relative(fit.estimate[1], sd, i == 2 ? 1e-9 : 1e-14);
        ter_assert_relative(fit.standard_error[1], sd / 4.0, i == 2 ? 1e-8 : 1e-14);
        assert_int_equal(fit.free_count, 1);
        options.start = NULL;
        assert_int_equal(ter_fit_run(&fit, families[i], 8, x, &options, &error), TER_BAD_ARGUMENT);
    }
}

static void test_law_without_free_parameters_gets_its_likelihood(void **state) {
    (void)state;
    static const double x[] = {3, 1, 4, 1, 5, 9, 2, 6}, start[] = {4.0, 2.0};
    static const bool fixed[] = {true, true};
    ter_fit_options options = plain;
    options.fixed = fixed;
    options.start = start;
    ter_fit fit;
    ter_error error;
    ter_assert_ok(ter_fit_run(&fit, &iterated_normal, 8, x, &options, &error), error);
    assert_true(fit.free_count == 0 && fit.estimate[0] == 4.0 && fit.estimate[1] == 2.0 && fit.standard_error[1] == 0.0);
    ter_assert_relative(fit.log_likelihood, -53.0 / 8.0 - 8.0 * (log(2.0) + HALF_LOG_2PI), 1e-15);
    ter_assert_bits(fit.aic, -2.0 * fit.log_likelihood);
}

static void test_edges_of_the_support_have_no_standard_error(void **state) {
    (void)state;
    static const double x[] = {3, 1, 4, 1, 5, 9, 2, 6};
    ter_fit fit;
    ter_error error;
    ter_assert_ok(ter_fit_run(&fit, &test_uniform, 8, x, &plain, &error), error);
    assert_true(fit.estimate[0] == 1.0 && fit.estimate[1] == 9.0);
    assert_true(isnan(fit.standard_error[0]) && isnan(fit.standard_error[1]) && isnan(fit.covariance[0]));
    ter_assert_relative(fit.log_likelihood, -8.0 * log(8.0), 1e-15);
    ter_assert_relative(fit.bic, 2.0 * log(8.0) + 16.0 * log(8.0), 1e-15);
    assert_int_equal(fit.free_count, 2);
}

static void test_a_run_depends_on_its_options_alone(void **state) {
    (void)state;
    double weights[68];
    ter_fitter *fitter = NULL;
    ter_fit first, again, weighted;
    ter_error error;
    ter_assert_ok(ter_fitter_create(&fitter, &extreme_values, 68, moose, &error), error);
    ter_assert_ok(ter_fitter_run(fitter, &first, NULL, &error), error);
    for (size_t i = 0; i < 68; i++) {
        weights[i] = (double)(i * 7 % 3);
    }
    ter_fit_options options = plain;
    options.weights = weights;
    options.start = first.estimate;
    ter_assert_ok(ter_fitter_run(fitter, &weighted, &options, &error), error);
    assert_true(weighted.iterations >= 2 && weighted.iterations <= 7);
    ter_assert_ok(ter_fitter_run(fitter, &again, NULL, &error), error);
    assert_memory_equal(first.estimate, again.estimate, sizeof first.estimate);
    assert_memory_equal(first.covariance, again.covariance, sizeof first.covariance);
    ter_fitter_destroy(fitter);
    ter_fitter_destroy(NULL);
}

static void test_quantile_and_its_error_follow_by_the_delta_method(void **state) {
    (void)state;
    double gradient[3] = {0.0, 0.0, 1.0};
    ter_fit fit;
    ter_error error;
    ter_assert_ok(ter_fit_run(&fit, &extreme_values, 68, moose, &plain, &error), error);
    ter_assert_ulp(ter_fit_delta_error(&fit, gradient), fit.standard_error[2], 1);
    double q, se;
    assert_int_equal(ter_fit_quantile(&fit, 0.0, &q, &se, &error), TER_BAD_ARGUMENT);
    assert_int_equal(ter_fit_quantile(&fit, NAN, &q, &se, &error), TER_BAD_ARGUMENT);
}

static void assert_refused(const ter_family *family, size_t n, const double *x, const ter_fit_options *options, ter_status expected,
                           const char *word) {
    ter_fit fit;
    ter_error error = {TER_OK, ""};
    ter_status status = ter_fit_run(&fit, family, n, x, options, &error);
    if (status != expected || strstr(error.text, word) == NULL) {
        fail_msg("%s: status %s, text \"%s\"", family->name, ter_status_name(status), error.text);
    }
}

static void test_data_that_cannot_be_fitted_are_refused_with_the_place(void **state) {
    (void)state;
    static const double with_nan[] = {1, 2, NAN, 4}, infinite[] = {1, INFINITY, 3}, constant[] = {5, 5, 5, 5},
                        negative[] = {1, 2, -3};
    static const double x[] = {1, 2, 4}, bad_weights[] = {1, -1, 1}, none[] = {0, 0, 0}, one[] = {0, 1, 0}, start[] = {0.0, -1.0};
    ter_fit_options options = plain;
    assert_refused(&closed_normal, 4, with_nan, &plain, TER_BAD_DATA, "index 2 is NaN");
    assert_refused(&iterated_normal, 3, infinite, &plain, TER_BAD_DATA, "index 1 is infinite");
    assert_refused(&iterated_normal, 4, constant, &plain, TER_BAD_DATA, "distinct");
    assert_refused(&test_exponential, 3, negative, &plain, TER_BAD_DATA, "value -3 at index 2 lies outside the support [0, inf]");
    assert_refused(&closed_normal, 0, x, &plain, TER_BAD_DATA, "no data");
    options.weights = bad_weights;
    assert_refused(&closed_normal, 3, x, &options, TER_BAD_DATA, "weight at index 1 is negative");
    options.weights = none;
    assert_refused(&closed_normal, 3, x, &options, TER_BAD_DATA, "weights sum to zero");
    options.weights = one;
    assert_refused(&closed_normal, 3, x, &options, TER_BAD_DATA, "distinct");
    options.weights = NULL;
    options.start = start;
    assert_refused(&closed_normal, 3, x, &options, TER_BAD_ARGUMENT, "start: ");
    options = plain;
    options.method = TER_FIT_MOMENTS;
    assert_refused(&numerical_normal, 3, x, &options, TER_UNDEFINED, "no member was found");
}

static void test_false_maxima_are_not_certified(void **state) {
    (void)state;
    /* Bounded above by its largest value: the extreme value law closes in on it and the likelihood grows without bound. */
    static const double reversed[] = {1, 5, 7, 8, 9, 9.5, 9.8, 9.9, 9.95, 9.98, 9.99, 10};
    ter_fit fit;
    ter_error error;
    ter_status status = ter_fit_run(&fit, &extreme_values, 12, reversed, &plain, &error);
    if (status == TER_OK) {
        /* A local maximum may exist; then it is one. */
        assert_true(fit.gradient_scaled < 1e-6 && fit.curvature > 0.0);
    } else {
        assert_int_equal(status, TER_NO_CONVERGENCE);
        print_message("%s\n", error.text);
    }
    /* A t law on data lighter-tailed than the normal: the degrees of freedom run to infinity. */
    static const double light[] = {-1.2, -1.1, -1, -0.9, -0.8, 0.8, 0.9, 1, 1.1, 1.2};
    const ter_family *t = NULL;
    ter_assert_ok(ter_family_find(&t, "student_t", &error), error);
    status = ter_fit_run(&fit, t, 10, light, &plain, &error);
    assert_int_equal(status, TER_NO_CONVERGENCE);
    print_message("%s\n", error.text);
}

static void test_method_of_moments_says_that_it_has_no_standard_errors(void **state) {
    (void)state;
    static const double x[] = {3, 1, 4, 1, 5, 9, 2, 6};
    ter_fit_options options = plain;
    options.method = TER_FIT_MOMENTS;
    ter_fit fit;
    ter_error error;
    ter_assert_ok(ter_fit_run(&fit, &closed_normal, 8, x, &options, &error), error);
    assert_true(fit.estimate[0] == 3.875 && isnan(fit.standard_error[0]) && isnan(fit.gradient_scaled) && isnan(fit.curvature));
    assert_true(isfinite(fit.log_likelihood));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normal_law_is_fitted_alike_by_all_three_ways),
        cmocka_unit_test(test_extreme_value_fit_of_the_moose_river_has_the_digits_of_mpmath),
        cmocka_unit_test(test_scale_of_the_data_changes_nothing_but_the_units),
        cmocka_unit_test(test_weight_counts_as_repetition),
        cmocka_unit_test(test_fixed_parameter_stays_and_the_other_is_fitted_given_it),
        cmocka_unit_test(test_law_without_free_parameters_gets_its_likelihood),
        cmocka_unit_test(test_edges_of_the_support_have_no_standard_error),
        cmocka_unit_test(test_a_run_depends_on_its_options_alone),
        cmocka_unit_test(test_quantile_and_its_error_follow_by_the_delta_method),
        cmocka_unit_test(test_data_that_cannot_be_fitted_are_refused_with_the_place),
        cmocka_unit_test(test_false_maxima_are_not_certified),
        cmocka_unit_test(test_method_of_moments_says_that_it_has_no_standard_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
