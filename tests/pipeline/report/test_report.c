/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a small job whose names are hostile: what is written is well-formed, complete and the same every time. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "report/report.h"
#include "report/svg.h"
#include "tercile/dist.h"

static char folder[] = "/tmp/tercile-report-XXXXXX";

static const char job_text[] =
    "version: 1\nname: hostile\nseed: 9007199254740993\n" /* not a double */
    "inputs: {data: {path: data.csv, types: {group: factor, value: double}}}\n"
    "stages:\n"
    "  - id: good\n    clean: {from: data, filter: [\"value > 0\"]}\n"
    "  - id: law\n    fit: {from: good, column: value, by: group, families: [gamma, normal], quantiles: [0.5, 0.99]}\n"
    "  - id: ci\n    bootstrap: {from: law, statistic: quantile(0.9), replicates: 200, method: percentile}\n"
    "  - id: seen\n    check: {expectations: [{name: \"<b>1 & 2</b>\", stage: law, table: laws, column: n, "
    "where: {group: \"<script>alert(1)</script>\", law: gamma}, at_least: 5}]}\n"
    "  - report: {title: \"A <title> & more\"}\n";

static int write_data(void **state) {
    (void)state;
    char path[128];
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/data.csv", folder);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        return -1;
    }
    ter_dist *dist = NULL;
    double values[80];
    ter_stream stream = ter_stream_open(9, 1, 1);
    if (ter_dist_parse(&dist, "gamma(3, 100)", NULL) != TER_OK) {
        return -1;
    }
    ter_dist_sample(dist, &stream, 80, values);
    ter_dist_destroy(dist);
    fputs("group,value\n", file);
    for (int i = 0; i < 80; i++) {
        fprintf(file, "%s,%.17g\n", i % 2 == 0 ? "<script>alert(1)</script>" : "\"Saint-Jean, \"\"R\xC3\xA9union\"\"\"", values[i]);
    }
    return fclose(file);
}

static int remove_data(void **state) {
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/data.csv", folder);
    unlink(path);
    return rmdir(folder);
}

static void run_job(ter_job **job, ter_run **run, unsigned threads) {
    ter_error error = {TER_OK, ""};
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    ter_status status = ter_job_parse(job, job_text, sizeof job_text - 1, "job.yaml", folder, diagnostics, &error);
    status = status != TER_OK ? status : ter_job_load(*job, diagnostics, &error);
    if (status != TER_OK) {
        print_message("%s\n%s\n", error.text, ter_diagnostics_format(diagnostics));
    }
    assert_int_equal(status, TER_OK);
    ter_diagnostics_destroy(diagnostics);
    ter_run_options options = {.threads = threads};
    status = ter_job_run(run, *job, &options, &error);
    if (status != TER_OK) {
        print_message("%s\n", error.text);
    }
    assert_int_equal(status, TER_OK);
}

static void test_results_json_holds_every_table_with_columns_and_rows(void **state) {
    (void)state;
    ter_job *job = NULL;
    ter_run *run = NULL;
    char *text = NULL;
    run_job(&job, &run, 1);
    assert_int_equal(ter__report_json(run, &text, NULL), TER_OK);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_integer_value(json_object_get(root, "tercile_results")), TER__RESULTS_VERSION);
    assert_int_equal(json_integer_value(json_object_get(root, "seed")), 9007199254740993);
    assert_int_equal(strlen(json_string_value(json_object_get(json_array_get(json_object_get(root, "inputs"), 0), "sha256"))), 64);
    const json_t *stages = json_object_get(root, "stages");
    assert_int_equal(json_array_size(stages), ter_job_stage_count(job));
    const json_t *clean = json_object_get(json_object_get(json_array_get(stages, 0), "tables"), "rows");
    assert_true(json_is_null(json_object_get(clean, "rows")));
    assert_int_equal(json_integer_value(json_object_get(clean, "row_count")), 80);
    const json_t *fit = json_object_get(json_array_get(stages, 1), "tables");
    const ter_table *parameters = ter_run_find_table(run, "law", "parameters");
    const json_t *rows = json_object_get(json_object_get(fit, "parameters"), "rows");
    assert_int_equal(json_array_size(rows), ter_table_rows(parameters));
    size_t estimate;
    assert_int_equal(ter_table_find(parameters, "estimate", &estimate, NULL), TER_OK);
    for (size_t row = 0; row < json_array_size(rows); row++) { /* doubles read back exactly */
        double value = json_number_value(json_array_get(json_array_get(rows, row), estimate));
        assert_true(value == ter_table_double(parameters, estimate, row));
    }
    json_decref(root);
    ter_bytes_free((uint8_t *)text);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

/* Tags that stay open, or are closed in the wrong order, are found by a stack of their names. */
static void assert_tags_are_balanced(const char *html) {
    char stack[64][16];
    size_t depth = 0;
    for (const char *at = strchr(html, '<'); at != NULL; at = strchr(at + 1, '<')) {
        char name[16] = "";
        bool closing = at[1] == '/';
        sscanf(at + (closing ? 2 : 1), "%15[a-z0-9]", name);
        const char *end = strchr(at, '>');
        assert_non_null(end);
        bool alone = end[-1] == '/' || at[1] == '!' || strcmp(name, "meta") == 0;
        if (closing) {
            assert_true(depth > 0);
            assert_string_equal(stack[--depth], name);
        } else if (!alone) {
            assert_true(depth < 64);
            memcpy(stack[depth++], name, sizeof name);
        }
    }
    assert_int_equal(depth, 0);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

static void test_report_html_is_whole_offline_and_escaped(void **state) {
    (void)state;
    ter_job *job = NULL;
    ter_run *run = NULL;
    char *text = NULL;
    run_job(&job, &run, 1);
    assert_int_equal(ter__report_html(run, ter_job_stage_count(job) - 1, &text, NULL), TER_OK);
    assert_tags_are_balanced(text);
    assert_null(strstr(text, "<script"));
    assert_null(strstr(text, "http://"));
    assert_null(strstr(text, "https://"));
    assert_null(strstr(text, "<b>1 & 2</b>"));
    assert_non_null(strstr(text, "&lt;b&gt;1 &amp; 2&lt;/b&gt;"));
    assert_non_null(strstr(text, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_non_null(strstr(text, "<title>A &lt;title&gt; &amp; more</title>"));
    assert_non_null(strstr(text, "Content-Security-Policy"));
    assert_non_null(strstr(text, ter_job_digest(job)));
    assert_non_null(strstr(text, "seed 9007199254740993,"));
    /* four plots for each of the two groups, one of the intervals; each says what it shows */
    assert_int_equal(count_of(text, "<svg "), 9);
    assert_int_equal(count_of(text, "<desc "), 9);
    assert_null(strstr(text, ">nan"));
    assert_null(strstr(text, "=\"nan"));
    ter_bytes_free((uint8_t *)text);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_report_has_the_same_bytes_whatever_the_threads(void **state) {
    (void)state;
    char *first[2] = {NULL, NULL};
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        ter_job *job = NULL;
        ter_run *run = NULL;
        char *text[2] = {NULL, NULL};
        run_job(&job, &run, threads);
        assert_int_equal(ter__report_json(run, &text[0], NULL), TER_OK);
        assert_int_equal(ter__report_html(run, SIZE_MAX, &text[1], NULL), TER_OK);
        for (size_t i = 0; i < 2; i++) {
            if (threads == 1) {
                first[i] = text[i];
            } else {
                assert_string_equal(text[i], first[i]);
                ter_bytes_free((uint8_t *)text[i]);
                ter_bytes_free((uint8_t *)first[i]);
            }
        }
        ter_run_destroy(run);
        ter_job_destroy(job);
    }
}

static void test_plot_logarithm_is_near_the_true_one(void **state) {
    (void)state;
    for (double x = 1e-300; x < 1e300; x *= 7.3) {
        assert_true(fabs(ter__plot_log(x) - log(x)) < 1e-8);
    }
    assert_true(ter__plot_log(1) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results_json_holds_every_table_with_columns_and_rows),
        cmocka_unit_test(test_report_html_is_whole_offline_and_escaped),
        cmocka_unit_test(test_report_has_the_same_bytes_whatever_the_threads),
        cmocka_unit_test(test_plot_logarithm_is_near_the_true_one),
    };
    return cmocka_run_group_tests(tests, write_data, remove_data);
}
