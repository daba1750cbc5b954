/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts and results of stages that come from elsewhere are looked at before they are used. */
#include "steps_support.h"

static void test_damaged_results_and_those_of_other_stages_are_refused(void **state) {
    (void)state;
    ter_job *job = loaded_job(kinds_with("1")), *other = loaded_job(kinds_with("2"));
    record r = {.job = job}, none = {.job = job}, foreign = {.job = other};
    ter_error error;
    while (r.count < 3) {
        assert_int_equal(run_stage(&r, IN_ORDER, NULL, &error), TER_OK);
    }
    ter_steps *steps = another(&none, false), *elsewhere = another(&foreign, false);
    assert_int_equal(ter_steps_accept(steps, r.results[1].bytes, r.results[1].length, &error), TER_BAD_DATA);
    assert_says(error.text, "it is of another stage");
    assert_int_equal(ter_steps_accept(elsewhere, r.results[0].bytes, r.results[0].length, &error), TER_BAD_DATA);
    assert_says(error.text, "it is of another job");
    assert_int_equal(ter_steps_accept(steps, r.results[0].bytes, r.results[0].length, &error), TER_OK);
    piece *result = &r.results[1];
    for (size_t at = 0; at < result->length; at += at < 300 ? 1 : 61) {
        result->bytes[at] ^= 0x04;
        assert_int_equal(ter_steps_accept(steps, result->bytes, result->length, &error), TER_BAD_DATA);
        result->bytes[at] ^= 0x04;
        assert_int_equal(ter_steps_accept(steps, result->bytes, at, &error), TER_BAD_DATA);
    }
    assert_int_equal(ter_steps_next(steps), 1);
    assert_int_equal(ter_steps_accept(steps, result->bytes, result->length, &error), TER_OK);
    ter_steps_destroy(steps);
    ter_steps_destroy(elsewhere);
    record_clear(&r);
    ter_job_destroy(job);
    ter_job_destroy(other);
}

/* A copy of a part with one number changed (row, column, value), a row left out (column -1) or doubled (column -2). */
static ter_table *changed(const ter_table *part, size_t row, int column, int64_t value) {
    ter_table_builder *builder;
    ter_table *made;
    assert_int_equal(ter_table_builder_create(&builder, NULL), TER_OK);
    for (size_t c = 0; c < ter_table_columns(part); c++) {
        assert_int_equal(
            ter_table_builder_column(builder, ter_table_column_name(part, c), ter_table_column_type(part, c), NULL, NULL), TER_OK);
    }
    for (size_t i = 0; i < ter_table_rows(part); i++) {
        if (i != row || column < 0) {
            for (int times = i == row ? column == -2 ? 2 : 0 : 1; times > 0; times--) {
                assert_int_equal(ter_table_builder_row(builder, part, i), TER_OK);
            }
            continue;
        }
        for (size_t c = 0; c < 3; c++) {
            int64_t kept = ter_table_integer(part, c, i);
            assert_int_equal(ter_table_builder_integer(builder, c, (int)c == column ? value : kept), TER_OK);
        }
        for (size_t c = 3; c < 5; c++) {
            assert_int_equal(ter_table_builder_double(builder, c, ter_table_double(part, c, i)), TER_OK);
        }
        assert_int_equal(ter_table_builder_missing(builder, 5), TER_OK);
    }
    assert_int_equal(ter_table_builder_finish(builder, &made, NULL), TER_OK);
    ter_table_builder_destroy(builder);
    return made;
}

/* Finishes with `table` in the place of part `unit`. */
static ter_status finish_with(const record *r, piece *parts, size_t units, size_t unit, const ter_table *table) {
    piece kept = parts[unit], result;
    ter_error error = {0};
    size_t ignored;
    assert_int_equal(ter__part_encode(r->job, r->count, unit, table, &parts[unit].bytes, &parts[unit].length, NULL), TER_OK);
    ter_steps *steps = another_open(r, &ignored);
    ter_status status = finish(steps, parts, units, &result, &error);
    ter_bytes_free(parts[unit].bytes);
    parts[unit] = kept;
    assert_true(status == TER_OK || status == TER_BAD_DATA);
    assert_int_equal(ter_steps_next(steps), r->count + (status == TER_OK));
    if (status == TER_OK) {
        ter_bytes_free(result.bytes);
    } else {
        assert_true(error.text[0] != '\0');
    }
    ter_steps_destroy(steps);
    return status;
}

/* Numbers of units never pass; others are refused or do no harm. */
static void try_changes(const record *r, piece *parts, size_t units, size_t unit, const ter_table *part) {
    static const int64_t values[] = {-1, 6, 255, 256, INT64_MAX, INT64_MIN};
    size_t rows = ter_table_rows(part), refused = 0;
    for (size_t row = 0; row<rows; row += rows> 40 ? 13 : 1) {
        for (int column = -2; column < 3; column++) {
            for (size_t v = 0; v < (column < 0 ? 1 : sizeof values / sizeof *values); v++) {
                if (column >= 0 && ter_table_integer(part, (size_t)column, row) == values[v]) {
                    continue;
                }
                ter_table *other = changed(part, row, column, values[v]);
                ter_status status = finish_with(r, parts, units, unit, other);
                assert_true(column != TER__PART_UNIT || status == TER_BAD_DATA);
                refused += status == TER_BAD_DATA;
                ter_table_destroy(other);
            }
        }
    }
    assert_true(refused >= rows / 13);
}

static void test_parts_with_wrong_numbers_are_refused_or_do_no_harm(void **state) {
    (void)state;
    ter_job *job = loaded_job(kinds_with("1"));
    record r = {.job = job};
    ter_error error;
    while (r.count < 4) {
        size_t units = 0;
        ter_steps *steps = another_open(&r, &units);
        piece *parts = calloc(units + 1, sizeof *parts);
        for (size_t unit = 0; unit < units; unit++) {
            compute_unit(steps, unit, &parts[unit]);
        }
        for (size_t unit = 0; unit < units; unit += 1 + units / 3) {
            ter_table *part;
            assert_int_equal(ter__part_decode(job, r.count, unit, parts[unit].bytes, parts[unit].length, &part, &error), TER_OK);
            assert_int_equal(finish_with(&r, parts, units, unit, part), TER_OK);
            try_changes(&r, parts, units, unit, part);
            assert_int_equal(finish_with(&r, parts, units, unit, ter_job_input_table(job, 0)), TER_BAD_DATA);
            ter_table_destroy(part);
            for (size_t at = 0; at < parts[unit].length; at += 29) { /* damage that the checksum finds */
                piece result;
                parts[unit].bytes[at] ^= 0x40;
                assert_int_equal(finish(steps, parts, units, &result, &error), TER_BAD_DATA);
                parts[unit].bytes[at] ^= 0x40;
            }
        }
        ter_steps_destroy(steps);
        free_parts(parts, units);
        assert_int_equal(run_stage(&r, IN_ORDER, NULL, &error), TER_OK);
    }
    record_clear(&r);
    ter_job_destroy(job);
}

/* A fit result with a law too few, its checksums right: the stage that reads it says so. */
static void test_a_stage_does_not_trust_the_numbers_of_rows_of_an_earlier_one(void **state) {
    (void)state;
    ter_job *job = loaded_job(kinds_with("1"));
    record r = {.job = job};
    ter_error error;
    size_t units, rows[64];
    while (r.count < 3) {
        assert_int_equal(run_stage(&r, IN_ORDER, NULL, &error), TER_OK);
    }
    for (size_t i = 0; i < 64; i++) {
        rows[i] = i;
    }
    for (size_t table = 0; table < 2; table++) { /* laws, parameters */
        ter__stage_result result;
        ter_table *less;
        assert_int_equal(ter__stage_result_decode(job, 2, r.results[2].bytes, r.results[2].length, &result, &error), TER_OK);
        ter_table **place = &result.results.tables[table];
        assert_int_equal(ter_table_select(&less, *place, ter_table_rows(*place) - 1, rows, &error), TER_OK);
        ter_table_destroy(*place);
        *place = less;
        piece bytes;
        assert_int_equal(ter__stage_result_encode(job, 2, &result, &bytes.bytes, &bytes.length, &error), TER_OK);
        ter__stage_result_clear(&result);
        record before = r;
        before.count = 2;
        ter_steps *steps = another(&before, false);
        assert_int_equal(ter_steps_accept(steps, bytes.bytes, bytes.length, &error), TER_OK);
        assert_int_equal(ter_steps_open(steps, &units, &error), TER_BAD_DATA);
        assert_says(error.text, "the result of stage \"law\" has");
        ter_steps_destroy(steps);
        ter_bytes_free(bytes.bytes);
    }
    record_clear(&r);
    ter_job_destroy(job);
}

static void test_every_kind_with_tasks_checks_parts(void **state) {
    (void)state;
    for (size_t i = 0; ter__stage_at(i) != NULL; i++) {
        assert_true(ter__stage_at(i)->task == NULL || ter__stage_at(i)->check != NULL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_damaged_results_and_those_of_other_stages_are_refused),
        TEST(test_parts_with_wrong_numbers_are_refused_or_do_no_harm),
        TEST(test_a_stage_does_not_trust_the_numbers_of_rows_of_an_earlier_one),
        TEST(test_every_kind_with_tasks_checks_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
