/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profile intervals against profiles in closed form, whose limits are found here by bisection in long double. */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/dist.h"
#include "tercile/linear_model.h"
#include "tercile/nonlinear_model.h"

enum { ROWS = 8 };
static const double x[ROWS] = {1, 2, 3, 4, 5, 6, 7, 8}, y[ROWS] = {9.5, 6.1, 3.6, 2.4, 1.3, 0.9, 0.4, 0.35};
static const double shares[ROWS] = {0.61, 0.35, 0.24, 0.12, 0.1, 0.02, 0.04, 0.01};
static const char *const columns[] = {"x", "y", "share"};
static const double *const values[] = {x, y, shares};
static const char *const ab[] = {"a", "b", "c"};

static ter_nonlinear_problem problem_of(const char *formula, size_t parameters, const char *const *names, const double *starts) {
    return (ter_nonlinear_problem){.formula = formula,
                                   .rows = ROWS,
                                   .columns = 3,
                                   .column_names = columns,
                                   .values = values,
                                   .parameters = parameters,
                                   .names = names,
                                   .starts = starts};
}

static ter_nonlinear_fit *profiled(const ter_nonlinear_problem *problem, double level, ter_nonlinear_interval *intervals) {
    ter_nonlinear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_nonlinear_fit_create(&fit, problem, &error), error);
    ter_assert_ok(ter_nonlinear_profile(intervals, fit, problem, level, &error), error);
    return fit;
}

static double t_quantile(double df, double level) {
    const ter_family *family = NULL;
    ter_dist *law = NULL;
    assert_int_equal(ter_family_find(&family, "student_t", NULL), TER_OK);
    assert_int_equal(ter_dist_create(&law, family, 1, &df, NULL), TER_OK);
    const double quantile = ter_dist_isf(law, 0.5 * (1.0 - level));
    ter_dist_destroy(law);
    return quantile;
}

static void test_a_linear_model_has_its_own_intervals(void **state) {
    (void)state;
    const double starts[] = {100.0, -3.0, 1.0};
    const ter_nonlinear_problem p = problem_of("y ~ a + b * x + c * sqrt(x)", 3, ab, starts);
    double design[3 * ROWS], lower[3], upper[3];
    for (size_t i = 0; i < ROWS; i++) {
        design[i] = 1.0;
        design[ROWS + i] = x[i];
        design[2 * ROWS + i] = sqrt(x[i]);
    }
    const ter_linear_problem linear = {.rows = ROWS, .columns = 3, .x = design, .y = y, .has_constant = true};
    ter_linear_fit *same = NULL;
    assert_int_equal(ter_linear_fit_create(&same, &linear, NULL), TER_OK);
    static const double levels[] = {0.5, 0.95, 0.9999};
    for (size_t l = 0; l < 3; l++) {
        ter_nonlinear_interval intervals[3];
        ter_nonlinear_fit *fit = profiled(&p, levels[l], intervals);
        assert_int_equal(ter_linear_confidence(same, NULL, levels[l], lower, upper, NULL), TER_OK);
        for (size_t k = 0; k < 3; k++) {
            assert_true(intervals[k].lower_limit == TER_NONLINEAR_LIMIT_FOUND && isnan(intervals[k].upper_edge));
            /* The design has square roots rounded to doubles, the model has not. */
            const double size = fabs(lower[k]) + fabs(upper[k]);
            assert_true(fabs(intervals[k].lower - lower[k]) <= 2e-14 * size);
            assert_true(fabs(intervals[k].upper - upper[k]) <= 2e-14 * size);
        }
        ter_nonlinear_fit_destroy(fit);
    }
    ter_linear_fit_destroy(same);
}

static void test_a_line_has_its_t_intervals_to_the_last_digits(void **state) {
    (void)state;
    const double starts[] = {1.0, 1.0};
    const ter_nonlinear_problem p = problem_of("y ~ a + b * x", 2, ab, starts);
    double design[2 * ROWS], lower[2], upper[2];
    for (size_t i = 0; i < ROWS; i++) {
        design[i] = 1.0;
        design[ROWS + i] = x[i];
    }
    const ter_linear_problem linear = {.rows = ROWS, .columns = 2, .x = design, .y = y, .has_constant = true};
    ter_linear_fit *same = NULL;
    ter_nonlinear_interval intervals[2];
    assert_int_equal(ter_linear_fit_create(&same, &linear, NULL), TER_OK);
    ter_nonlinear_fit *fit = profiled(&p, 0.95, intervals);
    assert_int_equal(ter_linear_confidence(same, NULL, 0.95, lower, upper, NULL), TER_OK);
    for (size_t k = 0; k < 2; k++) {
        ter_assert_ulp(intervals[k].lower, lower[k], 4.0);
        ter_assert_ulp(intervals[k].upper, upper[k], 4.0);
    }
    ter_nonlinear_fit_destroy(fit);
    ter_linear_fit_destroy(same);
}

/* ---- profiles in closed form ---------------------------------------------------------------------------------------------- */

typedef long double (*curve)(long double);

/* share ~ exp(-b x): one parameter, the profile is the sum of squares. */
static long double decay(long double b) {
    long double sum = 0.0L;
    for (size_t i = 0; i < ROWS; i++) {
        const long double r = (long double)shares[i] - expl(-b * (long double)x[i]);
        sum += r * r;
    }
    return sum;
}

static long double scaled_decay(long double a, long double b) {
    long double sum = 0.0L;
    for (size_t i = 0; i < ROWS; i++) {
        const long double r = (long double)y[i] - a * expl(-b * (long double)x[i]);
        sum += r * r;
    }
    return sum;
}

/* y ~ a exp(-b x) with b fixed: a is a ratio of sums. */
static long double profile_of_b(long double b) {
    long double above = 0.0L, below = 0.0L;
    for (size_t i = 0; i < ROWS; i++) {
        const long double e = expl(-b * (long double)x[i]);
        above += (long double)y[i] * e;
        below += e * e;
    }
    return scaled_decay(above / below, b);
}

/* The same with a fixed: the slope in b changes its sign once between 0.05 and 2. */
static long double profile_of_a(long double a) {
    long double low = 0.05L, high = 2.0L;
    for (int i = 0; i < 80; i++) {
        const long double b = 0.5L * (low + high);
        long double slope = 0.0L;
        for (size_t k = 0; k < ROWS; k++) {
            const long double e = expl(-b * (long double)x[k]);
            slope += ((long double)y[k] - a * e) * (long double)x[k] * e;
        }
        low = slope > 0.0L ? low : b;
        high = slope > 0.0L ? b : high;
    }
    return scaled_decay(a, 0.5L * (low + high));
}

static void expect_limit(curve profile, double estimate, double beyond, double quantile, double df, double actual) {
    const long double bound =
        profile((long double)estimate) * (1.0L + (long double)quantile * (long double)quantile / (long double)df);
    long double in = (long double)estimate, out = (long double)beyond;
    assert_true(profile(out) > bound);
    for (int i = 0; i < 80; i++) {
        const long double middle = 0.5L * (in + out);
        if (profile(middle) <= bound) {
            in = middle;
        } else {
            out = middle;
        }
    }
    ter_assert_relative(actual, (double)in, 1e-14);
}

static void test_one_parameter_against_bisection(void **state) {
    (void)state;
    static const double start = 0.1, levels[] = {0.5, 0.9, 0.99};
    static const char *const b[] = {"b"};
    const ter_nonlinear_problem p = problem_of("share ~ exp(-b * x)", 1, b, &start);
    for (size_t l = 0; l < 3; l++) {
        ter_nonlinear_interval interval;
        ter_nonlinear_fit *fit = profiled(&p, levels[l], &interval);
        const double t = t_quantile(7.0, levels[l]);
        expect_limit(decay, fit->estimates[0], 0.2, t, 7.0, interval.lower);
        expect_limit(decay, fit->estimates[0], 2.0, t, 7.0, interval.upper);
        ter_nonlinear_fit_destroy(fit);
    }
}

static void test_two_parameters_against_bisection(void **state) {
    (void)state;
    static const double starts[] = {10.0, 0.5};
    const ter_nonlinear_problem p = problem_of("y ~ a * exp(-b * x)", 2, ab, starts);
    ter_nonlinear_interval intervals[2];
    ter_nonlinear_fit *fit = profiled(&p, 0.95, intervals);
    const double t = t_quantile(6.0, 0.95);
    expect_limit(profile_of_a, fit->estimates[0], 10.0, t, 6.0, intervals[0].lower);
    expect_limit(profile_of_a, fit->estimates[0], 25.0, t, 6.0, intervals[0].upper);
    expect_limit(profile_of_b, fit->estimates[1], 0.2, t, 6.0, intervals[1].lower);
    expect_limit(profile_of_b, fit->estimates[1], 1.0, t, 6.0, intervals[1].upper);
    assert_true(intervals[0].upper - fit->estimates[0] > fit->estimates[0] - intervals[0].lower); /* as it curves */
    ter_nonlinear_fit_destroy(fit);
}

/* ---- limits that do not exist ---------------------------------------------------------------------------------------------- */

static void test_a_profile_that_flattens_out_has_no_limit(void **state) {
    (void)state;
    static const double few_x[4] = {1, 2, 3, 4}, few_y[4] = {0.98, 1.01, 0.99, 1.02}, start = 3.0;
    static const double *const few[] = {few_x, few_y};
    static const char *const b[] = {"b"};
    ter_nonlinear_problem p = problem_of("y ~ 1 - exp(-b * x)", 1, b, &start);
    p.rows = 4;
    p.columns = 2;
    p.values = few;
    ter_nonlinear_interval interval;
    ter_nonlinear_fit *fit = profiled(&p, 0.95, &interval);
    assert_true(interval.lower_limit == TER_NONLINEAR_LIMIT_FOUND && interval.lower > 0.0 && interval.lower < fit->estimates[0]);
    assert_true(interval.upper_limit == TER_NONLINEAR_LIMIT_NONE && isinf(interval.upper) && interval.upper > 0.0);
    assert_true(interval.upper_edge > 1e9 && isnan(interval.lower_edge));
    assert_string_equal(ter_nonlinear_limit_name(interval.upper_limit), "none");
    ter_nonlinear_fit_destroy(fit);
}

static void test_a_profile_that_ends_where_the_model_does_has_no_limit(void **state) {
    (void)state;
    static const double few_x[4] = {1, 2, 3, 4}, few_y[4] = {0.9, 0.7, 1.9, 1.5}, start = 0.0;
    static const double *const few[] = {few_x, few_y};
    static const char *const b[] = {"b"};
    ter_nonlinear_problem p = problem_of("y ~ sqrt(x + b)", 1, b, &start);
    p.rows = 4;
    p.columns = 2;
    p.values = few;
    ter_nonlinear_interval interval;
    ter_nonlinear_fit *fit = profiled(&p, 0.95, &interval);
    assert_true(interval.upper_limit == TER_NONLINEAR_LIMIT_FOUND && interval.upper > fit->estimates[0]);
    assert_true(interval.lower_limit == TER_NONLINEAR_LIMIT_EDGE && isnan(interval.lower));
    assert_true(interval.lower_edge >= -1.0 && interval.lower_edge < -0.999999);
    ter_nonlinear_fit_destroy(fit);
}

static void test_a_perfect_fit_and_one_without_degrees_of_freedom(void **state) {
    (void)state;
    static const double few_x[4] = {1, 2, 3, 4}, few_y[4] = {3, 5, 7, 9}, starts[] = {0.5, 1.5};
    static const double *const few[] = {few_x, few_y};
    ter_nonlinear_problem p = problem_of("y ~ a + b * x", 2, ab, starts);
    p.columns = 2;
    p.values = few;
    for (size_t rows = 2; rows <= 4; rows += 2) {
        p.rows = rows;
        ter_nonlinear_interval intervals[2];
        ter_nonlinear_fit *fit = profiled(&p, 0.95, intervals);
        for (size_t k = 0; k < 2; k++) {
            if (rows == 4) {
                ter_assert_ulp(intervals[k].lower, fit->estimates[k], 1.0);
                ter_assert_ulp(intervals[k].upper, fit->estimates[k], 1.0);
            } else {
                assert_true(isnan(intervals[k].lower) && intervals[k].upper_limit == TER_NONLINEAR_LIMIT_UNKNOWN);
            }
        }
        ter_nonlinear_fit_destroy(fit);
    }
}

static void test_bad_input_is_named(void **state) {
    (void)state;
    static const double starts[] = {10.0, 0.5}, levels[] = {0.0, 1.0, NAN};
    ter_nonlinear_problem p = problem_of("y ~ a * exp(-b * x)", 2, ab, starts);
    ter_nonlinear_interval intervals[2];
    ter_nonlinear_fit *fit = profiled(&p, 0.95, intervals);
    ter_error error = {TER_OK, ""};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(ter_nonlinear_profile(intervals, fit, &p, levels[i], &error), TER_BAD_ARGUMENT);
    }
    p.rows = ROWS - 1;
    assert_int_equal(ter_nonlinear_profile(intervals, fit, &p, 0.95, &error), TER_BAD_ARGUMENT);
    p.rows = ROWS;
    fit->verdict = TER_NONLINEAR_PLATEAU;
    assert_int_equal(ter_nonlinear_profile(intervals, fit, &p, 0.95, &error), TER_BAD_ARGUMENT);
    ter_nonlinear_fit_destroy(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_linear_model_has_its_own_intervals),
        cmocka_unit_test(test_a_line_has_its_t_intervals_to_the_last_digits),
        cmocka_unit_test(test_one_parameter_against_bisection),
        cmocka_unit_test(test_two_parameters_against_bisection),
        cmocka_unit_test(test_a_profile_that_flattens_out_has_no_limit),
        cmocka_unit_test(test_a_profile_that_ends_where_the_model_does_has_no_limit),
        cmocka_unit_test(test_a_perfect_fit_and_one_without_degrees_of_freedom),
        cmocka_unit_test(test_bad_input_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
