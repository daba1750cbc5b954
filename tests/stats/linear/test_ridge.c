/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ridge regression: what it must be at no penalty, on orthogonal columns, and at every minimum. */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/ridge.h"

enum { N = 6, P = 3 };
static const double design[P * N] = {1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 7, 3, 1, 4, 1, 5, 9};
static const double response[N] = {0.1, 1.3, 2.2, -0.7, 5.5, 6.25}, weights[N] = {1, 2, 0.5, 0, 3, 1};

static ter_ridge_problem weighted(double lambda) {
    return (ter_ridge_problem){
        .linear = {.rows = N, .columns = P, .x = design, .y = response, .weights = weights, .has_constant = true},
        .lambda = lambda};
}

static ter_ridge_fit *fitted(const ter_ridge_problem *problem) {
    ter_ridge_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_ridge_fit_create(&fit, problem, &error), error);
    return fit;
}

static void test_no_penalty_gives_the_bits_of_the_plain_fit(void **state) {
    (void)state;
    const ter_ridge_problem problem = weighted(0.0);
    ter_ridge_fit *fit = fitted(&problem);
    ter_linear_fit *plain = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_fit_create(&plain, &problem.linear, &error), error);
    assert_memory_equal(fit->coefficients, plain->coefficients, P * sizeof(double));
    for (size_t i = 0; i < N; i++) {
        ter_assert_bits(fit->residuals[i], plain->residuals[i]);
        ter_assert_bits(fit->leverages[i], plain->leverages[i]);
    }
    ter_assert_bits(fit->residual_sum_squares, plain->residual_sum_squares);
    ter_assert_ulp(fit->total_sum_squares, plain->total_sum_squares, 1.0);
    ter_assert_ulp(fit->residual_deviation, plain->residual_deviation, 1.0);
    assert_true(fit->effective_df == 3.0 && fit->penalty == 0.0 && fit->rows == 5 && fit->penalties[1] == 0.0);
    ter_linear_fit_destroy(plain);
    ter_ridge_fit_destroy(fit);
}

/* On orthogonal columns each coefficient is x'y / (x'x + lambda), and its degree of freedom x'x / (x'x + lambda). */
static void test_orthogonal_columns_have_a_closed_form(void **state) {
    (void)state;
    static const double x[3 * 4] = {1, 1, 1, 1, -3, -1, 1, 3, 2, -2, -2, 2}, y[4] = {1, 2, 2, 7};
    static const double lambda[] = {0.0, 5.0, 0.25}, with_constant[] = {9.0, 5.0, 0.25};
    for (int i = 0; i < 2; i++) {
        const ter_ridge_problem problem = {.linear = {.rows = 4, .columns = 3, .x = x, .y = y, .has_constant = true},
                                           .lambdas = i == 0 ? lambda : with_constant};
        ter_ridge_fit *fit = fitted(&problem);
        ter_assert_ulp(fit->coefficients[0], 3.0, 0.5); /* whatever its penalty: it does not vary */
        ter_assert_ulp(fit->coefficients[1], 18.0 / 25.0, 0.51);
        ter_assert_ulp(fit->coefficients[2], 8.0 / 16.25, 0.51);
        ter_assert_ulp(fit->effective_df, 1.0 + 20.0 / 25.0 + 16.0 / 16.25, 1.0);
        ter_assert_ulp(fit->penalty, 5.0 * 0.72 * 0.72 + 0.25 * (8.0 / 16.25) * (8.0 / 16.25), 4.0);
        assert_true(fit->penalties[0] == 0.0 && fit->penalties[2] == 0.25);
        ter_ridge_fit_destroy(fit);
    }
}

/* X'W (y - X b) = lambda b. */
static void test_the_gradient_vanishes(void **state) {
    (void)state;
    static const double lambdas[] = {1e-8, 0.37, 2.5, 1e3, 1e12};
    for (size_t l = 0; l < sizeof lambdas / sizeof lambdas[0]; l++) {
        for (int standardize = 0; standardize < 2; standardize++) {
            ter_ridge_problem problem = weighted(lambdas[l]);
            problem.standardize = standardize == 1;
            ter_ridge_fit *fit = fitted(&problem);
            for (size_t j = 0; j < P; j++) {
                double sum = 0.0, size = 0.0;
                for (size_t i = 0; i < N; i++) {
                    const double part = weights[i] > 0.0 ? design[j * N + i] * weights[i] * fit->residuals[i] : 0.0;
                    sum += part;
                    size += fabs(part);
                }
                const double pull = fit->penalties[j] * fit->coefficients[j];
                assert_true(fabs(sum - pull) <= 1e-15 * (size + fabs(pull)));
            }
            assert_true(fit->effective_df > 1.0 - 1e-14 && fit->effective_df < 3.0);
            assert_true(fit->residual_sum_squares > 0.0 && fit->cross_validation > 0.0);
            ter_ridge_fit_destroy(fit);
        }
    }
}

/* Standardised, the units of a column change its coefficient and nothing else. */
static void test_a_standardised_penalty_does_not_see_units(void **state) {
    (void)state;
    double scaled[P * N];
    memcpy(scaled, design, sizeof design);
    for (size_t i = 0; i < N; i++) {
        scaled[2 * N + i] *= 1024.0;
    }
    ter_ridge_problem a = weighted(0.75), b = weighted(0.75);
    a.standardize = b.standardize = true;
    b.linear.x = scaled;
    ter_ridge_fit *first = fitted(&a), *second = fitted(&b);
    ter_assert_bits(second->coefficients[2] * 1024.0, first->coefficients[2]);
    ter_assert_bits(second->coefficients[1], first->coefficients[1]);
    ter_assert_bits(second->effective_df, first->effective_df);
    /* Weighted variance of 3, 1, 4, 5, 9 by hand: mean 31 / 7.5, squares 175 / 7.5. */
    ter_assert_ulp(first->penalties[2], 0.75 * (175.0 / 7.5 - (31.0 / 7.5) * (31.0 / 7.5)), 8.0);
    ter_ridge_fit_destroy(first);
    ter_ridge_fit_destroy(second);
}

/* Two equal columns share the coefficient; more columns than rows are no fault. By hand: y = 2 (x1 + x2), x'x = 14, lambda 2. */
static void test_dependent_columns_share_what_one_would_have(void **state) {
    (void)state;
    static const double x[2 * 3] = {1, 2, 3, 1, 2, 3}, y[3] = {4, 8, 12};
    const ter_ridge_problem problem = {.linear = {.rows = 3, .columns = 2, .x = x, .y = y}, .lambda = 2.0};
    ter_ridge_fit *fit = fitted(&problem);
    ter_assert_ulp(fit->coefficients[0], 56.0 / 30.0, 0.51);
    ter_assert_ulp(fit->coefficients[1], 56.0 / 30.0, 0.51);
    ter_assert_ulp(fit->effective_df, 28.0 / 30.0, 1.0);
    assert_int_equal(fit->rank, 2);
    ter_ridge_fit_destroy(fit);
    static const double wide[3 * 2] = {1, 0, 0, 1, 1, 1}, two[2] = {3, 0};
    const ter_ridge_problem more = {.linear = {.rows = 2, .columns = 3, .x = wide, .y = two}, .lambda = 1.0};
    fit = fitted(&more); /* the third column does not vary: b3 free, b = ((3 - b3) / 2, -b3 / 2, 3 / 2) */
    ter_assert_ulp(fit->coefficients[0], 0.75, 0.51);
    ter_assert_ulp(fit->coefficients[1], -0.75, 0.51);
    ter_assert_ulp(fit->coefficients[2], 1.5, 0.51);
    ter_ridge_fit_destroy(fit);
}

static void test_bad_input_is_named(void **state) {
    (void)state;
    static const double bad[] = {-1.0, NAN, INFINITY};
    ter_ridge_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    for (size_t i = 0; i < 3; i++) {
        ter_ridge_problem problem = weighted(bad[i]);
        assert_int_equal(ter_ridge_fit_create(&fit, &problem, &error), TER_BAD_ARGUMENT);
        assert_non_null(strstr(error.text, "column 1"));
    }
    static const double none[N] = {0};
    ter_ridge_problem problem = weighted(1.0);
    problem.linear.weights = none;
    assert_int_equal(ter_ridge_fit_create(&fit, &problem, &error), TER_BAD_SHAPE);
    problem = weighted(1.0);
    problem.linear.rows = 0;
    assert_int_equal(ter_ridge_fit_create(&fit, &problem, &error), TER_BAD_SHAPE);
    static const double broken[N] = {1, 2, NAN, 4, 5, 6};
    problem = weighted(1.0);
    problem.linear.y = broken;
    assert_int_equal(ter_ridge_fit_create(&fit, &problem, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "row 3"));
    assert_null(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_penalty_gives_the_bits_of_the_plain_fit),
        cmocka_unit_test(test_orthogonal_columns_have_a_closed_form),
        cmocka_unit_test(test_the_gradient_vanishes),
        cmocka_unit_test(test_a_standardised_penalty_does_not_see_units),
        cmocka_unit_test(test_dependent_columns_share_what_one_would_have),
        cmocka_unit_test(test_bad_input_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
