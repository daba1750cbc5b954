/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>

#include "tercile/describe.h"

static void assert_near(double actual, double expected, double absolute) {
    if (fabs(actual - expected) > absolute) {
        ter_assert_ulp(actual, expected, 1.01);
    }
}

/* Exact rational arithmetic on the same doubles, written out to 20 digits. */
static void assert_statistics(const ter_moments *m, const double expected[6]) {
    double cancelled = (double)m->count * 0x1p-103 * fabs(expected[0]) / expected[2];
    ter_assert_ulp(ter_moments_mean(m), expected[0], 0.51);
    ter_assert_ulp(ter_moments_variance(m), expected[1], 0.51);
    ter_assert_ulp(ter_moments_standard_deviation(m), expected[2], 0.51);
    assert_near(ter_moments_skewness(m), expected[3], cancelled);
    assert_near(ter_moments_skewness_corrected(m), expected[4], cancelled);
    assert_near(ter_moments_excess_kurtosis(m), expected[5], cancelled);
}

static const double offset_expected[6] = {10000005.000199959971,    9.2640239596347837654,   3.0436859167191978459,
                                          0.0037066909293355621748, 0.003707803140524999198, -1.3776662399759095472};

enum { OFFSET_COUNT = 5001 };

static void offset_data(double *x) {
    for (int i = 0; i < OFFSET_COUNT; i++) {
        x[i] = 1e7 + (i * i * 37 % 101) / 10.0;
    }
}

static void test_moments_of_data_far_from_zero_are_right_to_the_last_bit(void **state) {
    (void)state;
    double x[OFFSET_COUNT];
    offset_data(x);
    ter_moments m;
    ter_moments_init(&m);
    ter_moments_add_array(&m, OFFSET_COUNT, x);
    assert_statistics(&m, offset_expected);
    assert_int_equal(m.count, OFFSET_COUNT);
    assert_true(m.minimum == 1e7 && m.maximum == 1e7 + 10.0);
}

/* The data of NIST's NumAcc3 raised to 1e7 (its NumAcc4 in kind): 10000000.2, then .1 and .3 in turn. */
static void test_moments_keep_their_digits_where_one_pass_formulas_lose_all(void **state) {
    (void)state;
    static const double expected[6] = {10000000.200000000185,     0.010000000111758709267,   0.10000000055879354477,
                                       2.7925717712453462747e-11, 2.7967644727066309002e-11, -1.9990000000000000002};
    ter_moments m;
    ter_moments_init(&m);
    ter_moments_add(&m, 10000000.2);
    for (int i = 0; i < 500; i++) {
        ter_moments_add(&m, 10000000.1);
        ter_moments_add(&m, 10000000.3);
    }
    assert_statistics(&m, expected);
}

static void test_merged_pieces_give_the_moments_of_the_whole(void **state) {
    (void)state;
    double x[OFFSET_COUNT];
    offset_data(x);
    static const int cuts[] = {0, 1, 3, 700, 700, 2048, 5000, OFFSET_COUNT};
    ter_moments m;
    ter_moments_init(&m);
    for (int i = 0; i + 1 < 8; i++) {
        ter_moments piece;
        ter_moments_init(&piece);
        ter_moments_add_array(&piece, (size_t)(cuts[i + 1] - cuts[i]), x + cuts[i]);
        ter_moments_merge(&m, &piece);
    }
    assert_statistics(&m, offset_expected);
    ter_moments twice = m;
    ter_moments_merge(&twice, &twice);
    assert_int_equal(twice.count, 2 * OFFSET_COUNT);
    ter_assert_ulp(ter_moments_mean(&twice), offset_expected[0], 0.51);
    ter_assert_ulp(ter_moments_skewness(&twice), offset_expected[3], 1.01);
}

static void test_small_integers_give_the_textbook_values(void **state) {
    (void)state;
    const double x[] = {3, 1, 4, 1, 5, 9, 2, 6};
    static const double expected[6] = {3.875,
                                       7.5535714285714285714,
                                       2.7483761439387128714,
                                       0.66828925182723321333,
                                       0.8335031385336659527,
                                       -0.53494961688714518049};
    ter_moments m;
    ter_moments_init(&m);
    ter_moments_add_array(&m, 8, x);
    assert_statistics(&m, expected);
}

static void test_statistics_that_do_not_exist_are_nan(void **state) {
    (void)state;
    ter_moments m;
    ter_moments_init(&m);
    assert_true(isnan(ter_moments_mean(&m)));
    assert_true(m.minimum == INFINITY && m.maximum == -INFINITY);
    ter_moments_add(&m, 5.0);
    assert_true(ter_moments_mean(&m) == 5.0);
    assert_true(isnan(ter_moments_variance(&m)) && isnan(ter_moments_standard_deviation(&m)));
    ter_moments_add(&m, 5.0);
    ter_moments_add(&m, 5.0);
    ter_moments_add(&m, 5.0);
    assert_true(ter_moments_variance(&m) == 0.0 && ter_moments_standard_deviation(&m) == 0.0);
    assert_true(isnan(ter_moments_skewness(&m)) && isnan(ter_moments_excess_kurtosis(&m)));
}

static void test_nan_and_infinity_in_the_data_are_not_hidden(void **state) {
    (void)state;
    const double with_nan[] = {1.0, NAN, 2.0}, with_infinity[] = {1.0, INFINITY, 2.0};
    ter_moments m, infinite;
    ter_moments_init(&m);
    ter_moments_add(&m, 0.0);
    ter_moments_add_array(&m, 3, with_nan);
    ter_moments_add(&m, 7.0);
    assert_true(isnan(ter_moments_mean(&m)) && isnan(ter_moments_variance(&m)) && isnan(m.minimum) && isnan(m.maximum));
    ter_moments_init(&infinite);
    ter_moments_add_array(&infinite, 3, with_infinity);
    ter_moments_add(&infinite, 3.0);
    assert_true(ter_moments_mean(&infinite) == INFINITY && isnan(ter_moments_variance(&infinite)));
    assert_true(infinite.minimum == 1.0 && infinite.maximum == INFINITY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments_of_data_far_from_zero_are_right_to_the_last_bit),
        cmocka_unit_test(test_moments_keep_their_digits_where_one_pass_formulas_lose_all),
        cmocka_unit_test(test_merged_pieces_give_the_moments_of_the_whole),
        cmocka_unit_test(test_small_integers_give_the_textbook_values),
        cmocka_unit_test(test_statistics_that_do_not_exist_are_nan),
        cmocka_unit_test(test_nan_and_infinity_in_the_data_are_not_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
