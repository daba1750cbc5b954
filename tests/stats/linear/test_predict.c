/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of linear models: an example worked by hand in fractions, and identities. */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/linear_model.h"

/* Constant and x; y = 3 + 0.9 x + residuals 0.7, -0.1, -1.9, 1.3: s^2 = 2.9 with 2 degrees of freedom, sum of x^2 20. */
enum { N = 4 };
static const double line[2 * N] = {1, 1, 1, 1, -3, -1, 1, 3}, response[N] = {1, 2, 2, 7};
static const ter_linear_problem small = {.rows = N, .columns = 2, .x = line, .y = response, .has_constant = true};

static ter_linear_fit *fitted(const ter_linear_problem *problem) {
    ter_linear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_fit_create(&fit, problem, &error), error);
    return fit;
}

/* Student's quantile for 2 degrees of freedom is a square root. */
static double two_sided_t2(double level) {
    return level * sqrt(2.0 / ((1.0 - level) * (1.0 + level)));
}

static void test_limits_are_those_worked_by_hand(void **state) {
    (void)state;
    ter_linear_fit *fit = fitted(&small);
    static const double x[2] = {1, 2}, weight = 4.0;
    const ter_linear_rows rows = {.rows = 1, .x = x}, heavy = {.rows = 1, .x = x, .weights = &weight};
    static const double levels[] = {0.6, 0.95, 0.999, 0.25};
    ter_error error = {TER_OK, ""};
    for (size_t i = 0; i < 4; i++) {
        ter_linear_prediction p, w;
        double lower[2], upper[2];
        const double t = two_sided_t2(levels[i]), mean = t * sqrt(1.305), one = t * sqrt(4.205), quarter = t * sqrt(2.03);
        ter_assert_ok(ter_linear_predict(&p, fit, &rows, levels[i], &error), error);
        assert_true(p.estimable);
        ter_assert_ulp(p.fitted, 4.8, 0.51);
        ter_assert_ulp(p.leverage, 0.45, 0.51);
        ter_assert_ulp(p.standard_error, sqrt(1.305), 1.0);
        assert_true(fabs(p.mean_lower - (4.8 - mean)) <= 0x1p-51 * (4.8 + mean));
        assert_true(fabs(p.mean_upper - (4.8 + mean)) <= 0x1p-51 * (4.8 + mean));
        assert_true(fabs(p.observation_lower - (4.8 - one)) <= 0x1p-51 * (4.8 + one));
        assert_true(fabs(p.observation_upper - (4.8 + one)) <= 0x1p-51 * (4.8 + one));
        ter_assert_ok(ter_linear_predict(&w, fit, &heavy, levels[i], &error), error);
        assert_true(fabs(w.observation_upper - (4.8 + quarter)) <= 0x1p-51 * (4.8 + quarter));
        ter_assert_bits(w.mean_upper, p.mean_upper);
        ter_assert_ok(ter_linear_confidence(fit, NULL, levels[i], lower, upper, &error), error);
        assert_true(fabs(lower[1] - (0.9 - t * sqrt(0.145))) <= 0x1p-51 * (0.9 + t * sqrt(0.145)));
        assert_true(fabs(upper[0] - (3.0 + t * sqrt(0.725))) <= 0x1p-51 * (3.0 + t * sqrt(0.725)));
    }
    double covariance[4];
    ter_linear_unscaled_covariance(fit, covariance);
    ter_assert_ulp(covariance[0], 0.25, 0.51);
    ter_assert_ulp(covariance[3], 0.05, 0.51);
    assert_true(fabs(covariance[1]) < 1e-30 && covariance[1] == covariance[2]);
    ter_linear_fit_destroy(fit);
}

/* At a row of the data: fitted = y - residual, squared error s^2 h, and w h the leverage of the fit. */
static void test_rows_of_the_data_have_their_leverages(void **state) {
    (void)state;
    enum { ROWS = 6 };
    static const double x[3 * ROWS] = {1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 7, 3, 1, 4, 1, 5, 9};
    static const double y[ROWS] = {0.1, 1.3, 2.2, -0.7, 5.5, 6.25}, weights[ROWS] = {1, 2, 0.5, 4, 3, 1};
    const ter_linear_problem problem = {.rows = ROWS, .columns = 3, .x = x, .y = y, .weights = weights, .has_constant = true};
    const ter_linear_rows rows = {.rows = ROWS, .x = x};
    ter_linear_fit *fit = fitted(&problem);
    ter_linear_prediction p[ROWS];
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_predict(p, fit, &rows, 0.9, &error), error);
    for (size_t i = 0; i < ROWS; i++) {
        ter_assert_ulp(weights[i] * p[i].leverage, fit->leverages[i], 1.0);
        ter_assert_ulp(p[i].standard_error, fit->residual_deviation * sqrt(p[i].leverage), 2.0);
        assert_true(fabs(p[i].fitted + fit->residuals[i] - y[i]) <= 0x1p-51 * fabs(y[i]) + 0x1p-52 * fabs(p[i].fitted));
        assert_true(fabs((p[i].mean_upper - p[i].fitted) - (p[i].fitted - p[i].mean_lower)) <= 0x1p-50 * fabs(p[i].mean_upper));
        assert_true(p[i].observation_lower < p[i].mean_lower && p[i].mean_upper < p[i].observation_upper);
    }
    ter_linear_fit_destroy(fit);
}

/* Powers 0 to 10 of x from 7 to 8.875: y is a cubic, and x'b must give every digit of it. */
static void test_an_ill_conditioned_fit_predicts_every_digit(void **state) {
    (void)state;
    enum { ROWS = 41, DEGREE = 10, NEW = 3 };
    static const double fresh[NEW] = {7.015625, 8.265625, 8.734375};
    double x[ROWS], y[ROWS], high[ROWS * (DEGREE + 1)], low[ROWS * (DEGREE + 1)];
    double new_high[NEW * (DEGREE + 1)], new_low[NEW * (DEGREE + 1)];
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = 7.0 + (double)i * 0.046875;
    }
    ter_polynomial_columns(ROWS, x, NULL, DEGREE, high, low);
    ter_polynomial_columns(NEW, fresh, NULL, DEGREE, new_high, new_low);
    for (size_t i = 0; i < ROWS; i++) {
        y[i] = x[i] * x[i] * x[i] - 500.0; /* 27 bits and 9: exact */
    }
    const ter_linear_problem problem = {.rows = ROWS, .columns = DEGREE + 1, .x = high, .x_low = low, .y = y, .has_constant = true};
    const ter_linear_rows rows = {.rows = NEW, .x = new_high, .x_low = new_low};
    ter_linear_fit *fit = fitted(&problem);
    ter_linear_prediction p[NEW];
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_predict(p, fit, &rows, 0.95, &error), error);
    for (size_t i = 0; i < NEW; i++) {
        ter_assert_ulp(p[i].fitted, fresh[i] * fresh[i] * fresh[i] - 500.0, 1.0);
        assert_true(p[i].leverage > 0.0 && p[i].leverage < 1.0);
    }
    ter_linear_fit_destroy(fit);
}

static void test_a_row_outside_the_span_has_no_prediction(void **state) {
    (void)state;
    /* The third column is twice the second less the first. */
    static const double x[4 * N] = {1, 1, 1, 1, -3, -1, 1, 3, -7, -3, 1, 5, 9, 1, 1, 9};
    static const double fresh[4 * 4] = {1, 1, 1, 1, 2, 2, 2, NAN, 3, 3.5, 3 + 1e-9, 3, 4, 4, 4, 4};
    ter_linear_problem problem = {.rows = N, .columns = 4, .x = x, .y = response, .has_constant = true};
    const ter_linear_rows rows = {.rows = 4, .x = fresh};
    ter_linear_fit *fit = fitted(&problem);
    assert_true(fit->rank == 3 && fit->dropped[2]);
    ter_linear_prediction p[4];
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_predict(p, fit, &rows, 0.95, &error), error);
    assert_true(p[0].estimable && isfinite(p[0].fitted) && isfinite(p[0].observation_upper));
    for (size_t i = 1; i < 4; i++) {
        assert_true(!p[i].estimable && isnan(p[i].fitted) && isnan(p[i].standard_error) && isnan(p[i].observation_lower));
    }
    double covariance[16];
    ter_linear_unscaled_covariance(fit, covariance);
    assert_true(isnan(covariance[2]) && isnan(covariance[8]) && covariance[0] > 0.0 && covariance[15] > 0.0);
    ter_linear_fit_destroy(fit);
}

static void test_without_residual_degrees_of_freedom_there_are_no_limits(void **state) {
    (void)state;
    const ter_linear_problem problem = {.rows = 2, .columns = 2, .x = (const double[]){1, 1, 0, 1}, .y = response};
    const ter_linear_rows rows = {.rows = 1, .x = (const double[]){1, 3}};
    ter_linear_fit *fit = fitted(&problem);
    ter_linear_prediction p;
    double lower[2], upper[2];
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_predict(&p, fit, &rows, 0.95, &error), error);
    assert_true(p.fitted == 4.0 && p.estimable && isnan(p.standard_error) && isnan(p.mean_lower));
    ter_assert_ok(ter_linear_confidence(fit, NULL, 0.95, lower, upper, &error), error);
    assert_true(isnan(lower[0]) && isnan(upper[1]));
    ter_linear_fit_destroy(fit);
}

static void test_bad_input_is_named(void **state) {
    (void)state;
    ter_linear_fit *fit = fitted(&small);
    static const double x[4] = {1, 1, 2, 3}, bad[2] = {1.0, 0.0}, levels[] = {0.0, 1.0, -1.0, NAN, 95.0};
    const ter_linear_rows rows = {.rows = 2, .x = x}, weighted = {.rows = 2, .x = x, .weights = bad};
    ter_linear_prediction p[2];
    double lower[2], upper[2];
    ter_error error = {TER_OK, ""};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        assert_int_equal(ter_linear_predict(p, fit, &rows, levels[i], &error), TER_BAD_ARGUMENT);
        assert_int_equal(ter_linear_confidence(fit, NULL, levels[i], lower, upper, &error), TER_BAD_ARGUMENT);
    }
    assert_int_equal(ter_linear_predict(p, fit, &weighted, 0.95, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "row 2"));
    ter_linear_fit_destroy(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_are_those_worked_by_hand),
        cmocka_unit_test(test_rows_of_the_data_have_their_leverages),
        cmocka_unit_test(test_an_ill_conditioned_fit_predicts_every_digit),
        cmocka_unit_test(test_a_row_outside_the_span_has_no_prediction),
        cmocka_unit_test(test_without_residual_degrees_of_freedom_there_are_no_limits),
        cmocka_unit_test(test_bad_input_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
