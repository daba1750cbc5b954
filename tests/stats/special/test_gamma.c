/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log gamma, Stirling's error, digamma and trigamma against Arb on random hard points, and at their special values. */
#include "ter_assert.h"

#include "special/elementary.h"
#include "special/gamma.h"

static void test_ends_of_the_axis_give_limits_and_beyond_is_nan(void **state) {
    (void)state;
    assert_true(ter__log_gamma(0.0) == TER__INFINITY && ter__log_gamma(TER__INFINITY) == TER__INFINITY);
    assert_true(ter__digamma(0.0) == -TER__INFINITY && ter__digamma(TER__INFINITY) == TER__INFINITY);
    assert_true(ter__trigamma(0.0) == TER__INFINITY && ter__trigamma(TER__INFINITY) == 0.0);
    assert_true(isnan(ter__log_gamma(-1.5)) && isnan(ter__digamma(-1.5)) && isnan(ter__trigamma(-1.5)));
    assert_true(isnan(ter__log_gamma(TER__NAN)) && isnan(ter__digamma(TER__NAN)) && isnan(ter__trigamma(TER__NAN)));
    assert_true(ter__log_gamma(1.0) == 0.0 && ter__log_gamma(2.0) == 0.0);
    assert_true(ter__log_gamma(1e308) == TER__INFINITY && isfinite(ter__log_gamma(2.55e305)));
    assert_true(isfinite(ter__log_gamma(0x1p-1074)) && ter__digamma(0x1p-1074) == -TER__INFINITY);
}

#ifdef TER__HAVE_ARB
#include "ter_arb.h"

#define POINTS 20000

/* Everywhere on the axis, close to the zeros 1 and 2, in the range that is shifted, integers. */
static double draw(uint64_t *seed, size_t i) {
    switch (i % 6) {
    case 0:
        return ter_arb_scale(seed, -30.0, 30.0);
    case 1:
        return 1.0 + (ter_arb_uniform(seed, 0.0, 1.0) < 0.5 ? 1.0 : -0.5) * ter_arb_scale(seed, -51.0, -1.0);
    case 2:
        return 2.0 + (ter_arb_uniform(seed, 0.0, 1.0) < 0.5 ? 1.0 : -0.5) * ter_arb_scale(seed, -50.0, -1.0);
    case 3:
        return ter_arb_uniform(seed, 0.01, 17.0);
    case 4:
        return ter_arb_scale(seed, -900.0, 900.0);
    default:
        return floor(ter_arb_uniform(seed, 3.0, 200.0));
    }
}

/* Binet's function in Arb; the bits that the subtraction costs added. */
static void arb_binet(arb_t out, const arb_t x, slong bits) {
    arb_t s, t;
    arb_init(s);
    arb_init(t);
    arb_log(s, x, bits);
    arb_set_d(t, 0.5);
    arb_sub(t, x, t, bits);
    arb_mul(s, s, t, bits);
    arb_lgamma(out, x, bits);
    arb_sub(out, out, s, bits);
    arb_add(out, out, x, bits);
    arb_const_pi(s, bits);
    arb_mul_2exp_si(s, s, 1);
    arb_log(s, s, bits);
    arb_mul_2exp_si(s, s, -1);
    arb_sub(out, out, s, bits);
    arb_clear(s);
    arb_clear(t);
}

static void test_double_double_forms_keep_their_bits(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20240611);
    double lgamma_bits = -TER_ARB_INFINITY, stirling_bits = -TER_ARB_INFINITY;
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    for (size_t i = 0; i < POINTS; i++) {
        double v = draw(&seed, i);
        arb_set_d(x, v);
        arb_lgamma(y, x, v > 1e20 ? 1300 : TER_ARB_BITS); /* Arb needs the bits of x - 1/2 */
        ter__dd got = ter__dd_lgamma(v);
        if (v != 1.0 && v != 2.0) {
            lgamma_bits = fmax(lgamma_bits, ter_arb_relative_log2(got.hi, got.lo, y));
        }
        arb_binet(y, x, TER_ARB_BITS + (v > 1.0 ? 3 * (slong)log2(v) : 0));
        got = ter__dd_stirling_error(v);
        stirling_bits = fmax(stirling_bits, ter_arb_relative_log2(got.hi, got.lo, y));
    }
    fprintf(stderr, "log gamma 2^%.0f, Stirling error 2^%.0f\n", lgamma_bits, stirling_bits);
    assert_true(lgamma_bits <= -97.0);
    assert_true(stirling_bits <= -84.0);
    arb_clear(x);
    arb_clear(y);
}

static void test_double_forms_are_within_one_ulp(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20240612);
    double worst[3] = {0.0, 0.0, 0.0};
    arb_t x, y, two;
    arb_init(x);
    arb_init(y);
    arb_init(two);
    arb_set_ui(two, 2);
    for (size_t i = 0; i < POINTS; i++) {
        double v = draw(&seed, i);
        arb_set_d(x, v);
        arb_lgamma(y, x, v > 1e20 ? 1300 : TER_ARB_BITS); /* Arb needs the bits of x - 1/2 */
        if (v != 1.0 && v != 2.0) {
            worst[0] = fmax(worst[0], ter_arb_ulp(ter__log_gamma(v), y));
        }
        arb_digamma(y, x, TER_ARB_BITS);
        worst[1] = fmax(worst[1], ter_arb_ulp(ter__digamma(v), y));
        if (v > 1e-150) {
            arb_hurwitz_zeta(y, two, x, TER_ARB_BITS);
            worst[2] = fmax(worst[2], ter_arb_ulp(ter__trigamma(v), y));
        }
    }
    fprintf(stderr, "log gamma %.3f, digamma %.3f, trigamma %.3f ulp\n", worst[0], worst[1], worst[2]);
    assert_true(worst[0] <= 1.0 && worst[1] <= 1.0 && worst[2] <= 1.0);
    /* beside the zero of digamma the error is absolute */
    for (int i = 0; i < 1000; i++) {
        double v = 1.4616321449683622 + ter_arb_uniform(&seed, -1e-6, 1e-6);
        arb_set_d(x, v);
        arb_digamma(y, x, TER_ARB_BITS);
        arb_set_d(two, ter__digamma(v));
        arb_sub(y, y, two, TER_ARB_BITS);
        assert_true(fabs(arf_get_d(arb_midref(y), ARF_RND_NEAR)) < 4e-18);
    }
    arb_clear(x);
    arb_clear(y);
    arb_clear(two);
}

static void test_slope_of_the_stirling_error_is_right(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20240613);
    arb_t x, y, s;
    arb_init(x);
    arb_init(y);
    arb_init(s);
    for (int i = 0; i < 5000; i++) {
        double v = i % 2 ? ter_arb_uniform(&seed, 1.0, 20.0) : ter_arb_scale(&seed, 0.0, 60.0);
        arb_set_d(x, v);
        arb_digamma(y, x, 500);
        arb_log(s, x, 500);
        arb_sub(y, y, s, 500);
        arb_inv(s, x, 500);
        arb_mul_2exp_si(s, s, -1);
        arb_add(y, y, s, 500);
        double got = ter__stirling_error_slope(v);
        assert_true(v >= 16.0 ? ter_arb_ulp(got, y) <= 4.0 : fabs(got - arf_get_d(arb_midref(y), ARF_RND_NEAR)) <= 2e-17);
    }
    arb_clear(x);
    arb_clear(y);
    arb_clear(s);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends_of_the_axis_give_limits_and_beyond_is_nan),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_double_double_forms_keep_their_bits),
        cmocka_unit_test(test_double_forms_are_within_one_ulp),
        cmocka_unit_test(test_slope_of_the_stirling_error_is_right),
#endif
    };
    return cmocka_run_group_tests_name("gamma", tests, NULL, NULL);
}
