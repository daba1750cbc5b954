/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratios of modified Bessel functions against Arb. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "special/bessel.h"
#include "tercile/special.h"

static void test_limits_and_signs(void **state) {
    (void)state;
    assert_true(ter_bessel_i_ratio(0.0) == 0.0 && ter_bessel_i_ratio(TER__INFINITY) == 1.0);
    assert_true(ter_bessel_i_ratio(-2.0) == -ter_bessel_i_ratio(2.0) && isnan(ter_bessel_i_ratio(TER__NAN)));
    assert_true(ter_bessel_i_ratio(1e-300) == 0.5e-300 && ter_bessel_i_ratio(1e18) == 1.0);
}

#ifdef TER__HAVE_ARB
#include <arb_hypgeom.h>

#include "ter_arb.h"

static void test_the_ratio_and_its_complement_keep_their_digits(void **state) {
    (void)state;
    arb_t x, zero, one, order;
    arb_init(x);
    arb_init(zero);
    arb_init(one);
    arb_init(order);
    for (double size = 1e-20; size < 1e16; size *= 1.37) {
        ter__dd complement, ratio = ter__dd_bessel_i_ratio(size, &complement);
        arb_set_d(x, size);
        arb_zero(order);
        arb_hypgeom_bessel_i_scaled(zero, order, x, 400);
        arb_one(order);
        arb_hypgeom_bessel_i_scaled(one, order, x, 400);
        arb_div(one, one, zero, 400);
        double first = arf_get_d(arb_midref(one), ARF_RND_NEAR);
        assert_true(fabs(ter__dd_value(ratio) - first) <= 0x1p-53 * first);
        assert_true(fabs(ter_bessel_i_ratio(size) - first) <= 0x1p-53 * first);
        arb_sub_si(one, one, 1, 400);
        double rest = -arf_get_d(arb_midref(one), ARF_RND_NEAR);
        assert_true(fabs(ter__dd_value(complement) - rest) <= 0x1p-52 * rest);
    }
    arb_clear(x);
    arb_clear(zero);
    arb_clear(one);
    arb_clear(order);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_and_signs),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_the_ratio_and_its_complement_keep_their_digits),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
