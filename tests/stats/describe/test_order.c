/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>

#include "tercile/describe.h"
#include "tercile/random.h"

/* Hyndman and Fan's definitions in exact arithmetic on decimal p; 10 p and 11 p are whole for some, where rounding would show. */
static void test_quantiles_follow_all_nine_definitions(void **state) {
    (void)state;
    static const double x[10] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    static const struct {
        double p, expected[9];
    } cases[] = {
        {0, {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0}},
        {0.05, {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.45, 1.0, 1.0}},
        {0.1, {1.0, 1.5, 1.0, 1.0, 1.5, 1.1, 1.9, 1.366666666666666667, 1.4}},
        {0.25, {4.0, 4.0, 2.0, 3.0, 4.0, 3.5, 5.0, 3.833333333333333333, 3.875}},
        {0.3, {4.0, 6.0, 4.0, 4.0, 6.0, 5.2, 6.8, 5.733333333333333333, 5.8}},
        {0.5, {16.0, 24.0, 16.0, 16.0, 24.0, 24.0, 24.0, 24.0, 24.0}},
        {0.7, {64.0, 96.0, 64.0, 64.0, 96.0, 108.8, 83.2, 100.2666666666666667, 99.2}},
        {0.95, {512.0, 512.0, 512.0, 384.0, 512.0, 512.0, 396.8, 512.0, 512.0}},
        {1, {512.0, 512.0, 512.0, 512.0, 512.0, 512.0, 512.0, 512.0, 512.0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int type = 1; type <= 9; type++) {
            /* The place is rounded: its error, times the gap between neighbours. */
            ter_assert_relative(ter_sample_quantile(10, x, cases[i].p, type), cases[i].expected[type - 1], 8 * 0x1p-52);
        }
    }
    for (int k = 1; k < 100; k++) {
        double y[100];
        for (int i = 0; i < 100; i++) {
            y[i] = i + 1;
        }
        ter_assert_bits(ter_sample_quantile(100, y, k / 100.0, 1), (double)k);
        ter_assert_bits(ter_sample_quantile(100, y, k / 100.0, 2), k + 0.5);
        ter_assert_bits(ter_sample_quantile(100, y, k / 100.0, 4), (double)k);
        ter_assert_bits(ter_sample_quantile(99, y, k / 100.0, 6), (double)k);
    }
}

static void test_quantiles_of_what_has_none_are_nan(void **state) {
    (void)state;
    const double x[] = {1.0, 2.0, NAN}, infinite[] = {-INFINITY, 0.0, INFINITY}, large[] = {-1.7e308, 1.7e308};
    assert_true(isnan(ter_sample_quantile(0, NULL, 0.5, 7)));
    assert_true(isnan(ter_sample_quantile(3, x, 0.1, 7)));
    assert_true(isnan(ter_sample_quantile(2, x, -0.1, 7)));
    assert_true(isnan(ter_sample_quantile(2, x, 1.1, 7)));
    assert_true(isnan(ter_sample_quantile(2, x, NAN, 7)));
    assert_true(isnan(ter_sample_quantile(2, x, 0.5, 0)));
    assert_true(isnan(ter_sample_quantile(2, x, 0.5, 10)));
    assert_true(ter_sample_quantile(3, infinite, 0.5, 7) == 0.0);
    assert_true(ter_sample_quantile(3, infinite, 0.1, 7) == -INFINITY);
    assert_true(ter_sample_quantile(3, infinite, 0.9, 7) == INFINITY);
    assert_true(ter_sample_quantile(2, large, 0.5, 7) == 0.0);
}

static void assert_sorted(size_t n, const double *x) {
    for (size_t i = 1; i < n; i++) {
        assert_true(isnan(x[i]) || x[i - 1] <= x[i]);
        assert_false(isnan(x[i - 1]) && !isnan(x[i]));
        assert_false(x[i] == 0.0 && x[i - 1] == 0.0 && signbit(x[i]) && !signbit(x[i - 1]));
    }
}

static void test_sort_orders_everything_and_loses_nothing(void **state) {
    (void)state;
    enum { N = 20000 };
    static double x[N];
    ter_stream stream = ter_stream_open(ter_test_seed(), 0, 0);
    for (int pattern = 0; pattern < 6; pattern++) {
        size_t n = N;
        double total = 0.0;
        for (size_t i = 0; i < n; i++) {
            uint64_t word = ter_stream_word(&stream);
            switch (pattern) {
            case 0:
                x[i] = (double)(word % 1000000);
                break;
            case 1:
                x[i] = (double)i;
                break;
            case 2:
                x[i] = (double)(n - i);
                break;
            case 3:
                x[i] = (double)(word % 3);
                break;
            case 4:
                x[i] = (double)(i < n / 2 ? i : n - i);
                break;
            default:
                x[i] = word % 7 == 0 ? NAN : word % 7 == 1 ? -0.0 : word % 7 == 2 ? 0.0 : word % 7 == 3 ? -INFINITY : -1.0;
            }
            total += isnan(x[i]) ? 1e6 : isinf(x[i]) ? 1.0 : x[i];
        }
        ter_sort(n, x);
        assert_sorted(n, x);
        for (size_t i = 0; i < n; i++) {
            total -= isnan(x[i]) ? 1e6 : isinf(x[i]) ? 1.0 : x[i];
        }
        assert_true(total == 0.0); /* integers: exact */
    }
    for (size_t n = 0; n < 60; n++) {
        for (size_t i = 0; i < n; i++) {
            x[i] = (double)(ter_stream_word(&stream) % 10);
        }
        ter_sort(n, x);
        assert_sorted(n, x);
    }
}

static void test_histogram_counts_every_value_in_bins_of_round_width(void **state) {
    (void)state;
    enum { N = 1000 };
    static double x[N];
    static ter_histogram h;
    ter_error error;
    for (size_t i = 0; i < N; i++) {
        x[i] = (double)i * 0.1 - 20.0;
    }
    ter_assert_ok(ter_histogram_make(&h, N, x, 0, &error), error);
    /* IQR 49.95, width 2 IQR / 10 = 9.99: 10. */
    assert_true(h.width == 10.0 && h.lower == -20.0);
    assert_int_equal(h.bins, 10);
    for (size_t i = 0; i < h.bins; i++) {
        assert_int_equal(h.count[i], 100);
    }
    ter_assert_ok(ter_histogram_make(&h, N, x, 7, &error), error);
    assert_int_equal(h.bins, 7);
    uint64_t total = 0;
    for (size_t i = 0; i < h.bins; i++) {
        total += h.count[i];
    }
    assert_int_equal(total, N);
    assert_true(h.lower == -20.0);
}

static void test_histogram_of_odd_data_is_made_or_refused(void **state) {
    (void)state;
    static ter_histogram h;
    ter_error error;
    const double constant[] = {3.25, 3.25, 3.25}, outlier[] = {0, 0, 0, 0, 0, 0, 0, 1, 1e6}, unsorted[] = {2, 1};
    const double far[] = {1e15, 1e15 + 0.125, 1e15 + 0.25}, infinite[] = {1, INFINITY}, skewed[] = {1, 2, 3, 4, 1e9};
    ter_assert_ok(ter_histogram_make(&h, 3, constant, 0, &error), error);
    assert_int_equal(h.bins, 1);
    assert_true(h.count[0] == 3 && h.lower <= 3.25 && h.lower + h.width >= 3.25);
    ter_assert_ok(ter_histogram_make(&h, 3, constant, 5, &error), error);
    assert_int_equal(h.bins, 5);
    assert_true(h.count[0] + h.count[1] + h.count[2] + h.count[3] + h.count[4] == 3);
    ter_assert_ok(ter_histogram_make(&h, 9, outlier, 0, &error), error);
    assert_true(h.count[0] == 8 && h.bins <= TER_HISTOGRAM_BINS_MAX);
    ter_assert_ok(ter_histogram_make(&h, 5, skewed, 0, &error), error);
    assert_true(h.bins > 100 && h.bins <= TER_HISTOGRAM_BINS_MAX && h.count[0] == 4 && h.count[h.bins - 1] == 1);
    ter_assert_ok(ter_histogram_make(&h, 3, far, 0, &error), error);
    assert_true(h.lower <= far[0] && h.lower + (double)h.bins * h.width >= far[2]);
    assert_int_equal(ter_histogram_make(&h, 2, unsorted, 0, &error), TER_BAD_DATA);
    assert_int_equal(ter_histogram_make(&h, 2, infinite, 0, &error), TER_BAD_DATA);
    assert_string_equal(error.text, "value 1 is not finite");
    assert_int_equal(ter_histogram_make(&h, 0, NULL, 0, &error), TER_BAD_DATA);
    assert_int_equal(ter_histogram_make(&h, 2, skewed, 513, &error), TER_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles_follow_all_nine_definitions),
        cmocka_unit_test(test_quantiles_of_what_has_none_are_nan),
        cmocka_unit_test(test_sort_orders_everything_and_loses_nothing),
        cmocka_unit_test(test_histogram_counts_every_value_in_bins_of_round_width),
        cmocka_unit_test(test_histogram_of_odd_data_is_made_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
