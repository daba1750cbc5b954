/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lm, glm, nls, anova as stages: against models solved by hand, one failing group among others, the same bytes however computed. */
#include <math.h>

#include "job_support.h"

static bool near(double value, double expected) {
    return fabs(value - expected) <= 4e-15 * fabs(expected);
}

static void test_a_straight_line_by_group(void **state) {
    (void)state;
    /* a: y = 1 + 2x and residuals 1 -1 -1 1, at x = 0 1 2 3; b: y = 5 - x exactly; c has one row */
    write_file("data.csv", "g,x,y\na,0,2\na,1,2\na,2,4\na,3,8\nb,0,5\nb,1,4\nb,2,3\nb,NA,7\nc,1,1\n");
    ter_job *job = loaded_job(job_text("  - id: m\n    lm: {from: p, formula: y ~ x, by: g, level: 0.9}", ""));
    ter_run *run = run_job(job, 2, TER_OK);
    assert_true(cell(run, "m", "models", "group", "a", "n") == 4.0);
    assert_true(cell(run, "m", "models", "group", "a", "residual_df") == 2.0);
    assert_true(near(cell(run, "m", "models", "group", "a", "residual_sum_squares"), 4.0));
    assert_true(near(cell(run, "m", "models", "group", "a", "r_squared"), 20.0 / 24.0));
    assert_true(near(cell(run, "m", "coefficients", "term", "x", "estimate"), 2.0));
    /* s^2 = 2, sum of (x - mean)^2 = 5; t = 2 / sqrt(0.4); for two degrees of freedom t at 0.95 is 0.9 sqrt(2 / 0.19) */
    const double error = sqrt(0.4), t = 2.0 / error, quantile = 0.9 * sqrt(2.0 / 0.19);
    assert_true(near(cell(run, "m", "coefficients", "term", "x", "standard_error"), error));
    assert_true(near(cell(run, "m", "coefficients", "term", "x", "statistic"), t));
    assert_true(near(cell(run, "m", "coefficients", "term", "x", "p"), 1.0 - t / sqrt(2.0 + t * t)));
    assert_true(near(cell(run, "m", "coefficients", "term", "x", "upper"), 2.0 + quantile * error));
    assert_true(cell(run, "m", "models", "group", "b", "n") == 3.0);
    assert_true(cell(run, "m", "models", "group", "b", "missing") == 1.0);
    assert_true(cell(run, "m", "models", "group", "b", "residual_sum_squares") == 0.0);
    assert_true(cell(run, "m", "models", "group", "c", "converged") == 0.0);
    assert_true(isnan(cell(run, "m", "models", "group", "c", "n")));
    assert_int_equal(ter_table_rows(ter_run_warnings(run)), 1); /* c */
    assert_int_equal(ter_table_rows(ter_run_find_table(run, "m", "coefficients")), 4);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_two_by_two_counts_give_the_log_odds_ratio(void **state) {
    (void)state;
    write_file("data.csv", "g,x,yes,n\na,0,0.25,8\na,1,0.75,8\n"); /* 2 of 8 and 6 of 8: odds 1/3 and 3 */
    ter_job *job = loaded_job(job_text("  - id: m\n    glm: {from: p, formula: yes ~ x, family: binomial, weights: n}", ""));
    ter_run *run = run_job(job, 1, TER_OK);
    assert_true(near(cell(run, "m", "coefficients", "term", "(Intercept)", "estimate"), -log(3.0)));
    assert_true(near(cell(run, "m", "coefficients", "term", "x", "estimate"), 2.0 * log(3.0)));
    /* 1/2 + 1/6 + 1/6 + 1/2 */
    assert_true(near(cell(run, "m", "coefficients", "term", "x", "standard_error"), sqrt(4.0 / 3.0)));
    assert_true(cell(run, "m", "models", NULL, NULL, "null_df") == 1.0);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_a_single_model_that_fails_fails_the_run(void **state) {
    (void)state;
    write_file("data.csv", "g,x,y\na,0,0\na,1,0\na,2,1\na,3,1\n"); /* x separates y */
    ter_job *job = loaded_job(job_text("  - id: m\n    glm: {from: p, formula: y ~ x, family: binomial}", ""));
    ter_run *run = run_job(job, 1, TER_NO_CONVERGENCE);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_an_exponential_curve_in_each_group(void **state) {
    (void)state;
    write_file("data.csv", "g,x,y\na,0,3\na,1,6\na,2,12\na,3,24\nb,0,8\nb,1,4\nb,2,2\nb,3,1\n");
    ter_job *job =
        loaded_job(job_text("  - id: m\n    nls: {from: p, formula: y ~ k * exp(r * x), by: g, start: {k: 1, r: 0.1}}", ""));
    ter_run *run = run_job(job, 2, TER_OK);
    assert_true(near(cell(run, "m", "parameters", "parameter", "k", "estimate"), 3.0)); /* of a, the first */
    assert_true(near(cell(run, "m", "parameters", "parameter", "r", "estimate"), log(2.0)));
    assert_true(cell(run, "m", "models", "group", "b", "converged") == 1.0);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_analysis_of_variance_of_a_balanced_layout(void **state) {
    (void)state;
    /* means 2 and 5 of a, b; within each 1 2 3 and 4 5 6: between 13.5 on 1, within 4 on 4 */
    write_file("data.csv", "g,y\na,1\na,2\na,3\nb,4\nb,5\nb,6\n");
    ter_job *job = loaded_job(job_text("  - id: m\n    anova: {from: p, formula: y ~ g}", ""));
    ter_run *run = run_job(job, 1, TER_OK);
    assert_true(near(cell(run, "m", "terms", "term", "g", "sum_squares"), 13.5));
    assert_true(near(cell(run, "m", "terms", "term", "g", "f"), 13.5));
    assert_true(near(cell(run, "m", "models", NULL, NULL, "residual_sum_squares"), 4.0));
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_the_same_bytes_whoever_computes_them(void **state) {
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/data.csv", job_folder);
    FILE *file = fopen(path, "w");
    fprintf(file, "g,f,x,y,w\n");
    unsigned long long bits = 99;
    for (int i = 0; i < 3000; i++) {
        bits = bits * 6364136223846793005ULL + 1442695040888963407ULL;
        const double x = (double)(bits >> 44) * 0x1p-19, noise = (double)(bits >> 20 & 1023) * 0x1p-9;
        fprintf(file, "%c,%c,%.6f,%.6f,%d\n", (int)('a' + (bits >> 60) % 9), (int)('p' + (bits >> 33) % 3), x, 2.0 + x + noise,
                1 + (int)(bits >> 50 & 3));
    }
    fclose(file);
    ter_job *job =
        loaded_job(job_text("  - id: a\n    lm: {from: p, formula: \"y ~ poly(x, 2) * f\", by: g, weights: w, robust: HC3}\n"
                            "  - id: b\n    glm: {from: p, formula: y ~ x + f, by: g, family: gamma, link: log}\n"
                            "  - id: c\n    nls: {from: p, formula: y ~ u + v * x, by: g, start: {u: 0, v: 0}}\n"
                            "  - id: d\n    anova: {from: p, formula: y ~ f + x, by: g, type: 3}\n"
                            "  - report: {formats: [html, csv]}",
                            ""));
    char *first = NULL;
    static const unsigned threads[] = {1, 2, 7, 0};
    for (size_t i = 0; i < 4; i++) {
        ter_run *run = threads[i] > 0 ? run_job(job, threads[i], TER_OK) : run_through_bytes(job);
        char *text = all_tables(run);
        if (first == NULL) {
            first = text;
        } else {
            assert_string_equal(text, first);
            free(text);
        }
        ter_run_destroy(run);
    }
    free(first);
    ter_job_destroy(job);
}

static void test_errors_point_into_the_formula(void **state) {
    (void)state;
    write_file("data.csv", "g,x,y\na,2.5,1\n");
    assert_not_loaded(job_text("  - lm: {from: p, formula: y ~ x + zz}", ""), "no column \"zz\"");
    assert_not_loaded(job_text("  - lm: {from: p, formula: y x}", ""), "the formula has no \"~\"");
    assert_not_loaded(job_text("  - nls: {from: p, formula: y ~ a * b, start: {a: 1}}", ""), "\"b\" is neither a column nor");
    assert_not_loaded(job_text("  - nls: {from: p, formula: y ~ a * x, start: {a: 1, b: 2}}", ""), "\"b\" does not occur");
    assert_not_loaded(job_text("  - glm: {from: p, formula: y ~ x, family: poisson, size: 2}", ""), "has a \"size\"");
    assert_not_loaded(job_text("  - lm: {from: p, formula: y ~ x, weights: g}", ""), "column \"g\" is text");
    assert_not_loaded(job_text("  - anova: {from: p, formula: y ~ x, type: 4}", ""), "type");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_straight_line_by_group),
        cmocka_unit_test(test_two_by_two_counts_give_the_log_odds_ratio),
        cmocka_unit_test(test_a_single_model_that_fails_fails_the_run),
        cmocka_unit_test(test_an_exponential_curve_in_each_group),
        cmocka_unit_test(test_analysis_of_variance_of_a_balanced_layout),
        cmocka_unit_test(test_the_same_bytes_whoever_computes_them),
        cmocka_unit_test(test_errors_point_into_the_formula),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
