/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The main job, with fewer replicates: published values come out, and the result's bytes depend on nothing but job, data and seed.
 * Moments: Bulletin 17C, appendix 10, example 1. The GEV of Moose River: estimates on which two other programs agree to seven
 * digits (location 1870.708, scale 536.120, shape 0.118427, deviance 1078.7199488).
 */
#include <math.h>

#include "../stage/job_support.h"

static ter_job *job_with(const char *replicates) {
    char *text = calloc(1, 1 << 16), *small = calloc(1, 1 << 16), *messages, *digits;
    FILE *file = fopen(TER_SOURCE_DIR "/validation/jobs/flood_frequency.yaml", "r");
    assert_non_null(file);
    assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    const char *at = strstr(text, "replicates: ");
    assert_non_null(at);
    at += strlen("replicates: ");
    (void)strtoul(at, &digits, 10);
    snprintf(small, 1 << 16, "%.*s%s%s", (int)(at - text), text, replicates, digits);
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    ter_job *job = NULL;
    ter_error error;
    ter_status status =
        ter_job_parse(&job, small, strlen(small), "job.yaml", TER_SOURCE_DIR "/validation/jobs", diagnostics, &error);
    if (status == TER_OK) {
        status = ter_job_load(job, diagnostics, &error);
    }
    if (status != TER_OK) {
        messages = ter_diagnostics_format(diagnostics);
        fail_msg("%s", messages);
    }
    ter_diagnostics_destroy(diagnostics);
    free(text);
    free(small);
    return job;
}

static void test_published_values_come_out(void **state) {
    (void)state;
    ter_job *job = job_with("40");
    ter_run *run = run_job(job, 2, TER_OK); /* its check stage compares the moments and the 1 % flood */
    const ter_table *expectations = ter_run_find_table(run, "published", "expectations");
    assert_int_equal(ter_table_rows(expectations), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(ter_table_integer(expectations, 8, i), 1);
    }
    /* every gauge has one chosen law, and every law that converged has its criteria */
    const ter_table *laws = ter_run_find_table(run, "law", "laws");
    assert_int_equal(ter_table_rows(laws), 40);
    for (size_t gauge = 0; gauge < 8; gauge++) {
        int64_t chosen = 0;
        for (size_t i = 0; i < 5; i++) {
            chosen += ter_table_integer(laws, 7, 5 * gauge + i);
            assert_true(ter_table_integer(laws, 12, 5 * gauge + i) == 0 || isfinite(ter_table_double(laws, 4, 5 * gauge + i)));
        }
        assert_int_equal(chosen, 1);
    }
    assert_true(fabs(-2.0 * cell(run, "law", "laws", "law", "gev", "log_likelihood") - 1078.7199488) < 1e-6);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_the_bytes_are_the_same_from_any_number_of_threads(void **state) {
    (void)state;
    ter_job *job = job_with("300");
    char digests[4][65], folder[128];
    static const unsigned threads[] = {1, 2, 7, 0};
    snprintf(folder, sizeof folder, "%s/out", job_folder);
    for (size_t i = 0; i < 4; i++) {
        ter_run *run = threads[i] > 0 ? run_job(job, threads[i], TER_OK) : run_through_bytes(job);
        ter_error error;
        if (ter_run_write(run, folder, digests[i], &error) != TER_OK) {
            fail_msg("%s", error.text);
        }
        ter_run_destroy(run);
        assert_string_equal(digests[i], digests[0]);
    }
    ter_job_destroy(job);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_values_come_out),
        cmocka_unit_test(test_the_bytes_are_the_same_from_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
