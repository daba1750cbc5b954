/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many rows, which go by cross products: held to the same rows written once, which go by QR, and to the normal equations' identity.
 */
#include "ter_assert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist/common/path_choice.h"
#include "linear/tall.h"
#include "special/table.h"
#include "tercile/linear_model.h"

enum { ROWS = 400, COPIES = 7, ALL = ROWS * COPIES, COLUMNS = 5 };

static double next(unsigned long long *bits) {
    *bits = *bits * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*bits >> 11) * 0x1p-53;
}

typedef struct sample {
    double *x, *x_low, *y, *weights;
} sample;

/* 1, t, t^2, ... about `middle`, with t in [0, 1]: the further, the worse the condition; `rows` copies of the same ROWS rows. */
static sample polynomial(size_t rows, double middle) {
    sample s = {calloc(COLUMNS * rows, sizeof(double)), calloc(COLUMNS * rows, sizeof(double)), calloc(rows, sizeof(double)),
                calloc(rows, sizeof(double))};
    double *t = calloc(rows, sizeof *t);
    unsigned long long bits = 2026;
    for (size_t i = 0; i < ROWS; i++) {
        t[i] = middle + next(&bits);
        s.y[i] = sin(9.0 * t[i]) + next(&bits);
        s.weights[i] = i % 50 == 3 ? 0.0 : 0.5 + next(&bits);
    }
    for (size_t i = ROWS; i < rows; i++) {
        t[i] = t[i % ROWS];
        s.y[i] = s.y[i % ROWS];
        s.weights[i] = s.weights[i % ROWS];
    }
    ter_polynomial_columns(rows, t, NULL, COLUMNS - 1, s.x, s.x_low);
    free(t);
    return s;
}

static void sample_free(sample *s) {
    free(s->x);
    free(s->x_low);
    free(s->y);
    free(s->weights);
}

static ter_linear_problem problem_of(const sample *s, size_t rows, bool weighted) {
    return (ter_linear_problem){.rows = rows,
                                .columns = COLUMNS,
                                .x = s->x,
                                .x_low = s->x_low,
                                .y = s->y,
                                .weights = weighted ? s->weights : NULL,
                                .has_constant = true};
}

static void compare(double middle, bool weighted) {
    ter_error error = {TER_OK, ""};
    sample once = polynomial(ROWS, middle), often = polynomial(ALL, middle);
    ter_linear_problem small = problem_of(&once, ROWS, weighted), large = problem_of(&often, ALL, weighted);
    ter_linear_fit *a = NULL, *b = NULL;
    ter__tall tall;
    assert_false(ter__tall_create(&tall, &small, 1e-12, false));
    assert_true(ter__tall_create(&tall, &large, 1e-12, false));
    ter__tall_destroy(&tall);
    ter_assert_ok(ter_linear_fit_create(&a, &small, &error), error);
    ter_assert_ok(ter_linear_fit_create(&b, &large, &error), error);
    for (size_t j = 0; j < COLUMNS; j++) {
        ter_assert_ulp(b->coefficients[j], a->coefficients[j], 1.0);
        ter_assert_ulp(b->unscaled_errors[j] * sqrt((double)COPIES), a->unscaled_errors[j], 3.0);
    }
    ter_assert_ulp(b->residual_sum_squares, a->residual_sum_squares * COPIES, 2.0);
    ter_assert_ulp(b->total_sum_squares, a->total_sum_squares * COPIES, 2.0);
    ter_assert_ulp(b->r_squared, a->r_squared, 1.0);
    for (size_t i = 0; i < ALL; i++) {
        ter_assert_ulp(b->residuals[i], a->residuals[i % ROWS], 1.0);
        if (!isnan(a->leverages[i % ROWS])) {
            ter_assert_ulp(b->leverages[i] * COPIES, a->leverages[i % ROWS], 2.0);
        }
    }
    assert_true(fabs(b->condition / a->condition - 1.0) < 1e-9);
    ter_linear_fit_destroy(a);
    ter_linear_fit_destroy(b);
    sample_free(&once);
    sample_free(&often);
}

static void test_copies_of_rows_change_no_digit_of_the_fit(void **state) {
    (void)state;
    compare(-0.5, false); /* condition 30 */
    compare(-0.5, true);
    compare(1.0, false); /* 40,000 */
    compare(1.0, true);
}

static void test_a_perfect_fit_of_many_rows_is_said_to_be_one(void **state) {
    (void)state;
    ter_error error = {TER_OK, ""};
    sample s = polynomial(ALL, 0.25);
    for (size_t i = 0; i < ALL; i++) {
        s.y[i] = 0.5 * s.x[ALL + i]; /* exactly */
    }
    const ter_linear_problem problem = problem_of(&s, ALL, false);
    ter_linear_fit *fit = NULL;
    ter_assert_ok(ter_linear_fit_create(&fit, &problem, &error), error);
    assert_true(fit->perfect || fit->residual_deviation < 1e-25);
    ter_assert_ulp(fit->coefficients[1], 0.5, 1.0);
    assert_true(fabs(fit->coefficients[0]) < 1e-25);
    assert_true(fabs(fit->coefficients[3]) < 1e-25);
    ter_linear_fit_destroy(fit);
    sample_free(&s);
}

static void test_bad_conditions_and_dependent_columns_go_by_qr(void **state) {
    (void)state;
    ter__tall tall;
    ter_error error = {TER_OK, ""};
    sample s = polynomial(ALL, 30.0);
    ter_linear_problem problem = problem_of(&s, ALL, false);
    assert_false(ter__tall_create(&tall, &problem, 1e-12, false));
    memcpy(s.x + 4 * ALL, s.x + ALL, ALL * sizeof *s.x); /* the last column is the second */
    memcpy(s.x_low + 4 * ALL, s.x_low + ALL, ALL * sizeof *s.x);
    assert_false(ter__tall_create(&tall, &problem, 1e-12, false));
    ter_linear_fit *fit = NULL;
    ter_assert_ok(ter_linear_fit_create(&fit, &problem, &error), error);
    assert_int_equal(fit->rank, 4);
    assert_true(fit->dropped[4]);
    ter_linear_fit_destroy(fit);
    memset(s.x, 0, ALL * sizeof *s.x);
    assert_false(ter__tall_create(&tall, &problem, 1e-12, false));
    sample_free(&s);
}

static void test_the_loops_give_the_same_bits_on_every_path(void **state) {
    (void)state;
    enum { COUNT = TER__TALL_ROWS - 5, Z = 3 };
    double values[3 * TER__TALL_ROWS], low[3 * TER__TALL_ROWS], roots[2][TER__TALL_ROWS];
    ter__dd first[6] = {{0.0, 0.0}};
    double first_row[2] = {0.0, 0.0};
    for (size_t path = 0; path < ter__path_count(); path++) {
        const ter__special *kernels = ter__path_at(path)->special;
        unsigned long long bits = 5;
        double x[TER__TALL_ROWS], x_low[TER__TALL_ROWS], weights[TER__TALL_ROWS];
        ter__dd sums[6] = {{0.0, 0.0}};
        const ter__dd b[1] = {{0.1, 1e-18}};
        for (size_t j = 0; j < Z; j++) {
            for (size_t i = 0; i < COUNT; i++) {
                x[i] = next(&bits) - 0.3;
                x_low[i] = 0x1p-55 * (next(&bits) - 0.5) * x[i];
                weights[i] = i == 7 ? 0.0 : next(&bits);
            }
            kernels->tall_roots(COUNT, weights, roots[0], roots[1]);
            kernels->tall_weigh(COUNT, roots[0], roots[1], x, j == 1 ? NULL : x_low, values + j * TER__TALL_ROWS,
                                low + j * TER__TALL_ROWS);
        }
        kernels->tall_products(values, low, Z, 0, sums);
        kernels->tall_combine(COUNT, 1, COUNT, x, x_low, b, values, low);
        if (path == 0) {
            memcpy(first, sums, sizeof sums);
            first_row[0] = values[11];
            first_row[1] = low[11];
        }
        assert_memory_equal(sums, first, sizeof sums);
        assert_true(values[11] == first_row[0] && low[11] == first_row[1]);
    }
    assert_true(ter__path_count() >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies_of_rows_change_no_digit_of_the_fit),
        cmocka_unit_test(test_a_perfect_fit_of_many_rows_is_said_to_be_one),
        cmocka_unit_test(test_bad_conditions_and_dependent_columns_go_by_qr),
        cmocka_unit_test(test_the_loops_give_the_same_bits_on_every_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
