/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generic methods, on families that have slots of their own to compare with: those are held to enclosures by the contract
 * suite, so they may judge here. A stripped copy of a family keeps only its log density and log tails.
 */
#include <math.h>
#include <string.h>

#include "dist/path/generic.h"
#include "ter_assert.h"

extern const ter_family ter__family_normal, ter__family_exponential, ter__family_poisson, ter__family_student_t;

/* A distribution of a stripped family: both are the caller's, so that nothing needs freeing. */
static void strip(ter_family *stripped, ter_dist *bare, const ter_family *family, size_t n, const double *parameters) {
    ter_dist *full = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_create_on_path(&full, 0, family, n, parameters, &error), error);
    memcpy(stripped, family, sizeof *stripped);
    for (size_t i = 0; i < TER_OPERATION_COUNT; i++) {
        if (i != TER_LOG_PDF && i != TER_LOG_CDF && i != TER_LOG_SF) {
            stripped->kernel[i] = NULL;
        }
    }
    stripped->interval = NULL;
    stripped->gradient = NULL;
    stripped->sample = NULL;
    memset(stripped->summary, 0, sizeof stripped->summary);
    stripped->raw_moment = stripped->central_moment = NULL;
    memcpy(bare, full, sizeof *bare);
    bare->family = stripped;
    ter__generic_fill(bare);
    ter_dist_destroy(full);
}

typedef struct pair {
    ter_family family;
    ter_dist bare;
    ter_dist *full;
} pair;

static void open_pair(pair *p, const ter_family *family, size_t n, const double *parameters) {
    ter_error error;
    strip(&p->family, &p->bare, family, n, parameters);
    ter_assert_ok(ter_dist_create_on_path(&p->full, 0, family, n, parameters, &error), error);
}

static void test_generic_inverse_agrees_with_the_closed_form_in_both_tails(void **state) {
    (void)state;
    pair p;
    const double parameters[2] = {1.0, 2.5};
    open_pair(&p, &ter__family_normal, 2, parameters);
    const double probabilities[] = {1e-300, 1e-20, 1e-3, 0.25, 0.5, 0.75, 1.0 - 0x1p-30};
    for (size_t i = 0; i < sizeof probabilities / sizeof probabilities[0]; i++) {
        double q = probabilities[i];
        ter_assert_relative(ter_dist_quantile(&p.bare, q), ter_dist_quantile(p.full, q), 1e-14);
        ter_assert_relative(ter_dist_isf(&p.bare, q), ter_dist_isf(p.full, q), 1e-14);
    }
    ter_assert_relative(ter_dist_quantile_log(&p.bare, -1e6), ter_dist_quantile_log(p.full, -1e6), 1e-14);
    ter_assert_bits(ter_dist_quantile(&p.bare, 0.0), -INFINITY);
    ter_assert_bits(ter_dist_quantile(&p.bare, 1.0), INFINITY);
    ter_assert_bits(ter_dist_quantile(&p.bare, 1.5), NAN);
    ter_assert_bits(ter_dist_isf_log(&p.bare, 0.5), NAN);
    ter_dist_destroy(p.full);
}

static void test_generic_inverse_of_counts_is_the_smallest_that_reaches(void **state) {
    (void)state;
    pair p;
    const double mean = 1000.0;
    open_pair(&p, &ter__family_poisson, 1, &mean);
    for (double q = 0x1p-200; q < 1.0; q *= 3.7) {
        ter_assert_bits(ter_dist_quantile(&p.bare, q), ter_dist_quantile(p.full, q));
        ter_assert_bits(ter_dist_isf(&p.bare, q), ter_dist_isf(p.full, q));
    }
    ter_dist_destroy(p.full);
}

static void test_generic_kernels_follow_from_logs(void **state) {
    (void)state;
    pair p;
    const double scale = 2.0;
    open_pair(&p, &ter__family_exponential, 1, &scale);
    for (double x = 0.001; x < 100.0; x *= 1.7) {
        ter_assert_relative(ter_dist_pdf(&p.bare, x), ter_dist_pdf(p.full, x), 1e-13);
        ter_assert_relative(ter_dist_cdf(&p.bare, x), ter_dist_cdf(p.full, x), 1e-13);
        ter_assert_relative(ter_dist_sf(&p.bare, x), ter_dist_sf(p.full, x), 1e-13);
        ter_assert_relative(ter_dist_hazard(&p.bare, x), 0.5, 1e-13);
        ter_assert_relative(ter_dist_cumhazard(&p.bare, x), x / 2.0, 1e-15);
    }
    ter_dist_destroy(p.full);
}

static void test_generic_interval_does_not_cancel(void **state) {
    (void)state;
    ter_dist *normal = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&normal, "normal", &error), error);
    /* far in the upper tail, where cdf differences are 0; P = sf(10) - sf(11), both far above the second's last digit */
    ter_assert_relative(ter__generic_interval(normal, 10.0, 11.0), ter_dist_sf(normal, 10.0) - ter_dist_sf(normal, 11.0), 1e-15);
    /* a sliver: h phi(x) to first order, the second-order term being h^2 |phi'| / 2, here below 1e-21 relative */
    double h = 0x1p-40, middle = 1.0 + h / 2.0;
    ter_assert_relative(ter__generic_interval(normal, 1.0, 1.0 + h), h * ter_dist_pdf(normal, middle), 4e-16);
    ter_assert_bits(ter__generic_interval(normal, -INFINITY, INFINITY), 1.0);
    ter_assert_bits(ter_dist_interval(normal, 2.0, 1.0), 0.0);
    ter_assert_bits(ter_dist_interval(normal, NAN, 1.0), NAN);
    ter_dist_destroy(normal);
}

static void test_generic_moments_agree_and_say_when_there_are_none(void **state) {
    (void)state;
    pair p;
    const double parameters[2] = {1.0, 2.5};
    open_pair(&p, &ter__family_normal, 2, parameters);
    double bare, full;
    for (int s = 0; s < TER_SUMMARY_COUNT; s++) {
        assert_int_equal(ter_dist_summary(&p.bare, (ter_summary)s, &bare), TER_OK);
        assert_int_equal(ter_dist_summary(p.full, (ter_summary)s, &full), TER_OK);
        double allowed = s == TER_MODE ? 1e-7 : 1e-9;
        assert_true(fabs(bare - full) <= allowed * (1.0 + fabs(full)));
    }
    ter_dist_destroy(p.full);
    const double heavy[3] = {2.5, 0.0, 1.0};
    open_pair(&p, &ter__family_student_t, 3, heavy);
    assert_int_equal(ter_dist_summary(&p.bare, TER_MEAN, &bare), TER_OK);
    assert_true(fabs(bare) < 1e-9);
    assert_int_equal(ter_dist_summary(&p.bare, TER_VARIANCE, &bare), TER_OK);
    ter_assert_relative(bare, 5.0, 1e-6);
    assert_int_equal(ter_dist_raw_moment(&p.bare, 3, &bare), TER_UNDEFINED);
    assert_int_equal(ter_dist_raw_moment(&p.bare, 4, &bare), TER_INFINITE);
    ter_assert_bits(bare, INFINITY);
    ter_dist_destroy(p.full);
    const double cauchy[3] = {1.0, 0.0, 1.0};
    open_pair(&p, &ter__family_student_t, 3, cauchy);
    assert_int_equal(ter_dist_summary(&p.bare, TER_MEAN, &bare), TER_UNDEFINED);
    ter_dist_destroy(p.full);
}

static void test_generic_moments_of_counts_are_sums(void **state) {
    (void)state;
    pair p;
    const double mean = 37.5;
    open_pair(&p, &ter__family_poisson, 1, &mean);
    double value;
    assert_int_equal(ter_dist_summary(&p.bare, TER_MEAN, &value), TER_OK);
    ter_assert_relative(value, mean, 1e-13);
    assert_int_equal(ter_dist_summary(&p.bare, TER_VARIANCE, &value), TER_OK);
    ter_assert_relative(value, mean, 1e-13);
    assert_int_equal(ter_dist_summary(&p.bare, TER_MODE, &value), TER_OK);
    ter_assert_bits(value, 37.0);
    ter_dist_destroy(p.full);
}

static void test_generic_gradient_agrees_with_the_closed_form(void **state) {
    (void)state;
    pair p;
    const double parameters[2] = {1.0, 2.5};
    open_pair(&p, &ter__family_normal, 2, parameters);
    const double x[3] = {-4.0, 1.5, 9.0};
    double slope[3], by_parameter[6], true_slope[3], true_by_parameter[6];
    ter_dist_log_pdf_gradient(&p.bare, 3, x, slope, by_parameter);
    ter_dist_log_pdf_gradient(p.full, 3, x, true_slope, true_by_parameter);
    for (int i = 0; i < 3; i++) {
        assert_true(fabs(slope[i] - true_slope[i]) < 1e-9);
        assert_true(fabs(by_parameter[i] - true_by_parameter[i]) < 1e-9);
        assert_true(fabs(by_parameter[i + 3] - true_by_parameter[i + 3]) < 1e-8);
    }
    ter_dist_destroy(p.full);
}

static void test_generic_sample_uses_one_word_a_draw(void **state) {
    (void)state;
    pair p;
    const double scale = 2.0;
    open_pair(&p, &ter__family_exponential, 1, &scale);
    ter_stream stream = ter_stream_open(42, 1, 2);
    double draws[100];
    ter_dist_sample(&p.bare, &stream, 100, draws);
    assert_int_equal(stream.position, 100);
    for (int i = 0; i < 100; i++) {
        assert_true(draws[i] > 0.0 && isfinite(draws[i]));
    }
    ter_dist_destroy(p.full);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generic_inverse_agrees_with_the_closed_form_in_both_tails),
        cmocka_unit_test(test_generic_inverse_of_counts_is_the_smallest_that_reaches),
        cmocka_unit_test(test_generic_kernels_follow_from_logs),
        cmocka_unit_test(test_generic_interval_does_not_cancel),
        cmocka_unit_test(test_generic_moments_agree_and_say_when_there_are_none),
        cmocka_unit_test(test_generic_moments_of_counts_are_sums),
        cmocka_unit_test(test_generic_gradient_agrees_with_the_closed_form),
        cmocka_unit_test(test_generic_sample_uses_one_word_a_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
