/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sine, cosine, tangent of radians, arc and hyperbolic tangent: edges, and Arb at angles of every size and next to the zeros. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "special/radians.h"
#include "tercile/special.h"

static void test_values_at_the_edges(void **state) {
    (void)state;
    assert_true(ter_sin(0.0) == 0.0 && signbit(ter_sin(-0.0)) && ter_cos(0.0) == 1.0 && ter_tan(5e-324) == 5e-324);
    assert_true(isnan(ter_sin(TER__INFINITY)) && isnan(ter_cos(-TER__INFINITY)) && isnan(ter_tan(TER__NAN)));
    assert_true(ter_atan(TER__INFINITY) == 0x1.921fb54442d18p+0 && ter_tanh(-TER__INFINITY) == -1.0 && ter_tanh(1e300) == 1.0);
    assert_true(ter_sin(-2.0) == -ter_sin(2.0) && ter_cos(-2.0) == ter_cos(2.0) && ter_atan(-0.3) == -ter_atan(0.3));
}

#ifdef TER__HAVE_ARB
#include <arb.h>

enum { BITS = 1600 };

typedef void (*arb_function)(arb_t out, const arb_t x, slong precision);

/* Half an ulp and a little: the functions are rounded once. */
static void hold(double got, arb_function f, double x) {
    arb_t t;
    arb_init(t);
    arb_set_d(t, x);
    f(t, t, BITS);
    const double true_value = arf_get_d(arb_midref(t), ARF_RND_NEAR);
    arb_clear(t);
    if (!(fabs(got - true_value) <= 0x1p-52 * fabs(true_value))) {
        fail_msg("at %a: %a instead of %a", x, got, true_value);
    }
}

static void hold_circular(double x) {
    hold(ter_sin(x), arb_sin, x);
    hold(ter_cos(x), arb_cos, x);
    hold(ter_tan(x), arb_tan, x);
    arb_t t;
    arb_init(t);
    arb_set_d(t, x);
    arb_sin(t, t, BITS);
    ter__dd sine = ter__sin_cos_radians(ter__dd_make(x, 0.0)).sin;
    arb_t got;
    arb_init(got);
    arb_set_d(got, sine.hi);
    arf_t low;
    arf_init(low);
    arf_set_d(low, sine.lo);
    arb_add_arf(got, got, low, BITS);
    arb_sub(got, got, t, BITS);
    arb_div(got, got, t, BITS);
    assert_true(fabs(arf_get_d(arb_midref(got), ARF_RND_NEAR)) < 0x1p-98);
    arf_clear(low);
    arb_clear(got);
    arb_clear(t);
}

static void test_angles_of_every_size(void **state) {
    (void)state;
    for (double size = 0x1p-1022; size < 1e308; size *= 1.733) {
        hold_circular(size);
        hold(ter_atan(size), arb_atan, size);
        if (size < 1e3) {
            hold(ter_tanh(size), arb_tanh, size);
        }
    }
}

static void test_angles_next_to_multiples_of_a_quarter_turn(void **state) {
    (void)state;
    for (double k = 1.0; k < 1e15; k = floor(1.31 * k) + 1.0) {
        const double near = k * 0x1.921fb54442d18p+0;
        hold_circular(near);
        hold_circular(nextafter(near, 0.0));
    }
    hold_circular(0x1.6ac5b262ca1ffp+849); /* of all doubles the nearest to one */
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_at_the_edges),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_angles_of_every_size),
        cmocka_unit_test(test_angles_next_to_multiples_of_a_quarter_turn),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
