/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs, checks, plans and what is written. */
#include <math.h>

#include <jansson.h>

#include "../stage/job_support.h"
#include "report/report.h"

static const char stages[] =
    "  - id: good\n    clean: {from: p, filter: x > 0}\n"
    "  - id: s\n    summarize: {from: good, column: x, by: g}\n"
    "  - id: c\n    check:\n      expectations:\n"
    "        - {name: mean of a, stage: s, table: summary, column: mean, where: {group: a}, equals: 2, tolerance: 0.1}\n"
    "        - {name: n of b, stage: s, table: summary, column: n, where: {group: b, column: x}, at_least: %s}\n"
    "  - report: {formats: [csv, html]}\n";

static char *text_with(const char *bound) {
    char text[2048];
    snprintf(text, sizeof text, stages, bound);
    return job_text(text, "");
}

static char *path_of(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", job_folder, name);
    return path;
}

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
    return text;
}

static void test_checks_that_are_met_pass(void **state) {
    (void)state;
    ter_job *job = loaded_job(text_with("1"));
    ter_run *run = run_job(job, 2, TER_OK);
    const ter_table *table = ter_run_find_table(run, "c", "expectations");
    assert_int_equal(ter_table_rows(table), 2);
    assert_true(cell(run, "c", "expectations", "name", "mean of a", "actual") == 2.0);
    assert_true(cell(run, "c", "expectations", "name", "n of b", "met") == 1.0);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_a_check_that_is_not_met_fails_the_run_with_complete_results(void **state) {
    (void)state;
    ter_job *job = loaded_job(text_with("5"));
    ter_run *run;
    ter_error error;
    assert_int_equal(ter_job_run(&run, job, NULL, &error), TER_CHECK_FAILED);
    assert_says(error.text, "1 of 2 expectations were not met: \"n of b\": n of s.summary is 1, expected at least 5 (tolerance 0)");
    for (size_t i = 0; i < 4; i++) {
        assert_true(ter_run_stage_finished(run, i));
    }
    assert_int_equal(ter_run_write(run, path_of("failed"), NULL, &error), TER_OK);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_expectations_are_checked_when_loaded(void **state) {
    (void)state;
    char text[2048];
    static const struct {
        const char *expectation, *says;
    } cases[] = {
        {"{name: a, stage: s, table: sumary, column: mean, equals: 1}", "did you mean \"summary\"?"},
        {"{name: a, stage: s, table: summary, column: men, equals: 1}", "did you mean \"mean\"?"},
        {"{name: a, stage: s, table: summary, column: mean, where: {grup: a}, equals: 1}", "did you mean \"group\"?"},
        {"{name: a, stage: s, table: summary, column: mean, where: {group: 7}, equals: 1}", "write the value in quotes"},
        {"{name: a, stage: s, table: summary, column: mean}", "needs one of equals, at_least, at_most; this one has 0"},
        {"{name: a, stage: s, table: summary, column: group, equals: 1}", "column \"group\" is text"},
        {"{name: a, stage: s, column: mean, equals: 1}", "expectations needs the key \"table\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(text, sizeof text, "  - id: s\n    summarize: {from: p, column: x}\n  - check: {expectations: [%s]}",
                 cases[i].expectation);
        assert_not_loaded(job_text(text, ""), cases[i].says);
    }
}

static void test_results_are_written_whole_and_hold_nothing_of_the_machine(void **state) {
    (void)state;
    ter_job *job = loaded_job(text_with("1"));
    char digests[3][65];
    static const unsigned threads[] = {1, 2, 7};
    for (size_t i = 0; i < 3; i++) {
        ter_run *run = run_job(job, threads[i], TER_OK);
        ter_error error;
        ter_status status = ter_run_write(run, path_of("out"), digests[i], &error);
        if (status != TER_OK) {
            fail_msg("%s", error.text);
        }
        ter_run_destroy(run);
    }
    assert_string_equal(digests[0], digests[1]);
    assert_string_equal(digests[0], digests[2]);
    char *json = read_whole(path_of("out/results.json"));
    assert_null(strstr(json, job_folder));
    assert_null(strstr(json, "second\""));
    json_t *parsed = json_loads(json, 0, NULL);
    assert_non_null(parsed);
    json_decref(parsed);
    free(json);
    assert_int_equal(access(path_of("out/s.summary.csv"), F_OK), 0);
    assert_int_equal(access(path_of("out/report.html"), F_OK), 0);
    assert_int_equal(access(path_of("out/good.rows.csv"), F_OK), -1); /* data, not a result */
    json = read_whole(path_of("out.run.json"));
    parsed = json_loads(json, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(parsed, "threads")), 7);
    json_decref(parsed);
    free(json);
    ter_job_destroy(job);
}

static void test_a_folder_with_other_things_is_left_alone(void **state) {
    (void)state;
    ter_job *job = loaded_job(text_with("1"));
    ter_run *run = run_job(job, 1, TER_OK);
    ter_error error;
    assert_int_equal(mkdir(path_of("mine"), 0755), 0);
    write_file("mine/letter.txt", "dear");
    assert_int_equal(ter_run_write(run, path_of("mine"), NULL, &error), TER_BAD_STATE);
    assert_int_equal(access(path_of("mine/letter.txt"), F_OK), 0);
    /* beside a result, a CSV file of one's own is as safe */
    assert_int_equal(ter_run_write(run, path_of("kept"), NULL, &error), TER_OK);
    write_file("kept/data.csv", "x\n1\n");
    assert_int_equal(ter_run_write(run, path_of("kept"), NULL, &error), TER_BAD_STATE);
    assert_says(error.text, "\"data.csv\" in it is not of an earlier result");
    assert_int_equal(access(path_of("kept/data.csv"), F_OK), 0);
    assert_int_equal(unlink(path_of("kept/data.csv")), 0);
    assert_int_equal(ter_run_write(run, path_of("kept"), NULL, &error), TER_OK);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_a_page_counts_the_groups_it_does_not_show(void **state) {
    (void)state;
    char data[4096] = "g,x\n", *page;
    for (int group = 0; group < TER__REPORT_GROUPS_MAX + 3; group++) {
        size_t used = strlen(data);
        snprintf(data + used, sizeof data - used, "g%d,1\ng%d,2\ng%d,4\ng%d,3\n", group, group, group, group);
    }
    write_file("many.csv", data);
    ter_job *job = loaded_job("version: 1\nname: t\ninputs: {p: {path: many.csv}}\n"
                              "stages: [{fit: {from: p, column: x, by: g, families: [normal]}}]");
    ter_run *run = run_job(job, 1, TER_OK);
    assert_int_equal(ter__report_html(run, SIZE_MAX, &page, NULL), TER_OK);
    assert_says(page, ">g59 <span");
    assert_null(strstr(page, ">g60 <span"));
    assert_says(page, "3 more groups are in results.json.");
    ter_bytes_free((uint8_t *)page);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_until_ends_after_a_stage(void **state) {
    (void)state;
    ter_job *job = loaded_job(text_with("1"));
    ter_run *run;
    ter_error error;
    ter_run_options options = {.until = "s"};
    assert_int_equal(ter_job_run(&run, job, &options, &error), TER_OK);
    assert_true(ter_run_stage_finished(run, 1));
    assert_false(ter_run_stage_finished(run, 2));
    ter_run_destroy(run);
    options.until = "t";
    assert_int_equal(ter_job_run(&run, job, &options, &error), TER_UNKNOWN_NAME);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_a_plan_names_stages_and_tasks(void **state) {
    (void)state;
    ter_job *job = loaded_job(text_with("1"));
    char *text;
    assert_int_equal(ter_job_plan(job, false, &text, NULL, NULL), TER_OK);
    assert_says(text, "summarize  good");
    ter_bytes_free((uint8_t *)text);
    assert_int_equal(ter_job_plan(job, true, &text, NULL, NULL), TER_OK);
    json_t *plan = json_loads(text, 0, NULL);
    json_t *stage = json_array_get(json_object_get(plan, "stages"), 1);
    assert_int_equal(json_integer_value(json_object_get(stage, "tasks")), 3); /* one chunk; two groups of one column */
    json_decref(plan);
    ter_bytes_free((uint8_t *)text);
    ter_job_destroy(job);
}

static void test_the_schema_holds_every_stage_and_key(void **state) {
    (void)state;
    char *text;
    assert_int_equal(ter_stage_schema(NULL, true, &text, NULL), TER_OK);
    json_t *schema = json_loads(text, 0, NULL);
    assert_non_null(schema);
    json_t *kinds =
        json_object_get(json_object_get(json_object_get(json_object_get(schema, "properties"), "stages"), "items"), "properties");
    for (size_t i = 0; ter_stage_kind(i) != NULL; i++) {
        json_t *keys = json_object_get(json_object_get(kinds, ter_stage_kind(i)), "properties");
        for (const ter__key *key = ter__stage_at(i)->keys; key->name != NULL; key++) {
            assert_non_null(json_object_get(json_object_get(keys, key->name), "description"));
        }
    }
    json_decref(schema);
    ter_bytes_free((uint8_t *)text);
    assert_int_equal(ter_stage_schema("summarize", false, &text, NULL), TER_OK);
    assert_says(text, "quantile_type: a whole number, 1 to 9; default 7");
    ter_bytes_free((uint8_t *)text);
    ter_error error;
    assert_int_equal(ter_stage_schema("sumarize", false, &text, &error), TER_UNKNOWN_NAME);
    assert_says(error.text, "did you mean \"summarize\"?");
}

static int set_up(void **state) {
    int failed = make_folder(state);
    write_file("data.csv", "g,x\na,1\na,2\na,3\nb,4\nb,-1\n");
    return failed;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checks_that_are_met_pass),
        cmocka_unit_test(test_a_check_that_is_not_met_fails_the_run_with_complete_results),
        cmocka_unit_test(test_expectations_are_checked_when_loaded),
        cmocka_unit_test(test_results_are_written_whole_and_hold_nothing_of_the_machine),
        cmocka_unit_test(test_a_folder_with_other_things_is_left_alone),
        cmocka_unit_test(test_a_page_counts_the_groups_it_does_not_show),
        cmocka_unit_test(test_until_ends_after_a_stage),
        cmocka_unit_test(test_a_plan_names_stages_and_tasks),
        cmocka_unit_test(test_the_schema_holds_every_stage_and_key),
    };
    return cmocka_run_group_tests(tests, set_up, remove_folder);
}
