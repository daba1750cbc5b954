/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The size of the negative binomial law, estimated: against the likelihood at sizes that are given. */
#include <math.h>
#include <string.h>

#include "ter_assert.h"
#include "tercile/glm.h"

enum { ROWS = 16 };
static const double counts[ROWS] = {0, 3, 1, 0, 7, 2, 12, 1, 0, 5, 30, 2, 9, 0, 4, 18};
static const double covariate[ROWS] = {0.9, 0.4, 1.2, 0.3, 0.1, 0.5, 1.1, 0.2, 0.6, 1.4, 1.6, 0.7, 0.2, 0.5, 0.9, 0.8};

static ter_glm_problem problem_of(double *x, size_t columns, double size) {
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = 1.0;
        x[ROWS + i] = covariate[i];
    }
    const ter_glm_problem p = {.family = TER_GLM_NEGATIVE_BINOMIAL,
                               .size = size,
                               .rows = ROWS,
                               .columns = columns,
                               .x = x,
                               .y = counts,
                               .has_constant = true};
    return p;
}

static ter_glm_fit *fit_of(const ter_glm_problem *p) {
    ter_glm_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_glm_fit_create(&fit, p, &error), error);
    return fit;
}

static double log_likelihood_at(size_t columns, double size) {
    double x[2 * ROWS];
    const ter_glm_problem p = problem_of(x, columns, size);
    ter_glm_fit *fit = fit_of(&p);
    const double value = fit->log_likelihood;
    ter_glm_fit_destroy(fit);
    return value;
}

/* Newton's step from differences of the likelihood is 0; without covariates the means do not move, and its curvature is the
 * error's. */
static void test_the_size_has_the_largest_likelihood(void **state) {
    (void)state;
    for (size_t columns = 1; columns <= 2; columns++) {
        double x[2 * ROWS];
        const ter_glm_problem p = problem_of(x, columns, (double)NAN);
        ter_glm_fit *fit = fit_of(&p);
        const double size = fit->size, h = 0x1p-10 * size;
        const double middle = log_likelihood_at(columns, size);
        const double left = log_likelihood_at(columns, size - h), right = log_likelihood_at(columns, size + h);
        const double slope = (right - left) / (2.0 * h), bend = (right - 2.0 * middle + left) / (h * h);
        assert_true(bend < 0.0 && fabs(slope / bend) < 4.0 * h * h / size);
        if (columns == 1) {
            ter_assert_relative(1.0 / sqrt(-bend), fit->size_error, 1e-4);
        }
        ter_glm_fit_destroy(fit);
    }
}

static void test_coefficients_are_those_at_the_size(void **state) {
    (void)state;
    double x[2 * ROWS];
    ter_glm_problem p = problem_of(x, 2, (double)NAN);
    ter_glm_fit *fit = fit_of(&p);
    p.size = fit->size;
    ter_glm_fit *given = fit_of(&p);
    for (size_t j = 0; j < 2; j++) {
        ter_assert_bits(fit->coefficients[j], given->coefficients[j]);
        ter_assert_bits(fit->standard_errors[j], given->standard_errors[j]);
    }
    ter_assert_relative(fit->aic, given->aic + 2.0, 1e-15);
    assert_true(isnan(given->size_error) && given->size == p.size);
    ter_glm_fit_destroy(given);
    ter_glm_fit_destroy(fit);
}

/* Weights count rows; a response that is no whole number goes by digamma functions. */
static void test_weights_are_counts_of_rows(void **state) {
    (void)state;
    static const double twice[6] = {2, 2, 5, 9, 9, 0.5}, once[4] = {2, 5, 9, 0.5}, weights[4] = {2, 1, 2, 1};
    static const double ones[6] = {1, 1, 1, 1, 1, 1};
    ter_glm_problem p = {.family = TER_GLM_NEGATIVE_BINOMIAL, .size = (double)NAN, .rows = 6, .columns = 1, .x = ones, .y = twice};
    ter_glm_fit *rows = fit_of(&p);
    p.rows = 4;
    p.y = once;
    p.weights = weights;
    ter_glm_fit *weighted = fit_of(&p);
    ter_assert_relative(weighted->size, rows->size, 1e-10);
    ter_assert_relative(weighted->size_error, rows->size_error, 1e-9);
    ter_glm_fit_destroy(rows);
    ter_glm_fit_destroy(weighted);
}

static void test_counts_without_excess_variance_have_no_size(void **state) {
    (void)state;
    static const double even[8] = {3, 4, 3, 4, 3, 3, 4, 4}, ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    const ter_glm_problem p = {
        .family = TER_GLM_NEGATIVE_BINOMIAL, .size = (double)NAN, .rows = 8, .columns = 1, .x = ones, .y = even};
    ter_glm_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_glm_fit_create(&fit, &p, &error), TER_NO_CONVERGENCE);
    assert_non_null(strstr(error.text, "Poisson"));
    assert_null(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_size_has_the_largest_likelihood),
        cmocka_unit_test(test_coefficients_are_those_at_the_size),
        cmocka_unit_test(test_weights_are_counts_of_rows),
        cmocka_unit_test(test_counts_without_excess_variance_have_no_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
