/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arc tangent, and sine, cosine and tangent of pi x, in double-double against Arb: from the tiniest arguments to the largest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "special/elementary.h"
#include "special/trig.h"

static void test_special_values_are_exact(void **state) {
    (void)state;
    ter__dd one = {1.0, 0.0}, half = {0.5, 0.0}, infinity = {TER__INFINITY, 0.0};
    assert_true(ter__dd_sin_pi(one).hi == 0.0 && ter__dd_cos_pi(half).hi == 0.0 && ter__dd_cos_pi(one).hi == -1.0);
    assert_true(isinf(ter__dd_tan_pi(half).hi) && ter__dd_tan_pi(one).hi == 0.0);
    assert_true(ter__dd_atan(infinity).hi == 0x1.921fb54442d18p+0 && ter__dd_atan(ter__dd_make(0.0, 0.0)).hi == 0.0);
}

#ifdef TER__HAVE_ARB
#include "ter_arb.h"

#define POINTS 20000
/* The header's bound. */
#define BITS 100

typedef void oracle(arb_t, const arb_t, slong);
typedef ter__dd wide(ter__dd);

static void check(const char *name, wide *function, oracle *truth_of, ter__dd x) {
    arb_t at, truth, value;
    arb_init(at);
    arb_init(truth);
    arb_init(value);
    arb_set_d(at, x.lo);
    arb_set_d(value, x.hi);
    arb_add(at, at, value, ARF_PREC_EXACT);
    truth_of(truth, at, 4 * BITS + 1200); /* sine beside a zero that is 2^-1000 away */
    ter__dd got = function(x);
    arb_set_d(value, got.hi);
    arb_sub(value, value, truth, 400);
    arb_set_d(at, got.lo);
    arb_add(value, value, at, 400);
    arb_div(value, value, truth, 60);
    arb_abs(value, value);
    arb_set_si(at, 1);
    arb_mul_2exp_si(at, at, -BITS);
    if (!arb_lt(value, at)) {
        fail_msg("%s(%a + %a) = %a + %a is off by %g of it", name, x.hi, x.lo, got.hi, got.lo,
                 arf_get_d(arb_midref(value), ARF_RND_NEAR));
    }
    arb_clear(at);
    arb_clear(truth);
    arb_clear(value);
}

static void tan_pi(arb_t out, const arb_t x, slong bits) {
    arb_tan_pi(out, x, bits);
}

static void test_all_digits_are_right(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(5);
    for (int i = 0; i < POINTS; i++) {
        double sign = ter_arb_bits(&seed) & 1 ? 1.0 : -1.0;
        double small = sign * ter_arb_scale(&seed, -400.0, 1.0), turns = ter_arb_uniform(&seed, -8.0, 8.0);
        double any = sign * ter_arb_scale(&seed, -400.0, 400.0);
        double lo = ter_arb_uniform(&seed, -0x1p-54, 0x1p-54);
        ter__dd tiny = ter__fast_two_sum(small, small * lo), turned = ter__fast_two_sum(turns, turns * lo);
        check("atan", ter__dd_atan, arb_atan, ter__fast_two_sum(any, any * lo));
        check("sin_pi", ter__dd_sin_pi, arb_sin_pi, tiny);
        check("sin_pi", ter__dd_sin_pi, arb_sin_pi, turned);
        check("cos_pi", ter__dd_cos_pi, arb_cos_pi, turned);
        check("tan_pi", ter__dd_tan_pi, tan_pi, turned);
        check("sin", ter__dd_sin, arb_sin, tiny);
    }
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_special_values_are_exact),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_all_digits_are_right),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
