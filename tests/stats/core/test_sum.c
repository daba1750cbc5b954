/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>
#include <stdbool.h>

#include "tercile/random.h"
#include "tercile/sum.h"
#include "tercile/version.h"

static void test_sum_keeps_what_a_plain_sum_loses(void **state) {
    (void)state;
    const double x[] = {1.0, 1e100};
    const double y[] = {1.0, 0x1p80, 0x1p-20, -0x1p80, -1.0};
    assert_true(ter_sum_of(ter_vector_of(y, 5)) == 0x1p-20);
    assert_true(ter_sum_of(ter_vector_of(x, 2)) == 1e100);
    assert_true(ter_sum_of(ter_vector_of(NULL, 0)) == 0.0);
    const double third[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    assert_true(ter_sum_of(ter_vector_of(third, 10)) == 1.0);
}

static void test_product_is_summed_without_rounding(void **state) {
    (void)state;
    double a = 1.0 + 0x1p-30;
    const double x[] = {a, -1.0, -0x1p-29}, y[] = {a, 1.0, 1.0};
    assert_true(ter_dot_of(ter_vector_of(x, 3), ter_vector_of(y, 3)) == 0x1p-60);
    assert_true(isnan(ter_dot_of(ter_vector_of(x, 3), ter_vector_of(y, 2))));
    ter_vector every_second = {x, 2, 2};
    assert_true(ter_sum_of(every_second) == a - 0x1p-29);
}

static void test_infinities_and_nan_behave_as_in_a_plain_sum(void **state) {
    (void)state;
    ter_sum sum = TER_SUM_ZERO;
    ter_sum_add(&sum, INFINITY);
    ter_sum_add(&sum, 1.0);
    assert_true(ter_sum_value(sum) == INFINITY);
    ter_sum other = TER_SUM_ZERO;
    ter_sum_add_product(&other, -INFINITY, 2.0);
    assert_true(ter_sum_value(other) == -INFINITY);
    ter_sum_merge(&sum, other);
    assert_true(isnan(ter_sum_value(sum)));
    ter_sum large = TER_SUM_ZERO;
    ter_sum_add(&large, 1.7e308);
    ter_sum_add(&large, 1.7e308);
    assert_true(ter_sum_value(large) == INFINITY);
}

/* Integers of 40 bits: every order gives the exact sum. */
static void test_merged_pieces_give_the_sum_of_the_whole(void **state) {
    (void)state;
    ter_stream stream = ter_stream_open(3, 0, 0);
    ter_sum whole = TER_SUM_ZERO, pieces = TER_SUM_ZERO, piece = TER_SUM_ZERO;
    int64_t exact = 0;
    for (int i = 0; i < 10000; i++) {
        int64_t k = (int64_t)ter_stream_below(&stream, (uint64_t)1 << 40) - ((int64_t)1 << 39);
        exact += k;
        ter_sum_add(&whole, (double)k);
        ter_sum_add(&piece, (double)k);
        if (i % 97 == 0) {
            ter_sum_merge(&pieces, piece);
            piece = (ter_sum)TER_SUM_ZERO;
        }
    }
    ter_sum_merge(&pieces, piece);
    assert_true(ter_sum_value(whole) == (double)exact);
    assert_true(ter_sum_value(pieces) == (double)exact);
}

static void test_views_that_break_their_rules_are_named(void **state) {
    (void)state;
    double data[6] = {0};
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_vector_check(ter_vector_of(NULL, 0), "x", &error), TER_OK);
    assert_int_equal(ter_vector_check(ter_vector_of(NULL, 3), "x", &error), TER_BAD_SHAPE);
    assert_int_equal(ter_vector_check((ter_vector){data, 3, 0}, "x", &error), TER_BAD_SHAPE);
    assert_string_equal(error.text, "x: stride is 0; neighbouring elements have stride 1");
    assert_int_equal(ter_vector_check((ter_vector){data, SIZE_MAX / 2, 3}, "x", NULL), TER_BAD_SHAPE);
    assert_int_equal(ter_matrix_check(ter_matrix_of(data, 2, 3), "A", &error), TER_OK);
    assert_int_equal(ter_matrix_check(ter_matrix_of(NULL, 0, 0), "A", &error), TER_OK);
    assert_int_equal(ter_matrix_check((ter_matrix){data, 3, 2, 2}, "A", &error), TER_BAD_SHAPE);
    assert_int_equal(ter_matrix_check((ter_matrix){data, 3, SIZE_MAX / 4, 3}, "A", &error), TER_BAD_SHAPE);
    assert_int_equal(ter_matrix_check(ter_matrix_of(NULL, 2, 2), "A", &error), TER_BAD_SHAPE);
}

static void test_version_of_the_library_is_that_of_the_header(void **state) {
    (void)state;
    assert_string_equal(ter_version(), TER_VERSION_TEXT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum_keeps_what_a_plain_sum_loses),
        cmocka_unit_test(test_product_is_summed_without_rounding),
        cmocka_unit_test(test_infinities_and_nan_behave_as_in_a_plain_sum),
        cmocka_unit_test(test_merged_pieces_give_the_sum_of_the_whole),
        cmocka_unit_test(test_views_that_break_their_rules_are_named),
        cmocka_unit_test(test_version_of_the_library_is_that_of_the_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
