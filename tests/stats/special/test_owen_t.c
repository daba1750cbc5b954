/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Owen's T function: values that are known, symmetries, and its defining integral in Arb. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "special/erf.h"
#include "special/owen_t.h"
#include "tercile/special.h"

static void test_limits_and_symmetries(void **state) {
    (void)state;
    assert_true(ter_owen_t(0.0, 1.0) == 0.125 && ter_owen_t(0.0, -1.0) == -0.125 && ter_owen_t(0.0, TER__INFINITY) == 0.25);
    assert_true(ter_owen_t(3.0, 0.0) == 0.0 && ter_owen_t(TER__INFINITY, 2.0) == 0.0 && ter_owen_t(1e300, 1e300) == 0.0);
    assert_true(isnan(ter_owen_t(TER__NAN, 1.0)) && isnan(ter_owen_t(1.0, TER__NAN)));
    for (double h = 0.01; h < 40.0; h *= 1.7) {
        for (double a = 1e-8; a < 1e9; a *= 9.0) {
            assert_true(ter_owen_t(h, a) == ter_owen_t(-h, a) && ter_owen_t(h, a) == -ter_owen_t(h, -a));
        }
        assert_true(ter_owen_t(h, 1e300) == ter_owen_t(h, TER__INFINITY));
    }
}

#ifdef TER__HAVE_ARB
#include <acb_calc.h>

static int integrand(acb_ptr out, const acb_t x, void *parameter, slong order, slong precision) {
    acb_t over;
    (void)order;
    acb_init(over);
    acb_mul(over, x, x, precision);
    acb_add_si(over, over, 1, precision);
    acb_mul_arb(out, over, parameter, precision);
    acb_exp(out, out, precision);
    acb_div(out, out, over, precision);
    acb_clear(over);
    return 0;
}

/* Goals are relative but for the whole integral, whose far end is nothing beside its beginning. The integral from a to b of
 * exp(-h^2 (1 + x^2) / 2) / (1 + x^2), times 2^turn / pi. */
static void integral(arb_t out, double h, double a, double b, slong turn) {
    acb_t from, to, sum;
    arb_t rate;
    mag_t tolerance;
    acb_init(from);
    acb_init(to);
    acb_init(sum);
    arb_init(rate);
    mag_init(tolerance);
    acb_set_d(from, a);
    acb_set_d(to, b);
    arb_set_d(rate, h);
    arb_mul(rate, rate, rate, 256);
    arb_mul_2exp_si(rate, rate, -1);
    arb_neg(rate, rate);
    mag_set_ui_2exp_si(tolerance, 1, turn < 0 ? -4000 : -4000000);
    acb_calc_integrate(sum, integrand, rate, from, to, 110, tolerance, NULL, 256);
    arb_const_pi(rate, 256);
    arb_div(out, acb_realref(sum), rate, 256);
    arb_mul_2exp_si(out, out, turn);
    acb_clear(from);
    acb_clear(to);
    acb_clear(sum);
    arb_clear(rate);
    mag_clear(tolerance);
}

static double distance(const arb_t truth, double value, double unit) {
    arb_t d;
    arb_init(d);
    arb_set_d(d, value);
    arb_sub(d, d, truth, 256);
    double out = fabs(arf_get_d(arb_midref(d), ARF_RND_NEAR)) + mag_get_d(arb_radref(d));
    arb_clear(d);
    return out / unit;
}

static void test_values_are_within_an_ulp_of_the_integral(void **state) {
    (void)state;
    arb_t truth;
    arb_init(truth);
    for (double h = 1e-3; h < 30.0; h *= 1.83) {
        for (double a = 1e-4; a < 200.0; a *= 2.37) {
            integral(truth, h, 0.0, a, -1);
            double value = ter_owen_t(h, a), ulp = nextafter(value, 1.0) - value;
            assert_true(distance(truth, value, ulp) <= 1.0);
        }
    }
    arb_clear(truth);
}

/* Beyond a: the logs of what remains, where the difference from P(Z > h) / 2 would have no digits. */
static void test_the_rest_of_the_integral_keeps_its_digits(void **state) {
    (void)state;
    arb_t truth, whole;
    arb_init(truth);
    arb_init(whole);
    for (double h = 0.3; h < 30.0; h *= 1.83) {
        for (double a = 0.01; a < 60.0; a *= 2.37) {
            ter__dd size = ter__dd_make(h, 0.0), k = ter__two_product(a, h),
                    log_two_pi = ter__dd_log(ter__dd_make(0x1.921fb54442d18p+2, 0x1.1a62633145c07p-52));
            ter__dd logs = ter__dd_add(ter__minus_half_square(size), ter__minus_half_square(k));
            logs = ter__dd_add(ter__dd_sub(logs, log_two_pi), ter__owen_log_beyond(size, a, k));
            integral(truth, h, a, a + 60.0 / h + 1.0, 0); /* what is left out is below exp(-1700) of it */
            arb_log(truth, truth, 256);
            arb_set_d(whole, logs.hi);
            arb_sub(truth, truth, whole, 256);
            assert_true(distance(truth, logs.lo, 1.0) < 0x1p-80 * (1.0 + fabs(logs.hi)));
        }
    }
    arb_clear(truth);
    arb_clear(whole);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_and_symmetries),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_values_are_within_an_ulp_of_the_integral),
        cmocka_unit_test(test_the_rest_of_the_integral_keeps_its_digits),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
