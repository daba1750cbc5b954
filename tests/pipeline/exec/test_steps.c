/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job in steps gives the bytes of ter_job_run, however the steps are spread. */
#include "steps_support.h"

static void assert_same_in_steps(ter_job *job, unsigned hows) {
    ter_run *run;
    ter_error error = {0};
    char expected[65], digest[65], text[TER_ERROR_TEXT_BYTES];
    uint8_t *bytes;
    size_t length;
    uint64_t seed = getenv("TER_TEST_SEED") != NULL ? strtoull(getenv("TER_TEST_SEED"), NULL, 10) : (uint64_t)getpid();
    print_message("TER_TEST_SEED=%llu\n", (unsigned long long)seed);
    ter_status status = ter_job_run(&run, job, NULL, &error);
    assert_true(status == TER_OK || status == TER_CHECK_FAILED);
    assert_int_equal(ter_run_pack(run, &bytes, &length, expected, NULL), TER_OK);
    ter_bytes_free(bytes);
    for (unsigned how = IN_ORDER; how <= BY_THREADS; how++) {
        if (hows >> how & 1u) {
            run_in_steps(job, (enum how)how, &seed, digest, status, text);
            assert_string_equal(digest, expected);
            assert_string_equal(text, error.text);
        }
    }
    ter_run_destroy(run);
}

static void test_all_kinds_of_stages_give_the_same_bytes_in_steps(void **state) {
    (void)state;
    ter_job *job = loaded_job(kinds_with("1"));
    assert_same_in_steps(job, 15);
    ter_job_destroy(job);
}

static void test_a_check_that_is_not_met_travels_with_its_text(void **state) {
    (void)state;
    ter_job *job = loaded_job(kinds_with("1000"));
    assert_same_in_steps(job, 1u << BY_CHANCE);
    ter_job_destroy(job);
}

/* More tasks than units: branches of the tree are merged before they travel, the last one is short. */
static void test_units_of_many_tasks_are_branches_of_the_tree(void **state) {
    (void)state;
    char *data = calloc(1, 1 << 16);
    size_t used = (size_t)sprintf(data, "g,x,y\n");
    for (int row = 0; row < 1500; row++) {
        used += (size_t)sprintf(data + used, "g%d,%d.%d,%d\n", row % 371, row % 17, row * 7 % 100, row * row % 1009);
    }
    write_file("data.csv", data);
    free(data);
    ter_job *job = loaded_job(job_text("  - id: s\n    summarize: {from: p, column: [x, y], by: g}\n"
                                       "  - id: law\n    fit: {from: p, column: y, by: g, families: [normal, gumbel, gev], "
                                       "method: moments, choose: none}\n  - report: {}\n",
                                       ""));
    most_units = 0;
    assert_same_in_steps(job, 1u << IN_ORDER | 1u << BY_CHANCE | 1u << BY_THREADS);
    assert_int_equal(most_units, 372); /* 1 + 2 * 371 tasks, two a unit; 3 * 371 in units of four */
    ter_job_destroy(job);
}

static void test_the_main_job_gives_the_same_bytes_under_another_path(void **state) {
    (void)state;
    char *text = calloc(1, 1 << 16), *small = calloc(1, 1 << 16), *digits, digest[65], expected[65], verdict[1024];
    FILE *file = fopen(TER_SOURCE_DIR "/validation/jobs/flood_frequency.yaml", "r");
    assert_non_null(file);
    assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    char *at = strstr(text, "replicates: ") + strlen("replicates: ");
    (void)strtoul(at, &digits, 10);
    snprintf(small, 1 << 16, "%.*s40%s", (int)(at - text), text, digits);
    ter_error error;
    ter_job *job, *other;
    assert_int_equal(ter_job_parse(&job, small, strlen(small), TER_SOURCE_DIR "/validation/jobs/flood_frequency.yaml",
                                   TER_SOURCE_DIR "/validation/jobs", NULL, &error),
                     TER_OK);
    assert_int_equal(
        ter_job_parse(&other, small, strlen(small), "flood_frequency.yaml", TER_SOURCE_DIR "/validation/jobs", NULL, &error),
        TER_OK);
    assert_int_equal(ter_job_load(job, NULL, &error), TER_OK);
    assert_int_equal(ter_job_load(other, NULL, &error), TER_OK);
    ter_run *run = run_job(job, 2, TER_OK);
    uint8_t *bytes;
    size_t length;
    uint64_t seed = 1;
    assert_int_equal(ter_run_pack(run, &bytes, &length, expected, NULL), TER_OK);
    ter_bytes_free(bytes);
    ter_run_destroy(run);
    run_in_steps(other, BY_CHANCE, &seed, digest, TER_OK, verdict);
    assert_string_equal(digest, expected);
    ter_job_destroy(job);
    ter_job_destroy(other);
    free(text);
    free(small);
}

static void test_strict_makes_warnings_a_failure(void **state) {
    (void)state;
    ter_job *job = loaded_job(kinds_with("1"));
    record r = {.job = job};
    ter_error error, expected;
    ter_run_options options = {.strict = true};
    assert_int_equal(ter_job_run(NULL, job, &options, &expected), TER_CHECK_FAILED);
    for (size_t i = 0; i < ter_job_stage_count(job); i++) {
        assert_int_equal(run_stage(&r, IN_ORDER, NULL, &error), TER_OK);
    }
    ter_steps *steps = another(&r, true);
    assert_int_equal(ter_steps_verdict(steps, &error), TER_CHECK_FAILED);
    assert_string_equal(error.text, expected.text);
    ter_steps_destroy(steps);
    record_clear(&r);
    ter_job_destroy(job);
}

static void assert_fails_alike(const char *stages) {
    ter_job *job = loaded_job(job_text(stages, ""));
    ter_error error = {0}, expected = {0};
    record r = {.job = job};
    ter_run *run;
    ter_status status = ter_job_run(&run, job, NULL, &expected), own = TER_OK;
    assert_int_not_equal(status, TER_OK);
    ter_run_destroy(run);
    while (own == TER_OK && r.count < ter_job_stage_count(job)) {
        own = run_stage(&r, IN_ORDER, NULL, &error);
    }
    assert_int_equal(own, status);
    assert_string_equal(error.text, expected.text);
    assert_true(r.count < ter_job_stage_count(job));
    record_clear(&r);
    ter_job_destroy(job);
}

static void test_a_stage_that_fails_says_what_ter_job_run_says(void **state) {
    (void)state;
    assert_fails_alike("  - id: none\n    clean: {from: p, filter: x > 1000}\n"
                       "  - id: law\n    fit: {from: none, column: x, by: g, families: [normal]}\n");
    assert_fails_alike("  - id: law\n    fit: {from: p, column: x, by: g, families: [gev]}\n"); /* at its end */
}

static void test_a_cancelled_unit_or_end_says_so_and_the_stage_stays_open(void **state) {
    (void)state;
    ter_job *job = loaded_job(kinds_with("1"));
    record r = {.job = job};
    volatile bool cancel = true;
    ter_error error;
    size_t units = 0, length;
    uint8_t *bytes;
    while (r.count < 3) {
        assert_int_equal(run_stage(&r, IN_ORDER, NULL, &error), TER_OK);
    }
    ter_steps *steps = another_open(&r, &units);
    assert_true(units > 0);
    assert_int_equal(ter_steps_unit(steps, 0, &cancel, &bytes, &length, &error), TER_CANCELLED);
    assert_string_equal(error.text, "cancelled in stage \"ci\"");
    piece *parts = calloc(units, sizeof *parts), result;
    const uint8_t **views = calloc(units, sizeof *views);
    size_t *lengths = calloc(units, sizeof *lengths);
    for (size_t i = 0; i < units; i++) {
        compute_unit(steps, i, &parts[i]);
        views[i] = parts[i].bytes;
        lengths[i] = parts[i].length;
    }
    assert_int_equal(ter_steps_finish(steps, views, lengths, &cancel, &bytes, &length, &error), TER_CANCELLED);
    assert_int_equal(finish(steps, parts, units, &result, &error), TER_OK);
    assert_int_equal(ter_steps_next(steps), 4);
    ter_bytes_free(result.bytes);
    free_parts(parts, units);
    free(views);
    free(lengths);
    ter_steps_destroy(steps);
    record_clear(&r);
    ter_job_destroy(job);
}

static void test_calls_at_the_wrong_moment_are_refused(void **state) {
    (void)state;
    ter_steps *steps;
    ter_error error;
    size_t units, length;
    uint8_t *bytes;
    ter_job *job;
    const char *text = kinds_with("1");
    assert_int_equal(ter_job_parse(&job, text, strlen(text), "job.yaml", job_folder, NULL, &error), TER_OK);
    assert_int_equal(ter_steps_create(&steps, job, false, &error), TER_OK);
    assert_int_equal(ter_steps_open(steps, &units, &error), TER_BAD_STATE);
    assert_says(error.text, "not loaded");
    assert_int_equal(ter_job_load(job, NULL, &error), TER_OK);
    assert_int_equal(ter_steps_unit(steps, 0, NULL, &bytes, &length, &error), TER_BAD_STATE);
    assert_int_equal(ter_steps_finish(steps, NULL, NULL, NULL, &bytes, &length, &error), TER_BAD_STATE);
    assert_int_equal(ter_steps_verdict(steps, &error), TER_BAD_STATE);
    assert_int_equal(ter_run_pack(ter_steps_run(steps), &bytes, &length, NULL, &error), TER_BAD_STATE);
    assert_int_equal(ter_steps_open(steps, &units, &error), TER_OK);
    assert_int_equal(units, 0); /* clean has no tasks */
    assert_int_equal(ter_steps_unit(steps, 0, NULL, &bytes, &length, &error), TER_BAD_ARGUMENT);
    ter_steps_destroy(steps);
    ter_job_destroy(job);
}

/* Results can be looked at without the inputs; only the whole result cannot be made. */
static void test_results_can_be_looked_at_without_the_inputs(void **state) {
    (void)state;
    char text[16384];
    strcpy(text, kinds_with("1"));
    ter_job *job = loaded_job(text), *other;
    ter_error error;
    record r = {.job = job}, view;
    while (r.count < ter_job_stage_count(job)) {
        assert_int_equal(run_stage(&r, IN_ORDER, NULL, &error), TER_OK);
    }
    assert_int_equal(ter_job_parse(&other, text, strlen(text), "x.yaml", "/nonexistent", NULL, &error), TER_OK);
    view = r;
    view.job = other;
    ter_steps *steps = another(&view, false);
    assert_true(cell(ter_steps_run(steps), "s", "summary", "group", "a", "n") > 0.0);
    char *json;
    uint8_t *bytes;
    size_t length;
    assert_int_equal(ter_run_json(ter_steps_run(steps), &json, &error), TER_OK);
    ter_bytes_free((uint8_t *)json);
    assert_int_equal(ter_run_pack(ter_steps_run(steps), &bytes, &length, NULL, &error), TER_BAD_STATE);
    ter_steps_destroy(steps);
    ter_job_destroy(other);
    record_clear(&r);
    ter_job_destroy(job);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_all_kinds_of_stages_give_the_same_bytes_in_steps),
        TEST(test_a_check_that_is_not_met_travels_with_its_text),
        TEST(test_units_of_many_tasks_are_branches_of_the_tree),
        TEST(test_the_main_job_gives_the_same_bytes_under_another_path),
        TEST(test_strict_makes_warnings_a_failure),
        TEST(test_a_stage_that_fails_says_what_ter_job_run_says),
        TEST(test_a_cancelled_unit_or_end_says_so_and_the_stage_stays_open),
        TEST(test_calls_at_the_wrong_moment_are_refused),
        TEST(test_results_can_be_looked_at_without_the_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
