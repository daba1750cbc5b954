/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tercile/table.h"

static ter_table_builder *new_builder(void) {
    ter_table_builder *builder = NULL;
    assert_int_equal(ter_table_builder_create(&builder, NULL), TER_OK);
    return builder;
}

static size_t add(ter_table_builder *builder, const char *name, ter_type type) {
    size_t column = 99;
    assert_int_equal(ter_table_builder_column(builder, name, type, &column, NULL), TER_OK);
    return column;
}

static void put_text(ter_table_builder *builder, size_t column, const char *text) {
    assert_int_equal(ter_table_builder_text(builder, column, text, strlen(text)), TER_OK);
}

static ter_table *finish(ter_table_builder *builder) {
    ter_table *table = NULL;
    assert_int_equal(ter_table_builder_finish(builder, &table, NULL), TER_OK);
    ter_table_builder_destroy(builder);
    return table;
}

/* Row i of `rows`: i + 0.5, -i, "text i", gauge A/B/C; every seventh double, fifth integer, third text, fourth factor missing. */
static ter_table *sample_table(size_t rows) {
    static const char *const gauges[] = {"A", "B", "C"};
    ter_table_builder *builder = new_builder();
    add(builder, "x", TER_DOUBLE);
    add(builder, "n", TER_INTEGER);
    add(builder, "name", TER_TEXT);
    add(builder, "gauge", TER_FACTOR);
    for (size_t i = 0; i < rows; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "text %zu", i);
        assert_int_equal(ter_table_builder_double(builder, 0, i % 7 == 6 ? (double)NAN : (double)i + 0.5), TER_OK);
        if (i % 5 == 4) {
            assert_int_equal(ter_table_builder_missing(builder, 1), TER_OK);
        } else {
            assert_int_equal(ter_table_builder_integer(builder, 1, -(int64_t)i), TER_OK);
        }
        if (i % 3 == 2) {
            assert_int_equal(ter_table_builder_missing(builder, 2), TER_OK);
        } else {
            put_text(builder, 2, text);
        }
        if (i % 4 == 3) {
            assert_int_equal(ter_table_builder_missing(builder, 3), TER_OK);
        } else {
            put_text(builder, 3, gauges[i % 3]);
        }
    }
    return finish(builder);
}

static void expect_text(const ter_table *table, size_t column, size_t row, const char *expected) {
    size_t length = 99;
    const char *text = ter_table_text(table, column, row, &length);
    assert_non_null(text);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(text, expected, length);
}

static void test_table_gives_back_what_was_put_in(void **state) {
    (void)state;
    ter_table *table = sample_table(1000);
    assert_int_equal(ter_table_rows(table), 1000);
    assert_int_equal(ter_table_columns(table), 4);
    assert_string_equal(ter_table_column_name(table, 3), "gauge");
    assert_null(ter_table_column_name(table, 4));
    assert_int_equal(ter_table_missing_count(table, 0), 142);
    for (size_t i = 0; i < 1000; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "text %zu", i);
        assert_int_equal(ter_table_is_missing(table, 0, i), i % 7 == 6);
        assert_true(i % 7 == 6 ? isnan(ter_table_double(table, 0, i)) : ter_table_double(table, 0, i) == (double)i + 0.5);
        assert_int_equal(ter_table_is_missing(table, 1, i), i % 5 == 4);
        assert_int_equal(ter_table_integer(table, 1, i), i % 5 == 4 ? 0 : -(int64_t)i);
        assert_int_equal(ter_table_is_missing(table, 2, i), i % 3 == 2);
        if (i % 3 != 2) {
            expect_text(table, 2, i, text);
        }
        assert_int_equal(ter_table_codes(table, 3)[i], i % 4 == 3 ? -1 : (int)(i % 3));
    }
    expect_text(table, 3, 1, "B");
    ter_table_destroy(table);
}

static void test_table_answers_outside_itself_as_missing(void **state) {
    (void)state;
    ter_table *table = sample_table(3);
    size_t length = 1;
    assert_true(ter_table_is_missing(table, 0, 3));
    assert_true(ter_table_is_missing(table, 9, 0));
    assert_true(isnan(ter_table_double(table, 0, 3)));
    assert_true(isnan(ter_table_double(table, 2, 0)));
    assert_null(ter_table_text(table, 0, 0, &length));
    assert_int_equal(length, 0);
    assert_null(ter_table_doubles(table, 1));
    assert_null(ter_table_codes(table, 0));
    assert_null(ter_table_level(table, 3, 3, &length));
    ter_table_destroy(table);
}

static void test_find_proposes_the_nearest_column(void **state) {
    (void)state;
    ter_table *table = sample_table(1);
    ter_error error = {0};
    size_t column = 99;
    assert_int_equal(ter_table_find(table, "gauge", &column, &error), TER_OK);
    assert_int_equal(column, 3);
    assert_int_equal(ter_table_find(table, "guage", &column, &error), TER_UNKNOWN_NAME);
    assert_string_equal(error.text, "no column \"guage\": did you mean \"gauge\"?");
    ter_table_destroy(table);
}

static void test_builder_refuses_bad_columns_and_values(void **state) {
    (void)state;
    ter_table_builder *builder = new_builder();
    char long_name[300];
    memset(long_name, 'a', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    add(builder, "x", TER_DOUBLE);
    assert_int_equal(ter_table_builder_column(builder, "x", TER_DOUBLE, NULL, NULL), TER_BAD_ARGUMENT);
    assert_int_equal(ter_table_builder_column(builder, "", TER_DOUBLE, NULL, NULL), TER_BAD_ARGUMENT);
    assert_int_equal(ter_table_builder_column(builder, "\xff", TER_DOUBLE, NULL, NULL), TER_BAD_ARGUMENT);
    assert_int_equal(ter_table_builder_column(builder, long_name, TER_DOUBLE, NULL, NULL), TER_LIMIT);
    add(builder, "t", TER_TEXT);
    assert_int_equal(ter_table_builder_integer(builder, 0, 1), TER_BAD_ARGUMENT);
    assert_int_equal(ter_table_builder_double(builder, 1, NAN), TER_BAD_ARGUMENT);
    assert_int_equal(ter_table_builder_double(builder, 2, 1.0), TER_BAD_ARGUMENT);
    assert_int_equal(ter_table_builder_text(builder, 1, "\xed\xa0\x80", 3), TER_BAD_DATA);
    assert_int_equal(ter_table_builder_double(builder, 0, 1.0), TER_OK);
    assert_int_equal(ter_table_builder_column(builder, "late", TER_DOUBLE, NULL, NULL), TER_BAD_STATE);
    ter_table *table = NULL;
    ter_error error = {0};
    assert_int_equal(ter_table_builder_finish(builder, &table, &error), TER_BAD_SHAPE);
    assert_string_equal(error.text, "column \"x\" has 1 rows, column \"t\" has 0");
    put_text(builder, 1, "");
    table = finish(builder);
    assert_false(ter_table_is_missing(table, 1, 0));
    ter_table_destroy(table);
}

static void test_builder_row_copies_a_row_and_finish_empties_the_builder(void **state) {
    (void)state;
    ter_table *source = sample_table(40), *copy = NULL;
    ter_table_builder *builder = new_builder();
    for (size_t j = 0; j < ter_table_columns(source); j++) {
        add(builder, ter_table_column_name(source, j), ter_table_column_type(source, j));
    }
    for (size_t i = 0; i < ter_table_rows(source); i++) {
        assert_int_equal(ter_table_builder_row(builder, source, i), TER_OK);
    }
    assert_int_equal(ter_table_builder_row(builder, source, 40), TER_BAD_ARGUMENT);
    assert_int_equal(ter_table_builder_finish(builder, &copy, NULL), TER_OK);
    assert_int_equal(add(builder, "again", TER_DOUBLE), 0);
    assert_int_equal(ter_table_builder_row(builder, source, 0), TER_BAD_SHAPE);
    ter_table_builder_destroy(builder);
    uint8_t *a, *b;
    size_t a_length, b_length;
    assert_int_equal(ter_table_encode(source, &a, &a_length, NULL), TER_OK);
    assert_int_equal(ter_table_encode(copy, &b, &b_length, NULL), TER_OK);
    assert_int_equal(a_length, b_length);
    assert_memory_equal(a, b, a_length);
    ter_bytes_free(a);
    ter_bytes_free(b);
    ter_table_destroy(source);
    ter_table_destroy(copy);
}

static void test_select_numbers_levels_anew(void **state) {
    (void)state;
    ter_table *source = sample_table(20), *picked = NULL;
    const size_t rows[] = {8, 3, 1, 8, 6};
    size_t length;
    ter_error error = {0};
    assert_int_equal(ter_table_select(&picked, source, 5, rows, NULL), TER_OK);
    assert_int_equal(ter_table_rows(picked), 5);
    assert_int_equal(ter_table_level_count(picked, 3), 3);
    assert_memory_equal(ter_table_level(picked, 3, 0, &length), "C", 1);
    assert_memory_equal(ter_table_level(picked, 3, 1, &length), "B", 1);
    assert_int_equal(ter_table_codes(picked, 3)[1], -1);
    assert_int_equal(ter_table_missing_count(picked, 0), 1);
    assert_true(ter_table_is_missing(picked, 0, 4));
    expect_text(picked, 2, 2, "text 1");
    ter_table_destroy(picked);
    picked = NULL;
    const size_t beyond[] = {20};
    assert_int_equal(ter_table_select(&picked, source, 1, beyond, &error), TER_BAD_ARGUMENT);
    assert_string_equal(error.text, "row 20 was selected from a table of 20 rows");
    assert_int_equal(ter_table_select(&picked, source, 0, NULL, NULL), TER_OK);
    assert_int_equal(ter_table_rows(picked), 0);
    assert_int_equal(ter_table_level_count(picked, 3), 0);
    ter_table_destroy(picked);
    ter_table_destroy(source);
}

static void test_concatenated_halves_have_the_bytes_of_the_whole(void **state) {
    (void)state;
    for (size_t cut = 0; cut <= 30; cut++) {
        size_t rows[30];
        for (size_t i = 0; i < 30; i++) {
            rows[i] = i;
        }
        ter_table *whole = sample_table(30), *a, *b, *joined;
        assert_int_equal(ter_table_select(&a, whole, cut, rows, NULL), TER_OK);
        assert_int_equal(ter_table_select(&b, whole, 30 - cut, rows + cut, NULL), TER_OK);
        assert_int_equal(ter_table_concatenate(&joined, a, b, NULL), TER_OK);
        uint8_t *one, *two;
        size_t one_length, two_length;
        assert_int_equal(ter_table_encode(whole, &one, &one_length, NULL), TER_OK);
        assert_int_equal(ter_table_encode(joined, &two, &two_length, NULL), TER_OK);
        assert_int_equal(one_length, two_length);
        assert_memory_equal(one, two, one_length);
        ter_bytes_free(one);
        ter_bytes_free(two);
        ter_table_destroy(whole);
        ter_table_destroy(a);
        ter_table_destroy(b);
        ter_table_destroy(joined);
    }
}

static void test_concatenate_refuses_unlike_columns(void **state) {
    (void)state;
    ter_table *a = sample_table(2), *joined = NULL;
    ter_table_builder *builder = new_builder();
    add(builder, "x", TER_INTEGER);
    ter_table *b = finish(builder);
    ter_error error = {0};
    assert_int_equal(ter_table_concatenate(&joined, a, b, &error), TER_BAD_SHAPE);
    assert_null(joined);
    ter_table_destroy(a);
    ter_table_destroy(b);
}

static void test_share_keeps_the_table_for_each_owner(void **state) {
    (void)state;
    ter_table *table = sample_table(5);
    ter_table *other = ter_table_share(table);
    ter_table_destroy(table);
    assert_int_equal(ter_table_rows(other), 5);
    expect_text(other, 2, 0, "text 0");
    ter_table_destroy(other);
    ter_table_destroy(NULL);
}

static void test_type_words_are_found_and_proposed(void **state) {
    (void)state;
    ter_type type;
    ter_error error = {0};
    assert_int_equal(ter_type_find(&type, "factor", NULL), TER_OK);
    assert_int_equal(type, TER_FACTOR);
    assert_string_equal(ter_type_word(TER_INTEGER), "integer");
    assert_int_equal(ter_type_find(&type, "facotr", &error), TER_UNKNOWN_NAME);
    assert_string_equal(error.text, "unknown type \"facotr\": did you mean \"factor\"?");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_gives_back_what_was_put_in),
        cmocka_unit_test(test_table_answers_outside_itself_as_missing),
        cmocka_unit_test(test_find_proposes_the_nearest_column),
        cmocka_unit_test(test_builder_refuses_bad_columns_and_values),
        cmocka_unit_test(test_builder_row_copies_a_row_and_finish_empties_the_builder),
        cmocka_unit_test(test_select_numbers_levels_anew),
        cmocka_unit_test(test_concatenated_halves_have_the_bytes_of_the_whole),
        cmocka_unit_test(test_concatenate_refuses_unlike_columns),
        cmocka_unit_test(test_share_keeps_the_table_for_each_owner),
        cmocka_unit_test(test_type_words_are_found_and_proposed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
