/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Error functions and the normal tail against Arb: both tails, logs far beyond them, inverses from every side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "special/erf.h"
#include "special/normal_inverse.h"

static void test_ends_and_centre_are_exact(void **state) {
    (void)state;
    assert_true(ter__erf(0.0) == 0.0 && signbit(ter__erf(-0.0)) && ter__erf(TER__INFINITY) == 1.0);
    assert_true(ter__erf(-TER__INFINITY) == -1.0 && isnan(ter__erf(TER__NAN)));
    assert_true(ter__erfc(0.0) == 1.0 && ter__erfc(TER__INFINITY) == 0.0 && ter__erfc(-TER__INFINITY) == 2.0);
    assert_true(isnan(ter__erfc(TER__NAN)) && isnan(ter__log_erfc(TER__NAN)));
    assert_true(ter__log_erfc(0.0) == 0.0 && ter__log_erfc(TER__INFINITY) == -TER__INFINITY);
    assert_true(ter__log_erfc(-TER__INFINITY) == 0x1.62e42fefa39efp-1);
    assert_true(ter__erfc_inverse(0.0) == TER__INFINITY && ter__erfc_inverse(2.0) == -TER__INFINITY);
    assert_true(ter__erfc_inverse(1.0) == 0.0 && isnan(ter__erfc_inverse(-0.1)) && isnan(ter__erfc_inverse(2.1)));
    assert_true(ter__normal_quantile(0.5).hi == 0.0 && ter__normal_quantile(0.0).hi == -TER__INFINITY);
    assert_true(ter__normal_quantile(1.0).hi == TER__INFINITY && isnan(ter__normal_quantile(1.5).hi));
    assert_true(ter__normal_quantile_log(0.0).hi == TER__INFINITY && ter__normal_quantile_log(-TER__INFINITY).hi == -TER__INFINITY);
    assert_true(isnan(ter__normal_quantile_log(0.1).hi) && isnan(ter__normal_quantile_log(TER__NAN).hi));
}

#ifdef TER__HAVE_ARB
#include "ter_arb.h"

/* erfcx(x) = U(1/2, 1/2, x^2) / sqrt(pi) for x > 0, of any size (DLMF 7.11.4). */
static void oracle_erfcx(arb_t y, const arb_t x, slong bits) {
    arb_t half;
    arb_init(half);
    arb_set_d(half, 0.5);
    arb_sqr(y, x, bits);
    arb_hypgeom_u(y, half, half, y, bits);
    arb_const_sqrt_pi(half, bits);
    arb_div(y, y, half, bits);
    arb_clear(half);
}

static void oracle_log_erfc(arb_t y, const arb_t x, slong bits) {
    if (arb_is_negative(x) || arf_cmp_d(arb_midref(x), 1e-3) < 0) {
        arb_hypgeom_erf(y, x, bits);
        arb_neg(y, y);
        arb_log1p(y, y, bits);
    } else if (arf_cmp_d(arb_midref(x), 10.0) < 0) {
        arb_hypgeom_erfc(y, x, bits);
        arb_log(y, y, bits);
    } else {
        arb_t square;
        arb_init(square);
        arb_sqr(square, x, bits);
        oracle_erfcx(y, x, bits);
        arb_log(y, y, bits);
        arb_sub(y, y, square, bits);
        arb_clear(square);
    }
}

static double draw(uint64_t *s, size_t i) {
    if (i % 4 == 0)
        return ter_arb_uniform(s, -7.0, 28.0);
    if (i % 4 == 1)
        return ter_arb_uniform(s, -1.0, 1.0);
    return (i % 4 == 2 ? 1.0 : -1.0) * ter_arb_scale(s, i % 8 < 4 ? -1074.0 : -6.0, 5.0);
}

static double draw_far(uint64_t *s, size_t i) {
    return i % 2 == 0 ? ter_arb_scale(s, -10.0, 511.0) : draw(s, i / 2);
}

static void check(const char *name, double (*f)(double), void (*truth)(arb_t, const arb_t, slong),
                  double (*where)(uint64_t *, size_t), double bound) {
    uint64_t seed = ter_arb_seed(20260201);
    double worst = 0.0, at = 0.0;
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    for (size_t i = 0; i < 10000; i++) {
        double point = where(&seed, i);
        arb_set_d(x, point);
        truth(y, x, TER_ARB_BITS);
        double ulp = ter_arb_ulp(f(point), y);
        if (!(ulp <= worst))
            worst = ulp, at = point;
    }
    arb_clear(x);
    arb_clear(y);
    fprintf(stderr, "%s: %.4f ulp at %a\n", name, worst, at);
    assert_true(worst <= bound);
}

static void test_error_functions_are_within_one_ulp(void **state) {
    (void)state;
    check("erf", ter__erf, arb_hypgeom_erf, draw, 1.0);
    check("erfc", ter__erfc, arb_hypgeom_erfc, draw, 1.0);
    check("log_erfc", ter__log_erfc, oracle_log_erfc, draw_far, 1.0);
}

/* log Q(z) of the standard normal for any z, without loss on the left. */
static void log_tail_of(arb_t y, const arb_t z, slong bits) {
    arb_t t, half;
    arb_init(t);
    arb_init(half);
    arb_set_ui(half, 2);
    arb_sqrt(half, half, bits);
    arb_div(t, z, half, bits);
    if (arf_cmp_d(arb_midref(z), -0.5) < 0) {
        arb_neg(t, t);
        arb_hypgeom_erfc(y, t, bits);
        arb_mul_2exp_si(y, y, -1);
        arb_neg(y, y);
        arb_log1p(y, y, bits);
    } else {
        oracle_log_erfc(y, t, bits);
        arb_const_log2(half, bits);
        arb_sub(y, y, half, bits);
    }
    arb_clear(t);
    arb_clear(half);
}

/* Moves z to the true root of log Q = target by Newton's method: from within 2^-60 one step is exact to 2^-110. */
static void true_root(arb_t root, const arb_t z, const arb_t target) {
    arb_t value, density, square;
    arb_init(value);
    arb_init(density);
    arb_init(square);
    log_tail_of(value, z, TER_ARB_BITS);
    /* Q / density = sqrt(pi / 2) erfcx(z / sqrt(2)). */
    arb_set_ui(square, 2);
    arb_sqrt(square, square, TER_ARB_BITS);
    arb_div(density, z, square, TER_ARB_BITS);
    if (arf_cmp_d(arb_midref(z), 10.0) > 0) {
        oracle_erfcx(density, density, TER_ARB_BITS);
    } else {
        arb_t tail;
        arb_init(tail);
        arb_hypgeom_erfc(tail, density, TER_ARB_BITS);
        arb_sqr(density, density, TER_ARB_BITS);
        arb_exp(density, density, TER_ARB_BITS);
        arb_mul(density, density, tail, TER_ARB_BITS);
        arb_clear(tail);
    }
    arb_div(density, density, square, TER_ARB_BITS);
    arb_const_sqrt_pi(square, TER_ARB_BITS);
    arb_mul(density, density, square, TER_ARB_BITS);
    arb_sub(value, value, target, TER_ARB_BITS);
    arb_mul(value, value, density, TER_ARB_BITS);
    arb_add(root, z, value, TER_ARB_BITS);
    arb_clear(value);
    arb_clear(density);
    arb_clear(square);
}

static double relative_bits(ter__dd got, const arb_t target) {
    arb_t z, low;
    arb_init(z);
    arb_init(low);
    arb_set_d(z, got.hi);
    arb_set_d(low, got.lo);
    arb_add(z, z, low, ARF_PREC_EXACT);
    true_root(low, z, target);
    double bits = arb_is_zero(z) && arb_is_zero(low) ? -TER_ARB_INFINITY : ter_arb_relative_log2(got.hi, got.lo, low);
    arb_clear(z);
    arb_clear(low);
    return bits;
}

static double draw_probability(uint64_t *s, size_t i) {
    if (i % 4 == 0)
        return ter_arb_uniform(s, 0.0, 1.0);
    if (i % 4 == 1)
        return ter_arb_scale(s, -1074.0, -1.0);
    return i % 4 == 2 ? 1.0 - ter_arb_scale(s, -52.0, -1.0) : 0.5 + (i % 8 < 4 ? 1.0 : -0.5) * ter_arb_scale(s, -53.0, -2.0);
}

static void test_normal_quantiles_keep_seventy_bits_from_any_probability(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20260202);
    double worst = -TER_ARB_INFINITY, worst_log = -TER_ARB_INFINITY, at = 0.0, at_log = 0.0;
    arb_t target;
    arb_init(target);
    for (size_t i = 0; i < 10000; i++) {
        double p = draw_probability(&seed, i);
        arb_set_d(target, p);
        arb_log(target, target, TER_ARB_BITS);
        double bits = relative_bits(ter__dd_neg(ter__normal_quantile(p)), target);
        if (!(bits <= worst))
            worst = bits, at = p;
        double l = i % 2 == 0 ? -ter_arb_scale(&seed, -1074.0, 1000.0) : ter__log(p);
        if (l == 0.0)
            continue;
        arb_set_d(target, l);
        bits = relative_bits(ter__dd_neg(ter__normal_quantile_log(l)), target);
        if (!(bits <= worst_log))
            worst_log = bits, at_log = l;
    }
    arb_clear(target);
    fprintf(stderr, "quantile: 2^%.0f at %a, from logs: 2^%.0f at %a\n", worst, at, worst_log, at_log);
    assert_true(worst <= -70.0 && worst_log <= -70.0);
}

static void test_inverse_of_erfc_is_within_one_ulp(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20260203);
    double worst = 0.0, at = 0.0;
    arb_t target, z, root2;
    arb_init(target);
    arb_init(z);
    arb_init(root2);
    arb_set_ui(root2, 2);
    arb_sqrt(root2, root2, TER_ARB_BITS);
    for (size_t i = 0; i < 10000; i++) {
        double q = i % 2 == 0 ? draw_probability(&seed, i / 2) : 1.0 + draw_probability(&seed, i / 2);
        if (q >= 2.0 || q == 1.0)
            continue;
        double t = ter__erfc_inverse(q);
        arb_set_d(target, q);
        arb_mul_2exp_si(target, target, -1);
        arb_log(target, target, TER_ARB_BITS);
        arb_set_d(z, t);
        arb_mul(z, z, root2, TER_ARB_BITS);
        true_root(z, z, target);
        arb_div(z, z, root2, TER_ARB_BITS);
        double ulp = ter_arb_ulp(t, z);
        if (!(ulp <= worst))
            worst = ulp, at = q;
    }
    arb_clear(target);
    arb_clear(z);
    arb_clear(root2);
    fprintf(stderr, "erfc_inverse: %.4f ulp at %a\n", worst, at);
    assert_true(worst <= 1.0);
}

/* log erfc(t) = log of the upper tail of the normal law at t sqrt(2), and log 2. */
static void test_inverse_of_log_erfc_is_within_one_ulp(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20260206);
    double worst = 0.0, at = 0.0;
    arb_t target, z, root2, log2;
    arb_init(target);
    arb_init(z);
    arb_init(root2);
    arb_init(log2);
    arb_set_ui(root2, 2);
    arb_sqrt(root2, root2, TER_ARB_BITS);
    arb_const_log2(log2, TER_ARB_BITS);
    for (size_t i = 0; i < 10000; i++) {
        double l = i % 3 == 0   ? -ter_arb_scale(&seed, -60.0, 990.0) /* below, the oracle would need more bits beside log 2 */
                   : i % 3 == 1 ? ter_arb_uniform(&seed, -2.0, 0.6931)
                                : 0x1.62e42fefa39efp-1 - ter_arb_scale(&seed, -52.0, -1.0);
        double t = ter__log_erfc_inverse(l);
        arb_set_d(target, l);
        arb_sub(target, target, log2, TER_ARB_BITS);
        arb_set_d(z, t);
        arb_mul(z, z, root2, TER_ARB_BITS);
        true_root(z, z, target);
        arb_div(z, z, root2, TER_ARB_BITS);
        double ulp = ter_arb_ulp(t, z);
        if (!(ulp <= worst))
            worst = ulp, at = l;
    }
    arb_clear(target);
    arb_clear(z);
    arb_clear(root2);
    arb_clear(log2);
    fprintf(stderr, "log_erfc_inverse: %.4f ulp at %a\n", worst, at);
    assert_true(worst <= 1.0);
    assert_true(ter__log_erfc_inverse(0.0) == 0.0 && ter__log_erfc_inverse(-TER__INFINITY) == TER__INFINITY);
    assert_true(ter__log_erfc_inverse(0x1p-900) == -0x1.c5bf891b4ef6bp-901 && ter__log_erfc_inverse(-0x1p-1050) > 0.0);
    assert_true(isnan(ter__log_erfc_inverse(0.6932)) && isnan(ter__log_erfc_inverse(TER__NAN)));
    assert_true(isfinite(ter__log_erfc_inverse(0x1.62e42fefa39efp-1)) && ter__log_erfc_inverse(-0x1.fffffffffffffp1023) > 1e154);
}

static void test_the_core_keeps_94_bits(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20260204);
    double worst = -TER_ARB_INFINITY, worst_small = -TER_ARB_INFINITY, worst_log = -TER_ARB_INFINITY, at = 0.0;
    arb_t t, y, z;
    arb_init(t);
    arb_init(y);
    arb_init(z);
    for (size_t i = 0; i < 20000; i++) {
        double x = i % 2 == 0 ? ter_arb_uniform(&seed, 0.0, 30.0) : ter_arb_scale(&seed, -20.0, 200.0);
        arb_set_d(t, x);
        oracle_erfcx(y, t, TER_ARB_BITS);
        ter__dd got = ter__erfcx_dd(ter__dd_make(x, 0.0));
        double bits = ter_arb_relative_log2(got.hi, got.lo, y);
        if (!(bits <= worst))
            worst = bits, at = x;
        log_tail_of(y, t, TER_ARB_BITS);
        got = ter__normal_log_tail(ter__dd_make(x, 0.0));
        bits = ter_arb_relative_log2(got.hi, got.lo, y);
        worst_log = bits <= worst_log ? worst_log : bits;
        double small = i % 2 == 0 ? ter_arb_uniform(&seed, -0.51, 0.51) : ter_arb_scale(&seed, -200.0, -2.0);
        arb_set_d(t, small);
        arb_hypgeom_erf(y, t, TER_ARB_BITS);
        got = ter__erf_small_dd(ter__dd_make(small, 0.0));
        bits = ter_arb_relative_log2(got.hi, got.lo, y);
        worst_small = bits <= worst_small ? worst_small : bits;
    }
    arb_clear(t);
    arb_clear(y);
    arb_clear(z);
    fprintf(stderr, "erfcx: 2^%.0f at %a, log tail: 2^%.0f, erf near 0: 2^%.0f\n", worst, at, worst_log, worst_small);
    assert_true(worst <= -94.0 && worst_log <= -94.0 && worst_small <= -90.0);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends_and_centre_are_exact),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_the_core_keeps_94_bits),
        cmocka_unit_test(test_error_functions_are_within_one_ulp),
        cmocka_unit_test(test_normal_quantiles_keep_seventy_bits_from_any_probability),
        cmocka_unit_test(test_inverse_of_erfc_is_within_one_ulp),
        cmocka_unit_test(test_inverse_of_log_erfc_is_within_one_ulp),
#endif
    };
    return cmocka_run_group_tests_name("erf", tests, NULL, NULL);
}
