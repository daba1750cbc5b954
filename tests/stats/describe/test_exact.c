/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/exact.h"

/* Exact rational arithmetic; the low part is the double nearest to what the high one leaves. */
static void test_a_decimal_text_keeps_its_value_in_two_parts(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double high, low;
    } cases[] = {
        {"10000000.2", 0x1.312d006666666p+23, 0x1.999999999999ap-31},
        {"0.1", 0x1.999999999999ap-4, -0x1.999999999999ap-58},
        {"1e-20", 0x1.79ca10c924223p-67, 0x1.75447a5d8e536p-121},
        {"-123456789012345678.9012345678", -0x1.b69b4ba630f35p+56, 0x1.1948b0fd4638ep+0},
        {"3.5E+200", 0x1.24a35bcdc760fp+666, -0x1.81c4b84cd2fd9p+610},
        {"+.5", 0.5, 0.0},
        {"760.", 760.0, 0.0},
        {"-0", -0.0, 0.0},
        {"0.0000000", 0.0, 0.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ter_sum value;
        assert_int_equal(ter_text_to_exact(cases[i].text, strlen(cases[i].text), &value), TER_OK);
        ter_assert_bits(value.high, cases[i].high);
        assert_true(fabs(value.low - cases[i].low) <= ldexp(fabs(value.high), -100));
    }
}

static void test_what_is_no_decimal_number_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"", "-", ".", "1e", "1e+", "e5", "1.2.3", " 1", "1 ", "inf", "nan", "0x10", "1,5", "--1"};
    ter_sum value;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(ter_text_to_exact(bad[i], strlen(bad[i]), &value), TER_BAD_SYNTAX);
    }
    assert_int_equal(ter_text_to_exact("1e301", 5, &value), TER_LIMIT);
    assert_int_equal(ter_text_to_exact("1e-290", 6, &value), TER_LIMIT);
    assert_int_equal(ter_text_to_exact("1e99999999999", 13, &value), TER_LIMIT);
}

static const double x[] = {1e8 + 0.1, 1e8 + 0.7, 1e8 - 0.4, 1e8 + 2.5}, y[] = {3.0, -1.5, 2.25, 7.0};

static void test_statistics_far_from_zero_are_right_to_the_last_bit(void **state) {
    (void)state;
    double result, mean, deviation;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_exact_covariance(4, x, NULL, y, NULL, &result, &error), error);
    ter_assert_bits(result, 0x1.57bbbbb355555p+1);
    ter_assert_ok(ter_exact_autocorrelation(4, x, NULL, 2, &result, &error), error);
    ter_assert_bits(result, 0x1.18a0d119a4c45p-3);
    ter_assert_ok(ter_exact_autocorrelation(4, x, NULL, 0, &result, &error), error);
    ter_assert_bits(result, 1.0);
    ter_assert_ok(ter_exact_mean_deviation(4, x, NULL, &mean, &deviation, &error), error);
    ter_assert_bits(mean, 0x1.7d78402e66666p+26);
    ter_assert_ok(ter_exact_covariance(4, x, NULL, x, NULL, &result, &error), error);
    ter_assert_ulp(deviation * deviation, result, 2.0);
}

static void test_the_low_parts_count(void **state) {
    (void)state;
    /* 1e12 + {0.1, 0.2, 0.3} as texts: the deviation is 0.1, of which plain doubles keep four digits. */
    static const char *const texts[] = {"1000000000000.1", "1000000000000.2", "1000000000000.3"};
    double high[3], low[3], mean, deviation;
    for (size_t i = 0; i < 3; i++) {
        ter_sum value;
        assert_int_equal(ter_text_to_exact(texts[i], strlen(texts[i]), &value), TER_OK);
        high[i] = value.high;
        low[i] = value.low;
    }
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_exact_mean_deviation(3, high, low, &mean, &deviation, &error), error);
    ter_assert_bits(mean, 1000000000000.2);
    ter_assert_ulp(deviation, 0.1, 8.0); /* 1e12 2^-100 / 0.1 is below a unit; a few for the three texts */
}

static void test_bad_input_is_refused_with_a_sentence(void **state) {
    (void)state;
    double a, b;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_exact_mean_deviation(0, x, NULL, &a, &b, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "no rows"));
    assert_int_equal(ter_exact_mean_deviation(2, (const double[]){1, NAN}, NULL, &a, &b, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "row 2"));
    assert_int_equal(ter_exact_mean_deviation(2, (const double[]){1.7e308, 1.7e308}, NULL, &a, &b, &error), TER_BAD_DATA);
    assert_int_equal(ter_exact_autocorrelation(2, (const double[]){5, 5}, NULL, 1, &a, &error), TER_UNDEFINED);
    assert_int_equal(ter_exact_autocorrelation(4, x, NULL, 4, &a, &error), TER_BAD_ARGUMENT);
    assert_int_equal(ter_exact_covariance(1, x, NULL, y, NULL, &a, &error), TER_BAD_DATA);
    ter_assert_ok(ter_exact_mean_deviation(1, x, NULL, &a, &b, &error), error);
    assert_true(a == x[0] && isnan(b));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_decimal_text_keeps_its_value_in_two_parts),
        cmocka_unit_test(test_what_is_no_decimal_number_is_refused),
        cmocka_unit_test(test_statistics_far_from_zero_are_right_to_the_last_bit),
        cmocka_unit_test(test_the_low_parts_count),
        cmocka_unit_test(test_bad_input_is_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
