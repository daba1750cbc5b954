/* SPDX-License-Identifier: GPL-3.0-or-later */
/* summarize: against values worked out by hand, and the same bytes from any number of threads and through encoded parts. */
#include <math.h>

#include "job_support.h"

static void test_moments_and_quantiles_by_group(void **state) {
    (void)state;
    write_file("data.csv", "g,x\na,2\nb,1\na,4\na,4\nb,NA\na,4\na,5\na,5\na,7\na,9\n,100\n");
    ter_job *job =
        loaded_job(job_text("  - id: s\n    summarize: {from: p, column: x, by: g, quantiles: [0.25, 0.5], histogram: 7}", ""));
    ter_run *run = run_job(job, 2, TER_OK);
    /* 2 4 4 4 5 5 7 9: mean 5, sum of squares 32, of cubes 42, of fourth powers 356 */
    assert_true(cell(run, "s", "summary", "group", "a", "n") == 8.0);
    assert_true(cell(run, "s", "summary", "group", "a", "mean") == 5.0);
    assert_true(cell(run, "s", "summary", "group", "a", "variance") == 32.0 / 7.0);
    assert_true(fabs(cell(run, "s", "summary", "group", "a", "skewness") - 5.25 / 8.0 * sqrt(56.0) / 6.0) < 1e-15);
    assert_true(fabs(cell(run, "s", "summary", "group", "a", "kurtosis") - (44.5 / 16.0 - 3.0)) < 1e-15);
    assert_true(cell(run, "s", "summary", "group", "a", "maximum") == 9.0);
    assert_true(cell(run, "s", "quantiles", "group", "a", "quantile") == 4.0);
    assert_true(cell(run, "s", "summary", "group", "b", "n") == 1.0);
    assert_true(cell(run, "s", "summary", "group", "b", "missing") == 1.0);
    assert_true(isnan(cell(run, "s", "summary", "group", "b", "variance")));
    assert_int_equal(ter_table_rows(ter_run_warnings(run)), 1); /* the row without a group */
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_an_empty_table_gives_empty_groups(void **state) {
    (void)state;
    write_file("data.csv", "g,x\na,2\n");
    ter_job *job =
        loaded_job(job_text("  - id: c\n    clean: {from: p, filter: x > 5}\n  - id: s\n    summarize: {from: c, column: x}", ""));
    ter_run *run = run_job(job, 2, TER_OK);
    assert_true(cell(run, "s", "summary", "group", "all", "n") == 0.0);
    assert_true(isnan(cell(run, "s", "summary", "group", "all", "mean")));
    assert_true(isnan(cell(run, "s", "summary", "group", "all", "minimum")));
    ter_run_destroy(run);
    ter_job_destroy(job);
}

/* 200,000 rows are four chunks; values far from 0 would lose digits in plain sums. */
static void test_chunks_merge_to_the_same_bytes_whoever_computes_them(void **state) {
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/data.csv", job_folder);
    FILE *file = fopen(path, "w");
    fprintf(file, "g,x\n");
    unsigned long long bits = 12345;
    for (int i = 0; i < 200000; i++) {
        bits = bits * 6364136223846793005ULL + 1442695040888963407ULL;
        fprintf(file, "%c,%.6f\n", (int)('a' + bits % 5), 1e6 + (double)(bits >> 40) * 1e-3);
    }
    fclose(file);
    ter_job *job = loaded_job(job_text("  - id: s\n    summarize: {from: p, column: x, by: g, quantile_type: 6}", ""));
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

static void test_columns_must_be_numbers_and_groups_must_not_be_doubles(void **state) {
    (void)state;
    write_file("data.csv", "g,x\na,2.5\n");
    assert_not_loaded(job_text("  - summarize: {from: p, column: g}", ""), "column \"g\" is text");
    assert_not_loaded(job_text("  - summarize: {from: p, column: x, by: x}", ""), "column \"x\" is double and cannot name groups");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments_and_quantiles_by_group),
        cmocka_unit_test(test_an_empty_table_gives_empty_groups),
        cmocka_unit_test(test_chunks_merge_to_the_same_bytes_whoever_computes_them),
        cmocka_unit_test(test_columns_must_be_numbers_and_groups_must_not_be_doubles),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
