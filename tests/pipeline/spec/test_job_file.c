/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and checking job files: what is refused, where the caret stands, what is proposed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spec/job.h"

static const char good[] = "version: 1\n"
                           "name: flood\n"
                           "seed: 42\n"
                           "inputs:\n"
                           "  peaks: {path: peaks.csv, types: {gauge: factor, peak: double}, na: [\"\", NA]}\n"
                           "stages:\n"
                           "  - id: good\n"
                           "    clean: {from: peaks, filter: \"peak > 0\", drop_na: [peak]}\n"
                           "  - id: numbers\n"
                           "    summarize: {from: good, column: peak, by: gauge, quantile_type: 6}\n"
                           "  - report: {title: \"Flood frequency\", formats: [html, json]}\n"
                           "resources: {memory: 1GiB, timeout: 10m}\n";

/* Parses text; the diagnostics as text are given. */
static ter_status parse(const char *text, ter_job **job, char **messages) {
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    ter_error error = {0};
    *job = NULL;
    ter_status status = ter_job_parse(job, text, strlen(text), "job.yaml", ".", diagnostics, &error);
    *messages = ter_diagnostics_format(diagnostics);
    assert_non_null(*messages);
    ter_diagnostics_destroy(diagnostics);
    return status;
}

static void assert_says(const char *messages, const char *expected) {
    if (strstr(messages, expected) == NULL) {
        fail_msg("expected\n%s\nin\n%s", expected, messages);
    }
}

/* The good file with its first `old` replaced is refused, and the messages say `expected`. */
static void assert_refused(const char *old, const char *new, const char *expected) {
    char text[4096];
    const char *at = strstr(good, old);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, new, at + strlen(old));
    ter_job *job;
    char *messages;
    assert_int_equal(parse(text, &job, &messages), TER_BAD_SPEC);
    assert_null(job);
    assert_says(messages, expected);
    free(messages);
}

static char *canonical_of(const char *text, char digest[65]) {
    ter_job *job;
    char *messages;
    ter_status status = parse(text, &job, &messages);
    if (status != TER_OK) {
        fail_msg("%s", messages);
    }
    free(messages);
    char *copy = strdup(ter_job_canonical(job));
    strcpy(digest, ter_job_digest(job));
    ter_job_destroy(job);
    return copy;
}

static void test_a_good_file_is_read(void **state) {
    (void)state;
    ter_job *job;
    char *messages;
    assert_int_equal(parse(good, &job, &messages), TER_OK);
    assert_string_equal(messages, "");
    assert_string_equal(ter_job_name(job), "flood");
    assert_int_equal(ter_job_seed(job), 42);
    assert_int_equal(ter_job_stage_count(job), 3);
    assert_string_equal(ter_job_stage_id(job, 2), "report1");
    assert_string_equal(ter_job_stage_kind(job, 0), "clean");
    assert_string_equal(ter_job_stage_text(job, 1, "by"), "gauge");
    assert_null(ter_job_stage_text(job, 1, "nothing"));
    assert_true(job->memory_bytes == 0x1p30 && job->timeout_seconds == 600.0);
    assert_true(ter__setting_number(job->stages[1].settings, "quantile_type") == 6.0);
    assert_int_equal(ter__setting_of(job->stages[1].settings, "quantiles")->count, 5);
    ter_job_destroy(job);
    free(messages);
}

static void test_an_unknown_key_shows_place_line_caret_and_proposal(void **state) {
    (void)state;
    assert_refused("quantile_type: 6", "quantile_typ: 6",
                   "job.yaml:10:54: error: unknown key in summarize: \"quantile_typ\"\n"
                   "        summarize: {from: good, column: peak, by: gauge, quantile_typ: 6}\n"
                   "                                                         ^~~~~~~~~~~~\n"
                   "help: did you mean \"quantile_type\"?\n");
    assert_refused("seed:", "sed:", "unknown key in the job file: \"sed\"");
    assert_refused("memory:", "memry:", "did you mean \"memory\"?");
    assert_refused("types:", "type:", "did you mean \"types\"?");
}

static void test_all_errors_are_told_at_once_in_order_of_place(void **state) {
    (void)state;
    const char text[] =
        "version: 2\nname: a b\ninputs: {p: {path: 7}}\nstages:\n"
        "  - clean: {from: q}\n  - summarise: {}\n  - report: {formats: best}\n  - summarize: {from: p, colum: x}\n";
    ter_job *job;
    char *messages;
    assert_int_equal(parse(text, &job, &messages), TER_BAD_SPEC);
    const char *const expected[] = {"job.yaml:1:10: error: \"version\" is 2",
                                    "job.yaml:2:7: error: \"name\" is not usable as a name",
                                    "job.yaml:3:20: error: \"path\" must be text, not a number",
                                    "job.yaml:5:19: error: unknown input or earlier stage \"q\"",
                                    "job.yaml:6:5: error: unknown kind of stage \"summarise\"",
                                    "did you mean \"summarize\"?",
                                    "job.yaml:7:23: error: unknown formats \"best\"",
                                    "job.yaml:8:16: error: summarize needs the key \"column\"",
                                    "job.yaml:8:26: error: unknown key"};
    const char *at = messages;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const char *found = strstr(at, expected[i]);
        if (found == NULL) {
            fail_msg("expected in this order\n%s\nin\n%s", expected[i], messages);
        }
        at = found;
    }
    free(messages);
}

static void test_wrong_types_and_ranges_are_refused(void **state) {
    (void)state;
    assert_refused("quantile_type: 6", "quantile_type: 10", "\"quantile_type\" is 10; it must be from 1 to 9");
    assert_refused("quantile_type: 6", "quantile_type: 6.5", "\"quantile_type\" must be a whole number, not 6.5");
    assert_refused("quantile_type: 6", "quantile_type: six", "\"quantile_type\" must be a whole number, not text");
    assert_refused("quantile_type: 6", "quantile_type: 2000x", "\"2000x\" cannot be read as a number");
    assert_refused("quantile_type: 6", "quantiles: [0.5, 1.5]", "\"quantiles\" is 1.5; it must be from 0 to 1");
    assert_refused("quantile_type: 6", "quantiles: {a: 1}", "\"quantiles\" must be a list, not a mapping");
    assert_refused("quantile_type: 6", "quantile_type: ", "\"quantile_type\" has no value");
    assert_refused("seed: 42", "seed: -1", "\"seed\" is -1");
    assert_refused("seed: 42", "seed: 1e999", "beyond what a double holds");
    assert_refused("memory: 1GiB", "memory: 1024", "\"memory\" has no unit");
    assert_refused("memory: 1GiB", "memory: 1 gigabyte", "unknown unit \"gigabyte\"");
    assert_refused("timeout: 10m", "timeout: soon", "write it as 90s, 10m, 2h or 1h30m");
    assert_refused("peak: double", "peak: number", "unknown types \"number\"");
    assert_refused("column: peak", "colum: peak", "summarize needs the key \"column\"");
    assert_refused("formats: [html, json]", "formats: [html, pdf]", "unknown formats \"pdf\"");
    assert_refused("types: {gauge: factor, peak: double}", "types: [factor]", "\"types\" must be a mapping of names, not a list");
}

static void test_references_must_name_what_stands_above(void **state) {
    (void)state;
    assert_refused("from: peaks", "from: peeks", "help: did you mean \"peaks\"?");
    assert_refused("from: peaks", "from: numbers", "names \"numbers\", which is defined later");
    assert_refused("from: peaks", "from: good", "which is defined by this stage itself");
    assert_refused("- report: {title", "- clean: {from: numbers}\n  - report: {title", "a summarize stage, which gives no rows");
    assert_refused("id: numbers", "id: good", "duplicate stage id \"good\"");
    assert_refused("id: numbers", "id: peaks", "\"peaks\" is the name of an input already");
    assert_refused("id: numbers", "id: \"a/b\"", "\"id\" must be a name");
    assert_refused("- report: {title", "- id: empty\n  - report: {title", "a stage without a kind");
    assert_refused("- report: {title: \"Flood frequency\", formats: [html, json]}", "- {report: {}, clean: {from: peaks}}",
                   "a stage is of one kind, this one is \"report\" too");
}

static void test_expressions_are_compiled_when_read(void **state) {
    (void)state;
    assert_refused("peak > 0", "peak > ", "job.yaml:8:");
    assert_refused("peak > 0", "peak > logg(2)", "logg");
}

static void test_yaml_beyond_data_is_refused(void **state) {
    (void)state;
    assert_refused("name: flood", "name: &n flood", "anchors (&name) are not allowed");
    assert_refused("name: flood", "name: *n", "not allowed");
    assert_refused("name: flood", "name: !!str flood", "tags (!name) are not allowed");
    assert_refused("seed: 42", "seed: 42\nseed: 43", "duplicate key \"seed\"");
    assert_refused("seed: 42", "seed: 42\nseed: 43", "job.yaml:4:1:");
    assert_refused("resources:", "---\nversion: 1\n", "a second document in one job file");
    assert_refused("resources:", "? [a, b]\n: 1\nresources:", "a key must be a single word or text");
    assert_refused("seed: 42", "seed: [42", "not valid YAML or JSON");
    assert_refused("seed: 42", "seed: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "more than 16 deep");
    assert_refused("name: flood", "name: \"a\\0b\"", "a text holds a zero byte");
    assert_refused("name: flood", "name: \xff\xfe", "UTF-8");
    ter_job *job;
    char *messages;
    assert_int_equal(parse("", &job, &messages), TER_BAD_SPEC);
    assert_says(messages, "the job file is empty");
    free(messages);
    assert_int_equal(parse("[1, 2]", &job, &messages), TER_BAD_SPEC);
    assert_says(messages, "the job file must be a mapping of keys to values, not a list");
    free(messages);
}

static void test_too_many_entries_and_too_large_files_are_refused(void **state) {
    (void)state;
    size_t room = 200000;
    char *text = malloc(room), *messages;
    int used = snprintf(text, room, "version: 1\nname: a\ninputs: {p: {path: x, na: [");
    for (int i = 0; i < 2000; i++) {
        used += snprintf(text + used, room - (size_t)used, "a%d, ", i);
    }
    snprintf(text + used, room - (size_t)used, "b]}}\n");
    ter_job *job;
    assert_int_equal(parse(text, &job, &messages), TER_BAD_SPEC);
    assert_says(messages, "more than 1024 entries");
    free(messages);
    free(text);
    text = calloc(1, TER_JOB_FILE_BYTES_MAX + 2);
    memset(text, '#', TER_JOB_FILE_BYTES_MAX + 1);
    assert_int_equal(parse(text, &job, &messages), TER_LIMIT);
    free(messages);
    free(text);
}

static void test_numbers_are_read_as_written(void **state) {
    (void)state;
    char text[1024];
    static const struct {
        const char *written;
        int64_t value;
    } cases[] = {{"1e4", 10000}, {"+7", 7}, {"1.0E2", 100}, {"9007199254740993", 9007199254740993}, {"0", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ter_job *job;
        char *messages;
        snprintf(text, sizeof text, "{version: 1, name: a, seed: %s, inputs: {p: {path: x}}, stages: [{report: {}}]}",
                 cases[i].written);
        assert_int_equal(parse(text, &job, &messages), TER_OK);
        assert_int_equal(ter_job_seed(job), cases[i].value);
        ter_job_destroy(job);
        free(messages);
    }
}

static void test_digest_ignores_layout_comments_order_and_yaml_or_json(void **state) {
    (void)state;
    const char *const same[] = {
        "version: 1\nname: a\nseed: 10000\ninputs:\n  p: {path: x/y, na: [\"\"]}\nstages:\n  - id: s\n    clean: {from: p}\n",
        "# comment\nstages: [{clean: {\"from\": 'p'}, id: \"s\"}]\ninputs: {p: {na: [''], path: x/y}}\nseed: 1e4\nname: "
        "a\nversion: 1\n",
        "{\"version\":1,\"name\":\"a\",\"seed\":10000,\"inputs\":{\"p\":{\"path\":\"x\\/y\",\"na\":[\"\"]}},"
        "\"stages\":[{\"id\":\"s\",\"clean\":{\"from\":\"p\"}}]}",
        "{\n\t\"version\": 1.0,\n\t\"name\": \"a\",\n\t\"seed\": 1.0e4,\n\t\"inputs\": {\"p\": {\"path\": \"\\u0078/y\", \"na\": "
        "[\"\"]}},\n"
        "\t\"stages\": [\n\t\t{\"id\": \"s\", \"clean\": {\"from\": \"p\"}}\n\t]\n}\n"};
    char first[65], other[65];
    char *canonical = canonical_of(same[0], first);
    assert_string_equal(canonical, "{\"inputs\":{\"p\":{\"na\":[\"\"],\"path\":\"x/y\"}},\"name\":\"a\",\"seed\":10000,"
                                   "\"stages\":[{\"clean\":{\"from\":\"p\"},\"id\":\"s\"}],\"version\":1}");
    for (size_t i = 1; i < sizeof same / sizeof *same; i++) {
        char *text = canonical_of(same[i], other);
        assert_string_equal(text, canonical);
        assert_string_equal(other, first);
        free(text);
    }
    char *text = canonical_of(
        "{version: 1, name: a, seed: 10001, inputs: {p: {path: x/y, na: ['']}}, stages: [{id: s, clean: {from: p}}]}", other);
    assert_string_not_equal(other, first);
    free(text);
    free(canonical);
}

static void test_json_may_write_characters_as_pairs_of_escapes(void **state) {
    (void)state;
    static const char head[] = "version: 1, name: a, inputs: {p: {path: x}}";
    static const struct {
        const char *written, *means; /* as canonical JSON */
    } cases[] = {{"\"\\ud83d\\uDE00!\"", "\xf0\x9f\x98\x80!"},
                 {"\"\\\\ud83d\\\\ude00\"", "\\\\ud83d\\\\ude00"},
                 {"\"\\u00e9\"", "\xc3\xa9"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512], expected[128], digest[65];
        snprintf(text, sizeof text, "{%s, stages: [{report: {title: %s}}]}", head, cases[i].written);
        snprintf(expected, sizeof expected, "{\"title\":\"%s\"}", cases[i].means);
        char *canonical = canonical_of(text, digest);
        assert_says(canonical, expected);
        free(canonical);
    }
    ter_job *job;
    char *messages;
    assert_int_equal(parse("{\"name\": \"\\ud83d\"}", &job, &messages), TER_BAD_SPEC); /* half a pair */
    free(messages);
}

static void test_a_missing_file_is_not_a_bad_spec(void **state) {
    (void)state;
    ter_job *job;
    ter_error error;
    assert_int_equal(ter_job_read(&job, "/nonexistent/job.yaml", NULL, &error), TER_NOT_FOUND);
    assert_says(error.text, "/nonexistent/job.yaml");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_good_file_is_read),
        cmocka_unit_test(test_an_unknown_key_shows_place_line_caret_and_proposal),
        cmocka_unit_test(test_all_errors_are_told_at_once_in_order_of_place),
        cmocka_unit_test(test_wrong_types_and_ranges_are_refused),
        cmocka_unit_test(test_references_must_name_what_stands_above),
        cmocka_unit_test(test_expressions_are_compiled_when_read),
        cmocka_unit_test(test_yaml_beyond_data_is_refused),
        cmocka_unit_test(test_too_many_entries_and_too_large_files_are_refused),
        cmocka_unit_test(test_numbers_are_read_as_written),
        cmocka_unit_test(test_digest_ignores_layout_comments_order_and_yaml_or_json),
        cmocka_unit_test(test_json_may_write_characters_as_pairs_of_escapes),
        cmocka_unit_test(test_a_missing_file_is_not_a_bad_spec),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
