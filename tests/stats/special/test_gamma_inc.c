/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incomplete gamma functions and inverses against enclosures on random hard points; limits; the points where peers fail. */
#include "ter_assert.h"

#include "special/elementary.h"
#include "special/gamma_inc.h"

static void test_limits_at_the_ends(void **state) {
    (void)state;
    double inf = TER__INFINITY;
    assert_true(ter__gamma_p(2.0, 0.0) == 0.0 && ter__gamma_q(2.0, 0.0) == 1.0 && ter__gamma_p(2.0, inf) == 1.0);
    assert_true(ter__gamma_q(2.0, inf) == 0.0 && ter__log_gamma_p(2.0, 0.0) == -inf && ter__log_gamma_q(2.0, inf) == -inf);
    assert_true(ter__log_gamma_q(2.0, 0.0) == 0.0 && ter__log_gamma_p(2.0, inf) == 0.0);
    assert_true(isnan(ter__gamma_p(0.0, 1.0)) && isnan(ter__gamma_p(1.0, -1.0)) && isnan(ter__gamma_q(TER__NAN, 1.0)));
    assert_true(ter__gamma_p_inverse(2.0, 0.0) == 0.0 && ter__gamma_p_inverse(2.0, 1.0) == inf);
    assert_true(ter__gamma_q_inverse(2.0, 0.0) == inf && ter__gamma_q_inverse(2.0, 1.0) == 0.0);
    assert_true(isnan(ter__gamma_p_inverse(2.0, 1.5)) && isnan(ter__gamma_q_inverse(2.0, -0.1)));
}

/* From end to end of the exponent range: a probability, its complement and its logs that agree; an inverse that ends. */
static void test_nothing_fails_at_any_size(void **state) {
    (void)state;
    for (int i = -300; i <= 308; i += 4) {
        for (int j = -320; j <= 308; j += 4) {
            double a = ter__pow(10.0, i), x = ter__pow(10.0, j);
            double p = ter__gamma_p(a, x), q = ter__gamma_q(a, x), log_p = ter__log_gamma_p(a, x), log_q = ter__log_gamma_q(a, x);
            assert_true(p >= 0.0 && p <= 1.0 && q >= 0.0 && q <= 1.0 && fabs(p + q - 1.0) < 1e-15);
            assert_true(log_p <= 0.0 && log_q <= 0.0);
            assert_true(fabs(ter__exp(log_p) - p) <= 1e-13 * p + 1e-300 && fabs(ter__exp(log_q) - q) <= 1e-13 * q + 1e-300);
        }
        double a = ter__pow(10.0, i);
        ter__gamma_shape shape = ter__gamma_shape_of(ter__dd_make(a, 0.0));
        for (int k = 0; k < 4; k++) {
            const double probability[] = {1e-300, 1e-10, 0.1, 0.5, 0.75, 1.0 - 0x1p-53};
            const double logarithm[] = {-1e300, -1e6, -40.0, -0.7, -1e-3, -1e-300};
            for (int j = 0; j < 6; j++) {
                double x = ter__gamma_inverse(&shape, k & 2 ? logarithm[j] : probability[j], k & 1, k & 2);
                assert_true(x >= 0.0);
            }
        }
    }
}

/* Values that peers get wrong; true ones computed with mpmath at 60 digits. */
static void test_points_where_peers_fail(void **state) {
    (void)state;
    ter_assert_ulp(ter__gamma_p_inverse(0.1, 1e-6), 6.0730483624079263838e-61, 1.0);
    ter_assert_ulp(ter__gamma_q_inverse(1e5, 1e-20), 102957.33658890345831, 1.0);
    ter_assert_ulp(ter__gamma_q_inverse(1e6, 1e-4), 1003723.2942182129001, 1.0);
    ter_assert_ulp(2.0 * ter__gamma_q_inverse(5e4, 1e-4), 101671.75506958256125, 1.0);
    ter_assert_ulp(2.0 * ter__gamma_p_inverse(15557.5, 0.999), 31891.590693395468381, 1.0);
    assert_true(ter__gamma_p_inverse(1e-3, 0.01) == 0.0); /* 1e-2000 */
    ter_assert_ulp(ter__gamma_p_inverse(1e3, 1e-30), 679.63065462643155002, 1.0);
    ter_assert_ulp(ter__log_gamma_q(6.0, 1000.0), -970.2437078462409988, 1.0);
    ter_assert_ulp(ter__gamma_q(1755.0, 4.4e-11), 1.0, 0.0);
    ter_assert_ulp(ter__log_gamma_q(0x1.735ad56ac152fp+26, 0x1.8104c63ce835fp+26), -64330.73898704874909182913, 1.0);
}

#ifdef TER__HAVE_ARB
#include "gamma_oracle.h"

typedef double function(double a, double x);
static function *const functions[4] = {ter__gamma_p, ter__gamma_q, ter__log_gamma_p, ter__log_gamma_q};
static const char *const names[4] = {"P", "Q", "log P", "log Q"};

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* x around a, into both tails, and of other sizes; hundreds of deviations from a large a the oracle finds no tight enclosure. */
static double draw_x(uint64_t *seed, size_t i, double a) {
    if (a < 2.0 && i % 2) {
        return ter_arb_scale(seed, -100.0, 5.0);
    }
    double x = i % 5 == 0 && a < 1e6 ? a * exp(ter_arb_uniform(seed, -3.0, 3.0)) : a + sqrt(a) * ter_arb_uniform(seed, -9.0, 9.0);
    return x > 0.0 ? x : a * ter_arb_uniform(seed, 0.01, 1.0);
}

#define POINTS_MAX 1000

/* 99 of 100 points within p99 ulp, all within max. */
static void check_range(uint64_t *seed, size_t points, double low, double high, double p99, double max) {
    static double ulps[POINTS_MAX];
    arb_t truth;
    arb_init(truth);
    for (int k = 0; k < 4; k++) {
        size_t n = 0;
        double worst_a = 0.0, worst_x = 0.0, worst = -1.0;
        for (size_t i = 0; i < points; i++) {
            double a = low * exp(ter_arb_uniform(seed, 0.0, log(high / low)));
            double x = draw_x(seed, i, a);
            double got = functions[k](a, x);
            if (fabs(got) < 1e-300) {
                continue;
            }
            oracle_gamma_d(truth, a, x, k & 1, k >= 2);
            ulps[n] = ter_arb_ulp(got, truth);
            if (ulps[n] > worst) {
                worst = ulps[n];
                worst_a = a;
                worst_x = x;
            }
            n++;
        }
        qsort(ulps, n, sizeof ulps[0], by_size);
        fprintf(stderr, "%s, a in [%g, %g]: p99 %.2f, max %.2f ulp at a=%a x=%a\n", names[k], low, high, ulps[n * 99 / 100], worst,
                worst_a, worst_x);
        assert_true(ulps[n * 99 / 100] <= p99 && worst <= max);
    }
    arb_clear(truth);
}

static void test_values_and_logs_are_within_two_ulp(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20240614);
    check_range(&seed, 1000, 1e-12, 1.0, 1.0, 2.0);
    check_range(&seed, 1000, 1.0, 16.0, 1.0, 2.0);
    check_range(&seed, 600, 15.9, 40.0, 1.0, 2.0);
    check_range(&seed, 300, 40.0, 1e3, 1.0, 2.0);
    check_range(&seed, 20, 1e3, 1e5, 1.0, 2.0);
    check_range(&seed, 2, 1e7, 1e8, 1.0, 2.0);
}

/* log Q far beyond underflow against its continued fraction's leading behaviour is covered here by the exact series of P. */
static void test_logs_far_beyond_underflow(void **state) {
    (void)state;
    arb_t truth;
    arb_init(truth);
    const double points[][2] = {{0.3, 20000.0}, {3.0, 9000.0}, {20.0, 12000.0}, {700.0, 30000.0}, {5000.0, 20000.0}};
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        oracle_gamma_d(truth, points[i][0], points[i][1], 1, 1);
        assert_true(ter_arb_ulp(ter__log_gamma_q(points[i][0], points[i][1]), truth) <= 1.0);
        oracle_gamma_d(truth, points[i][1], points[i][0], 0, 1);
        assert_true(ter_arb_ulp(ter__log_gamma_p(points[i][1], points[i][0]), truth) <= 1.0);
    }
    arb_clear(truth);
}

/* The error of x as the root of log F(x) = log p, in ulp of x: (log F(x) - log p) F / (x f) to first order. */
static double inverse_error(double a, double x, double p, int upper, int logarithm) {
    arb_t log_tail, log_p, wide_a, wide_x, slope, s;
    arb_init(log_tail);
    arb_init(log_p);
    arb_init(wide_a);
    arb_init(wide_x);
    arb_init(slope);
    arb_init(s);
    oracle_gamma_d(log_tail, a, x, upper, 1);
    arb_set_d(log_p, p);
    if (!logarithm) {
        arb_log(log_p, log_p, TER_ARB_BITS);
    }
    arb_set_d(wide_a, a);
    arb_set_d(wide_x, x);
    arb_log(slope, wide_x, TER_ARB_BITS);
    arb_mul(slope, slope, wide_a, TER_ARB_BITS);
    arb_sub(slope, slope, wide_x, TER_ARB_BITS);
    arb_lgamma(s, wide_a, TER_ARB_BITS);
    arb_sub(slope, slope, s, TER_ARB_BITS);
    arb_sub(slope, slope, log_tail, TER_ARB_BITS);
    arb_exp(slope, slope, TER_ARB_BITS);
    arb_sub(log_tail, log_tail, log_p, TER_ARB_BITS);
    arb_div(s, log_tail, slope, TER_ARB_BITS);
    int exponent;
    double fraction = frexp(x, &exponent);
    double ulp = fabs(arf_get_d(arb_midref(s), ARF_RND_NEAR)) * fraction * 0x1p53;
    arb_clear(log_tail);
    arb_clear(log_p);
    arb_clear(wide_a);
    arb_clear(wide_x);
    arb_clear(slope);
    arb_clear(s);
    return ulp;
}

static void test_inverses_are_within_one_ulp(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(20240615);
    double worst = 0.0;
    for (size_t i = 0; i < 1200; i++) {
        double a = exp(ter_arb_uniform(&seed, log(1e-3), log(i % 20 ? 300.0 : 5e3)));
        int upper = i & 1, logarithm = i >> 1 & 1;
        double p = i % 3 ? ter_arb_uniform(&seed, 1e-6, 1.0) : ter_arb_scale(&seed, -900.0, 0.0);
        p = logarithm ? (i % 5 ? log(p) : -ter_arb_scale(&seed, 3.0, 17.0)) : p;
        ter__gamma_shape shape = ter__gamma_shape_of(ter__dd_make(a, 0.0));
        double x = ter__gamma_inverse(&shape, p, upper, logarithm);
        assert_true(x >= 0.0 && isfinite(x));
        if (x < 1e-300) {
            continue;
        }
        double ulp = inverse_error(a, x, p, upper, logarithm);
        if (!(ulp <= 1.0)) {
            fprintf(stderr, "a=%a p=%a upper=%d log=%d x=%a: %.3g ulp\n", a, p, upper, logarithm, x, ulp);
        }
        assert_true(ulp <= 1.0);
        worst = fmax(worst, ulp);
    }
    fprintf(stderr, "inverses: max %.3f ulp\n", worst);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_at_the_ends),
        cmocka_unit_test(test_nothing_fails_at_any_size),
        cmocka_unit_test(test_points_where_peers_fail),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_values_and_logs_are_within_two_ulp),
        cmocka_unit_test(test_logs_far_beyond_underflow),
        cmocka_unit_test(test_inverses_are_within_one_ulp),
#endif
    };
    return cmocka_run_group_tests_name("gamma_inc", tests, NULL, NULL);
}
