/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fit and bootstrap: what is chosen, what is refused and how it is said, and the same bytes whoever computes. */
#include <math.h>
#include <time.h>

#include "job_support.h"

/* Two groups of 40 skewed values, one of two values, one constant. */
static void write_groups(bool small, bool constant) {
    char path[128];
    snprintf(path, sizeof path, "%s/data.csv", job_folder);
    FILE *file = fopen(path, "w");
    fprintf(file, "g,x\n");
    unsigned long long bits = 99;
    for (int i = 0; i < 80; i++) {
        bits = bits * 6364136223846793005ULL + 1442695040888963407ULL;
        double u = (double)(bits >> 11) * 0x1p-53;
        fprintf(file, "%c,%.9f\n", i % 2 == 0 ? 'a' : 'b', -100.0 * log(0.001 + 0.998 * u) + 50.0 * u);
    }
    fputs(small ? "c,10\nc,20\n" : "", file);
    for (int i = 0; constant && i < 10; i++) {
        fputs("d,5\n", file);
    }
    fclose(file);
}

static const char fit_stage[] =
    "  - id: law\n    fit: {from: p, column: x, by: g, families: [chi_squared, gamma], quantiles: [0.5, 0.99]}\n";

static void test_the_best_law_is_chosen_and_ranked(void **state) {
    (void)state;
    write_groups(false, false);
    ter_job *job = loaded_job(job_text(fit_stage, ""));
    ter_run *run = run_job(job, 2, TER_OK);
    const ter_table *laws = ter_run_find_table(run, "law", "laws");
    assert_int_equal(ter_table_rows(laws), 4);
    for (size_t group = 0; group < 2; group++) {
        /* rows: chi_squared, gamma; a chi-squared law of one parameter cannot match exponential-like data as well */
        assert_int_equal(ter_table_integer(laws, 7, 2 * group), 0);
        assert_int_equal(ter_table_integer(laws, 7, 2 * group + 1), 1);
        assert_int_equal(ter_table_integer(laws, 6, 2 * group), 2);
        assert_int_equal(ter_table_integer(laws, 6, 2 * group + 1), 1);
        assert_true(ter_table_double(laws, 4, 2 * group) > ter_table_double(laws, 4, 2 * group + 1));
    }
    assert_int_equal(ter_table_rows(ter_run_find_table(run, "law", "parameters")), 6);
    assert_int_equal(ter_table_rows(ter_run_find_table(run, "law", "quantiles")), 8);
    const ter_table *points = ter_run_find_table(run, "law", "points");
    assert_int_equal(ter_table_rows(points), 80);
    assert_true(ter_table_double(points, 1, 0) == 0.5 / 40.0);
    for (size_t i = 1; i < 40; i++) {
        assert_true(ter_table_double(points, 2, i) >= ter_table_double(points, 2, i - 1));
    }
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void assert_fails(const char *text, ter_status expected, const char *says) {
    ter_job *job = loaded_job(text);
    ter_error error = {0};
    ter_run *run = NULL;
    assert_int_equal(ter_job_run(&run, job, NULL, &error), expected);
    assert_says(error.text, says);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_a_group_that_cannot_be_fitted_is_named(void **state) {
    (void)state;
    write_groups(true, false);
    static const char one[] = "  - id: law\n    fit: {from: p, column: x, by: g, families: [gamma]}\n";
    assert_fails(job_text(one, ""), TER_BAD_DATA,
                 "stage \"law\": no law could be fitted for g c, so none can be chosen: it has 2 values; gamma needs at least 3");
    write_groups(false, true);
    assert_fails(job_text(one, ""), TER_BAD_DATA, "for g d");
    /* without a choice it is a warning, and a row that says why */
    write_groups(true, true);
    ter_job *job = loaded_job(job_text("  - id: law\n    fit: {from: p, column: x, by: g, families: [gamma], choose: none}\n", ""));
    ter_run *run = run_job(job, 2, TER_OK);
    assert_true(cell(run, "law", "laws", "group", "c", "converged") == 0.0);
    assert_true(isnan(cell(run, "law", "laws", "group", "c", "aic")));
    assert_true(cell(run, "law", "laws", "group", "d", "converged") == 0.0);
    assert_int_equal(ter_table_rows(ter_run_warnings(run)), 2);
    ter_run_destroy(run);
    ter_run_options strict = {.strict = true};
    assert_int_equal(ter_job_run(NULL, job, &strict, NULL), TER_CHECK_FAILED);
    ter_job_destroy(job);
}

static void test_settings_are_checked_against_the_data(void **state) {
    (void)state;
    write_groups(false, false);
    assert_not_loaded(job_text("  - fit: {from: p, column: x, families: [gama]}", ""), "\"gamma\"");
    assert_not_loaded(job_text("  - fit: {from: p, column: y, families: [gamma]}", ""), "unknown column \"y\"");
    assert_not_loaded(job_text("  - fit: {from: p, column: x, families: [gamma, gamma]}", ""), "is listed twice");
    char text[1024];
    snprintf(text, sizeof text, "%s  - bootstrap: {from: law, statistic: shap, laws: all}", fit_stage);
    assert_not_loaded(job_text(text, ""), "unknown statistic of chi_squared: \"shap\"");
    snprintf(text, sizeof text, "%s  - bootstrap: {from: law, statistic: quantile(1.5)}", fit_stage);
    assert_not_loaded(job_text(text, ""), "must be above 0 and below 1");
    assert_not_loaded(job_text("  - id: law\n    fit: {from: p, column: x, families: [gamma], choose: none}\n  - bootstrap: {from: "
                               "law, statistic: mean}",
                               ""),
                      "chooses no law");
    snprintf(text, sizeof text, "%s  - bootstrap: {from: law, statistic: mean, replicates: 1e7}", fit_stage);
    assert_not_loaded(job_text(text, "resources: {memory: 64MiB}"), "the limit (resources.memory) is 64 MiB");
}

static void test_bootstrap_bytes_do_not_depend_on_threads_or_transport(void **state) {
    (void)state;
    write_groups(false, false);
    char text[1024], *first = NULL;
    snprintf(text, sizeof text, "%s  - id: ci\n    bootstrap: {from: law, statistic: quantile(0.99), replicates: 1000, laws: all}",
             fit_stage);
    ter_job *job = loaded_job(job_text(text, ""));
    static const unsigned threads[] = {1, 2, 7, 0};
    for (size_t i = 0; i < 4; i++) {
        ter_run *run = threads[i] > 0 ? run_job(job, threads[i], TER_OK) : run_through_bytes(job);
        char *tables = all_tables(run);
        if (first == NULL) {
            first = tables;
            double estimate = cell(run, "ci", "intervals", "law", "gamma", "estimate");
            assert_true(cell(run, "ci", "intervals", "law", "gamma", "lower") < estimate);
            assert_true(cell(run, "ci", "intervals", "law", "gamma", "upper") > estimate);
            assert_true(cell(run, "ci", "intervals", "law", "gamma", "used") +
                            cell(run, "ci", "intervals", "law", "gamma", "failed") ==
                        1000.0);
            assert_true(estimate == cell(run, "law", "quantiles", "law", "gamma", "estimate") ||
                        ter_table_rows(ter_run_find_table(run, "ci", "intervals")) == 4);
        } else {
            assert_string_equal(tables, first);
            free(tables);
        }
        ter_run_destroy(run);
    }
    free(first);
    ter_job_destroy(job);
}

typedef struct trigger {
    volatile bool cancel;
    struct timespec when;
} trigger;

/* Cancels at the first progress of the bootstrap. */
static void cancel_in_bootstrap(void *context, const ter_run *run, const ter_run_event *event) {
    trigger *t = context;
    if (strcmp(ter_job_stage_kind(ter_run_job(run), event->stage), "bootstrap") == 0 && event->kind == TER_EVENT_PROGRESS &&
        !t->cancel) {
        clock_gettime(CLOCK_MONOTONIC, &t->when);
        t->cancel = true;
    }
}

static void test_cancelling_is_prompt_and_leaves_what_was_finished(void **state) {
    (void)state;
    write_groups(false, false);
    char text[1024];
    snprintf(text, sizeof text, "%s  - id: ci\n    bootstrap: {from: law, statistic: mean, replicates: 1e6}", fit_stage);
    ter_job *job = loaded_job(job_text(text, ""));
    trigger t = {0};
    ter_run_options options = {.threads = 2, .event = cancel_in_bootstrap, .context = &t, .cancel = &t.cancel};
    ter_run *run;
    ter_error error;
    struct timespec now;
    assert_int_equal(ter_job_run(&run, job, &options, &error), TER_CANCELLED);
    clock_gettime(CLOCK_MONOTONIC, &now);
    assert_true((double)(now.tv_sec - t.when.tv_sec) + 1e-9 * (double)(now.tv_nsec - t.when.tv_nsec) < 0.2);
    assert_true(ter_run_stage_finished(run, 0));
    assert_false(ter_run_stage_finished(run, 1));
    assert_null(ter_run_find_table(run, "ci", "intervals"));
    char folder[128];
    snprintf(folder, sizeof folder, "%s/out", job_folder);
    assert_int_equal(ter_run_write(run, folder, NULL, NULL), TER_BAD_STATE);
    assert_int_equal(access(folder, F_OK), -1);
    ter_run_destroy(run);
    ter_job_destroy(job);
    assert_fails(job_text(text, "resources: {timeout: 200ms}"), TER_TIMEOUT, "longer than its limit (resources.timeout) of 0.2 s");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_best_law_is_chosen_and_ranked),
        cmocka_unit_test(test_a_group_that_cannot_be_fitted_is_named),
        cmocka_unit_test(test_settings_are_checked_against_the_data),
        cmocka_unit_test(test_bootstrap_bytes_do_not_depend_on_threads_or_transport),
        cmocka_unit_test(test_cancelling_is_prompt_and_leaves_what_was_finished),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
