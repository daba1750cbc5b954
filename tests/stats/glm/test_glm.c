/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generalised linear models: published fits, the equations a maximum satisfies for every family and link, what has no maximum. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tercile/glm.h"
#include "tercile/linear_model.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Challenger: temperatures of 23 flights and whether O-rings were in distress (Dalal, Fowlkes, Hoadley, JASA 84, 1989, table 1). */
static const double temperature[23] = {66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58};
static const double distress[23] = {0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 2, 0, 1};

static void fill_design(double *x, const double *values, size_t rows) {
    for (size_t i = 0; i < rows; i++) {
        x[i] = 1.0;
        x[rows + i] = values[i];
    }
}

static void near(double got, double published, double digits) {
    if (!(fabs(got - published) <= 0.51 * pow(10.0, -digits))) {
        fail_msg("%.17g instead of %.17g", got, published);
    }
}

static void test_the_published_fits_of_the_o_rings(void **state) {
    (void)state;
    double x[46], y[23], trials[23];
    fill_design(x, temperature, 23);
    for (size_t i = 0; i < 23; i++) {
        y[i] = distress[i] > 0.0;
    }
    ter_glm_problem p = {.family = TER_GLM_BINOMIAL, .rows = 23, .columns = 2, .x = x, .y = y, .has_constant = true};
    ter_glm_fit *fit = NULL;
    assert_int_equal(ter_glm_fit_create(&fit, &p, NULL), TER_OK);
    near(fit->coefficients[0], 15.043, 3);
    near(fit->coefficients[1], -0.2322, 4);
    near(fit->standard_errors[0], 7.379, 3);
    near(fit->standard_errors[1], 0.108, 3);
    near(fit->deviance, 20.315, 3);
    near(fit->null_deviance, 28.267, 3);
    near(fit->aic, 24.315, 3);
    assert_int_equal(fit->residual_df, 21);
    ter_glm_fit_destroy(fit);
    for (size_t i = 0; i < 23; i++) {
        y[i] = distress[i] / 6.0;
        trials[i] = 6.0;
    }
    p.weights = trials;
    assert_int_equal(ter_glm_fit_create(&fit, &p, NULL), TER_OK);
    near(fit->coefficients[0], 5.085, 3);
    near(fit->coefficients[1], -0.1156, 4);
    near(fit->deviance, 18.086, 3);
    ter_glm_fit_destroy(fit);
}

enum { ROWS = 12 };
static const double covariate[ROWS] = {0.1, 0.4, 0.5, 0.9, 1.2, 1.3, 1.7, 2.0, 2.2, 2.6, 2.8, 3.0};
static const double counts[ROWS] = {1, 0, 2, 1, 3, 2, 3, 6, 4, 8, 7, 11},
                    sizes[ROWS] = {0.9, 1.1, 1.4, 1.2, 2.2, 1.9, 2.4, 3.5, 3.1, 5.5, 4.6, 6.8};
static const double shares[ROWS] = {0.1, 0.2, 0.1, 0.3, 0.4, 0.3, 0.6, 0.5, 0.7, 0.8, 0.7, 0.9};

static ter_glm_problem problem_of(ter_glm_family family, ter_glm_link link, const double *x) {
    ter_glm_problem p = {.family = family, .link = link, .size = 2.5, .rows = ROWS, .columns = 2, .x = x, .has_constant = true};
    p.y = family == TER_GLM_BINOMIAL ? shares : family == TER_GLM_POISSON || family == TER_GLM_NEGATIVE_BINOMIAL ? counts : sizes;
    return p;
}

/* The log likelihood at other coefficients, through a fit whose only columns are an offset: the null deviance without a constant.
 */
static double deviance_at(ter_glm_problem p, double a, double b) {
    double offset[ROWS], ones[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        offset[i] = a + b * covariate[i];
        ones[i] = 1.0;
    }
    p.x = ones;
    p.columns = 1;
    p.offset = offset;
    p.has_constant = false;
    ter_glm_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    if (ter_glm_fit_create(&fit, &p, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    const double deviance = fit->null_deviance;
    ter_glm_fit_destroy(fit);
    return deviance;
}

static void test_no_neighbour_has_a_smaller_deviance_in_any_family_and_link(void **state) {
    (void)state;
    static const struct {
        ter_glm_family family;
        ter_glm_link link;
    } cases[] = {
        {TER_GLM_GAUSSIAN, TER_GLM_CANONICAL},
        {TER_GLM_GAUSSIAN, TER_GLM_LOG},
        {TER_GLM_BINOMIAL, TER_GLM_LOGIT},
        {TER_GLM_BINOMIAL, TER_GLM_PROBIT},
        {TER_GLM_BINOMIAL, TER_GLM_CLOGLOG},
        {TER_GLM_POISSON, TER_GLM_LOG},
        {TER_GLM_POISSON, TER_GLM_SQRT},
        {TER_GLM_GAMMA, TER_GLM_INVERSE},
        {TER_GLM_GAMMA, TER_GLM_LOG},
        {TER_GLM_INVERSE_GAUSSIAN, TER_GLM_INVERSE_SQUARED},
        {TER_GLM_INVERSE_GAUSSIAN, TER_GLM_LOG},
        {TER_GLM_NEGATIVE_BINOMIAL, TER_GLM_LOG},
    };
    double x[2 * ROWS];
    fill_design(x, covariate, ROWS);
    for (size_t c = 0; c < COUNT(cases); c++) {
        const ter_glm_problem p = problem_of(cases[c].family, cases[c].link, x);
        ter_glm_fit *fit = NULL;
        ter_error error = {TER_OK, ""};
        if (ter_glm_fit_create(&fit, &p, &error) != TER_OK) {
            fail_msg("%s, %s: %s", ter_glm_family_name(cases[c].family), ter_glm_link_name(cases[c].link), error.text);
        }
        const double a = fit->coefficients[0], b = fit->coefficients[1], h = 2e-6;
        assert_true(fabs(deviance_at(p, a, b) - fit->deviance) <= 1e-12 * fit->deviance);
        assert_true(fit->step <= 1e-12);
        const double curved = deviance_at(p, a + h, b) + deviance_at(p, a - h, b) - 2.0 * fit->deviance;
        const double slope = deviance_at(p, a + h, b) - deviance_at(p, a - h, b),
                     other = deviance_at(p, a, b + h) - deviance_at(p, a, b - h);
        if (!(curved > 0.0 && fabs(slope) < 1e-3 * curved && fabs(other) < 1e-2 * curved)) {
            fail_msg("%s, %s: %g %g %g", ter_glm_family_name(cases[c].family), ter_glm_link_name(cases[c].link), curved, slope,
                     other);
        }
        ter_glm_fit_destroy(fit);
    }
}

/* For canonical links X'(y - mu) = 0. */
static void test_canonical_fits_satisfy_their_equations(void **state) {
    (void)state;
    double x[2 * ROWS];
    fill_design(x, covariate, ROWS);
    for (ter_glm_family family = TER_GLM_GAUSSIAN; family <= TER_GLM_INVERSE_GAUSSIAN; family++) {
        const ter_glm_problem p = problem_of(family, TER_GLM_CANONICAL, x);
        ter_glm_fit *fit = NULL;
        assert_int_equal(ter_glm_fit_create(&fit, &p, NULL), TER_OK);
        double sum = 0.0, moment = 0.0, size = 0.0;
        for (size_t i = 0; i < ROWS; i++) {
            sum += p.y[i] - fit->fitted[i];
            moment += covariate[i] * (p.y[i] - fit->fitted[i]);
            size += covariate[i] * p.y[i];
        }
        assert_true(fabs(sum) < 1e-13 * size && fabs(moment) < 1e-13 * size);
        ter_glm_fit_destroy(fit);
    }
}

static void test_the_gaussian_family_is_least_squares(void **state) {
    (void)state;
    double x[2 * ROWS];
    fill_design(x, covariate, ROWS);
    const ter_glm_problem p = problem_of(TER_GLM_GAUSSIAN, TER_GLM_CANONICAL, x);
    const ter_linear_problem q = {.rows = ROWS, .columns = 2, .x = x, .y = p.y, .has_constant = true};
    ter_glm_fit *fit = NULL;
    ter_linear_fit *same = NULL;
    assert_int_equal(ter_glm_fit_create(&fit, &p, NULL), TER_OK);
    assert_int_equal(ter_linear_fit_create(&same, &q, NULL), TER_OK);
    for (size_t j = 0; j < 2; j++) {
        assert_true(fabs(fit->coefficients[j] - same->coefficients[j]) <= 1e-14 * fabs(same->coefficients[j]));
        assert_true(fabs(fit->standard_errors[j] - same->standard_errors[j]) <= 1e-13 * same->standard_errors[j]);
    }
    assert_true(fabs(fit->deviance - same->residual_sum_squares) <= 1e-13 * fit->deviance);
    assert_true(fabs(fit->null_deviance - same->total_sum_squares) <= 1e-13 * fit->null_deviance);
    ter_glm_fit_destroy(fit);
    ter_linear_fit_destroy(same);
}

static void refuse(const ter_glm_problem *p, ter_status status, const char *phrase) {
    ter_glm_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    const ter_status got = ter_glm_fit_create(&fit, p, &error);
    if (got != status || strstr(error.text, phrase) == NULL || fit != NULL) {
        fail_msg("status %d: %s", (int)got, error.text);
    }
}

static void test_what_has_no_maximum_is_said(void **state) {
    (void)state;
    double x[2 * ROWS], split[ROWS], zeros[ROWS], group[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        split[i] = covariate[i] > 1.5;
        group[i] = i >= 6;
        zeros[i] = i >= 6 ? counts[i] : 0.0;
    }
    fill_design(x, covariate, ROWS);
    ter_glm_problem p = problem_of(TER_GLM_BINOMIAL, TER_GLM_LOGIT, x);
    p.y = split; /* complete separation */
    refuse(&p, TER_NO_CONVERGENCE, "no finite maximum");
    split[5] = 1.0; /* the two sides touch: quasi-complete at most */
    split[6] = 0.0;
    ter_glm_fit *fit = NULL;
    assert_int_equal(ter_glm_fit_create(&fit, &p, NULL), TER_OK); /* they overlap: there is a maximum */
    ter_glm_fit_destroy(fit);
    fill_design(x, group, ROWS);
    p = problem_of(TER_GLM_POISSON, TER_GLM_LOG, x);
    p.y = zeros;
    refuse(&p, TER_NO_CONVERGENCE, "no finite maximum");
}

static void test_bad_problems_are_refused(void **state) {
    (void)state;
    double x[2 * ROWS], bad[ROWS] = {0};
    fill_design(x, covariate, ROWS);
    ter_glm_problem p = problem_of(TER_GLM_BINOMIAL, TER_GLM_LOGIT, x);
    p.y = counts;
    refuse(&p, TER_BAD_DATA, "row 3: response 2");
    p = problem_of(TER_GLM_GAMMA, TER_GLM_LOG, x);
    p.y = bad;
    refuse(&p, TER_BAD_DATA, "row 1: response 0");
    p = problem_of(TER_GLM_POISSON, TER_GLM_LOGIT, x);
    refuse(&p, TER_BAD_ARGUMENT, "logit link");
    p = problem_of(TER_GLM_NEGATIVE_BINOMIAL, TER_GLM_LOG, x);
    p.size = 0.0;
    refuse(&p, TER_BAD_ARGUMENT, "size");
    p = problem_of(TER_GLM_POISSON, TER_GLM_LOG, x);
    bad[4] = -1.0;
    p.weights = bad;
    refuse(&p, TER_BAD_DATA, "row 5: weight -1");
    ter_glm_family family;
    ter_glm_link link;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_glm_family_find(&family, "poison", &error), TER_UNKNOWN_NAME);
    assert_non_null(strstr(error.text, "did you mean \"poisson\"?"));
    assert_int_equal(ter_glm_link_find(&link, "cloglog", NULL), TER_OK);
    assert_int_equal(link, TER_GLM_CLOGLOG);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_fits_of_the_o_rings),
        cmocka_unit_test(test_no_neighbour_has_a_smaller_deviance_in_any_family_and_link),
        cmocka_unit_test(test_canonical_fits_satisfy_their_equations),
        cmocka_unit_test(test_the_gaussian_family_is_least_squares),
        cmocka_unit_test(test_what_has_no_maximum_is_said),
        cmocka_unit_test(test_bad_problems_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
