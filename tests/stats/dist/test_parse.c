/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "ter_assert.h"
#include "tercile/dist.h"

static void expect_text(const char *text, const char *canonical) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    char said[256];
    size_t needed = ter_dist_format(dist, said, sizeof said);
    assert_string_equal(said, canonical);
    assert_int_equal(needed, strlen(canonical));
    char short_text[8];
    assert_int_equal(ter_dist_format(dist, short_text, sizeof short_text), needed);
    assert_int_equal(strncmp(short_text, canonical, sizeof short_text - 1), 0);
    ter_dist_destroy(dist);
}

static void test_parse_takes_named_positional_and_default_parameters(void **state) {
    (void)state;
    expect_text("gamma(shape=2, scale=3)", "gamma(shape=2, scale=3)");
    expect_text("gamma(2, 3)", "gamma(shape=2, scale=3)");
    expect_text("  gamma ( 2 , scale = 0x1.8p+1 )  ", "gamma(shape=2, scale=3)");
    expect_text("gamma(scale=3, shape=2)", "gamma(shape=2, scale=3)");
    expect_text("gamma(1e4)", "gamma(shape=10000, scale=1)");
    expect_text("normal", "normal(mean=0, sd=1)");
    expect_text("normal()", "normal(mean=0, sd=1)");
    expect_text("norm(0.1, 1)", "normal(mean=0.1, sd=1)");
}

static void expect_error(const char *text, ter_status status, const char *part) {
    ter_dist *dist = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_dist_parse(&dist, text, &error), status);
    assert_null(dist);
    assert_int_equal(error.status, status);
    if (strstr(error.text, part) == NULL) {
        fail_msg("\"%s\" gave \"%s\", which does not say \"%s\"", text, error.text, part);
    }
    assert_int_equal(ter_dist_parse(&dist, text, NULL), status);
}

static void test_parse_errors_name_the_column_and_what_to_do(void **state) {
    (void)state;
    expect_error("", TER_BAD_SYNTAX, "column 1");
    expect_error("(1)", TER_BAD_SYNTAX, "column 1");
    expect_error(" gama(1, 2)", TER_UNKNOWN_NAME, "column 2: unknown distribution \"gama\": did you mean \"gamma\"?");
    expect_error("gamma(shpe=1)", TER_UNKNOWN_NAME, "column 7: gamma has no parameter \"shpe\": did you mean \"shape\"?");
    expect_error("gamma(1, 2, 3)", TER_BAD_SHAPE, "column 13: gamma takes 2 parameters");
    expect_error("gamma(1, x)", TER_BAD_SYNTAX, "column 10: \"x\" is not a number");
    expect_error("gamma(1,)", TER_BAD_SYNTAX, "column 9");
    expect_error("gamma(1 2)", TER_BAD_SYNTAX, "column 9");
    expect_error("gamma(1, 2", TER_BAD_SYNTAX, "column 11");
    expect_error("gamma(1, 2) x", TER_BAD_SYNTAX, "column 13: nothing is expected");
    expect_error("gamma(shape=1, 2)", TER_BAD_SYNTAX, "column 16: a parameter without a name");
    expect_error("gamma(1, shape=2)", TER_BAD_SYNTAX, "\"shape\" is given twice");
    expect_error("gamma", TER_BAD_SYNTAX, "needs the parameter \"shape\"");
    expect_error("gamma(-1)", TER_BAD_ARGUMENT, "column 7: gamma: shape = -1 is outside (0, inf)");
    expect_error("gamma(nan)", TER_BAD_ARGUMENT, "shape = nan");
    expect_error("gamma(1, scale=inf)", TER_BAD_ARGUMENT, "column 16: gamma: scale = inf");
}

static void test_create_says_how_many_parameters_are_expected(void **state) {
    (void)state;
    const ter_family *gamma = NULL;
    ter_error error;
    ter_assert_ok(ter_family_find(&gamma, "gamma", &error), error);
    ter_dist *dist = NULL;
    double values[3] = {1.0, 2.0, 3.0};
    assert_int_equal(ter_dist_create(&dist, gamma, 3, values, &error), TER_BAD_SHAPE);
    assert_int_equal(ter_dist_create(&dist, gamma, 0, values, &error), TER_BAD_SHAPE);
    assert_non_null(strstr(error.text, "shape"));
    assert_null(dist);
    assert_true(isnan(ter_dist_eval(NULL, TER_OPERATION_COUNT, 1.0)));
}

static void test_names_of_families_and_aliases_are_unique(void **state) {
    (void)state;
    size_t names = 0;
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i), *found = NULL;
        ter_error error;
        for (size_t j = 0; j <= ter_family_alias_count(family); j++, names++) {
            const char *name = j == 0 ? ter_family_name(family) : ter_family_alias(family, j - 1)->name;
            ter_assert_ok(ter_family_find(&found, name, &error), error);
            assert_ptr_equal(found, family);
        }
    }
    assert_true(names < 1024);
    assert_null(ter_family_at(ter_family_count()));
}

static void test_operations_are_found_by_their_words(void **state) {
    (void)state;
    ter_error error;
    for (int i = 0; i < TER_OPERATION_COUNT; i++) {
        ter_operation found = TER_OPERATION_COUNT;
        ter_assert_ok(ter_operation_find(&found, ter_operation_word((ter_operation)i), &error), error);
        assert_int_equal(found, i);
        assert_non_null(ter_operation_text(found));
    }
    ter_operation none;
    assert_int_equal(ter_operation_find(&none, "quantle", &error), TER_UNKNOWN_NAME);
    assert_non_null(strstr(error.text, "did you mean \"quantile\"?"));
    assert_null(ter_operation_word(TER_OPERATION_COUNT));
    assert_null(ter_summary_word(TER_SUMMARY_COUNT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_takes_named_positional_and_default_parameters),
        cmocka_unit_test(test_parse_errors_name_the_column_and_what_to_do),
        cmocka_unit_test(test_create_says_how_many_parameters_are_expected),
        cmocka_unit_test(test_names_of_families_and_aliases_are_unique),
        cmocka_unit_test(test_operations_are_found_by_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
