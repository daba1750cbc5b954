/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/linear_model.h"

/* Means 2, 5, 11 about 7 for counts 2, 1, 3: between 2*25 + 4 + 3*16 = 102, within 2 + 0 + 8 = 10, by hand. */
static void test_a_table_of_whole_numbers_is_exact_at_any_offset(void **state) {
    (void)state;
    static const double offsets[] = {0.0, 1e9, -1e12};
    static const int group[] = {0, 2, 0, 4, 4, 4};
    for (size_t k = 0; k < 3; k++) {
        double y[] = {1, 5, 3, 9, 11, 13};
        for (size_t i = 0; i < 6; i++) {
            y[i] += offsets[k];
        }
        ter_anova_one_way table;
        ter_error error = {TER_OK, ""};
        ter_assert_ok(ter_anova_one_way_compute(&table, 6, y, NULL, group, 5, &error), error);
        assert_int_equal(table.groups, 3);
        assert_int_equal(table.between_df, 2);
        assert_int_equal(table.within_df, 3);
        ter_assert_ulp(table.between_sum_squares, 102.0, 0.0);
        ter_assert_ulp(table.within_sum_squares, 10.0, 0.0);
        ter_assert_ulp(table.f, 15.3, 0.51);
        ter_assert_ulp(table.r_squared, 102.0 / 112.0, 0.51);
        ter_assert_ulp(table.residual_deviation, 1.8257418583505537115232326, 0.51);
    }
}

static void test_groups_without_scatter_have_an_infinite_f(void **state) {
    (void)state;
    ter_anova_one_way table;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_anova_one_way_compute(&table, 4, (const double[]){1, 1, 2, 2}, NULL, (const int[]){0, 0, 1, 1}, 2, &error),
                  error);
    assert_true(isinf(table.f) && table.residual_deviation == 0.0 && table.r_squared == 1.0);
    ter_assert_ok(ter_anova_one_way_compute(&table, 4, (const double[]){7, 7, 7, 7}, NULL, (const int[]){0, 0, 1, 1}, 2, &error),
                  error);
    assert_true(isnan(table.f) && isnan(table.r_squared));
}

static void refused(size_t rows, const double *y, const int *group, size_t groups, const char *words) {
    ter_anova_one_way table;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_anova_one_way_compute(&table, rows, y, NULL, group, groups, &error), TER_BAD_DATA);
    if (strstr(error.text, words) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", words, error.text);
    }
}

static void test_bad_input_is_refused_with_a_sentence(void **state) {
    (void)state;
    static const double y[] = {1, 2, 3};
    refused(0, y, (const int[]){0}, 1, "there are none");
    refused(3, y, (const int[]){0, 0, 0}, 1, "fewer than two groups");
    refused(3, y, (const int[]){0, 1, 2}, 3, "one row in each group");
    refused(3, y, (const int[]){0, 2, 0}, 2, "row 2: group 2 is not one of 0 to 1");
    refused(3, (const double[]){1, 2, NAN}, (const int[]){0, 1, 0}, 2, "row 3");
    refused(3, (const double[]){1e200, 2, -1e200}, (const int[]){0, 1, 0}, 2, "beyond the range");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_table_of_whole_numbers_is_exact_at_any_offset),
        cmocka_unit_test(test_groups_without_scatter_have_an_infinite_f),
        cmocka_unit_test(test_bad_input_is_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
