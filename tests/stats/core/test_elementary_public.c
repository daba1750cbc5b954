/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ter_assert.h"
#include "tercile/special.h"

static void test_log10_of_a_power_of_ten_is_its_exponent(void **state) {
    (void)state;
    double power = 1.0;
    for (int exponent = 0; exponent <= 22; exponent++) { /* these powers are doubles */
        ter_assert_bits(ter_log10(power), (double)exponent);
        power *= 10.0;
    }
    ter_assert_bits(ter_log10(0.0), -INFINITY);
    ter_assert_bits(ter_log10(INFINITY), INFINITY);
    ter_assert_bits(ter_log10(-1.0), NAN);
}

static void test_values_agree_with_forty_digits(void **state) {
    (void)state;
    /* mpmath, 40 digits, at the doubles written here. */
    ter_assert_ulp(ter_exp(1.0), 2.718281828459045235360287471352662497757, 0.75);
    ter_assert_ulp(ter_log(2.0), 0.6931471805599453094172321214581765680755, 0.75);
    ter_assert_ulp(ter_expm1(0x1p-30), 9.313225750491593847538340347920469844993e-10, 0.75);
    ter_assert_ulp(ter_log1p(0x1p-30), 9.313225741817976469000627485243784799078e-10, 0.75);
    ter_assert_ulp(ter_log10(2.0), 0.3010299956639811952137388947244930267682, 0.75);
    ter_assert_ulp(ter_pow(3.0, 0.5), 1.732050807568877293527446341505872366943, 0.75);
    ter_assert_ulp(ter_pow(1.0000000001, 1e10), 2.71828205323478738163699628887, 1.0);
}

/* ISO C Annex F.9.4.4. */
static void test_pow_has_the_special_cases_of_c(void **state) {
    (void)state;
    const struct {
        double x, y, expected;
    } cases[] = {
        {0.0, -3.0, INFINITY},
        {-0.0, -3.0, -INFINITY},
        {-0.0, -2.0, INFINITY},
        {-0.0, 3.0, -0.0},
        {-0.0, 2.5, 0.0},
        {-1.0, INFINITY, 1.0},
        {-1.0, -INFINITY, 1.0},
        {1.0, NAN, 1.0},
        {NAN, 0.0, 1.0},
        {-2.0, 0.5, NAN},
        {-2.0, 3.0, -8.0},
        {-2.0, -2.0, 0.25},
        {0.5, -INFINITY, INFINITY},
        {0.5, INFINITY, 0.0},
        {-0.5, -INFINITY, INFINITY},
        {-INFINITY, -3.0, -0.0},
        {-INFINITY, 3.0, -INFINITY},
        {-INFINITY, 2.5, INFINITY},
        {INFINITY, -1.0, 0.0},
        {-INFINITY, -2.5, 0.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ter_assert_bits(ter_pow(cases[i].x, cases[i].y), cases[i].expected);
        ter_assert_bits(pow(cases[i].x, cases[i].y), cases[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log10_of_a_power_of_ten_is_its_exponent),
        cmocka_unit_test(test_values_agree_with_forty_digits),
        cmocka_unit_test(test_pow_has_the_special_cases_of_c),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
