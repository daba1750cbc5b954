/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The elementary functions against Arb on random hard points, and at their special values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "special/elementary.h"
#include "special/log_precise.h"

static void test_special_values_are_those_of_ieee(void **state) {
    (void)state;
    assert_true(ter__exp(-TER__INFINITY) == 0.0 && ter__exp(TER__INFINITY) == TER__INFINITY && isnan(ter__exp(TER__NAN)) &&
                ter__exp(0.0) == 1.0);
    assert_true(ter__exp(710.0) == TER__INFINITY && ter__exp(-746.0) == 0.0 && ter__exp(-745.0) == 0x1p-1074);
    assert_true(ter__log(0.0) == -TER__INFINITY && ter__log(-0.0) == -TER__INFINITY && isnan(ter__log(-1.0)) &&
                isnan(ter__log(TER__NAN)));
    assert_true(ter__log(TER__INFINITY) == TER__INFINITY && ter__log(1.0) == 0.0 && isnan(ter__log(-TER__INFINITY)));
    assert_true(ter__expm1(-TER__INFINITY) == -1.0 && ter__expm1(TER__INFINITY) == TER__INFINITY && isnan(ter__expm1(TER__NAN)));
    assert_true(ter__expm1(-0.0) == 0.0 && signbit(ter__expm1(-0.0)) && ter__expm1(0x1p-1074) == 0x1p-1074);
    assert_true(ter__log1p(-1.0) == -TER__INFINITY && isnan(ter__log1p(-1.5)) && isnan(ter__log1p(TER__NAN)));
    assert_true(ter__log1p(TER__INFINITY) == TER__INFINITY && signbit(ter__log1p(-0.0)) && ter__log1p(0x1p-1074) == 0x1p-1074);
    assert_true(ter__exp_dd(ter__dd_make(-TER__INFINITY, TER__NAN)) == 0.0 &&
                ter__exp_dd(ter__dd_make(TER__INFINITY, TER__NAN)) == TER__INFINITY);
    assert_true(isnan(ter__exp_dd(ter__dd_make(TER__NAN, 0.0))));
    assert_true(ter__pow(0.0, 0.0) == 1.0 && ter__pow(TER__NAN, 0.0) == 1.0 && ter__pow(1.0, TER__NAN) == 1.0 &&
                isnan(ter__pow(-1.0, 2.0)));
    assert_true(ter__pow(0.0, 2.0) == 0.0 && ter__pow(0.0, -2.0) == TER__INFINITY && ter__pow(TER__INFINITY, -0.5) == 0.0);
    assert_true(ter__pow(TER__INFINITY, 0.5) == TER__INFINITY && ter__pow(2.0, TER__INFINITY) == TER__INFINITY &&
                ter__pow(0.5, TER__INFINITY) == 0.0);
    assert_true(ter__pow(2.0, 10.0) == 1024.0 && ter__pow(2.0, -1074.0) == 0x1p-1074 && ter__pow(9.0, 0.5) == 3.0);
}

static void test_expm1_and_exp_meet_at_overflow(void **state) {
    (void)state;
    double largest = 0x1.62e42fefa39efp+9; /* the greatest double whose exponential is finite */
    assert_true(isfinite(ter__exp(largest)) && isfinite(ter__expm1(largest)));
    assert_true(ter__exp(nextafter(largest, 1e3)) == TER__INFINITY && ter__expm1(nextafter(largest, 1e3)) == TER__INFINITY);
}

#ifdef TER__HAVE_ARB
#include "ter_arb.h"

typedef void oracle(arb_t, const arb_t, slong);
typedef double plain(double);
typedef ter__dd wide(ter__dd);

static double plain_exp(double x) {
    return ter__exp(x);
}
static double plain_log(double x) {
    return ter__log(x);
}
static double plain_expm1(double x) {
    return ter__expm1(x);
}
static double plain_log1p(double x) {
    return ter__log1p(x);
}
static ter__dd wide_exp(ter__dd x) {
    return ter__dd_exp(x);
}
static ter__dd wide_log(ter__dd x) {
    return ter__dd_log(x);
}
static ter__dd wide_expm1(ter__dd x) {
    return ter__dd_expm1(x);
}
static ter__dd wide_log1p(ter__dd x) {
    return ter__dd_log1p(x);
}

static void oracle_log1mexp(arb_t y, const arb_t x, slong bits) {
    /* 600 bits hold 1 - exp(-415), the log1p form any smaller exponential. */
    if (arf_cmp_d(arb_midref(x), -400.0) > 0) {
        arb_expm1(y, x, 2 * bits + 600);
        arb_neg(y, y);
        arb_log(y, y, 2 * bits + 600);
    } else {
        arb_exp(y, x, bits);
        arb_neg(y, y);
        arb_log1p(y, y, bits);
    }
}
static void oracle_log1pexp(arb_t y, const arb_t x, slong bits) {
    arb_exp(y, x, bits);
    arb_log1p(y, y, bits);
}
static ter__dd wide_log1mexp(ter__dd x) {
    return ter__dd_log1mexp(x);
}
static ter__dd wide_log1pexp(ter__dd x) {
    return ter__dd_log1pexp(x);
}

static double draw_exp(uint64_t *s, size_t i) {
    if (i % 4 == 0)
        return ter_arb_uniform(s, -746.0, 710.0);
    if (i % 4 == 1)
        return ter_arb_uniform(s, -746.0, -707.0);
    return (i % 4 == 2 ? 1.0 : -1.0) * ter_arb_scale(s, -60.0, 9.0);
}
static double draw_log(uint64_t *s, size_t i) {
    if (i % 4 == 0)
        return ter_arb_scale(s, -1074.0, 1024.0);
    if (i % 4 == 1)
        return ter_arb_uniform(s, 0.9, 1.1);
    return 1.0 + (i % 4 == 2 ? 1.0 : -0.5) * ter_arb_scale(s, -52.0, 0.0);
}
static double draw_log1p(uint64_t *s, size_t i) {
    if (i % 4 == 0)
        return ter_arb_scale(s, -1074.0, 1024.0);
    if (i % 4 == 1)
        return ter_arb_uniform(s, -1.0, 1.0);
    return (i % 4 == 2 ? 1.0 : -0.5) * ter_arb_scale(s, -80.0, 0.0);
}
static double draw_moderate(uint64_t *s, size_t i) {
    return i % 2 == 0 ? ter_arb_uniform(s, -640.0, 700.0) : (i % 4 == 1 ? 1.0 : -1.0) * ter_arb_scale(s, -200.0, 9.0);
}
static double draw_negative(uint64_t *s, size_t i) {
    return fmax(-fabs(draw_moderate(s, i)), -640.0);
}

static void check_plain(const char *name, plain *f, oracle *truth, double (*draw)(uint64_t *, size_t), double bound) {
    uint64_t seed = ter_arb_seed(20260101);
    double worst = 0.0, where = 0.0;
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    for (size_t i = 0; i < 40000; i++) {
        double point = draw(&seed, i);
        arb_set_d(x, point);
        truth(y, x, TER_ARB_BITS);
        double ulp = ter_arb_ulp(f(point), y);
        if (!(ulp <= worst))
            worst = ulp, where = point;
    }
    arb_clear(x);
    arb_clear(y);
    fprintf(stderr, "%s: %.3f ulp at %a\n", name, worst, where);
    assert_true(worst <= bound);
}

static void check_wide(const char *name, wide *f, oracle *truth, double (*draw)(uint64_t *, size_t), double bound) {
    uint64_t seed = ter_arb_seed(20260102);
    double worst = -TER__INFINITY, where = 0.0;
    arb_t x, y, low;
    arb_init(x);
    arb_init(y);
    arb_init(low);
    for (size_t i = 0; i < 40000; i++) {
        ter__dd point = ter__dd_make(draw(&seed, i), 0.0);
        if (fabs(point.hi) > 1e-280)
            point = ter__fast_two_sum(point.hi, point.hi * ter_arb_uniform(&seed, -0x1p-54, 0x1p-54));
        arb_set_d(x, point.hi);
        arb_set_d(low, point.lo);
        arb_add(x, x, low, ARF_PREC_EXACT);
        truth(y, x, TER_ARB_BITS);
        ter__dd got = f(point);
        double bits = ter_arb_relative_log2(got.hi, got.lo, y);
        if (!arb_is_zero(y) && !(bits <= worst))
            worst = bits, where = point.hi;
    }
    arb_clear(x);
    arb_clear(y);
    arb_clear(low);
    fprintf(stderr, "%s: 2^%.0f at %a\n", name, worst, where);
    assert_true(worst <= bound);
}

static void test_double_forms_are_within_one_ulp(void **state) {
    (void)state;
    check_plain("exp", plain_exp, arb_exp, draw_exp, 1.0);
    check_plain("log", plain_log, arb_log, draw_log, 1.0);
    check_plain("expm1", plain_expm1, arb_expm1, draw_exp, 1.0);
    check_plain("log1p", plain_log1p, arb_log1p, draw_log1p, 1.0);
}

static void test_double_double_forms_keep_98_bits(void **state) {
    (void)state;
    check_wide("dd_exp", wide_exp, arb_exp, draw_moderate, -98.0);
    check_wide("dd_expm1", wide_expm1, arb_expm1, draw_moderate, -98.0);
    check_wide("dd_log", wide_log, arb_log, draw_log, -98.0);
    check_wide("dd_log1p", wide_log1p, arb_log1p, draw_log1p, -98.0);
    check_wide("dd_log1mexp", wide_log1mexp, oracle_log1mexp, draw_negative, -95.0);
    check_wide("dd_log1pexp", wide_log1pexp, oracle_log1pexp, draw_moderate, -95.0);
}

static void test_exponentials_of_double_doubles_are_rounded_once(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20260103);
    double worst = 0.0, worst_times = 0.0;
    arb_t x, y, low, f;
    arb_init(x);
    arb_init(y);
    arb_init(low);
    arb_init(f);
    for (size_t i = 0; i < 40000; i++) {
        double point = draw_exp(&seed, i);
        ter__dd z = ter__fast_two_sum(point, point * ter_arb_uniform(&seed, -0x1p-54, 0x1p-54));
        arb_set_d(x, z.hi);
        arb_set_d(low, z.lo);
        arb_add(x, x, low, ARF_PREC_EXACT);
        arb_exp(y, x, TER_ARB_BITS);
        double ulp = ter_arb_ulp(ter__exp_dd(z), y);
        worst = ulp <= worst ? worst : ulp;
        /* A factor that brings the product anywhere between underflow and overflow. */
        double factor = ter_arb_scale(&seed, -1022.0, 1023.0);
        int exponent = (int)ter_arb_uniform(&seed, -1100.0, 1100.0);
        arb_set_d(f, factor);
        arb_mul(y, y, f, TER_ARB_BITS);
        arb_mul_2exp_si(y, y, exponent);
        ulp = ter_arb_ulp(ter__exp_dd_times(z, ter__dd_make(factor, 0.0), exponent), y);
        worst_times = ulp <= worst_times ? worst_times : ulp;
    }
    arb_clear(x);
    arb_clear(y);
    arb_clear(low);
    arb_clear(f);
    fprintf(stderr, "exp_dd: %.6f ulp, times a factor: %.6f ulp\n", worst, worst_times);
    assert_true(worst <= 0.5001 && worst_times <= 0.5001);
}

static void test_log_sums_keep_115_bits_where_they_cancel(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20260105);
    double worst = -TER_ARB_INFINITY;
    arb_t x, y, t;
    arb_init(x);
    arb_init(y);
    arb_init(t);
    for (size_t i = 0; i < 20000; i++) {
        double point = i % 2 == 0 ? ter_arb_scale(&seed, -1074.0, 1024.0) : ter_arb_scale(&seed, -2.0, 2.0);
        ter__dd l = ter__dd_log_d(point);
        const double terms[] = {-l.hi, ter_arb_uniform(&seed, -0x1p-60, 0x1p-60)};
        arb_set_d(x, point);
        arb_log(y, x, TER_ARB_BITS);
        for (size_t j = 0; j < 2; j++) {
            arb_set_d(t, terms[j]);
            arb_add(y, y, t, TER_ARB_BITS);
        }
        ter__dd got = ter__log_plus(point, 2, terms);
        double bits = ter_arb_relative_log2(got.hi, got.lo, y);
        int exponent;
        frexp(got.hi, &exponent);
        worst = bits + exponent <= worst ? worst : bits + exponent;
    }
    arb_clear(x);
    arb_clear(y);
    arb_clear(t);
    fprintf(stderr, "log plus terms: absolute error 2^%.0f\n", worst);
    assert_true(worst <= -115.0);
}

static void test_powers_are_within_one_ulp(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20260104);
    double worst = 0.0;
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    for (size_t i = 0; i < 40000; i++) {
        double base = draw_log(&seed, i);
        double power = ter_arb_uniform(&seed, -750.0, 750.0) / fmax(fabs(log(base)), 1e-3);
        arb_set_d(x, base);
        arb_set_d(y, power);
        arb_pow(y, x, y, TER_ARB_BITS);
        double ulp = ter_arb_ulp(ter__pow(base, power), y);
        worst = ulp <= worst ? worst : ulp;
    }
    arb_clear(x);
    arb_clear(y);
    fprintf(stderr, "pow: %.4f ulp\n", worst);
    assert_true(worst <= 1.0);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_special_values_are_those_of_ieee),
        cmocka_unit_test(test_expm1_and_exp_meet_at_overflow),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_double_forms_are_within_one_ulp),
        cmocka_unit_test(test_double_double_forms_keep_98_bits),
        cmocka_unit_test(test_exponentials_of_double_doubles_are_rounded_once),
        cmocka_unit_test(test_log_sums_keep_115_bits_where_they_cancel),
        cmocka_unit_test(test_powers_are_within_one_ulp),
#endif
    };
    return cmocka_run_group_tests_name("elementary", tests, NULL, NULL);
}
