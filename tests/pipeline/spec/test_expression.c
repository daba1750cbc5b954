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

#include "spec/expression.h"
#include "tercile/special.h"

/* x: 4, missing, -2, 0.5; n: integers; name: text; gauge: factor; "peak flow": needs backquotes. */
static ter_table *table;

static int make_table(void **state) {
    (void)state;
    static const char text[] = "x,n,name,gauge,peak flow\n4,2,a,07,10\n,3,b,08,20\n-2,NA,,07,30\n0.5,-1,\"it's\",,40\n";
    const char *const names[] = {"gauge"};
    const ter_type types[] = {TER_FACTOR};
    ter_csv_options options = {.type_count = 1, .type_names = names, .types = types};
    return ter_csv_parse(&table, text, sizeof text - 1, "sample", &options, NULL) == TER_OK ? 0 : -1;
}

static int destroy_table(void **state) {
    (void)state;
    ter_table_destroy(table);
    return 0;
}

static ter_expression *compile(const char *text) {
    ter_expression *expression = NULL;
    ter_error error = {TER_OK, ""};
    ter_status status = ter__expression_compile(&expression, text, strlen(text), table, NULL, &error);
    if (status != TER_OK) {
        print_message("%s: %s\n", text, error.text);
    }
    assert_int_equal(status, TER_OK);
    return expression;
}

#define NA NAN

static void expect_numbers(const char *text, double a, double b, double c, double d) {
    ter_expression *expression = compile(text);
    double got[4], expected[4] = {a, b, c, d};
    assert_int_equal(ter_expression_type(expression), TER_VALUE_NUMBER);
    assert_int_equal(ter__expression_numbers(expression, table, 0, 4, got, NULL, NULL), TER_OK);
    for (size_t i = 0; i < 4; i++) {
        if (!(isnan(expected[i]) ? isnan(got[i]) : got[i] == expected[i])) {
            fail_msg("%s, row %zu: %.17g instead of %.17g", text, i, got[i], expected[i]);
        }
    }
    ter_expression_destroy(expression);
}

static void expect_booleans(const char *text, int a, int b, int c, int d) {
    ter_expression *expression = compile(text);
    int expected[4] = {a, b, c, d};
    int8_t got[4];
    assert_int_equal(ter_expression_type(expression), TER_VALUE_BOOLEAN);
    assert_int_equal(ter__expression_booleans(expression, table, 0, 4, got, NULL, NULL), TER_OK);
    for (size_t i = 0; i < 4; i++) {
        if (got[i] != expected[i]) {
            fail_msg("%s, row %zu: %d instead of %d", text, i, got[i], expected[i]);
        }
    }
    ter_expression_destroy(expression);
}

static void refuse_at(const char *text, ter_status status, size_t column, const char *message) {
    ter_expression *expression = NULL;
    ter_error error = {TER_OK, ""};
    size_t at = 0;
    ter_status got = ter__expression_compile(&expression, text, strlen(text), table, &at, &error);
    if (got != status || at != column || strcmp(error.text, message) != 0) {
        fail_msg("%s: status %d at %zu: %s", text, (int)got, at, error.text);
    }
    assert_null(expression);
}

static void test_arithmetic_follows_the_usual_precedence(void **state) {
    (void)state;
    expect_numbers("1 + 2 * 3 - 4 / 2", 5, 5, 5, 5);
    expect_numbers("-2 ^ 2", -4, -4, -4, -4);
    expect_numbers("2 ^ -1 ^ 3", 0.5, 0.5, 0.5, 0.5);
    expect_numbers("(1 + 2) * 3", 9, 9, 9, 9);
    expect_numbers("7 - 2 - 1", 4, 4, 4, 4);
    expect_numbers("- - x", 4, NA, -2, 0.5);
    expect_numbers("0x1p4 + 1e-1 + .5", 16.6, 16.6, 16.6, 16.6);
    expect_numbers("`peak flow` / n", 5, 20.0 / 3.0, NA, -40);
    expect_numbers("(-2) ^ n", 4, -8, NA, -0.5);
}

static void test_functions_give_their_values(void **state) {
    (void)state;
    expect_numbers("log10(`peak flow` ^ 2 * 10)", 3, ter_log10(4000), ter_log10(9000), ter_log10(16000));
    expect_numbers("sqrt(x)", 2, NA, NA, sqrt(0.5));
    expect_numbers("abs(x) + floor(1.5) + ceil(1.5)", 7, NA, 5, 3.5);
    expect_numbers("min(x, 1, n)", 1, NA, NA, -1);
    expect_numbers("max(3, 1, 2, 5, 4)", 5, 5, 5, 5);
    expect_numbers("log(0) + exp(0) + log1p(0)", -INFINITY, -INFINITY, -INFINITY, -INFINITY);
    expect_numbers("if_else(x > 0, x, 0)", 4, NA, 0, 0.5);
    expect_numbers("if_else(is_missing(x), -1, x)", 4, -1, -2, 0.5);
    expect_numbers("x ^ 0", 1, NA, 1, 1);
    expect_numbers("sin(x) + cos(pi) + tan(0) + atan(0)", ter_sin(4) - 1, NA, ter_sin(-2) - 1, ter_sin(0.5) - 1);
    expect_numbers("expm1(0) + tanh(x)", ter_tanh(4), NA, ter_tanh(-2), ter_tanh(0.5));
}

static void test_logic_has_three_values(void **state) {
    (void)state;
    expect_booleans("x > 0", 1, -1, 0, 1);
    expect_booleans("x > 0 and n > 0", 1, -1, 0, 0);
    expect_booleans("x > 0 && 1 == 2", 0, 0, 0, 0);
    expect_booleans("x > 0 or 1 == 1", 1, 1, 1, 1);
    expect_booleans("x > 0 || n == 3", 1, 1, -1, 1);
    expect_booleans("not x > 0", 0, -1, 1, 0);
    expect_booleans("!(x <= 0.5) or is_missing(n) and not is_missing(x)", 1, -1, 1, 0);
    expect_booleans("x != x", 0, -1, 0, 0);
    expect_booleans("is_missing(x) == is_missing(n)", 1, 0, 0, 1);
    expect_booleans("if_else(x > 0, n > 0, n < 0)", 1, -1, -1, 0);
}

static void test_texts_are_compared_byte_by_byte(void **state) {
    (void)state;
    expect_booleans("gauge == \"07\"", 1, 0, 1, -1);
    expect_booleans("name != 'it''s'", 1, 1, -1, 0);
    expect_booleans("name >= \"b\" or gauge > name", 0, 1, -1, 1);
    expect_booleans("is_missing(gauge)", 0, 0, 0, 1);
    expect_booleans("\"a\" < \"ab\"", 1, 1, 1, 1);
}

static void test_errors_have_a_place_and_a_proposal(void **state) {
    (void)state;
    refuse_at("", TER_BAD_SYNTAX, 1, "a value is missing at the end");
    refuse_at("x + ", TER_BAD_SYNTAX, 5, "a value is missing at the end");
    refuse_at("x > 0 y", TER_BAD_SYNTAX, 7, "an operator or the end was expected, not y");
    refuse_at("guage == \"07\"", TER_UNKNOWN_NAME, 1, "no column \"guage\": did you mean \"gauge\"?");
    refuse_at("x + lgo(n)", TER_UNKNOWN_NAME, 5, "no function \"lgo\": did you mean \"log\"?");
    refuse_at("x = 1", TER_BAD_SYNTAX, 3, "\"=\" is no operator: to compare, write \"==\"");
    refuse_at("x & 1", TER_BAD_SYNTAX, 3, "\"&\" is no operator: write \"and\"");
    refuse_at("1 < x < 2", TER_BAD_SYNTAX, 7, "comparisons do not chain: write \"a < b and b < c\"");
    refuse_at("x == 'a", TER_BAD_SYNTAX, 6, "this quote is never closed");
    refuse_at("(x", TER_BAD_SYNTAX, 3, "\")\" is missing at the end");
    refuse_at("12ab > x", TER_BAD_SYNTAX, 1, "a number was expected, not 12ab");
    refuse_at("x > 0 and x", TER_BAD_ARGUMENT, 11, "\"and\" takes a boolean, but this is a number");
    refuse_at("gauge > 5", TER_BAD_ARGUMENT, 7, "a text cannot be compared with a number");
    refuse_at("log(name)", TER_BAD_ARGUMENT, 5, "log takes a number, but this is a text");
    refuse_at("log(x, 2)", TER_BAD_ARGUMENT, 1, "log takes 1 argument, not 2");
    refuse_at("min(x)", TER_BAD_ARGUMENT, 1, "min takes 2 arguments or more, not 1");
    refuse_at("log()", TER_BAD_ARGUMENT, 1, "log takes 1 argument, not 0");
    refuse_at("if_else(x > 0, 1, x > 1)", TER_BAD_ARGUMENT, 21,
              "if_else chooses between values of one type: this is a boolean, the one before a number");
    refuse_at("name", TER_BAD_ARGUMENT, 1, "the expression gives a text: a number or a condition is wanted");
    refuse_at("x @ 1", TER_BAD_SYNTAX, 3, "\"@\" has no meaning here");
    refuse_at("x \xff", TER_BAD_SYNTAX, 3, "this is not UTF-8");
}

static void test_depth_and_length_are_bounded(void **state) {
    (void)state;
    char text[TER_EXPRESSION_BYTES_MAX + 2];
    ter_expression *expression = NULL;
    const char *const nesting[] = {"(", "-", "not ", "2^", "log("};
    for (size_t i = 0; i < sizeof nesting / sizeof *nesting; i++) {
        size_t step = strlen(nesting[i]);
        for (size_t j = 0; j < 500; j++) {
            memcpy(text + step * j, nesting[i], step);
        }
        assert_int_equal(ter__expression_compile(&expression, text, 500 * step, table, NULL, NULL), TER_LIMIT);
    }
    memset(text, ' ', sizeof text);
    assert_int_equal(ter__expression_compile(&expression, text, sizeof text, table, NULL, NULL), TER_LIMIT);
    /* A long one is not a deep one. */
    size_t length = 0;
    text[length++] = '1';
    while (length + 2 <= TER_EXPRESSION_BYTES_MAX) {
        text[length++] = '+';
        text[length++] = '1';
    }
    assert_int_equal(ter__expression_compile(&expression, text, length, table, NULL, NULL), TER_OK);
    double got[4];
    assert_int_equal(ter__expression_numbers(expression, table, 0, 4, got, NULL, NULL), TER_OK);
    assert_true(got[0] == (double)((length + 1) / 2));
    ter_expression_destroy(expression);
}

static void test_values_that_do_not_exist_are_counted(void **state) {
    (void)state;
    ter_expression *expression = compile("log(x)");
    double got[4];
    size_t undefined = 0;
    assert_int_equal(ter__expression_numbers(expression, table, 0, 4, got, &undefined, NULL), TER_OK);
    assert_int_equal(undefined, 1); /* the log of -2; the missing x is missing */
    int8_t booleans[4];
    assert_int_equal(ter__expression_booleans(expression, table, 0, 4, booleans, NULL, NULL), TER_BAD_ARGUMENT);
    assert_int_equal(ter__expression_numbers(expression, table, 2, 3, got, NULL, NULL), TER_BAD_ARGUMENT);
    ter_expression_destroy(expression);
}

static void test_columns_are_listed_and_unknown_ones_pass_without_a_table(void **state) {
    (void)state;
    ter_expression *expression = NULL;
    const char *text = "a > 0 and b == \"x\" or is_missing(a) and c";
    size_t column = 0;
    double got[1];
    assert_int_equal(ter__expression_compile(&expression, text, strlen(text), NULL, NULL, NULL), TER_OK);
    assert_int_equal(ter_expression_column_count(expression), 3);
    assert_string_equal(ter_expression_column(expression, 1, &column, NULL), "b");
    assert_int_equal(column, 11);
    assert_null(ter_expression_column(expression, 3, &column, NULL));
    assert_int_equal(ter_expression_type(expression), TER_VALUE_BOOLEAN);
    assert_int_equal(ter__expression_numbers(expression, table, 0, 1, got, NULL, NULL), TER_BAD_STATE);
    ter_expression_destroy(expression);
    assert_int_equal(ter__expression_compile(&expression, "log(a, 2)", 9, NULL, NULL, NULL), TER_BAD_ARGUMENT);
}

static void test_another_table_is_refused_unless_its_columns_fit(void **state) {
    (void)state;
    ter_expression *expression = compile("n + 1");
    ter_table *other = NULL, *rows = NULL;
    double got[2];
    const size_t picked[] = {3, 0};
    assert_int_equal(ter_table_select(&rows, table, 2, picked, NULL), TER_OK);
    assert_int_equal(ter__expression_numbers(expression, rows, 0, 2, got, NULL, NULL), TER_OK);
    assert_true(got[0] == 0.0 && got[1] == 3.0);
    assert_int_equal(ter_csv_parse(&other, "n\n1\n", 4, "other", NULL, NULL), TER_OK);
    assert_int_equal(ter__expression_numbers(expression, other, 0, 1, got, NULL, NULL), TER_BAD_ARGUMENT);
    ter_table_destroy(other);
    ter_table_destroy(rows);
    ter_expression_destroy(expression);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arithmetic_follows_the_usual_precedence),
        cmocka_unit_test(test_functions_give_their_values),
        cmocka_unit_test(test_logic_has_three_values),
        cmocka_unit_test(test_texts_are_compared_byte_by_byte),
        cmocka_unit_test(test_errors_have_a_place_and_a_proposal),
        cmocka_unit_test(test_depth_and_length_are_bounded),
        cmocka_unit_test(test_values_that_do_not_exist_are_counted),
        cmocka_unit_test(test_columns_are_listed_and_unknown_ones_pass_without_a_table),
        cmocka_unit_test(test_another_table_is_refused_unless_its_columns_fit),
    };
    return cmocka_run_group_tests(tests, make_table, destroy_table);
}
