/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysis of variance by terms: against residual sums of the models compared, balanced designs, one way, and textbook figures. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tercile/anova.h"
#include "tercile/linear_model.h"

enum { ROWS = 13 };
static const double y[ROWS] = {4.2, 5.9, 3.1, 7.7, 6.4, 5.0, 9.3, 8.8, 2.7, 6.1, 7.2, 4.9, 5.5};
static const double x[ROWS] = {1.0, 2.5, 0.5, 3.0, 2.0, 1.5, 4.5, 3.5, 0.0, 2.2, 3.1, 1.1, 2.9};
static const int a[ROWS] = {0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1}, b[ROWS] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 1, 0, 2, 1};
static const char *const two[] = {"p", "q"}, *const three[] = {"u", "v", "w"};
static const ter_frame_column columns[] = {
    {"y", y, NULL, NULL, NULL, 0}, {"x", x, NULL, NULL, NULL, 0}, {"a", NULL, NULL, a, two, 2}, {"b", NULL, NULL, b, three, 3}};
static const ter_frame frame = {ROWS, 4, columns};

static double residual_of(const char *formula, ter_contrasts contrasts) {
    ter_design *d = NULL;
    ter_linear_fit *fit = NULL;
    assert_int_equal(ter_design_create(&d, formula, &frame, contrasts, NULL), TER_OK);
    const ter_linear_problem problem = {
        .rows = d->rows, .columns = d->columns, .x = d->x, .x_low = d->x_low, .y = d->y, .has_constant = d->has_constant};
    assert_int_equal(ter_linear_fit_create(&fit, &problem, NULL), TER_OK);
    const double sum = fit->residual_sum_squares;
    ter_linear_fit_destroy(fit);
    ter_design_destroy(d);
    return sum;
}

static ter_anova *anova_of(const char *formula, ter_anova_type type) {
    ter_anova *made = NULL;
    ter_error error = {TER_OK, ""};
    if (ter_anova_create(&made, formula, &frame, type, NULL, &error) != TER_OK) {
        fail_msg("%s: %s", formula, error.text);
    }
    return made;
}

static void expect_sum(const ter_anova *made, const char *term, double sum, size_t df) {
    for (size_t t = 0; t < made->terms; t++) {
        if (strcmp(made->term[t].name, term) == 0) {
            if (!(fabs(made->term[t].sum_squares - sum) <= 1e-13 * (fabs(sum) + made->residual_sum_squares)) ||
                made->term[t].df != df) {
                fail_msg("%s: %.17g on %zu instead of %.17g on %zu", term, made->term[t].sum_squares, made->term[t].df, sum, df);
            }
            return;
        }
    }
    fail_msg("no term %s", term);
}

static void test_sums_are_differences_of_the_models_they_compare(void **state) {
    (void)state;
    const double none = residual_of("y ~ 1", TER_CONTRASTS_TREATMENT), only_a = residual_of("y ~ a", TER_CONTRASTS_TREATMENT);
    const double only_b = residual_of("y ~ b", TER_CONTRASTS_TREATMENT), both = residual_of("y ~ a + b", TER_CONTRASTS_TREATMENT);
    const double all = residual_of("y ~ a * b", TER_CONTRASTS_TREATMENT);
    ter_anova *made = anova_of("y ~ a * b", TER_ANOVA_I);
    expect_sum(made, "a", none - only_a, 1);
    expect_sum(made, "b", only_a - both, 2);
    expect_sum(made, "a:b", both - all, 2);
    assert_true(fabs(made->residual_sum_squares - all) <= 1e-14 * all && made->residual_df == ROWS - 6);
    ter_anova_destroy(made);
    made = anova_of("y ~ a * b", TER_ANOVA_II);
    expect_sum(made, "a", only_b - both, 1);
    expect_sum(made, "b", only_a - both, 2);
    expect_sum(made, "a:b", both - all, 2);
    ter_anova_destroy(made);
}

/* With sums as contrasts the main effect's columns are numbers of their own: dropping them is a model too. */
static void test_type_three_drops_the_columns_of_sum_contrasts(void **state) {
    (void)state;
    ter_design *d = NULL;
    assert_int_equal(ter_design_create(&d, "y ~ a * b", &frame, TER_CONTRASTS_SUM, NULL), TER_OK);
    ter_anova *made = anova_of("y ~ a * b", TER_ANOVA_III);
    const double all = residual_of("y ~ a * b", TER_CONTRASTS_SUM);
    static const char *const names[] = {"(Intercept)", "a", "b", "a:b"};
    for (size_t t = 1; t < 4; t++) {
        double kept[6 * ROWS];
        size_t count = 0;
        for (size_t j = 0; j < d->columns; j++) {
            if (d->term_of[j] != t) {
                memcpy(kept + count++ * ROWS, d->x + j * ROWS, ROWS * sizeof *kept);
            }
        }
        const ter_linear_problem problem = {.rows = ROWS, .columns = count, .x = kept, .y = y, .has_constant = true};
        ter_linear_fit *fit = NULL;
        assert_int_equal(ter_linear_fit_create(&fit, &problem, NULL), TER_OK);
        expect_sum(made, names[t], fit->residual_sum_squares - all, d->columns - count);
        ter_linear_fit_destroy(fit);
    }
    ter_anova_destroy(made);
    ter_design_destroy(d);
}

static void test_one_way_agrees_with_its_own_function(void **state) {
    (void)state;
    ter_anova_one_way simple;
    assert_int_equal(ter_anova_one_way_compute(&simple, ROWS, y, NULL, b, 3, NULL), TER_OK);
    for (ter_anova_type type = TER_ANOVA_I; type <= TER_ANOVA_III; type++) {
        ter_anova *made = anova_of("y ~ b", type);
        expect_sum(made, "b", simple.between_sum_squares, simple.between_df);
        assert_true(fabs(made->term[0].f - simple.f) <= 1e-14 * simple.f && fabs(made->r_squared - simple.r_squared) <= 1e-15);
        ter_anova_destroy(made);
    }
}

static void test_covariates_empty_terms_and_bad_requests(void **state) {
    (void)state;
    ter_anova *made = anova_of("y ~ x + I(2 * x) + a", TER_ANOVA_I);
    assert_int_equal(made->terms, 3);
    expect_sum(made, "I(2 * x)", 0.0, 0); /* nothing is left of it */
    assert_true(isnan(made->term[1].f));
    ter_anova_destroy(made);
    made = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_anova_create(&made, "y ~ a", &frame, (ter_anova_type)4, NULL, &error), TER_BAD_ARGUMENT);
    assert_int_equal(ter_anova_create(&made, "y ~ z", &frame, TER_ANOVA_I, NULL, &error), TER_UNKNOWN_NAME);
    assert_null(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_are_differences_of_the_models_they_compare),
        cmocka_unit_test(test_type_three_drops_the_columns_of_sum_contrasts),
        cmocka_unit_test(test_one_way_agrees_with_its_own_function),
        cmocka_unit_test(test_covariates_empty_terms_and_bad_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
