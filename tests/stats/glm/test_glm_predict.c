/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predictions of generalised linear models: models of one mean, whose errors are known, and the linear model among them. */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/glm.h"
#include "tercile/linear_model.h"

enum { N = 5 };
static const double ones[N] = {1, 1, 1, 1, 1};
static const double z95 = 1.959963984540054236, t95_4 = 2.776445105197798722; /* NIST's tables have their first digits */

static ter_glm_fit *fitted(const ter_glm_problem *problem) {
    ter_glm_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_glm_fit_create(&fit, problem, &error), error);
    return fit;
}

static ter_glm_prediction predicted(const ter_glm_fit *fit, const double *x, const double *offset) {
    const ter_glm_rows rows = {.rows = 1, .x = x, .offset = offset};
    ter_glm_prediction p;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_glm_predict(&p, fit, &rows, 0.95, &error), error);
    return p;
}

/* Counts with mean 4: the error of log 4 is 1 / sqrt(20), that of the mean sqrt(4 / 5). */
static void test_a_mean_of_counts(void **state) {
    (void)state;
    static const double y[N] = {2, 3, 7, 4, 4};
    const ter_glm_problem problem = {.family = TER_GLM_POISSON, .rows = N, .columns = 1, .x = ones, .y = y, .has_constant = true};
    ter_glm_fit *fit = fitted(&problem);
    const ter_glm_prediction p = predicted(fit, ones, NULL);
    const double error = 1.0 / sqrt(20.0);
    ter_assert_relative(p.predictor, log(4.0), 1e-15);
    ter_assert_relative(p.predictor_error, error, 1e-14);
    ter_assert_relative(p.mean, 4.0, 1e-14);
    ter_assert_relative(p.mean_error, sqrt(0.8), 1e-14);
    ter_assert_relative(p.predictor_lower, log(4.0) - z95 * error, 1e-14);
    ter_assert_relative(p.mean_lower, 4.0 * exp(-z95 * error), 1e-14);
    ter_assert_relative(p.mean_upper, 4.0 * exp(z95 * error), 1e-14);
    static const double offset = 2.0, missing = NAN;
    ter_assert_relative(predicted(fit, ones, &offset).mean, 4.0 * exp(2.0), 1e-14);
    assert_true(isnan(predicted(fit, ones, &missing).mean) && !predicted(fit, ones, &missing).estimable);
    assert_true(isnan(predicted(fit, &missing, NULL).predictor_error));
    double lower, upper;
    assert_int_equal(ter_glm_confidence(fit, 0.95, &lower, &upper, NULL), TER_OK);
    ter_assert_relative(upper, log(4.0) + z95 * error, 1e-14);
    ter_assert_relative(lower, p.predictor_lower, 1e-15);
    ter_glm_fit_destroy(fit);
}

/* A share of 0.3 in 50 trials, by every link: the error of the mean is sqrt(0.21 / 50) whatever the link. */
static void test_a_share_has_the_same_error_by_every_link(void **state) {
    (void)state;
    static const double y[N] = {0.2, 0.3, 0.4, 0.1, 0.5}, trials[N] = {10, 10, 10, 10, 10};
    static const ter_glm_link links[] = {TER_GLM_LOGIT, TER_GLM_PROBIT, TER_GLM_CLOGLOG, TER_GLM_LOG, TER_GLM_IDENTITY};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        const ter_glm_problem problem = {.family = TER_GLM_BINOMIAL,
                                         .link = links[i],
                                         .rows = N,
                                         .columns = 1,
                                         .x = ones,
                                         .y = y,
                                         .weights = trials,
                                         .has_constant = true};
        ter_glm_fit *fit = fitted(&problem);
        const ter_glm_prediction p = predicted(fit, ones, NULL);
        ter_assert_relative(p.mean, 0.3, 1e-13);
        ter_assert_relative(p.mean_error, sqrt(0.21 / 50.0), 1e-11); /* the fit's weights are those before its last step */
        assert_true(p.mean_lower > 0.0 && p.mean_lower < 0.3 && p.mean_upper > 0.3 && p.mean_upper < 1.0);
        ter_glm_fit_destroy(fit);
    }
}

/* The inverse link falls: its limits change places, and past its pole there is none. Student's law, as phi is estimated. */
static void test_a_falling_link_and_its_pole(void **state) {
    (void)state;
    static const double near[N] = {3, 4, 5, 4, 4}, far[N] = {0.01, 0.02, 0.01, 19.9, 0.06};
    ter_glm_problem problem = {.family = TER_GLM_GAMMA, .rows = N, .columns = 1, .x = ones, .y = near, .has_constant = true};
    ter_glm_fit *fit = fitted(&problem);
    ter_glm_prediction p = predicted(fit, ones, NULL);
    const double error = sqrt(2.0 / 16.0 / 4.0 / 5.0); /* of log mean: phi = 2 / 16 / 4 */
    ter_assert_relative(p.mean_error, 4.0 * error, 1e-13);
    ter_assert_relative(p.predictor_error, 0.25 * error, 1e-13);
    ter_assert_relative(p.mean_lower, 4.0 / (1.0 + t95_4 * error), 1e-13);
    ter_assert_relative(p.mean_upper, 4.0 / (1.0 - t95_4 * error), 1e-13);
    ter_glm_fit_destroy(fit);
    problem.y = far;
    fit = fitted(&problem);
    p = predicted(fit, ones, NULL);
    assert_true(p.predictor_lower < 0.0 && isnan(p.mean_upper) && p.mean_lower > 0.0 && p.mean_lower < p.mean);
    ter_glm_fit_destroy(fit);
}

static void test_the_gaussian_identity_is_the_linear_model(void **state) {
    (void)state;
    static const double x[2 * N] = {1, 1, 1, 1, 1, 0.5, 1, 2, 4, 7}, y[N] = {1, 1.5, 2.25, 5, 6}, fresh[2 * 2] = {1, 1, 3, 11};
    const ter_glm_problem problem = {.rows = N, .columns = 2, .x = x, .y = y, .has_constant = true};
    const ter_linear_problem linear = {.rows = N, .columns = 2, .x = x, .y = y, .has_constant = true};
    const ter_glm_rows rows = {.rows = 2, .x = fresh};
    const ter_linear_rows same_rows = {.rows = 2, .x = fresh};
    ter_glm_fit *fit = fitted(&problem);
    ter_linear_fit *same = NULL;
    ter_glm_prediction p[2];
    ter_linear_prediction q[2];
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_fit_create(&same, &linear, &error), error);
    ter_assert_ok(ter_glm_predict(p, fit, &rows, 0.9, &error), error);
    ter_assert_ok(ter_linear_predict(q, same, &same_rows, 0.9, &error), error);
    for (size_t i = 0; i < 2; i++) {
        ter_assert_relative(p[i].mean, q[i].fitted, 1e-14);
        ter_assert_relative(p[i].mean_error, q[i].standard_error, 1e-14);
        ter_assert_relative(p[i].mean_lower, q[i].mean_lower, 1e-13);
        ter_assert_relative(p[i].mean_upper, q[i].mean_upper, 1e-14);
    }
    static const double levels[] = {0.0, 1.0, NAN};
    double lower[2], upper[2];
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(ter_glm_predict(p, fit, &rows, levels[i], &error), TER_BAD_ARGUMENT);
        assert_int_equal(ter_glm_confidence(fit, levels[i], lower, upper, &error), TER_BAD_ARGUMENT);
    }
    ter_linear_fit_destroy(same);
    ter_glm_fit_destroy(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_mean_of_counts),
        cmocka_unit_test(test_a_share_has_the_same_error_by_every_link),
        cmocka_unit_test(test_a_falling_link_and_its_pole),
        cmocka_unit_test(test_the_gaussian_identity_is_the_linear_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
