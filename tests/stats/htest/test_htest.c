/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "htest/anderson_darling.h"
#include "htest/kolmogorov.h"
#include "tercile/describe.h"
#include "tercile/dist.h"
#include "tercile/htest.h"
#include "tercile/random.h"

/* Durbin's matrix in 60 digits with the full matrix. P(D_10 < 0.274) = 0.6284796 is the example of Marsaglia, Tsang and Wang. */
static void test_kolmogorov_tail_is_exact_for_small_samples(void **state) {
    (void)state;
    static const struct {
        size_t n;
        double d, sf;
    } cases[] = {
        {10, 0.274, 0.3715203845434956326611}, {3, 0.5, 0.3333333333333333333333},       {5, 0.35, 0.4697500000000000819123},
        {20, 0.25, 0.1376256983671762446089},  {50, 0.1, 0.6623112704658184750863},      {50, 0.28, 0.0005850122324360015220396},
        {140, 0.05, 0.8576480297656109908676}, {140, 0.165, 0.000845807108516448703868}, {141, 0.1, 0.111284496663527413727},
        {400, 0.06, 0.107771268146837625208},  {30, 0.6, 7.392006292214292127186e-11},   {2, 0.7, 0.1800000000000000532907},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ter_assert_relative(ter_kolmogorov_sf(cases[i].n, cases[i].d), cases[i].sf, 1e-10);
    }
    ter_assert_relative(1.0 - ter__kolmogorov_durbin(10, 0.274), 0.3715203845434956326611, 1e-14);
}

static void test_kolmogorov_tail_has_its_closed_forms_and_ends(void **state) {
    (void)state;
    assert_true(ter_kolmogorov_sf(5, 0.1) == 1.0 && ter_kolmogorov_sf(5, 0.0) == 1.0 && ter_kolmogorov_sf(5, -1.0) == 1.0);
    assert_true(ter_kolmogorov_sf(5, 1.0) == 0.0 && ter_kolmogorov_sf(5, 2.0) == 0.0);
    assert_true(isnan(ter_kolmogorov_sf(0, 0.5)) && isnan(ter_kolmogorov_sf(5, NAN)));
    ter_assert_ulp(ter_kolmogorov_sf(1, 0.75), 0.5, 2);                   /* 2 (1 - d) */
    ter_assert_ulp(ter_kolmogorov_sf(4, 0.1875), 1.0 - 24.0 / 4096.0, 2); /* 1 - 4! (1/8)^4 */
    ter_assert_relative(ter_kolmogorov_sf(10, 0.9375), 2.0 * 0x1p-40, 1e-15);
    ter_assert_relative(ter_kolmogorov_sf(100, 0.99609375), 2.0 * 0x1p-800, 1e-13);
}

/* Where one method hands over to the next, both must say the same. */
static void test_methods_agree_where_they_meet(void **state) {
    (void)state;
    static const size_t sizes[] = {50, 140, 141, 1000, 1001, 5000, 20000, 20001};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const double n = (double)sizes[i], limits[] = {2.5, 4.0};
        for (size_t j = 0; j < 2; j++) {
            double d = sqrt(limits[j] / n);
            double before = ter_kolmogorov_sf(sizes[i], d * (1.0 - 1e-12)), after = ter_kolmogorov_sf(sizes[i], d * (1.0 + 1e-12));
            ter_assert_relative(before, after, sizes[i] <= 140 ? 1e-10 : 1e-7);
        }
    }
    for (double w = 0.3; w < 2.5; w += 0.7) {
        double exact = ter__kolmogorov_durbin(20000, sqrt(w / 20000.0));
        assert_true(fabs(exact - ter__kolmogorov_pelz_good(20000, sqrt(w / 20000.0))) < 3e-10);
    }
    for (double w = 3.0; w < 40.0; w *= 8.0) {
        double d = sqrt(w / 4000001.0);
        ter_assert_relative(ter_kolmogorov_sf(4000001, d), 2.0 * ter__smirnov_sf(4000001, d), w < 4.0 ? 1e-6 : 1e-7);
    }
}

static void test_kolmogorov_tail_falls_everywhere(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 7, 30, 140, 500, 3000, 30000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        double last = 1.0;
        for (double w = 0.02; w < 9.0; w *= 1.3) {
            double p = ter_kolmogorov_sf(sizes[i], sqrt(w / (double)sizes[i]));
            assert_true(p >= 0.0 && p <= last);
            last = p;
        }
    }
}

/* Two formulas of Anderson and Darling's limit law, this one and their own series, agree on these in 30 digits. */
static void test_anderson_darling_limit_law_is_right_in_all_its_length(void **state) {
    (void)state;
    ter_assert_relative(ter__anderson_darling_limit_sf(0.1), 0.99997192189487363703, 4e-15);
    ter_assert_relative(ter__anderson_darling_limit_sf(0.2), 0.99041254724979411734, 4e-15);
    ter_assert_relative(ter__anderson_darling_limit_sf(0.5), 0.74681437353034448443, 4e-15);
    ter_assert_relative(ter__anderson_darling_limit_sf(1.933), 0.099994623208223505225, 1e-14);
    ter_assert_relative(ter__anderson_darling_limit_sf(2.492), 0.050022186359607865726, 1e-14);
    ter_assert_relative(ter__anderson_darling_limit_sf(3.857), 0.010241153229861212479, 1e-14);
    ter_assert_relative(ter__anderson_darling_limit_sf(10.0), 0.000013815035410685864128, 1e-14);
    ter_assert_relative(ter__anderson_darling_limit_sf(30.0), 1.6595489527783180e-14, 1e-14);
    ter_assert_relative(ter__anderson_darling_limit_sf(60.0), ter__anderson_darling_limit_sf(60.0 * (1 + 1e-15)), 1e-3);
    assert_true(ter__anderson_darling_limit_sf(0.0) == 1.0 && isnan(ter__anderson_darling_limit_sf(NAN)));
}

static void assert_simulated(size_t n, double bound) {
    enum { RUNS = 100000, POINTS = 6 };
    static const double at[POINTS] = {0.3, 0.6, 1.2, 2.0, 3.0, 4.0};
    size_t above[POINTS] = {0};
    ter_stream stream = ter_stream_open(20240607, 0, (uint32_t)n);
    for (int r = 0; r < RUNS; r++) {
        double u[10], sum = 0.0;
        ter_stream_uniform_array(&stream, n, u);
        ter_sort(n, u);
        for (size_t i = 0; i < n; i++) {
            sum += (2.0 * (double)i + 1.0) * log(u[i] * (1.0 - u[n - 1 - i]));
        }
        for (size_t i = 0; i < POINTS; i++) {
            above[i] += -(double)n - sum / (double)n > at[i];
        }
    }
    for (size_t i = 0; i < POINTS; i++) {
        double share = (double)above[i] / RUNS, error = sqrt(share * (1.0 - share) / RUNS);
        assert_true(fabs(share - ter__anderson_darling_sf(n, at[i])) < 4.0 * error + bound);
    }
}

static void test_anderson_darling_tail_of_small_samples_agrees_with_simulation(void **state) {
    (void)state;
    assert_simulated(2, 0.02);
    assert_simulated(3, 4e-3);
    assert_simulated(6, 5e-4);
    assert_simulated(10, 5e-4);
    ter_assert_relative(ter__anderson_darling_sf(1, 1.0), 1.0 - sqrt(1.0 - 4.0 * exp(-2.0)), 1e-15);
}

static ter_dist *standard_normal(void) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, "normal(0, 1)", &error), error);
    return dist;
}

/* In 30 digits. The value at 9 has S = 1e-19, at 40 S = 1e-350: only logs of tails see them. */
static void test_statistics_of_a_sample_have_all_their_digits(void **state) {
    (void)state;
    static const double x[] = {-1.5, -0.25, -0.25, 0.5, 0.75, 2.0, 9.0}, far[] = {-1.5, -0.25, 0.5, 0.75, 2.0, 40.0};
    ter_dist *dist = standard_normal();
    ter_test_result result;
    ter_error error;
    ter_assert_ok(ter_test_kolmogorov_smirnov(&result, dist, 7, x, &error), error);
    ter_assert_relative(result.statistic, 0.26296415376610650709, 4e-16);
    ter_assert_bits(result.p_value, ter_kolmogorov_sf(7, result.statistic));
    ter_assert_ok(ter_test_anderson_darling(&result, dist, 7, x, &error), error);
    ter_assert_relative(result.statistic, 6.8498608366824177131, 4e-16);
    ter_assert_ok(ter_test_anderson_darling(&result, dist, 6, far, &error), error);
    ter_assert_relative(result.statistic, 135.0474985015837914, 4e-16);
    assert_true(result.p_value >= 0.0 && result.p_value < 1e-50);
    ter_dist_destroy(dist);
}

static void test_data_that_cannot_be_tested_are_refused(void **state) {
    (void)state;
    static const double descending[] = {1, 3, 2}, with_nan[] = {1, NAN, 2}, infinite[] = {0, INFINITY};
    ter_dist *dist = standard_normal();
    ter_test_result result;
    ter_error error;
    assert_int_equal(ter_test_kolmogorov_smirnov(&result, dist, 3, descending, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "index 2"));
    assert_int_equal(ter_test_anderson_darling(&result, dist, 3, with_nan, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "index 1 is NaN"));
    assert_int_equal(ter_test_kolmogorov_smirnov(&result, dist, 0, NULL, &error), TER_BAD_DATA);
    ter_assert_ok(ter_test_anderson_darling(&result, dist, 2, infinite, &error), error);
    assert_true(result.statistic == INFINITY && result.p_value == 0.0);
    ter_assert_ok(ter_test_kolmogorov_smirnov(&result, dist, 2, infinite, &error), error);
    assert_true(result.statistic == 0.5);
    ter_dist_destroy(dist);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kolmogorov_tail_is_exact_for_small_samples),
        cmocka_unit_test(test_kolmogorov_tail_has_its_closed_forms_and_ends),
        cmocka_unit_test(test_methods_agree_where_they_meet),
        cmocka_unit_test(test_kolmogorov_tail_falls_everywhere),
        cmocka_unit_test(test_anderson_darling_limit_law_is_right_in_all_its_length),
        cmocka_unit_test(test_anderson_darling_tail_of_small_samples_agrees_with_simulation),
        cmocka_unit_test(test_statistics_of_a_sample_have_all_their_digits),
        cmocka_unit_test(test_data_that_cannot_be_tested_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
