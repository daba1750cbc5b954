/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binomial law: kernels against enclosures, quantiles against the law's own tails, edges, entropy, the fit. */
#include "ter_assert.h"

#include "dist/family.h"
#include "special/elementary.h"
#include "tercile/dist.h"
#include "tercile/fit.h"

static const ter_family *binomial(void) {
    const ter_family *family;
    ter_error error;
    ter_assert_ok(ter_family_find(&family, "binomial", &error), error);
    return family;
}

static ter_dist *make(double trials, double probability) {
    ter_dist *dist;
    ter_error error;
    double parameters[2] = {trials, probability};
    ter_assert_ok(ter_dist_create(&dist, binomial(), 2, parameters, &error), error);
    return dist;
}

static double at(double trials, double probability, ter_operation operation, double argument) {
    ter_dist *dist = make(trials, probability);
    double value = ter_dist_eval(dist, operation, argument);
    ter_dist_destroy(dist);
    return value;
}

/* Values that peers get wrong; true ones computed with mpmath at 60 digits. */
static void test_points_where_peers_fail(void **state) {
    (void)state;
    assert_true(at(5000, 0.998575, TER_QUANTILE, 0.0005) == 4983.0);
    assert_true(at(1e4, 4e-5, TER_ISF, 1e-20) == 16.0);
    assert_true(at(1030, 0.5, TER_QUANTILE, 3.897e-13) == 400.0);
    ter_assert_ulp(at(1e9, 0.5, TER_PDF, 5e8), 0.00002523132521389376917821, 1.0);
    ter_assert_ulp(at(1e15, 1e-3, TER_PDF, 1e12), 3.991419012697339296302e-7, 1.0);
    ter_assert_ulp(at(1e15, 0.3, TER_LOG_CDF, 2e14), -25732092478001.61340196, 1.0);
    ter_assert_ulp(at(1e15, 1e-300, TER_PDF, 1.0), 1e-285, 1.0);
    ter_assert_ulp(at(1e15, 1e-300, TER_SF, 0.0), 1e-285, 1.0);
}

static void test_certain_laws_have_one_count(void **state) {
    (void)state;
    static const double law[][3] = {{10, 0, 0}, {10, 1, 10}, {0, 0.4, 0}};
    for (int i = 0; i < 3; i++) {
        ter_dist *dist = make(law[i][0], law[i][1]);
        double k = law[i][2], value;
        assert_true(ter_dist_pdf(dist, k) == 1.0 && ter_dist_logpdf(dist, k) == 0.0 && ter_dist_pdf(dist, k + 1.0) == 0.0);
        assert_true(ter_dist_cdf(dist, k) == 1.0 && ter_dist_cdf(dist, k - 0.5) == 0.0 && ter_dist_sf(dist, k - 0.5) == 1.0);
        assert_true(ter_dist_logcdf(dist, k) == 0.0 && ter_dist_logsf(dist, k) == -TER__INFINITY);
        assert_true(ter_dist_quantile(dist, 0.0) == k && ter_dist_quantile(dist, 0.7) == k && ter_dist_isf_log(dist, -3.0) == k);
        assert_true(ter_dist_summary(dist, TER_MEAN, &value) == TER_OK && value == k);
        assert_true(ter_dist_summary(dist, TER_ENTROPY, &value) == TER_OK && value == 0.0);
        assert_true(ter_dist_summary(dist, TER_SKEWNESS, &value) == TER_UNDEFINED && isnan(value));
        assert_true(ter_dist_summary(dist, TER_MODE, &value) == TER_OK && value == k);
        assert_true(ter_dist_hazard(dist, k) == 1.0);
        ter_dist_destroy(dist);
    }
}

static double draw(uint64_t *state, double low, double high) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return low + (high - low) * ((double)((z ^ (z >> 31)) >> 11) * 0x1p-53);
}

/* a reaches b, or is as near as the rounding of both tails is. */
static bool reaches(double a, double b) {
    return a >= b || ter_ulp_distance(a, b) <= 6.0;
}

/* The first count that reaches the probability, by the same law's cdf, sf and their logs. */
static void test_quantiles_are_the_first_count_that_reaches(void **state) {
    (void)state;
    uint64_t seed = ter_test_seed();
    for (int i = 0; i < 4000; i++) {
        double trials = floor(ter__pow(10.0, draw(&seed, 0.0, i % 3 ? 4.0 : 15.0)));
        double p = i % 4 ? draw(&seed, 0.0, 1.0) : ter__pow(10.0, draw(&seed, -20.0, 0.0));
        ter_dist *dist = make(trials, p);
        double log_u = i % 2 ? draw(&seed, -690.0, 0.0) : draw(&seed, -3.0, 0.0), u = ter__exp(log_u);
        double k = ter_dist_quantile(dist, u);
        assert_true(reaches(ter_dist_cdf(dist, k), u) && (k == 0.0 || reaches(u, ter_dist_cdf(dist, k - 1.0))));
        k = ter_dist_isf(dist, u);
        assert_true(reaches(u, ter_dist_sf(dist, k)) && (k == 0.0 || reaches(ter_dist_sf(dist, k - 1.0), u)));
        k = ter_dist_quantile_log(dist, log_u * 3.0);
        assert_true(reaches(ter_dist_logcdf(dist, k), log_u * 3.0) &&
                    (k == 0.0 || reaches(log_u * 3.0, ter_dist_logcdf(dist, k - 1.0))));
        k = ter_dist_isf_log(dist, log_u * 3.0);
        assert_true(reaches(log_u * 3.0, ter_dist_logsf(dist, k)) &&
                    (k == 0.0 || reaches(ter_dist_logsf(dist, k - 1.0), log_u * 3.0)));
        ter_dist_destroy(dist);
    }
}

static void test_quantiles_of_exact_values_of_the_cdf_are_their_counts(void **state) {
    (void)state;
    for (double n = 1; n <= 50; n++) { /* at p = 1/2 all values are multiples of 2^-50: sums of whole numbers */
        ter_dist *dist = make(n, 0.5);
        double ways = 1.0, below = 0.0, all = ldexp(1.0, (int)n);
        for (double k = 0; k < n; k++) {
            below += ways;
            assert_true(ter_dist_quantile(dist, below / all) == k);
            assert_true(ter_dist_isf(dist, (all - below) / all) == k);
            ways = ways * (n - k) / (k + 1.0);
        }
        ter_dist_destroy(dist);
    }
}

/* Both ways of computing it meet; true values summed with mpmath. */
static void test_entropy_is_right_on_both_sides_of_its_series(void **state) {
    (void)state;
    static const double law[][3] = {{10.0, 0.3, 1.7790787840900631127},
                                    {1000.0, 0.5, 4.1796689086352685778},
                                    {1990.0, 0.5, 4.5237362904395742856},
                                    {2010.0, 0.5, 4.5287363325241798327},
                                    {5100.0, 0.11, 4.5254304285252268908},
                                    {4000.0, 0.125, 4.4593696152801740986},
                                    {100000.0, 0.005, 4.5235719752265338154},
                                    {100000.0, 0.00505, 4.5285236677964659657},
                                    {1000000.0, 0.0001, 3.7206363205978773287},
                                    {3.0, 1e-08, 5.496620538381113704e-7},
                                    {1000000000000000.0, 1e-14, 2.5614099352749043822}};
    for (size_t i = 0; i < sizeof law / sizeof law[0]; i++) {
        ter_dist *dist = make(law[i][0], law[i][1]);
        double value;
        assert_true(ter_dist_summary(dist, TER_ENTROPY, &value) == TER_OK);
        ter_assert_relative(value, law[i][2], 4e-15);
        ter_dist_destroy(dist);
    }
}

static void test_the_probability_is_fitted_at_given_trials(void **state) {
    (void)state;
    static const double x[] = {3, 5, 2, 4, 4, 6, 1};
    double value, gradient[2], hessian[4], parameters[2] = {12, 25.0 / 84.0};
    const ter__fitter *fitter = binomial()->fitter;
    assert_true(fitter->likelihood(7, x, NULL, NULL, parameters, &value, gradient, hessian));
    assert_true(fabs(gradient[1]) < 1e-12);
    ter_assert_relative(-hessian[3], 84.0 / (parameters[1] * (1.0 - parameters[1])), 1e-13);
    parameters[0] = 5;
    assert_false(fitter->likelihood(7, x, NULL, NULL, parameters, &value, gradient, hessian));
    ter_error error;
    assert_true(fitter->moments(7, x, NULL, NULL, parameters, &error) == TER_OK);
    ter_assert_relative(parameters[0] * parameters[1], 25.0 / 7.0, 1e-15);
}

#ifdef TER__HAVE_ARB
#include "../special/beta_oracle.h"

static void oracle_log_ways(arb_t result, double n, double k) {
    arb_t a, b;
    arb_init(a), arb_init(b);
    arb_set_d(a, n + 1.0), arb_lgamma(result, a, 600);
    arb_set_d(a, k + 1.0), arb_lgamma(b, a, 600), arb_sub(result, result, b, 600);
    arb_set_d(a, n - k + 1.0), arb_lgamma(b, a, 600), arb_sub(result, result, b, 600);
    arb_clear(a), arb_clear(b);
}

static void oracle_log_mass(arb_t result, double n, double p, double k) {
    arb_t a, b;
    arb_init(a), arb_init(b);
    arb_zero(result);
    if (k > 0.0 && k < n) /* else there is one way */
        oracle_log_ways(result, n, k);
    arb_set_d(a, p), arb_log(b, a, 600), arb_set_d(a, k), arb_addmul(result, a, b, 600);
    arb_set_d(a, p), arb_neg(a, a), arb_log1p(b, a, 600), arb_set_d(a, n - k), arb_addmul(result, a, b, 600);
    arb_clear(a), arb_clear(b);
}

static void record(double *worst, ter_operation operation, double got, const arb_t truth, const ter_dist *dist, double k) {
    double ulp = ter_arb_ulp(got, truth);
    if (!(ulp <= 5.0))
        print_message("%s n=%a p=%a k=%a got %a: %g ulp\n", ter_operation_word(operation), ter_dist_parameter(dist, 0),
                      ter_dist_parameter(dist, 1), k, got, ulp);
    worst[operation] = fmax(worst[operation], ulp);
}

static int compare(double *worst, const ter_dist *dist, double k, arb_t *t) {
    double n = ter_dist_parameter(dist, 0), p = ter_dist_parameter(dist, 1);
    oracle_log_mass(t[4], n, p, k);
    record(worst, TER_LOG_PDF, ter_dist_logpdf(dist, k), t[4], dist, k);
    arb_exp(t[5], t[4], 600);
    record(worst, TER_PDF, ter_dist_pdf(dist, k), t[5], dist, k);
    arb_set_d(t[0], p), arb_sub_ui(t[1], t[0], 1, ARF_PREC_EXACT), arb_neg(t[1], t[1]);
    if (k == n || !beta_oracle(t[2], t[3], k + 1.0, n - k, t[0], t[1], 1e5))
        return 0;
    record(worst, TER_SF, ter_dist_sf(dist, k), t[2], dist, k);
    record(worst, TER_CDF, ter_dist_cdf(dist, k), t[3], dist, k);
    beta_oracle_log(t[4], t[2], t[3]);
    record(worst, TER_LOG_SF, ter_dist_logsf(dist, k), t[4], dist, k);
    beta_oracle_log(t[4], t[3], t[2]);
    record(worst, TER_LOG_CDF, ter_dist_logcdf(dist, k), t[4], dist, k);
    arb_add(t[4], t[2], t[5], 600), arb_div(t[4], t[5], t[4], 600);
    record(worst, TER_HAZARD, ter_dist_hazard(dist, k), t[4], dist, k);
    return 1;
}

static void test_kernels_lie_within_their_bounds(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(0xb1409);
    double worst[TER_OPERATION_COUNT] = {0};
    int points = 0;
    arb_t t[6];
    for (int k = 0; k < 6; k++)
        arb_init(t[k]);
    for (int i = 0; i < 2000; i++) {
        double n = floor(ter__pow(10.0, ter_arb_uniform(&seed, 0.0, i % 4 ? 4.0 : 15.0)));
        double p = i % 3 ? ter_arb_uniform(&seed, 0.0, 1.0) : ter__pow(10.0, ter_arb_uniform(&seed, -300.0, 0.0));
        p = i % 9 ? p : 1.0 - ter__pow(10.0, ter_arb_uniform(&seed, -16.0, 0.0));
        ter_dist *dist = make(n, p);
        double log_u = i % 2 ? ter_arb_uniform(&seed, -690.0, 0.0) : ter_arb_uniform(&seed, -4.0, 0.0);
        double k = ter_dist_eval(dist, i % 4 < 2 ? TER_QUANTILE_LOG : TER_ISF_LOG, log_u);
        if (p > 0.0 && p < 1.0)
            points += compare(worst, dist, k, t);
        ter_dist_destroy(dist);
    }
    for (int k = 0; k < 6; k++)
        arb_clear(t[k]);
    print_message("%d points\n", points);
    for (int k = 0; k < TER_OPERATION_COUNT; k++) {
        print_message("%s: worst %.2f ulp\n", ter_operation_word((ter_operation)k), worst[k]);
        assert_true(worst[k] <= ter_family_accuracy(binomial(), (ter_operation)k).ulp_max);
    }
    assert_true(points > 500);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_where_peers_fail),
        cmocka_unit_test(test_certain_laws_have_one_count),
        cmocka_unit_test(test_quantiles_are_the_first_count_that_reaches),
        cmocka_unit_test(test_quantiles_of_exact_values_of_the_cdf_are_their_counts),
        cmocka_unit_test(test_entropy_is_right_on_both_sides_of_its_series),
        cmocka_unit_test(test_the_probability_is_fitted_at_given_trials),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_kernels_lie_within_their_bounds),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
