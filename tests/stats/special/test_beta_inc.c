/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incomplete beta function and inverses against enclosures on random hard points; limits; the points where peers fail. */
#include "ter_assert.h"

#include "special/beta.h"
#include "special/beta_inc.h"
#include "special/elementary.h"
#include "special/log_pair.h"

static void test_limits_at_the_ends(void **state) {
    (void)state;
    double inf = TER__INFINITY;
    assert_true(ter__beta_i(2.0, 3.0, 0.0) == 0.0 && ter__beta_i(2.0, 3.0, 1.0) == 1.0);
    assert_true(ter__beta_i_complement(2.0, 3.0, 0.0) == 1.0 && ter__beta_i_complement(2.0, 3.0, 1.0) == 0.0);
    assert_true(ter__log_beta_i(2.0, 3.0, 0.0) == -inf && ter__log_beta_i(2.0, 3.0, 1.0) == 0.0);
    assert_true(ter__log_beta_i_complement(2.0, 3.0, 0.0) == 0.0 && ter__log_beta_i_complement(2.0, 3.0, 1.0) == -inf);
    assert_true(isnan(ter__beta_i(0.0, 1.0, 0.5)) && isnan(ter__beta_i(1.0, -1.0, 0.5)) && isnan(ter__beta_i(1.0, 1.0, 1.5)));
    assert_true(isnan(ter__beta_i(1.0, inf, 0.5)) && isnan(ter__beta_i(1.0, 1.0, TER__NAN)));
    assert_true(ter__beta_i_inverse(2.0, 3.0, 0.0) == 0.0 && ter__beta_i_inverse(2.0, 3.0, 1.0) == 1.0);
    assert_true(ter__beta_i_complement_inverse(2.0, 3.0, 0.0) == 1.0 && ter__beta_i_complement_inverse(2.0, 3.0, 1.0) == 0.0);
    assert_true(isnan(ter__beta_i_inverse(2.0, 3.0, 1.5)) && isnan(ter__beta_i_complement_inverse(2.0, 3.0, TER__NAN)));
}

/* Parameters from 1e-300 to 1e15: tails that sum to 1 and agree with their logs, and inverses that end inside [0, 1]. */
static void test_nothing_fails_at_any_size(void **state) {
    (void)state;
    static const double size[] = {1e-300, 1e-100, 1e-17, 1e-6, 1e-3, 0.3, 1.0, 5.99, 6.0, 7.5, 100.0, 1e5, 1e8, 1e10, 1e15};
    static const double at[] = {1e-320, 1e-300, 1e-20, 1e-6, 0.1, 0.4999, 0.5, 0.7, 0.99, 1.0 - 1e-10, 1.0 - 0x1p-53};
    static const double logarithm[] = {-1e300, -1e6, -800.0, -40.0, -0.7, -1e-3, -1e-300};
    for (size_t i = 0; i < 15; i++)
        for (size_t j = 0; j < 15; j++) {
            for (size_t k = 0; k < 11; k++) {
                double a = size[i], b = size[j], x = at[k];
                double p = ter__beta_i(a, b, x), q = ter__beta_i_complement(a, b, x);
                double log_p = ter__log_beta_i(a, b, x), log_q = ter__log_beta_i_complement(a, b, x);
                assert_true(p >= 0.0 && p <= 1.0 && q >= 0.0 && q <= 1.0 && fabs(p + q - 1.0) < 1e-15);
                assert_true(log_p <= 0.0 && log_q <= 0.0);
                assert_true(fabs(ter__exp(log_p) - p) <= 1e-12 * p + 1e-300 && fabs(ter__exp(log_q) - q) <= 1e-12 * q + 1e-300);
            }
            ter__beta_shape shape = ter__beta_shape_make(size[i], size[j]);
            for (size_t k = 0; k < 7; k++) {
                ter__dd log_p, log_q;
                ter__log_pair_of_log(logarithm[k], &log_p, &log_q);
                ter__beta_root low = ter__beta_inverse(&shape, log_p, log_q), high = ter__beta_inverse(&shape, log_q, log_p);
                assert_true(low.x.hi >= 0.0 && low.y.hi >= 0.0 && fabs(low.x.hi + low.y.hi - 1.0) < 1e-15);
                assert_true(high.x.hi >= 0.0 && high.y.hi >= 0.0 && fabs(high.x.hi + high.y.hi - 1.0) < 1e-15);
            }
        }
}

/* Values that peers get wrong or never return; true ones computed with mpmath at 60 digits. */
static void test_points_where_peers_fail(void **state) {
    (void)state;
    ter_assert_ulp(ter__beta_i(1e6, 1e6, 0.5), 0.5, 0.0);
    ter_assert_ulp(ter__beta_i(1e8, 1e8, 0.5), 0.5, 0.0);
    ter_assert_ulp(ter__beta_i_inverse(1e7, 1e7, 0.5), 0.5, 0.0);
    ter_assert_ulp(ter__beta_i_inverse(5.0, 5.0, 0.5), 0.5, 0.0);
    ter_assert_relative(ter__beta_i(1e10, 1e10, 0.4999), 2.697911e-176, 3e-7);
    ter_assert_ulp(ter__beta_i_inverse(0.9, 0.009, 0.001), 0.07451213587073626981064, 1.0);
    ter_assert_ulp(ter__beta_i_inverse(200.0, 2.0, 1e-60), 0.4897050363600544908776, 1.0);
    ter_assert_ulp(ter__beta_i_inverse(200.0, 2.0, 1e-170), 0.1376587748565965234823, 1.0);
    ter_assert_ulp(ter__beta_i_inverse(75.0, 66334470.0, 0.9999999999997369), 2.343620802982392527885e-6, 1.0);
    ter_assert_ulp(ter__beta_i(2.0, 3.0, 0.4), 0.5248, 1.0);
}

/* The table of section F of the list of complaints: an inverse for every cell, whose tail is the probability asked for. */
static void test_inverses_return_to_their_probability(void **state) {
    (void)state;
    static const double size[] = {1e-4, 0.01, 0.5, 2.0, 50.0, 1e3, 1e5, 1e7}, probability[] = {0.5, 1e-3, 1e-10, 1e-100};
    for (size_t i = 0; i < 8; i++)
        for (size_t j = 0; j < 8; j++)
            for (size_t k = 0; k < 4; k++) {
                ter__beta_shape shape = ter__beta_shape_make(size[i], size[j]);
                ter__dd log_p, log_q;
                ter__log_pair(probability[k], &log_p, &log_q);
                ter__beta_root root = ter__beta_inverse(&shape, log_p, log_q);
                if (root.x.hi == 0.0) { /* underflow: then the first term of the series says so too */
                    assert_true(root.log_x.hi < -745.0);
                    continue;
                }
                if (root.y.hi == 0.0) { /* likewise: the upper tail of the smallest y is still too large */
                    ter__beta_tail last = ter__beta_tail_at(&shape, ter__dd_make(1.0, 0.0), ter__dd_make(0x1p-1074, 0.0));
                    assert_true(ter__beta_side(&last, true) > 1.0 - probability[k]);
                    continue;
                }
                ter__beta_tail tail = ter__beta_tail_at(&shape, root.x, root.y);
                assert_true(fabs(ter__dd_sub(ter__beta_log_side(&tail, false), log_p).hi) < 1e-15);
            }
}

#ifdef TER__HAVE_ARB
#include "beta_oracle.h"

typedef struct worst {
    double ulp[4];
    int points, skipped;
} worst;

/* All four functions at one point. */
static void compare(worst *w, double a, double b, double x, arb_t *t) {
    arb_set_d(t[0], x);
    arb_set_ui(t[1], 1), arb_sub(t[1], t[1], t[0], ARF_PREC_EXACT);
    if (!(x > 0.0 && x < 1.0) || !beta_oracle(t[2], t[3], a, b, t[0], t[1], 3e5)) {
        w->skipped++;
        return;
    }
    double got[4] = {ter__beta_i(a, b, x), ter__beta_i_complement(a, b, x), ter__log_beta_i(a, b, x),
                     ter__log_beta_i_complement(a, b, x)};
    beta_oracle_log(t[4], t[2], t[3]);
    beta_oracle_log(t[5], t[3], t[2]);
    for (int k = 0; k < 4; k++) {
        double ulp = ter_arb_ulp(got[k], t[2 + k]);
        if (!(ulp <= 6.0))
            print_message("function %d: a=%a b=%a x=%a got %a, %g ulp\n", k, a, b, x, got[k], ulp);
        w->ulp[k] = fmax(w->ulp[k], ulp);
    }
    w->points++;
}

/* Points whose tails reach from the middle to 1e-300, for parameters 10^low .. 10^high. */
static worst random_points(uint64_t *seed, int n, double low, double high) {
    worst w = {{0}, 0, 0};
    arb_t t[6];
    for (int k = 0; k < 6; k++)
        arb_init(t[k]);
    for (int i = 0; i < n; i++) {
        double a = ter__pow(10.0, ter_arb_uniform(seed, low, high)), b = ter__pow(10.0, ter_arb_uniform(seed, low, high));
        if (i % 5 == 0)
            b = a;
        double log_p = i % 2 ? ter_arb_uniform(seed, -690.0, 0.0) : ter_arb_uniform(seed, -5.0, 0.0);
        ter__beta_shape shape = ter__beta_shape_make(a, b);
        ter__dd p, q;
        ter__log_pair_of_log(log_p, &p, &q);
        ter__beta_root root = i % 3 ? ter__beta_inverse(&shape, p, q) : ter__beta_inverse(&shape, q, p);
        double x = i % 7 ? root.x.hi : ter_arb_uniform(seed, 0.0, 1.0);
        compare(&w, a, b, x, t);
    }
    for (int k = 0; k < 6; k++)
        arb_clear(t[k]);
    print_message("10^%g..10^%g: %d points (%d skipped), worst ulp %.2f %.2f %.2f %.2f\n", low, high, w.points, w.skipped, w.ulp[0],
                  w.ulp[1], w.ulp[2], w.ulp[3]);
    return w;
}

static void test_tails_and_logs_lie_within_six_ulp(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(0x8b1d3f5e);
    static const double range[][3] = {{2000, -3, 1.5}, {1500, -3, 4}, {300, 2, 7}, {300, -12, 2}, {300, -300, 3}};
    for (size_t i = 0; i < 5; i++) {
        worst w = random_points(&seed, (int)range[i][0], range[i][1], range[i][2]);
        for (int k = 0; k < 4; k++)
            assert_true(w.ulp[k] <= 6.0);
        assert_true(w.points > 0);
    }
}

/*
 * The distance of a root from the true one in units of its smaller coordinate's last place: (I(x) - p) over the density in
 * log(x / y), times the larger coordinate.
 */
static double root_error(double a, double b, double p, bool upper, arb_t *t) {
    ter__beta_shape shape = ter__beta_shape_make(a, b);
    ter__dd log_p, log_q;
    ter__log_pair(p, &log_p, &log_q);
    ter__beta_root root = upper ? ter__beta_inverse(&shape, log_q, log_p) : ter__beta_inverse(&shape, log_p, log_q);
    bool y_small = root.x.hi > 0.5;
    double small = ter__dd_value(y_small ? root.y : root.x);
    arb_set_d(t[y_small], small);
    arb_set_ui(t[!y_small], 1), arb_sub(t[!y_small], t[!y_small], t[y_small], ARF_PREC_EXACT);
    if (!(small > 1e-300) || !beta_oracle(t[2], t[3], a, b, t[0], t[1], 1e5))
        return -1.0;
    arb_t density, part;
    arb_init(density), arb_init(part);
    arb_log(density, t[0], 300), arb_set_d(part, a), arb_mul(density, density, part, 300);
    arb_log(t[4], t[1], 300), arb_set_d(part, b), arb_addmul(density, t[4], part, 300);
    arb_set_d(t[4], a), arb_lgamma(part, t[4], 300), arb_sub(density, density, part, 300);
    arb_set_d(t[5], b), arb_lgamma(part, t[5], 300), arb_sub(density, density, part, 300);
    arb_add(t[4], t[4], t[5], 300), arb_lgamma(part, t[4], 300), arb_add(density, density, part, 300);
    arb_exp(density, density, 300);
    arb_set_d(part, p), arb_sub(part, upper ? t[3] : t[2], part, 300);
    arb_div(part, part, density, 300);
    arb_mul(part, part, t[!y_small], 300);
    int exponent;
    double fraction = frexp(small, &exponent);
    double error = fabs(arf_get_d(arb_midref(part), ARF_RND_NEAR)) * fraction * 0x1p53;
    arb_clear(density), arb_clear(part);
    return error;
}

static void test_inverses_lie_within_two_ulp(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(0x51ce77);
    arb_t t[6];
    double largest = 0.0;
    int points = 0;
    for (int k = 0; k < 6; k++)
        arb_init(t[k]);
    for (int i = 0; i < 1500; i++) {
        double high = i < 700 ? 1.5 : (i < 1400 ? 4.0 : 6.0), low = i < 700 && i % 2 ? -9.0 : -3.0;
        double a = ter__pow(10.0, ter_arb_uniform(&seed, low, high)), b = ter__pow(10.0, ter_arb_uniform(&seed, low, high));
        double p = ter__exp(i % 2 ? ter_arb_uniform(&seed, -690.0, 0.0) : ter_arb_uniform(&seed, -4.0, 0.0));
        double error = root_error(a, b, p, i % 3 == 0, t);
        if (error > 2.0)
            print_message("a=%a b=%a p=%a upper %d: %g ulp\n", a, b, p, i % 3 == 0, error);
        largest = fmax(largest, error);
        points += error >= 0.0;
    }
    print_message("%d roots, worst %.2f ulp\n", points, largest);
    for (int k = 0; k < 6; k++)
        arb_clear(t[k]);
    assert_true(points > 500 && largest <= 2.0);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_at_the_ends),
        cmocka_unit_test(test_nothing_fails_at_any_size),
        cmocka_unit_test(test_points_where_peers_fail),
        cmocka_unit_test(test_inverses_return_to_their_probability),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_tails_and_logs_lie_within_six_ulp),
        cmocka_unit_test(test_inverses_lie_within_two_ulp),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
