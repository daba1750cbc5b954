/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas: terms, names and coding of columns as R has them, rows with missing values, errors with their place. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tercile/formula.h"

enum { ROWS = 6 };
#define NA ((double)NAN)
static const double y[ROWS] = {1, 2, 3, 4, 5, 6}, x[ROWS] = {1, 2, NA, 4, 5, 6}, g[ROWS] = {7, 9, 8, 7, 9, 7};
static const int codes[ROWS] = {1, 0, 2, 1, 0, 2};
static const char *const levels[] = {"a", "b", "c"};
static const ter_frame_column columns[] = {{"y", y, NULL, NULL, NULL, 0},
                                           {"x", x, NULL, NULL, NULL, 0},
                                           {"g", g, NULL, NULL, NULL, 0},
                                           {"h", NULL, NULL, codes, levels, 3}};
static const ter_frame frame = {ROWS, 4, columns};

static ter_design *design_of(const char *formula, ter_contrasts contrasts) {
    ter_design *d = NULL;
    ter_error error = {TER_OK, ""};
    if (ter_design_create(&d, formula, &frame, contrasts, &error) != TER_OK) {
        fail_msg("%s: %s", formula, error.text);
    }
    return d;
}

/* The names of the columns, joined by blanks. */
static void expect_columns(const char *formula, const char *names) {
    ter_design *d = design_of(formula, TER_CONTRASTS_TREATMENT);
    char joined[600] = "";
    for (size_t j = 0; j < d->columns; j++) {
        strcat(joined, j > 0 ? " " : "");
        strcat(joined, d->names[j]);
    }
    if (strcmp(joined, names) != 0) {
        fail_msg("%s gives \"%s\", not \"%s\"", formula, joined, names);
    }
    ter_design_destroy(d);
}

static void test_terms_and_names_are_those_of_r(void **state) {
    (void)state;
    expect_columns("y ~ 1", "(Intercept)");
    expect_columns("y ~ x", "(Intercept) x");
    expect_columns("y ~ x - 1", "x");
    expect_columns("y ~ 0 + h", "ha hb hc");
    expect_columns("y ~ h", "(Intercept) hb hc");
    expect_columns("y ~ factor(g)", "(Intercept) factor(g)8 factor(g)9");
    expect_columns("y ~ x * h", "(Intercept) x hb hc x:hb x:hc");
    expect_columns("y ~ x:h", "(Intercept) x:ha x:hb x:hc");
    expect_columns("y ~ h:x + x", "(Intercept) x hb:x hc:x");
    expect_columns("y ~ h + factor(g):h - 1",
                   "ha hb hc ha:factor(g)8 hb:factor(g)8 hc:factor(g)8 ha:factor(g)9 hb:factor(g)9 hc:factor(g)9");
    expect_columns("y ~ (x + g + h)^2 - g:h", "(Intercept) x g hb hc x:g x:hb x:hc");
    expect_columns("y ~ poly(x, 3) + log(x)", "(Intercept) poly(x, 3)1 poly(x, 3)2 poly(x, 3)3 log(x)");
    expect_columns("y ~ . - h", "(Intercept) x g");
    expect_columns("log(y) ~ I(x / 2) + `g`", "(Intercept) I(x / 2) `g`");
    expect_columns("y ~ x + x + x:x", "(Intercept) x");
    expect_columns("y ~ x + offset(log(g))", "(Intercept) x");
}

static void test_rows_that_miss_a_value_are_left_out_with_their_codes(void **state) {
    (void)state;
    ter_design *d = design_of("y ~ x + h", TER_CONTRASTS_TREATMENT);
    static const size_t kept[] = {0, 1, 3, 4, 5};
    assert_int_equal(d->rows, 5);
    assert_int_equal(d->left_out, 1);
    for (size_t i = 0; i < d->rows; i++) {
        assert_int_equal(d->row[i], kept[i]);
        assert_true(d->y[i] == y[kept[i]] && d->x[d->rows + i] == x[kept[i]]);
        assert_true(d->x[2 * d->rows + i] == (codes[kept[i]] == 1) && d->x[3 * d->rows + i] == (codes[kept[i]] == 2));
    }
    ter_design_destroy(d);
    /* The one row with g = 8 misses x: the level has no column. */
    expect_columns("y ~ x + factor(g)", "(Intercept) x factor(g)9");
    d = design_of("y ~ x + factor(g)", TER_CONTRASTS_TREATMENT);
    for (size_t i = 0; i < d->rows; i++) {
        assert_true(d->x[2 * d->rows + i] == (g[kept[i]] == 9.0));
    }
    ter_design_destroy(d);
}

static void test_contrasts_offsets_conditions_and_powers(void **state) {
    (void)state;
    ter_design *d = design_of("y > 3 ~ h", TER_CONTRASTS_SUM);
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(d->y[i] == (y[i] > 3.0));
        assert_true(d->x[ROWS + i] == (codes[i] == 0) - (codes[i] == 2) && d->x[2 * ROWS + i] == (codes[i] == 1) - (codes[i] == 2));
    }
    assert_string_equal(d->names[1], "h1");
    assert_string_equal(d->response, "y > 3");
    ter_design_destroy(d);
    d = design_of("y ~ poly(g, 2) + offset(y / 2) + offset(g)", TER_CONTRASTS_TREATMENT);
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(d->offset[i] == y[i] / 2.0 + g[i] && d->x[2 * ROWS + i] == g[i] * g[i]);
    }
    assert_true(d->has_constant);
    ter_design_destroy(d);
    d = design_of("y ~ x - 1", TER_CONTRASTS_TREATMENT);
    assert_false(d->has_constant);
    ter_design_destroy(d);
    d = design_of("y ~ h - 1", TER_CONTRASTS_TREATMENT);
    assert_true(d->has_constant);
    ter_design_destroy(d);
}

static void test_errors_have_their_place(void **state) {
    (void)state;
    const struct {
        const char *formula;
        ter_status status;
        const char *phrase;
    } cases[] = {
        {"y + x", TER_BAD_SYNTAX, "no \"~\""},
        {"~ x", TER_BAD_SYNTAX, "response is missing"},
        {"y ~ xx", TER_UNKNOWN_NAME, "formula, column 5: no column \"xx\"; did you mean \"x\"?"},
        {"y ~ x +", TER_BAD_SYNTAX, "formula, column 8: a term is missing at the end"},
        {"y ~ (x + g", TER_BAD_SYNTAX, "column 11"},
        {"y ~ x / g", TER_BAD_SYNTAX, "formula, column 7: nesting"},
        {"y ~ poly(x)", TER_BAD_ARGUMENT, "poly(x, degree)"},
        {"y ~ poly(x, 0)", TER_BAD_ARGUMENT, "degree from 1 to 64"},
        {"y ~ log(h)", TER_BAD_ARGUMENT, "formula, column 9"},
        {"y ~ x > 1", TER_BAD_SYNTAX, "formula, column 7"},
        {"y ~ lug(x)", TER_UNKNOWN_NAME, "did you mean \"log\""},
        {"y ~ I(x > 2)", TER_BAD_ARGUMENT, "a number is needed"},
        {"y ~ factor(x + 1)", TER_BAD_ARGUMENT, "factor() takes the name"},
        {"h ~ x", TER_BAD_ARGUMENT, "formula, column 1"},
        {"y ~ 0", TER_BAD_ARGUMENT, "no terms"},
        {"y ~ log(y - 1)", TER_BAD_DATA, "row 1: a term of the formula is infinite"},
        {"y ~ x @ g", TER_BAD_SYNTAX, "formula, column 7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ter_design *d = NULL;
        ter_error error = {TER_OK, ""};
        const ter_status status = ter_design_create(&d, cases[i].formula, &frame, TER_CONTRASTS_TREATMENT, &error);
        if (status != cases[i].status || strstr(error.text, cases[i].phrase) == NULL || d != NULL) {
            fail_msg("%s: status %d, %s", cases[i].formula, (int)status, error.text);
        }
    }
}

/* The rows of the data as new rows, in another order of columns and with levels of their own: the same bits. */
static double low_at(const ter_design *d, size_t column, size_t row) {
    return d->x_low == NULL ? 0.0 : d->x_low[column * d->rows + row];
}

static void test_new_rows_are_coded_as_the_data_were(void **state) {
    (void)state;
    static const int other_codes[ROWS] = {1, 2, 0, 1, 2, 0};
    static const char *const other_levels[] = {"c", "b", "a", "unused"};
    const ter_frame_column other[] = {{"h", NULL, NULL, other_codes, other_levels, 4},
                                      {"unused", x, NULL, NULL, NULL, 0},
                                      {"g", g, NULL, NULL, NULL, 0},
                                      {"x", x, NULL, NULL, NULL, 0}};
    const ter_frame fresh = {ROWS, 4, other};
    static const char *const formulas[] = {"y ~ x * h", "y ~ factor(x) + poly(g, 2) + offset(x)", "y + 1 ~ .", "log(y) ~ h:x - 1"};
    for (size_t f = 0; f < sizeof formulas / sizeof formulas[0]; f++) {
        for (int contrasts = 0; contrasts < 2; contrasts++) {
            ter_design *d = design_of(formulas[f], (ter_contrasts)contrasts), *n = NULL;
            ter_error error = {TER_OK, ""};
            if (ter_design_of_new_rows(&n, d, &fresh, &error) != TER_OK) {
                fail_msg("%s: %s", formulas[f], error.text);
            }
            assert_true(n->rows == ROWS && n->columns == d->columns && n->has_constant == d->has_constant);
            for (size_t j = 0; j < d->columns; j++) {
                assert_string_equal(n->names[j], d->names[j]);
                for (size_t i = 0; i < d->rows; i++) {
                    assert_memory_equal(&n->x[j * ROWS + d->row[i]], &d->x[j * d->rows + i], sizeof(double));
                    assert_true(low_at(n, j, d->row[i]) == low_at(d, j, i));
                }
            }
            bool missing = false; /* row 3 has no x */
            for (size_t j = 0; j < n->columns; j++) {
                missing = missing || isnan(n->x[j * ROWS + 2]);
            }
            assert_true(missing && (n->offset == NULL || (isnan(n->offset[2]) && n->offset[1] == 2.0)));
            ter_design_destroy(n);
            ter_design_destroy(d);
        }
    }
}

static void expect_no_rows(const char *formula, const ter_frame *fresh, ter_status status, const char *text) {
    ter_design *d = design_of(formula, TER_CONTRASTS_TREATMENT), *n = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_design_of_new_rows(&n, d, fresh, &error), status);
    if (strstr(error.text, text) == NULL) {
        fail_msg("\"%s\" lacks \"%s\"", error.text, text);
    }
    ter_design_destroy(d);
}

static void test_new_rows_that_do_not_fit_are_named(void **state) {
    (void)state;
    static const char *const other_levels[] = {"a", "d"};
    static const int other_codes[2] = {-1, 1};
    static const double values[2] = {8, 10};
    const ter_frame_column texts[] = {{"h", NULL, NULL, other_codes, other_levels, 2},
                                      {"x", NULL, NULL, other_codes, other_levels, 2}};
    const ter_frame_column numbers[] = {{"g", values, NULL, NULL, NULL, 0}};
    const ter_frame of_texts = {2, 2, texts}, of_numbers = {2, 1, numbers}, none = {0, 1, numbers};
    expect_no_rows("y ~ h", &of_texts, TER_BAD_DATA, "row 2: \"d\" is no level of h");
    expect_no_rows("y ~ x", &of_texts, TER_BAD_DATA, "column \"x\" holds texts");
    expect_no_rows("y ~ g", &of_texts, TER_UNKNOWN_NAME, "no column \"g\"");
    expect_no_rows("y ~ offset(x)", &of_numbers, TER_UNKNOWN_NAME, "no column \"x\"");
    expect_no_rows("y ~ factor(g)", &of_numbers, TER_BAD_DATA, "row 2: \"10\" is no level of factor(g)");
    expect_no_rows("y ~ g", &none, TER_BAD_SHAPE, "no new rows");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms_and_names_are_those_of_r),
        cmocka_unit_test(test_rows_that_miss_a_value_are_left_out_with_their_codes),
        cmocka_unit_test(test_contrasts_offsets_conditions_and_powers),
        cmocka_unit_test(test_errors_have_their_place),
        cmocka_unit_test(test_new_rows_are_coded_as_the_data_were),
        cmocka_unit_test(test_new_rows_that_do_not_fit_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
