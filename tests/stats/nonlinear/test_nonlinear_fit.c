/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nonlinear least squares beyond NIST's sets (`tercile validate nist` has those): what is no minimum is said, and identities. */
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tercile/linear_model.h"
#include "tercile/nonlinear_model.h"

enum { ROWS = 8 };
static const double x[ROWS] = {1, 2, 3, 4, 5, 6, 7, 8}, y[ROWS] = {9.5, 6.1, 3.6, 2.4, 1.3, 0.9, 0.4, 0.35};
static const char *const columns[] = {"x", "y"};
static const double *const values[] = {x, y};

static ter_nonlinear_problem problem_of(const char *formula, size_t parameters, const char *const *names, const double *starts) {
    ter_nonlinear_problem p = {.formula = formula, .rows = ROWS, .columns = 2, .column_names = columns, .values = values};
    p.parameters = parameters;
    p.names = names;
    p.starts = starts;
    return p;
}

static const char *const ab[] = {"a", "b"};

static void test_a_linear_model_gives_what_linear_least_squares_gives(void **state) {
    (void)state;
    const double starts[] = {100.0, -3.0};
    ter_nonlinear_problem p = problem_of("y ~ a + b * x", 2, ab, starts);
    ter_nonlinear_fit *fit = NULL;
    assert_int_equal(ter_nonlinear_fit_create(&fit, &p, NULL), TER_OK);
    double design[2 * ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        design[i] = 1.0;
        design[ROWS + i] = x[i];
    }
    const ter_linear_problem linear = {.rows = ROWS, .columns = 2, .x = design, .y = y, .has_constant = true};
    ter_linear_fit *same = NULL;
    assert_int_equal(ter_linear_fit_create(&same, &linear, NULL), TER_OK);
    for (size_t k = 0; k < 2; k++) {
        assert_true(fabs(fit->estimates[k] - same->coefficients[k]) <= 0x1p-52 * fabs(same->coefficients[k]));
        assert_true(fabs(fit->standard_errors[k] - same->standard_errors[k]) <= 0x1p-52 * same->standard_errors[k]);
        assert_true(fit->linear[k]);
    }
    assert_true(fabs(fit->residual_sum_squares - same->residual_sum_squares) <= 0x1p-52 * fit->residual_sum_squares);
    assert_true(fabs(fit->curvature - 1.0) < 1e-12 && fit->verdict == TER_NONLINEAR_MINIMUM);
    ter_linear_fit_destroy(same);
    ter_nonlinear_fit_destroy(fit);
}

static void test_a_weight_of_two_is_the_row_twice(void **state) {
    (void)state;
    const double starts[] = {10.0, 0.5};
    double twice_x[ROWS + 1], twice_y[ROWS + 1], weights[ROWS] = {1, 1, 2, 1, 1, 1, 1, 1};
    memcpy(twice_x, x, sizeof x);
    memcpy(twice_y, y, sizeof y);
    twice_x[ROWS] = x[2];
    twice_y[ROWS] = y[2];
    const double *const twice[] = {twice_x, twice_y};
    ter_nonlinear_problem p = problem_of("y ~ a * exp(-b * x)", 2, ab, starts), q = p;
    p.weights = weights;
    q.rows = ROWS + 1;
    q.values = twice;
    ter_nonlinear_fit *weighted = NULL, *repeated = NULL;
    assert_int_equal(ter_nonlinear_fit_create(&weighted, &p, NULL), TER_OK);
    assert_int_equal(ter_nonlinear_fit_create(&repeated, &q, NULL), TER_OK);
    for (size_t k = 0; k < 2; k++) {
        assert_true(fabs(weighted->estimates[k] - repeated->estimates[k]) <= 0x1p-52 * fabs(repeated->estimates[k]));
    }
    assert_true(fabs(weighted->residual_sum_squares / repeated->residual_sum_squares - 1.0) < 1e-15);
    assert_true(weighted->residuals[2] == y[2] - weighted->fitted[2] || fabs(weighted->residuals[2]) > 0.0);
    ter_nonlinear_fit_destroy(weighted);
    ter_nonlinear_fit_destroy(repeated);
}

static void test_a_perfect_fit_is_exact(void **state) {
    (void)state;
    double cubes[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        cubes[i] = 2.0 * x[i] * x[i] * x[i];
    }
    const double *const exact[] = {x, cubes};
    const double starts[] = {1.0, 1.0};
    ter_nonlinear_problem p = problem_of("y = a * x^b", 2, ab, starts);
    p.values = exact;
    ter_nonlinear_fit *fit = NULL;
    assert_int_equal(ter_nonlinear_fit_create(&fit, &p, NULL), TER_OK);
    assert_true(fit->estimates[0] == 2.0 && fit->estimates[1] == 3.0 && fit->gradient == 0.0);
    assert_true(fit->residual_deviation < 1e-25 && fit->linear[0] && !fit->linear[1]);
    ter_nonlinear_fit_destroy(fit);
}

static ter_nonlinear_verdict verdict_of(const char *formula, const double *starts, unsigned restarts_max, unsigned *restarts) {
    ter_nonlinear_problem p = problem_of(formula, 2, ab, starts);
    p.restarts_max = restarts_max;
    ter_nonlinear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    const ter_status status = ter_nonlinear_fit_create(&fit, &p, &error);
    assert_non_null(fit);
    const ter_nonlinear_verdict verdict = fit->verdict;
    assert_int_equal(status, verdict == TER_NONLINEAR_MINIMUM ? TER_OK : TER_NO_CONVERGENCE);
    assert_true(status == TER_OK || strcmp(error.text, fit->reason) == 0);
    *restarts = fit->restarts;
    ter_nonlinear_fit_destroy(fit);
    return verdict;
}

static void test_what_is_no_minimum_is_never_called_one(void **state) {
    (void)state;
    unsigned restarts = 0;
    const double far[] = {10.0, 200.0}, some[] = {1.0, 1.0};
    /* exp(-200) is nothing beside y: there the model no longer depends on b. */
    assert_int_equal(verdict_of("y ~ a + exp(-b * x)", far, UINT_MAX, &restarts), TER_NONLINEAR_PLATEAU);
    assert_int_equal(verdict_of("y ~ a * (b * x)", some, 3, &restarts), TER_NONLINEAR_DEPENDENT);
    assert_int_equal(restarts, 3);
    /* Residuals y - b and, in the first row, the square: at b = 0 the sum of squares is largest. */
    const double hill[] = {1.0, 0.0};
    assert_int_equal(verdict_of("if_else(x == 1, 100, 0) ~ a * if_else(x == 2, 1, 0) + if_else(x == 1, b^2, if_else(x == 3, b, 0))",
                                hill, UINT_MAX, &restarts),
                     TER_NONLINEAR_SADDLE);
}

static void test_other_starts_are_tried_when_the_given_one_fails(void **state) {
    (void)state;
    unsigned restarts = 0;
    const double far[] = {10.0, 200.0};
    assert_int_equal(verdict_of("y ~ a * exp(-b * x)", far, 0, &restarts), TER_NONLINEAR_MINIMUM);
    const double nowhere[] = {1.0, -20.0}; /* log of a negative number in every row */
    assert_int_equal(verdict_of("y ~ a - log(b + x)", nowhere, 0, &restarts), TER_NONLINEAR_MINIMUM);
    assert_true(restarts > 0);
}

static void refuse(const ter_nonlinear_problem *p, ter_status status, const char *phrase) {
    ter_nonlinear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    if (ter_nonlinear_fit_create(&fit, p, &error) != status || strstr(error.text, phrase) == NULL || fit != NULL) {
        fail_msg("%s: %s", p->formula, error.text);
    }
}

static void test_bad_problems_are_refused_with_their_place(void **state) {
    (void)state;
    const double starts[] = {1.0, 1.0}, bad_starts[] = {1.0, (double)INFINITY}, bad[ROWS] = {0, 1, 2, (double)NAN, 4, 5, 6, 7};
    ter_nonlinear_problem p = problem_of("y ~ a * exp(-b * x", 2, ab, starts);
    refuse(&p, TER_BAD_SYNTAX, "formula, column 19");
    p.formula = "y ~ a * exp(-beta * x)";
    refuse(&p, TER_UNKNOWN_NAME, "formula, column 14: \"beta\" is neither a column nor a parameter");
    p.formula = "y ~ a * x";
    refuse(&p, TER_BAD_ARGUMENT, "\"b\" does not occur");
    p.formula = "a * x + b";
    refuse(&p, TER_BAD_SYNTAX, "no \"~\"");
    p.formula = "log(-y) ~ a * x + b";
    refuse(&p, TER_BAD_DATA, "row 1: the left side");
    p.formula = "y ~ a * x == b";
    refuse(&p, TER_BAD_ARGUMENT, "condition");
    p.formula = "y ~ a * x + b";
    p.starts = bad_starts;
    refuse(&p, TER_BAD_ARGUMENT, "start of \"b\"");
    p.starts = starts;
    p.rows = 1;
    refuse(&p, TER_BAD_SHAPE, "1 rows");
    p.rows = ROWS;
    const double *const damaged[] = {x, bad};
    p.values = damaged;
    refuse(&p, TER_BAD_DATA, "column \"y\", row 4");
    p.values = values;
    p.weights = x;
    const char *const clash[] = {"a", "x"};
    p.names = clash;
    refuse(&p, TER_BAD_ARGUMENT, "name of a column");
    p.names = ab;
    p.formula = "y ~ log(a * 0 - 1) + b";
    refuse(&p, TER_BAD_DATA, "no finite value");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_linear_model_gives_what_linear_least_squares_gives),
        cmocka_unit_test(test_a_weight_of_two_is_the_row_twice),
        cmocka_unit_test(test_a_perfect_fit_is_exact),
        cmocka_unit_test(test_what_is_no_minimum_is_never_called_one),
        cmocka_unit_test(test_other_starts_are_tried_when_the_given_one_fails),
        cmocka_unit_test(test_bad_problems_are_refused_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
