/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tercile/table.h"

static ter_table *parse_with(const char *text, const ter_csv_options *options) {
    ter_table *table = NULL;
    ter_error error = {TER_OK, ""};
    ter_status status = ter_csv_parse(&table, text, strlen(text), "peaks.csv", options, &error);
    if (status != TER_OK) {
        print_message("%s\n", error.text);
    }
    assert_int_equal(status, TER_OK);
    return table;
}

static ter_table *parse(const char *text) {
    return parse_with(text, NULL);
}

static void refuse_with(const char *text, size_t length, const ter_csv_options *options, ter_status status, const char *expected) {
    ter_table *table = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_csv_parse(&table, text, length, "peaks.csv", options, &error), status);
    assert_null(table);
    assert_string_equal(error.text, expected);
}

static void refuse(const char *text, const char *expected) {
    refuse_with(text, strlen(text), NULL, TER_BAD_DATA, expected);
}

static void expect_text(const ter_table *table, size_t column, size_t row, const char *expected) {
    size_t length = 0;
    const char *text = ter_table_text(table, column, row, &length);
    assert_non_null(text);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(text, expected, length);
}

static void test_csv_guesses_types_from_all_rows(void **state) {
    (void)state;
    ter_table *table = parse("i,d,t,gauge,large,none,mixed\n"
                             "1,2,a,01134500,9223372036854775808,,1\n"
                             "-7,.5,2,01334500,1,NA,12345678901234567890\n"
                             "NA, 1e3 ,3,11,2,,1.5\n");
    const ter_type expected[] = {TER_INTEGER, TER_DOUBLE, TER_TEXT, TER_TEXT, TER_TEXT, TER_DOUBLE, TER_DOUBLE};
    for (size_t j = 0; j < 7; j++) {
        assert_int_equal(ter_table_column_type(table, j), expected[j]);
    }
    assert_int_equal(ter_table_integer(table, 0, 1), -7);
    assert_true(ter_table_is_missing(table, 0, 2));
    assert_true(ter_table_double(table, 1, 2) == 1000.0);
    expect_text(table, 3, 0, "01134500");
    assert_int_equal(ter_table_missing_count(table, 5), 3);
    ter_table_destroy(table);
}

static void test_csv_reads_quotes_line_ends_and_the_mark(void **state) {
    (void)state;
    ter_table *table =
        parse("\xEF\xBB\xBF\"a\",\"b \"\"c\"\"\"\r\n\"x, y\",\"line 1\nline 2\"\r\n\"\",\"NA\"\nNA,\xC3\xA9\r\n\r\n\n");
    assert_int_equal(ter_table_rows(table), 3);
    assert_string_equal(ter_table_column_name(table, 0), "a");
    assert_string_equal(ter_table_column_name(table, 1), "b \"c\"");
    expect_text(table, 0, 0, "x, y");
    expect_text(table, 1, 0, "line 1\nline 2");
    expect_text(table, 0, 1, "");
    expect_text(table, 1, 1, "NA");
    assert_true(ter_table_is_missing(table, 0, 2));
    expect_text(table, 1, 2, "\xC3\xA9");
    ter_table_destroy(table);
}

static bool is_not_b(void *context, const char *name) {
    (void)context;
    return strcmp(name, "b") != 0;
}

/* What is left out is split and no more: 1e999 and NaN are errors elsewhere. */
static void test_csv_leaves_out_columns_that_are_not_wanted(void **state) {
    (void)state;
    static const char text[] = "a,b,c\n1,1e999,x\n2,NaN,y\n";
    const ter_csv_options options = {.wanted = is_not_b};
    ter_table *table = NULL;
    ter_error error;
    assert_int_equal(ter_csv_parse(&table, text, sizeof text - 1, "wide", NULL, &error), TER_BAD_DATA);
    assert_int_equal(ter_csv_parse(&table, text, sizeof text - 1, "wide", &options, &error), TER_OK);
    assert_int_equal(ter_table_columns(table), 2);
    assert_string_equal(ter_table_column_name(table, 1), "c");
    assert_int_equal(ter_table_column_type(table, 0), TER_INTEGER);
    assert_int_equal(ter_table_rows(table), 2);
    ter_table_destroy(table);
    assert_int_equal(ter_csv_parse(&table, "a,b\n1\n", 6, "narrow", &options, &error), TER_BAD_DATA);
}

static void test_csv_takes_declared_types_missing_words_and_delimiter(void **state) {
    (void)state;
    const char *const names[] = {"peak", "gauge"};
    const ter_type types[] = {TER_DOUBLE, TER_FACTOR};
    const char *const missing[] = {"-999", "nan"};
    ter_csv_options options = {
        .type_count = 2, .type_names = names, .types = types, .missing_count = 2, .missing = missing, .delimiter = ';'};
    ter_table *table = parse_with("gauge;peak\nB;1\nA;-999\nB;nan\n;4", &options);
    assert_int_equal(ter_table_column_type(table, 0), TER_FACTOR);
    assert_int_equal(ter_table_level_count(table, 0), 3);
    assert_int_equal(ter_table_codes(table, 0)[2], 0);
    assert_int_equal(ter_table_codes(table, 0)[3], 2);
    assert_int_equal(ter_table_missing_count(table, 1), 2);
    assert_true(ter_table_double(table, 1, 3) == 4.0);
    ter_table_destroy(table);
    const char *const typo[] = {"paek"};
    ter_csv_options wrong = {.type_count = 1, .type_names = typo, .types = types};
    refuse_with("gauge,peak\n", 11, &wrong, TER_UNKNOWN_NAME,
                "peaks.csv:1: no column \"paek\" to give a type: did you mean \"peak\"?");
}

static void test_csv_tells_all_errors_at_once_with_their_places(void **state) {
    (void)state;
    const char *const names[] = {"peak", "year"};
    const ter_type types[] = {TER_DOUBLE, TER_INTEGER};
    ter_csv_options options = {.type_count = 2, .type_names = names, .types = types};
    const char *text = "gauge,year,peak\n"
                       "A,1990,12\n"
                       "A,1991.5,12x\n"
                       "A,1992\n"
                       "\"A\nB\",1993,1e999\n"
                       "A,1994,5,6\n"
                       "\n"
                       "A,1995,NaN\n";
    refuse_with(text, strlen(text), &options, TER_BAD_DATA,
                "peaks.csv:3: column \"year\": \"1991.5\" is not an integer\n"
                "peaks.csv:3: column \"peak\": \"12x\" is not a number\n"
                "peaks.csv:4: 2 fields, but the header names 3 columns: none for \"peak\" after \"1992\"\n"
                "peaks.csv:5: column \"peak\": \"1e999\" is beyond the range of a double\n"
                "peaks.csv:7: 4 fields, but the header names 3 columns: \"6\" is the first too many\n"
                "peaks.csv:8: an empty line between records\n"
                "peaks.csv:9: column \"peak\": \"NaN\" is not a number (list it as a missing value to read it as one)");
}

static void test_csv_stops_after_the_bound_of_errors(void **state) {
    (void)state;
    char text[4096] = "x,y\n";
    for (size_t i = 0; i < 100; i++) {
        memcpy(text + strlen(text), "1\n", 3);
    }
    ter_table *table = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_csv_parse(&table, text, strlen(text), "peaks.csv", NULL, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "peaks.csv:2: 1 fields, but the header names 2 columns: none for \"y\" after \"1\"\n"));
    const char *last = strstr(error.text, "\nand ");
    assert_non_null(last);
    assert_non_null(strstr(last, " more\nreading stopped here"));
    assert_null(strstr(error.text, "peaks.csv:22:"));
}

static void test_csv_refuses_what_is_no_table(void **state) {
    (void)state;
    refuse("", "peaks.csv: the file is empty; its first line must name the columns");
    refuse("\xEF\xBB\xBF\n\n", "peaks.csv: the file is empty; its first line must name the columns");
    refuse("a,,b\n", "peaks.csv:1: column 2 has no name");
    refuse("a,b,a\n", "peaks.csv:1: columns 1 and 3 are both named \"a\"");
    refuse("a,b\n1,\"2\n3,4\n", "peaks.csv:2: column \"b\": a quote that is never closed: \"2 3,4 \"");
    refuse("a,b\n1,2\"3\n", "peaks.csv:2: column \"b\": a quote inside a field that does not begin with one: \"2\"3\"");
    refuse("a,b\n1,\"2\"3\n", "peaks.csv:2: column \"b\": text behind a closing quote: \"2\"");
    refuse("a,b\n1,\xFF\xFE\n", "peaks.csv:2: column \"b\": \"??\" is not UTF-8");
    refuse("a,b\n1,2\rx\n", "peaks.csv:2: column \"b\": a carriage return that ends no line: \"2 x\"");
    refuse("a\n1\nNaN\n", "peaks.csv:3: column \"a\": \"NaN\" is not a number (list it as a missing value to read it as one)");
    refuse_with("a\0b\n", 4, NULL, TER_BAD_DATA, "peaks.csv:1: column 1: a zero byte: the file is not text, or is UTF-16");
}

static void test_csv_names_files_that_cannot_be_read(void **state) {
    (void)state;
    ter_table *table = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_csv_read(&table, "no/such.csv", NULL, &error), TER_NOT_FOUND);
    assert_string_equal(error.text, "cannot open \"no/such.csv\": No such file or directory");
    assert_int_equal(ter_csv_read(&table, "/", NULL, &error), TER_BAD_ARGUMENT);
    assert_string_equal(error.text, "cannot read \"/\": Is a directory");
}

static void test_csv_one_column_rows_may_be_missing(void **state) {
    (void)state;
    ter_table *table = parse("x\n1\n\n3\n");
    assert_int_equal(ter_table_rows(table), 3);
    assert_true(ter_table_is_missing(table, 0, 1));
    ter_table_destroy(table);
    table = parse("x,y\n");
    assert_int_equal(ter_table_rows(table), 0);
    ter_table_destroy(table);
}

static void test_csv_written_reads_back_as_the_same_table(void **state) {
    (void)state;
    ter_table *table = parse("x,n,\"na,me\",g\n"
                             "0.1,1,\"a \"\"quote\"\"\",07\n"
                             ",NA,\"\",08\n"
                             "1e-310,-9223372036854775808,\"NA\",\n"
                             "5e-324,3,\"two\nlines\",07\n");
    uint8_t *text, *before, *after;
    size_t text_length, before_length, after_length;
    ter_table *again = NULL;
    assert_int_equal(ter_csv_write(table, &text, &text_length, NULL), TER_OK);
    assert_int_equal(ter_csv_parse(&again, (const char *)text, text_length, "again", NULL, NULL), TER_OK);
    assert_int_equal(ter_table_encode(table, &before, &before_length, NULL), TER_OK);
    assert_int_equal(ter_table_encode(again, &after, &after_length, NULL), TER_OK);
    assert_int_equal(before_length, after_length);
    assert_memory_equal(before, after, before_length);
    assert_int_equal(text_length, strlen("x,n,\"na,me\",g\n0.1,1,\"a \"\"quote\"\"\",07\n,,\"\",08\n"
                                         "1e-310,-9223372036854775808,\"NA\",\n5e-324,3,\"two\nlines\",07\n"));
    ter_bytes_free(text);
    ter_bytes_free(before);
    ter_bytes_free(after);
    ter_table_destroy(table);
    ter_table_destroy(again);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_guesses_types_from_all_rows),
        cmocka_unit_test(test_csv_reads_quotes_line_ends_and_the_mark),
        cmocka_unit_test(test_csv_leaves_out_columns_that_are_not_wanted),
        cmocka_unit_test(test_csv_takes_declared_types_missing_words_and_delimiter),
        cmocka_unit_test(test_csv_tells_all_errors_at_once_with_their_places),
        cmocka_unit_test(test_csv_stops_after_the_bound_of_errors),
        cmocka_unit_test(test_csv_refuses_what_is_no_table),
        cmocka_unit_test(test_csv_names_files_that_cannot_be_read),
        cmocka_unit_test(test_csv_one_column_rows_may_be_missing),
        cmocka_unit_test(test_csv_written_reads_back_as_the_same_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
