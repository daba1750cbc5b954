/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/linear_model.h"

enum { N = 6 };
static const double design[3 * N] = {1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 7, 3, 1, 4, 1, 5, 9};
static const double response[N] = {0.1, 1.3, 2.2, -0.7, 5.5, 6.25};
static const double weights[N] = {1, 2, 0.5, 0, 3, 1};

static ter_linear_problem weighted(void) {
    return (ter_linear_problem){.rows = N, .columns = 3, .x = design, .y = response, .weights = weights, .has_constant = true};
}

/* Normal equations in 40 digits on the same doubles. */
static void test_a_weighted_fit_is_right_to_the_last_bit(void **state) {
    (void)state;
    static const double b[] = {-0.9267150726089133138879, 1.450050075112668997084, -0.2524536805207811735339};
    static const double se[] = {0.7015813475998550422746, 0.3703369721720456463542, 0.2923186095608787019604};
    static const double leverage[] = {0.8627941912869303955934, 0.7476214321482223335003, 0.1106659989984977466199, NAN,
                                      0.6294441662493740610916, 0.6494742113169754631948};
    static const double residual[] = {0.3340260390585878429566, -0.4209313970956434623375, -0.2136204306459688055931,
                                      -5.321031547320981456506, 0.4387330996494741961369,  -0.7015523284927391038958};
    const ter_linear_problem problem = weighted();
    ter_linear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_fit_create(&fit, &problem, &error), error);
    for (size_t j = 0; j < 3; j++) {
        ter_assert_ulp(fit->coefficients[j], b[j], 0.51);
        ter_assert_ulp(fit->standard_errors[j], se[j], 0.51);
        assert_false(fit->dropped[j]);
    }
    for (size_t i = 0; i < N; i++) {
        ter_assert_ulp(fit->residuals[i], residual[i], 0.51);
        ter_assert_ulp(fit->leverages[i], leverage[i], 0.51);
    }
    ter_assert_ulp(fit->residual_sum_squares, 1.558392588883324878471, 0.51);
    ter_assert_ulp(fit->total_sum_squares, 41.63549999999999932587, 0.51);
    ter_assert_ulp(fit->r_squared, 0.96257058066113473109, 0.51);
    ter_assert_ulp(fit->f, 25.71695200362455198238, 0.51);
    ter_assert_ulp(fit->residual_deviation, 0.882720960690105307321, 0.51);
    assert_int_equal(fit->rows, 5);
    assert_int_equal(fit->rank, 3);
    assert_int_equal(fit->residual_df, 2);
    assert_true(fit->condition > 1.0 && fit->condition < 100.0 && !fit->perfect);
    ter_linear_fit_destroy(fit);
}

/* The sandwich written out in 40 digits on the same doubles. */
static void test_robust_errors_and_distances_are_right_to_the_last_bit(void **state) {
    (void)state;
    static const double expected[4][3] = {
        {0.3903293461851764687782, 0.1928674872590262330212, 0.172860869263708420036},
        {0.6171648857747565824726, 0.304950273166014094353, 0.2733170325949559915645},
        {0.8191672589027104824635, 0.4103851896104147978563, 0.3471202055820597050164},
        {1.826082037899856374292, 0.9670330023881929058115, 0.7536734399503804755032},
    };
    static const double cook[N] = {2.187533591346760400099, 1.779349676511661797009, 0.001365752044243929026112, NAN,
                                   1.132410337828384675352, 1.112945681120998159758};
    ter_error error = {TER_OK, ""};
    for (int kind = TER_LINEAR_HC0; kind <= TER_LINEAR_HC3; kind++) {
        ter_linear_problem problem = weighted();
        problem.robust = (ter_linear_robust)kind;
        ter_linear_fit *fit = NULL;
        ter_assert_ok(ter_linear_fit_create(&fit, &problem, &error), error);
        for (size_t j = 0; j < 3; j++) {
            ter_assert_ulp(fit->robust_errors[j], expected[kind - 1][j], 0.51);
        }
        for (size_t i = 0; i < N; i++) {
            ter_assert_ulp(fit->cook_distances[i], cook[i], 0.51);
        }
        ter_linear_fit_destroy(fit);
    }
}

static void test_a_dependent_column_is_dropped_with_its_reason(void **state) {
    (void)state;
    double x[4 * N];
    memcpy(x, design, sizeof design);
    for (size_t i = 0; i < N; i++) {
        x[2 * N + i] = 0.1 * x[N + i] + 0.3; /* rounded: dependent but for the last bits */
        x[3 * N + i] = design[2 * N + i];
    }
    const ter_linear_problem problem = {.rows = N, .columns = 4, .x = x, .y = response, .has_constant = true};
    const ter_linear_problem without = {.rows = N, .columns = 3, .x = design, .y = response, .has_constant = true};
    ter_linear_fit *fit = NULL, *reference = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_fit_create(&fit, &problem, &error), error);
    ter_assert_ok(ter_linear_fit_create(&reference, &without, &error), error);
    assert_int_equal(fit->rank, 3);
    assert_true(fit->dropped[2] && isnan(fit->coefficients[2]) && isnan(fit->standard_errors[2]));
    assert_non_null(strstr(fit->reason, "rank 3 of 4: of column 3"));
    static const size_t kept[] = {0, 1, 3};
    for (size_t j = 0; j < 3; j++) {
        ter_assert_ulp(fit->coefficients[kept[j]], reference->coefficients[j], 0.0);
        ter_assert_ulp(fit->standard_errors[kept[j]], reference->standard_errors[j], 0.0);
    }
    ter_linear_fit_destroy(fit);
    ter_linear_fit_destroy(reference);
}

/* y = (1 + x)^5: every coefficient is a whole number. */
static void test_a_polynomial_with_exact_values_is_found_exactly(void **state) {
    (void)state;
    enum { ROWS = 21, DEGREE = 5 };
    static const double binomial[] = {1, 5, 10, 10, 5, 1};
    double x[ROWS], y[ROWS], high[ROWS * (DEGREE + 1)], low[ROWS * (DEGREE + 1)];
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = (double)i + 10.0;
        const double base = x[i] + 1.0;
        y[i] = base * base * base * base * base;
    }
    ter_polynomial_columns(ROWS, x, NULL, DEGREE, high, low);
    const ter_linear_problem problem = {.rows = ROWS, .columns = DEGREE + 1, .x = high, .x_low = low, .y = y, .has_constant = true};
    ter_linear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_fit_create(&fit, &problem, &error), error);
    for (size_t j = 0; j <= DEGREE; j++) {
        ter_assert_ulp(fit->coefficients[j], binomial[j], 0.0);
        assert_true(fit->standard_errors[j] == 0.0);
    }
    assert_true(fit->perfect && isinf(fit->f) && fit->residual_sum_squares == 0.0);
    ter_linear_fit_destroy(fit);
}

static void test_scale_of_columns_and_response_changes_nothing_but_exponents(void **state) {
    (void)state;
    double x[3 * N], y[N];
    for (size_t i = 0; i < N; i++) {
        x[i] = 1.0;
        x[N + i] = ldexp(design[N + i], 400);
        x[2 * N + i] = ldexp(design[2 * N + i], -400);
        y[i] = ldexp(response[i], 300);
    }
    ter_linear_problem plain = weighted(), scaled = weighted();
    scaled.x = x;
    scaled.y = y;
    ter_linear_fit *a = NULL, *b = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_fit_create(&a, &plain, &error), error);
    ter_assert_ok(ter_linear_fit_create(&b, &scaled, &error), error);
    ter_assert_bits(ldexp(b->coefficients[1], 100), a->coefficients[1]);
    ter_assert_bits(ldexp(b->standard_errors[2], -700), a->standard_errors[2]);
    ter_assert_bits(b->r_squared, a->r_squared);
    ter_assert_bits(b->condition, a->condition);
    ter_linear_fit_destroy(a);
    ter_linear_fit_destroy(b);
}

static void refused(ter_linear_problem problem, ter_status expected, const char *words) {
    ter_linear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_linear_fit_create(&fit, &problem, &error), expected);
    assert_null(fit);
    if (strstr(error.text, words) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", words, error.text);
    }
}

static void test_bad_input_is_refused_with_a_sentence(void **state) {
    (void)state;
    double bad[3 * N], zeros[3 * N] = {0.0};
    ter_linear_problem p = weighted();
    p.rows = 0;
    refused(p, TER_BAD_SHAPE, "there are 0 rows");
    p = weighted();
    p.rows = 1;
    refused(p, TER_BAD_SHAPE, "cannot determine 3");
    memcpy(bad, design, sizeof design);
    bad[N + 2] = NAN;
    p = weighted();
    p.x = bad;
    refused(p, TER_BAD_DATA, "column 2, row 3");
    memcpy(bad, response, sizeof response);
    bad[4] = INFINITY;
    p = weighted();
    p.y = bad;
    refused(p, TER_BAD_DATA, "row 5");
    memcpy(bad, weights, sizeof weights);
    bad[1] = -1.0;
    p = weighted();
    p.weights = bad;
    refused(p, TER_BAD_DATA, "row 2: weight -1");
    bad[1] = bad[2] = bad[4] = 0.0;
    refused(p, TER_BAD_SHAPE, "positive weight");
    p = weighted();
    p.x = zeros;
    refused(p, TER_UNDEFINED, "every column is 0");
    p = weighted();
    p.tolerance = NAN;
    refused(p, TER_BAD_ARGUMENT, "tolerance");
    p = weighted();
    p.robust = (ter_linear_robust)5;
    refused(p, TER_BAD_ARGUMENT, "HC0 to HC3");
}

static void test_as_many_rows_as_columns_leave_no_standard_errors(void **state) {
    (void)state;
    ter_linear_problem p = {.rows = 2, .columns = 2, .x = (const double[]){1, 1, 2, 5}, .y = (const double[]){3, 9}};
    p.has_constant = true;
    ter_linear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_linear_fit_create(&fit, &p, &error), error);
    ter_assert_bits(fit->coefficients[0], -1.0);
    ter_assert_bits(fit->coefficients[1], 2.0);
    assert_true(isnan(fit->standard_errors[0]) && isnan(fit->f) && isnan(fit->residual_deviation) && fit->r_squared == 1.0);
    ter_linear_fit_destroy(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_weighted_fit_is_right_to_the_last_bit),
        cmocka_unit_test(test_robust_errors_and_distances_are_right_to_the_last_bit),
        cmocka_unit_test(test_a_dependent_column_is_dropped_with_its_reason),
        cmocka_unit_test(test_a_polynomial_with_exact_values_is_found_exactly),
        cmocka_unit_test(test_scale_of_columns_and_response_changes_nothing_but_exponents),
        cmocka_unit_test(test_bad_input_is_refused_with_a_sentence),
        cmocka_unit_test(test_as_many_rows_as_columns_leave_no_standard_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
