/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Student's t: kernels against enclosures, quantiles in far tails, moments that do not exist, derivatives, the fit. */
#include "ter_assert.h"

#include <string.h>

#include "dist/family.h"
#include "special/elementary.h"
#include "tercile/dist.h"
#include "tercile/fit.h"

static ter_dist *make(double df, double location, double scale) {
    const ter_family *family;
    ter_dist *dist;
    ter_error error;
    double parameters[3] = {df, location, scale};
    ter_assert_ok(ter_family_find(&family, "student_t", &error), error);
    ter_assert_ok(ter_dist_create(&dist, family, 3, parameters, &error), error);
    return dist;
}

static double at(double df, ter_operation operation, double argument) {
    ter_dist *dist = make(df, 0.0, 1.0);
    double value = ter_dist_eval(dist, operation, argument);
    ter_dist_destroy(dist);
    return value;
}

/* True values computed with mpmath at 60 digits. */
static void test_points_where_peers_fail(void **state) {
    (void)state;
    ter_assert_ulp(at(3, TER_QUANTILE, 1e-238), -2.225769823822442042715e+79, 1.0);
    ter_assert_ulp(at(1, TER_QUANTILE, 1e-100), -3.183098861837906651741e+99, 1.0);
    ter_assert_ulp(at(3, TER_QUANTILE, 1e-250), -2.225769823822441995737e+83, 1.0);
    ter_assert_ulp(at(0.5, TER_QUANTILE, 1e-100), -1.028491156316339970722e+199, 1.0);
    ter_assert_ulp(at(3, TER_ISF, 1e-238), 2.225769823822442042715e+79, 1.0);
    ter_assert_ulp(at(1e15, TER_PDF, 1.0), 0.2419707245191432288125, 1.0);
    ter_assert_ulp(at(1e300, TER_PDF, 1.0), 0.2419707245191433497978, 1.0);
    ter_assert_ulp(at(1e300, TER_CDF, -3.0), 0.001349898031630094526652, 1.0);
    ter_assert_ulp(at(1e300, TER_LOG_CDF, -1e200), -1.15129254649702284200899572734e302, 1.0);
    ter_assert_ulp(at(1e300, TER_LOG_CDF, -1e150), -3.465735902799726547086e299, 1.0);
    assert_true(at(1e200, TER_CDF, 1e200) == 1.0 && at(1e-3, TER_CDF, 1e300) < 1.0);
    assert_true(at(0.5, TER_QUANTILE, 1e-300) == -TER__INFINITY);
}

static void test_extreme_places_lose_nothing(void **state) {
    (void)state;
    double huge = 1.7e308;
    ter_dist *wide = make(3, -huge, huge), *narrow = make(3, 0.0, 0x1p-1030);
    ter_assert_ulp(ter_dist_cdf(wide, huge), at(3, TER_CDF, 2.0), 1.0);
    ter_assert_ulp(ter_dist_cdf(narrow, -0x1p-1029), at(3, TER_CDF, -2.0), 1.0);
    assert_true(ter_dist_sf(narrow, 1.0) == 0.0 && ter_dist_logsf(narrow, 1.0) < -2100.0);
    ter_dist_destroy(wide);
    ter_dist_destroy(narrow);
}

static void test_moments_say_when_they_do_not_exist(void **state) {
    (void)state;
    double value;
    ter_dist *dist = make(1, 2, 3);
    assert_true(ter_dist_summary(dist, TER_MEAN, &value) == TER_UNDEFINED && isnan(value));
    assert_true(ter_dist_summary(dist, TER_VARIANCE, &value) == TER_UNDEFINED && isnan(value));
    assert_true(ter_dist_raw_moment(dist, 2, &value) == TER_INFINITE && isinf(value));
    assert_true(ter_dist_summary(dist, TER_ENTROPY, &value) == TER_OK);
    ter_assert_ulp(value, 3.629636535637400484, 2.0); /* log(12 pi) */
    ter_dist_destroy(dist);
    dist = make(2, 2, 3);
    assert_true(ter_dist_summary(dist, TER_MEAN, &value) == TER_OK && value == 2.0);
    assert_true(ter_dist_summary(dist, TER_VARIANCE, &value) == TER_INFINITE && isinf(value));
    assert_true(ter_dist_summary(dist, TER_SKEWNESS, &value) == TER_UNDEFINED);
    ter_dist_destroy(dist);
    dist = make(5, 2, 3);
    assert_true(ter_dist_summary(dist, TER_VARIANCE, &value) == TER_OK);
    ter_assert_ulp(value, 15.0, 2.0);
    assert_true(ter_dist_summary(dist, TER_EXCESS_KURTOSIS, &value) == TER_OK && value == 6.0);
    assert_true(ter_dist_raw_moment(dist, 4, &value) == TER_OK);
    ter_assert_ulp(value, 16 + 6 * 4 * 15.0 + 2025.0, 4.0);
    assert_true(ter_dist_raw_moment(dist, 5, &value) == TER_UNDEFINED && ter_dist_central_moment(dist, 6, &value) == TER_INFINITE);
    ter_dist_destroy(dist);
}

/* Gradient of the log density by central differences, and Hessian of the likelihood by differences of its gradient. */
static void test_derivatives_agree_with_differences(void **state) {
    (void)state;
    static const double df[] = {0.3, 1.0, 4.5, 60.0, 400.0}, x[] = {-7.0, 0.1, 1.3, 2.5, 40.0};
    for (size_t i = 0; i < 5; i++) {
        double parameters[3] = {df[i], 0.4, 1.7}, gradient[3], hessian[9], value;
        ter_dist *dist = make(parameters[0], parameters[1], parameters[2]);
        const ter__fitter *fitter = ter_dist_family(dist)->fitter;
        double slope[5], by_parameter[15];
        ter_dist_log_pdf_gradient(dist, 5, x, slope, by_parameter);
        assert_true(fitter->likelihood(5, x, NULL, NULL, parameters, &value, gradient, hessian));
        for (size_t j = 0; j < 3; j++) {
            double sum = 0.0, above[3], below[3], step = 1e-4 * parameters[j], up[3], down[3], log_up, log_down;
            memcpy(up, parameters, sizeof up), memcpy(down, parameters, sizeof down);
            up[j] += step, down[j] -= step;
            for (size_t k = 0; k < 5; k++)
                sum += by_parameter[k + 5 * j];
            ter_assert_relative(gradient[j], sum, 1e-12);
            assert_true(fitter->likelihood(5, x, NULL, NULL, up, &log_up, above, NULL));
            assert_true(fitter->likelihood(5, x, NULL, NULL, down, &log_down, below, NULL));
            assert_true(fabs((log_up - log_down) / (2 * step) - sum) < 1e-6 * (fabs(sum) + 1e-4));
            for (size_t k = 0; k < 3; k++)
                assert_true(fabs((above[k] - below[k]) / (2 * step) - hessian[k + 3 * j]) <
                            1e-6 * (fabs(hessian[k + 3 * j]) + 1e-6));
        }
        ter_dist_destroy(dist);
    }
}

static void test_moments_of_a_light_tailed_sample_are_refused(void **state) {
    (void)state;
    static const double x[] = {1, 2, 3, 4, 5, 6};
    double parameters[3];
    ter_error error;
    const ter_family *family;
    ter_assert_ok(ter_family_find(&family, "t", &error), error);
    assert_true(family->fitter->moments(6, x, NULL, NULL, parameters, &error) == TER_UNDEFINED);
    assert_true(family->fitter->start(6, x, NULL, NULL, parameters, &error) == TER_OK);
}

#ifdef TER__HAVE_ARB
#include "../special/beta_oracle.h"

/* t[0] = u = 1 / (1 + w), t[1] = 1 - u, t[2] = w, from exact z = (x - location) / scale. */
static void oracle_place(arb_t *t, double df, double location, double scale, double x) {
    arb_set_d(t[0], x), arb_set_d(t[1], location), arb_sub(t[0], t[0], t[1], ARF_PREC_EXACT);
    arb_set_d(t[1], scale), arb_div(t[2], t[0], t[1], 2000), arb_mul(t[2], t[2], t[2], 2000);
    arb_set_d(t[1], df), arb_div(t[2], t[2], t[1], 2000);
    arb_add_ui(t[1], t[2], 1, 2000);
    arb_inv(t[0], t[1], 2000), arb_div(t[1], t[2], t[1], 2000);
}

static void oracle_log_density(arb_t result, arb_t *t, double df, double scale) {
    arb_t half, part;
    arb_init(half), arb_init(part);
    arb_set_d(half, df), arb_mul_2exp_si(half, half, -1);
    arb_lgamma(part, half, 2000), arb_neg(result, part);
    arb_set_d(part, 0.5), arb_add(half, half, part, 2000);
    arb_lgamma(part, half, 2000), arb_add(result, result, part, 2000);
    arb_log1p(part, t[2], 2000), arb_mul(part, part, half, 2000), arb_sub(result, result, part, 2000);
    arb_const_pi(part, 2000), arb_set_d(half, df), arb_mul(part, part, half, 2000), arb_log(part, part, 2000);
    arb_mul_2exp_si(part, part, -1), arb_sub(result, result, part, 2000);
    arb_set_d(part, scale), arb_log(part, part, 2000), arb_sub(result, result, part, 2000);
    arb_clear(half), arb_clear(part);
}

static void record(double *worst, ter_operation operation, double got, const arb_t truth, double df, double x) {
    double ulp = ter_arb_ulp(got, truth);
    if (!(ulp <= 5.0))
        print_message("%s df=%a x=%a got %a: %g ulp\n", ter_operation_word(operation), df, x, got, ulp);
    worst[operation] = fmax(worst[operation], ulp);
}

/* A point of probability from 1e-300 to 1/2 on either side: density, tails and their logs. */
static int compare(double *worst, double df, double location, double scale, double x, arb_t *t) {
    ter_dist *dist = make(df, location, scale);
    oracle_place(t, df, location, scale, x);
    oracle_log_density(t[4], t, df, scale);
    record(worst, TER_LOG_PDF, ter_dist_logpdf(dist, x), t[4], df, x);
    arb_exp(t[5], t[4], 300);
    record(worst, TER_PDF, ter_dist_pdf(dist, x), t[5], df, x);
    int done = beta_oracle(t[2], t[3], 0.5 * df, 0.5, t[0], t[1], 1e5);
    if (done) {
        bool left = x < location;
        arb_mul_2exp_si(t[2], t[2], -1); /* the near tail and its complement */
        arb_sub_ui(t[3], t[2], 1, 2000), arb_neg(t[3], t[3]);
        record(worst, TER_CDF, ter_dist_cdf(dist, x), left ? t[2] : t[3], df, x);
        record(worst, TER_SF, ter_dist_sf(dist, x), left ? t[3] : t[2], df, x);
        beta_oracle_log(t[4], t[2], t[3]), beta_oracle_log(t[6], t[3], t[2]);
        record(worst, TER_LOG_CDF, ter_dist_logcdf(dist, x), left ? t[4] : t[6], df, x);
        record(worst, TER_LOG_SF, ter_dist_logsf(dist, x), left ? t[6] : t[4], df, x);
        arb_div(t[4], t[5], left ? t[3] : t[2], 300);
        record(worst, TER_HAZARD, ter_dist_hazard(dist, x), t[4], df, x);
    }
    ter_dist_destroy(dist);
    return done;
}

static void test_kernels_lie_within_their_bounds(void **state) {
    (void)state;
    uint64_t seed = ter_arb_seed(0x57de17);
    double worst[TER_OPERATION_COUNT] = {0};
    int points = 0;
    arb_t t[7];
    for (int k = 0; k < 7; k++)
        arb_init(t[k]);
    for (int i = 0; i < 2000; i++) {
        double df = ter__pow(10.0, i % 4 ? ter_arb_uniform(&seed, -3.0, 3.0) : ter_arb_uniform(&seed, -3.0, 12.0));
        if (i % 5 == 0)
            df = ceil(df);
        double location = i % 3 ? 0.0 : ter_arb_uniform(&seed, -100.0, 100.0), scale = i % 3 ? 1.0 : ter_arb_scale(&seed, -20, 20);
        ter_dist *dist = make(df, location, scale);
        double log_p = i % 2 ? ter_arb_uniform(&seed, -690.0, -0.7) : ter_arb_uniform(&seed, -4.0, -0.7);
        double x = ter_dist_eval(dist, i % 4 < 2 ? TER_QUANTILE_LOG : TER_ISF_LOG, log_p);
        ter_dist_destroy(dist);
        if (isfinite(x) && x != location)
            points += compare(worst, df, location, scale, x, t);
    }
    for (int k = 0; k < 7; k++)
        arb_clear(t[k]);
    const ter_family *family;
    ter_error error;
    ter_assert_ok(ter_family_find(&family, "student_t", &error), error);
    print_message("%d points\n", points);
    for (int k = 0; k < TER_OPERATION_COUNT; k++) {
        print_message("%s: worst %.2f ulp\n", ter_operation_word((ter_operation)k), worst[k]);
        assert_true(worst[k] <= ter_family_accuracy(family, (ter_operation)k).ulp_max);
    }
    assert_true(points > 500);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_where_peers_fail),
        cmocka_unit_test(test_extreme_places_lose_nothing),
        cmocka_unit_test(test_moments_say_when_they_do_not_exist),
        cmocka_unit_test(test_derivatives_agree_with_differences),
        cmocka_unit_test(test_moments_of_a_light_tailed_sample_are_refused),
#ifdef TER__HAVE_ARB
        cmocka_unit_test(test_kernels_lie_within_their_bounds),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
