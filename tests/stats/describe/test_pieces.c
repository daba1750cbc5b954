/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics of data in pieces and of data with counts, against exact sums of whole numbers. */
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "tercile/describe.h"
#include "tercile/exact.h"

__extension__ typedef __int128 wide;

enum { N = 3001, LAGS = 40 };
static int whole[N], other[N];
static double x[N], y[N];
static uint64_t random_state;

static uint64_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Whole numbers near 90000 that hang together from one to the next and from column to column. */
static int make_data(void **state) {
    (void)state;
    random_state = ter_test_seed() | 1;
    int level = 0;
    for (size_t i = 0; i < N; i++) {
        level = level * 3 / 4 + (int)(next_random() % 1001) - 500;
        whole[i] = 90000 + level;
        other[i] = 50000 + level / 3 - (int)(next_random() % 777);
        x[i] = whole[i];
        y[i] = other[i];
    }
    return 0;
}

/* above / below rounded once: 63 bits by long division, the last one standing for all that follow. below > 0. */
static double ratio(wide above, wide below) {
    wide a = above < 0 ? -above : above, b = below;
    int exponent = 0;
    while (a / b >= (wide)1 << 62) {
        b *= 2;
        exponent++;
    }
    wide quotient = a / b, rest = a % b;
    while (a > 0 && quotient < (wide)1 << 62) {
        rest *= 2;
        quotient = 2 * quotient + (rest >= b);
        rest -= rest >= b ? b : 0;
        exponent--;
    }
    const double size = ldexp((double)((uint64_t)quotient | (rest > 0)), exponent);
    return above < 0 ? -size : size;
}

/* A length from 0 to `left`, short ones as often as long ones. */
static size_t piece_length(size_t left) {
    static const size_t most[] = {1, 3, 30, 100, 1023, 1025, N};
    const size_t length = (size_t)(next_random() % (most[next_random() % 7] + 1));
    return length < left ? length : left;
}

/* ---- counts ---------------------------------------------------------------------------------------------------------------- */

static void test_weighted_moments_are_those_of_exact_sums(void **state) {
    (void)state;
    uint64_t counts[N];
    wide n = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0;
    for (size_t i = 0; i < N; i++) {
        counts[i] = next_random() % 3 == 0 ? 0 : next_random() % 4;
        const wide v = whole[i], c = (wide)counts[i];
        n += c;
        s1 += c * v;
        s2 += c * v * v;
        s3 += c * v * v * v;
        s4 += c * v * v * v * v;
    }
    ter_moments m;
    ter_moments_init(&m);
    for (size_t i = 0, length; i < N; i += length) {
        length = piece_length(N - i);
        ter_moments piece;
        ter_moments_init(&piece);
        ter_moments_add_weighted(&piece, length, x + i, counts + i);
        ter_moments_merge(&m, &piece);
    }
    assert_true(m.count == (uint64_t)n);
    ter_assert_ulp(ter_moments_mean(&m), ratio(s1, n), 0.51);
    ter_assert_ulp(ter_moments_variance(&m), ratio(n * s2 - s1 * s1, n * (n - 1)), 0.51);
    ter_assert_ulp(ter_sum_value(m.power3), ratio(n * n * s3 - 3 * n * s1 * s2 + 2 * s1 * s1 * s1, n * n), 0.51);
    const wide fourth = n * n * n * s4 - 4 * n * n * s1 * s3 + 6 * n * s1 * s1 * s2 - 3 * s1 * s1 * s1 * s1;
    ter_assert_ulp(ter_sum_value(m.power4), ratio(fourth, n * n * n), 0.51);
}

static void test_counts_do_what_repeated_values_do(void **state) {
    (void)state;
    static const double values[] = {-2.5, NAN, 0.1, 7.0, 1e5, INFINITY};
    static const uint64_t counts[] = {3, 0, 4, 1, 2, 0}, one_nan[] = {1, 1, 0, 0, 0, 0}, infinite[] = {1, 0, 0, 0, 0, 2};
    static const double repeated[] = {-2.5, -2.5, -2.5, 0.1, 0.1, 0.1, 0.1, 7.0, 1e5, 1e5};
    ter_moments a, b;
    ter_moments_init(&a);
    ter_moments_init(&b);
    ter_moments_add_weighted(&a, 6, values, counts);
    ter_moments_add_array(&b, 10, repeated);
    assert_true(a.count == 10 && a.minimum == -2.5 && a.maximum == 1e5);
    ter_assert_ulp(ter_moments_variance(&a), ter_moments_variance(&b), 1.0);
    ter_assert_ulp(ter_moments_skewness(&a), ter_moments_skewness(&b), 1.0);
    ter_assert_ulp(ter_moments_excess_kurtosis(&a), ter_moments_excess_kurtosis(&b), 1.0);
    ter_moments_add_weighted(&a, 6, values, infinite);
    assert_true(isinf(ter_moments_mean(&a)) && isnan(ter_moments_variance(&a)) && a.count == 13);
    ter_moments_add_weighted(&b, 6, values, one_nan);
    assert_true(isnan(ter_moments_mean(&b)) && isnan(b.minimum));
}

static void test_weighted_quantiles_are_those_of_the_sample_written_out(void **state) {
    (void)state;
    enum { VALUES = 12 };
    static const double levels[] = {0.0, 1e-9, 0.1, 0.25, 0.3, 1.0 / 3.0, 0.5, 0.7, 0.75, 0.9, 0.99, 1.0};
    for (int round = 0; round < 200; round++) {
        double sorted[VALUES], full[VALUES * 4];
        uint64_t counts[VALUES];
        size_t size = 0;
        for (size_t i = 0; i < VALUES; i++) {
            sorted[i] = (double)(next_random() % 1000) / 8.0;
        }
        ter_sort(VALUES, sorted);
        for (size_t i = 0; i < VALUES; i++) {
            counts[i] = next_random() % 5;
            for (uint64_t k = 0; k < counts[i]; k++) {
                full[size++] = sorted[i];
            }
        }
        for (int type = 1; type <= 9; type++) {
            for (size_t l = 0; l < sizeof levels / sizeof levels[0]; l++) {
                ter_assert_bits(ter_sample_quantile_weighted(VALUES, sorted, counts, levels[l], type),
                                ter_sample_quantile(size, full, levels[l], type));
            }
        }
    }
    static const double values[] = {1.0, 2.0, NAN};
    static const uint64_t without[] = {1, 3, 0}, with[] = {1, 3, 1}, none[] = {0, 0, 0};
    static const uint64_t many[] = {(uint64_t)1 << 46, (uint64_t)1 << 46, 0};
    assert_true(ter_sample_quantile_weighted(3, values, without, 1.0, 7) == 2.0);
    assert_true(ter_sample_quantile_weighted(3, values, many, 0.5, 7) == 1.5);
    assert_true(isnan(ter_sample_quantile_weighted(3, values, with, 0.0, 7)));
    assert_true(isnan(ter_sample_quantile_weighted(3, values, none, 0.5, 7)));
    assert_true(isnan(ter_sample_quantile_weighted(3, values, without, 0.5, 10)));
    assert_true(isnan(ter_sample_quantile_weighted(3, values, without, 1.5, 7)));
}

/* ---- two columns ------------------------------------------------------------------------------------------------------------ */

static void test_covariance_in_any_pieces_is_that_of_exact_sums(void **state) {
    (void)state;
    wide sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < N; i++) {
        sx += whole[i];
        sy += other[i];
        xx += (wide)whole[i] * whole[i];
        yy += (wide)other[i] * other[i];
        xy += (wide)whole[i] * other[i];
    }
    const wide n = N, cxx = n * xx - sx * sx, cyy = n * yy - sy * sy, cxy = n * xy - sx * sy;
    for (int round = 0; round < 20; round++) {
        ter_comoments c = {.count = 0};
        for (size_t i = 0, length; i < N; i += length) {
            ter_comoments piece = {.count = 0};
            length = round == 0 ? N : piece_length(N - i);
            ter_comoments_add_array(&piece, length, x + i, y + i);
            ter_comoments_merge(&c, &piece);
        }
        assert_true(c.count == N);
        ter_assert_ulp(ter_comoments_covariance(&c), ratio(cxy, n * (n - 1)), 0.51);
        ter_assert_ulp(ter_comoments_slope(&c), ratio(cxy, cxx), 0.51);
        const double correlation = sqrt(ratio(cxy * cxy, cxx * cyy));
        ter_assert_ulp(ter_comoments_correlation(&c), cxy < 0 ? -correlation : correlation, 1.01);
    }
}

static void test_columns_without_a_covariance_say_so(void **state) {
    (void)state;
    static const double line[] = {0.1, 0.2, 0.7}, same[] = {0.1, 0.1, 0.1}, broken[] = {1.0, NAN, 2.0}, up[] = {1.1, 1.2, 1.7};
    ter_comoments none = {.count = 0}, one = none, flat = none, bad = none, straight = none;
    ter_comoments_add_array(&one, 1, line, line);
    ter_comoments_add_array(&flat, 3, line, same);
    ter_comoments_add_array(&bad, 3, line, broken);
    ter_comoments_add_array(&straight, 3, line, up);
    assert_true(isnan(ter_comoments_covariance(&none)) && isnan(ter_comoments_covariance(&one)) &&
                isnan(ter_comoments_slope(&one)));
    assert_true(ter_comoments_covariance(&flat) == 0.0 && isnan(ter_comoments_correlation(&flat)));
    ter_comoments_merge(&flat, &bad);
    assert_true(flat.count == 6 && isnan(ter_comoments_covariance(&flat)) && isnan(ter_comoments_correlation(&flat)));
    assert_true(ter_comoments_correlation(&straight) <= 1.0 && ter_comoments_correlation(&straight) > 1.0 - 1e-15);
}

/* ---- a series --------------------------------------------------------------------------------------------------------------- */

/* count^2 times the sum of products about the mean, from whole numbers. */
static wide products(size_t n, size_t lag) {
    wide sum = 0, all = 0, left = 0, right = 0;
    for (size_t i = 0; i < n; i++) {
        all += whole[i];
        left += i + lag < n ? whole[i] : 0;
        right += i >= lag ? whole[i] : 0;
        sum += i >= lag ? (wide)whole[i] * whole[i - lag] : 0;
    }
    const wide size = (wide)n;
    return size * size * sum - size * all * (left + right) + (wide)(n - lag) * all * all;
}

static void expect_series(const ter_autocovariance *s, size_t n) {
    assert_true(s->count == n);
    ter_assert_ulp(ter_autocovariance_value(s, 0), ratio(products(n, 0), (wide)n * (wide)n * (wide)n), 0.51);
    for (size_t lag = 0; lag <= s->lags && lag < n; lag++) {
        const double expected = ratio(products(n, lag), products(n, 0)), actual = ter_autocovariance_correlation(s, lag);
        /* Lags at which next to nothing is left of the products have the bound of the header instead. */
        if (fabs(actual - expected) > (double)n * 0x1p-103 * 1000.0) {
            ter_assert_ulp(actual, expected, 0.51);
        }
    }
    assert_true(isnan(ter_autocovariance_correlation(s, s->lags + 1)));
}

static void test_autocorrelation_in_any_pieces_is_that_of_exact_sums(void **state) {
    (void)state;
    for (int round = 0; round < 20; round++) {
        ter_autocovariance s;
        ter_error error = {TER_OK, ""};
        ter_autocovariance_init(&s, LAGS);
        for (size_t i = 0, length; i < N; i += length) {
            ter_autocovariance piece;
            length = round == 0 ? N : piece_length(N - i);
            ter_autocovariance_init(&piece, LAGS);
            ter_autocovariance_add_array(&piece, length, x + i);
            ter_assert_ok(ter_autocovariance_merge(&s, &piece, &error), error);
        }
        expect_series(&s, N);
    }
}

/* Pieces of one to three values, far shorter than the lags, and merged as a tree. */
static void test_pieces_shorter_than_the_lags_keep_their_ends(void **state) {
    (void)state;
    enum { SHORT = 90, PIECES = 45 };
    static ter_autocovariance pieces[PIECES];
    ter_error error = {TER_OK, ""};
    for (size_t k = 0, i = 0; k < PIECES; k++) {
        const size_t length = k % 3 == 0 ? 1 : k % 3 == 1 ? 2 : 3;
        ter_autocovariance_init(&pieces[k], 7);
        ter_autocovariance_add_array(&pieces[k], length, x + i);
        i += length;
    }
    for (size_t step = 1; step < PIECES; step *= 2) {
        for (size_t k = 0; k + step < PIECES; k += 2 * step) {
            ter_assert_ok(ter_autocovariance_merge(&pieces[k], &pieces[k + step], &error), error);
        }
    }
    expect_series(&pieces[0], SHORT);
    for (size_t n = 1; n < 12; n++) {
        ter_autocovariance s;
        ter_autocovariance_init(&s, 1000);
        assert_true(s.lags == TER_AUTOCOVARIANCE_LAGS_MAX);
        for (size_t i = 0; i < n; i++) {
            ter_autocovariance_add_array(&s, 1, x + i);
        }
        assert_true(isnan(ter_autocovariance_value(&s, n)));
        if (n > 1 && products(n, 0) > 0) {
            expect_series(&s, n);
        }
    }
}

static void test_autocorrelation_is_that_of_exact_columns(void **state) {
    (void)state;
    ter_autocovariance s;
    double expected;
    ter_error error = {TER_OK, ""};
    ter_autocovariance_init(&s, 3);
    for (size_t i = 0; i < N; i++) {
        y[i] = sqrt(x[i]);
    }
    ter_autocovariance_add_array(&s, 1000, y);
    ter_autocovariance_add_array(&s, N - 1000, y + 1000);
    for (size_t lag = 0; lag <= 3; lag++) {
        ter_assert_ok(ter_exact_autocorrelation(N, y, NULL, lag, &expected, &error), error);
        ter_assert_ulp(ter_autocovariance_correlation(&s, lag), expected, 1.0);
    }
}

static void test_series_without_autocorrelation_say_so(void **state) {
    (void)state;
    static const double same[5] = {0.1, 0.1, 0.1, 0.1, 0.1}, broken[3] = {1.0, INFINITY, 2.0};
    ter_autocovariance s, few;
    ter_error error = {TER_OK, ""};
    ter_autocovariance_init(&s, 2);
    ter_autocovariance_init(&few, 1);
    assert_true(isnan(ter_autocovariance_correlation(&s, 0)) && isnan(ter_autocovariance_value(&s, 0)));
    ter_autocovariance_add_array(&s, 5, same);
    ter_autocovariance_add_array(&s, 5, same);
    assert_true(isnan(ter_autocovariance_correlation(&s, 1)) && ter_autocovariance_value(&s, 1) == 0.0);
    assert_int_equal(ter_autocovariance_merge(&s, &few, &error), TER_BAD_ARGUMENT);
    ter_autocovariance_add_array(&s, 3, broken);
    ter_autocovariance_add_array(&s, 5, same);
    assert_true(s.count == 18 && isnan(ter_autocovariance_correlation(&s, 1)) && isnan(ter_autocovariance_value(&s, 0)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weighted_moments_are_those_of_exact_sums),
        cmocka_unit_test(test_counts_do_what_repeated_values_do),
        cmocka_unit_test(test_weighted_quantiles_are_those_of_the_sample_written_out),
        cmocka_unit_test(test_covariance_in_any_pieces_is_that_of_exact_sums),
        cmocka_unit_test(test_columns_without_a_covariance_say_so),
        cmocka_unit_test(test_autocorrelation_in_any_pieces_is_that_of_exact_sums),
        cmocka_unit_test(test_pieces_shorter_than_the_lags_keep_their_ends),
        cmocka_unit_test(test_autocorrelation_is_that_of_exact_columns),
        cmocka_unit_test(test_series_without_autocorrelation_say_so),
    };
    return cmocka_run_group_tests(tests, make_data, NULL);
}
