/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <math.h>

#include "tercile/linalg.h"
#include "tercile/random.h"

/* The inverse of the Hilbert matrix of order 5 is one of integers (Choi 1983). */
static void test_inverse_of_hilbert_matrix_is_its_known_integers(void **state) {
    (void)state;
    static const double expected[25] = {25,     -300,   1050,   -1400,  630,     -300,   4800,  -18900, 26880,
                                        -12600, 1050,   -18900, 79380,  -117600, 56700,  -1400, 26880,  -117600,
                                        179200, -88200, 630,    -12600, 56700,   -88200, 44100};
    double a[25];
    for (size_t j = 0; j < 5; j++) {
        for (size_t i = 0; i < 5; i++) {
            a[i + 5 * j] = 1.0 / (double)(i + j + 1);
        }
    }
    assert_int_equal(ter_small_spd_inverse(5, a, a), TER_OK);
    for (size_t i = 0; i < 25; i++) {
        ter_assert_relative(a[i], expected[i], 4.8e5 * 0x1p-52); /* condition number 4.8e5 */
        assert_true(a[i] == a[(i % 5) * 5 + i / 5]);
    }
}

static void test_units_of_parameters_do_not_matter(void **state) {
    (void)state;
    const double a[4] = {4.0, 1.0, 1.0, 3.0}, scaled[4] = {0x1p400 * 4.0, 1.0, 1.0, 0x1p-400 * 3.0}, b[2] = {1.0, 2.0};
    double x[2], y[2], c[2] = {0x1p200, 0x1p-199};
    assert_int_equal(ter_small_spd_solve(2, a, b, x), TER_OK);
    ter_assert_ulp(x[0], 1.0 / 11.0, 2);
    ter_assert_ulp(x[1], 7.0 / 11.0, 2);
    assert_int_equal(ter_small_spd_solve(2, scaled, c, y), TER_OK);
    ter_assert_bits(y[0], x[0] * 0x1p-200);
    ter_assert_bits(y[1], x[1] * 0x1p200);
}

static void test_matrix_that_is_not_positive_definite_is_refused(void **state) {
    (void)state;
    double out[9];
    const double indefinite[4] = {1.0, 2.0, 2.0, 1.0}, singular[4] = {1.0, 3.0, 3.0, 9.0}, nan[4] = {1.0, NAN, NAN, 1.0};
    const double zero[1] = {0.0}, infinite[1] = {INFINITY};
    assert_int_equal(ter_small_spd_inverse(2, indefinite, out), TER_UNDEFINED);
    assert_int_equal(ter_small_spd_inverse(2, singular, out), TER_UNDEFINED);
    assert_int_equal(ter_small_spd_inverse(2, nan, out), TER_UNDEFINED);
    assert_int_equal(ter_small_spd_inverse(1, zero, out), TER_UNDEFINED);
    assert_int_equal(ter_small_spd_inverse(1, infinite, out), TER_UNDEFINED);
    assert_int_equal(ter_small_spd_solve(TER_SMALL_ORDER_MAX + 1, NULL, NULL, NULL), TER_LIMIT);
    assert_int_equal(ter_small_spd_inverse(0, NULL, NULL), TER_OK);
}

/* The second difference matrix of order n has eigenvalues 2 - 2 cos(k pi / (n + 1)). */
static void test_eigenvalues_of_second_differences_are_known(void **state) {
    (void)state;
    enum { N = 20 };
    double a[N * N] = {0.0}, values[N];
    for (size_t i = 0; i < N; i++) {
        a[i + N * i] = 2.0;
        if (i > 0) {
            a[i + N * (i - 1)] = a[i - 1 + N * i] = -1.0;
        }
    }
    assert_int_equal(ter_small_eigenvalues(N, a, values), TER_OK);
    for (size_t k = 1; k <= N; k++) {
        assert_true(fabs(values[k - 1] - (2.0 - 2.0 * cos((double)k * 3.14159265358979323846 / (N + 1)))) <
                    4.0 * N * 0x1p-52); /* norm times order */
    }
    const double graded[4] = {1.0, 1e-20, 1e-20, 1e-30};
    assert_int_equal(ter_small_eigenvalues(2, graded, values), TER_OK);
    ter_assert_ulp(values[0], 1e-30 - 1e-40, 2);
    ter_assert_ulp(values[1], 1.0, 0);
    const double bad[1] = {NAN};
    assert_int_equal(ter_small_eigenvalues(1, bad, values), TER_UNDEFINED);
}

static void test_blas_in_use_computes_rightly(void **state) {
    (void)state;
    ter_error error;
    ter_blas_use_one_thread();
    assert_int_equal(ter_blas_thread_count(), 1);
    ter_assert_ok(ter_blas_check(&error), error);
    print_message("%s\n", ter_blas_description());
    assert_non_null(ter_blas_description());
}

static void test_blas_calls_check_their_shapes(void **state) {
    (void)state;
    ter_error error;
    double a[6] = {1, 2, 3, 4, 5, 6}, b[2] = {1, -1}, c[3] = {10, 10, 10};
    ter_assert_ok(ter_blas_multiply(1.0, ter_matrix_of(a, 3, 2), ter_matrix_of(b, 2, 1), 2.0, ter_matrix_of(c, 3, 1), &error),
                  error);
    assert_true(c[0] == 17.0 && c[1] == 17.0 && c[2] == 17.0);
    assert_int_equal(ter_blas_multiply(1.0, ter_matrix_of(a, 2, 3), ter_matrix_of(b, 2, 1), 2.0, ter_matrix_of(c, 3, 1), &error),
                     TER_BAD_SHAPE);
    double y[3] = {3, 3, 3}, z[3] = {1, 2, 4};
    ter_assert_ok(ter_blas_least_squares(ter_matrix_of(a, 3, 2), y, &error), error); /* A (-1, 1)' = (3, 3, 3)' */
    assert_true(fabs(y[0] + 1.0) < 1e-14 && fabs(y[1] - 1.0) < 1e-14);
    double dependent[6] = {1, 2, 3, 2, 4, 6};
    assert_int_equal(ter_blas_least_squares(ter_matrix_of(dependent, 3, 2), z, &error), TER_UNDEFINED);
    assert_int_equal(ter_blas_least_squares(ter_matrix_of(a, 2, 3), z, &error), TER_BAD_SHAPE);
    z[1] = NAN;
    assert_int_equal(ter_blas_least_squares(ter_matrix_of(a, 3, 2), z, &error), TER_BAD_DATA);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inverse_of_hilbert_matrix_is_its_known_integers),
        cmocka_unit_test(test_units_of_parameters_do_not_matter),
        cmocka_unit_test(test_matrix_that_is_not_positive_definite_is_refused),
        cmocka_unit_test(test_eigenvalues_of_second_differences_are_known),
        cmocka_unit_test(test_blas_in_use_computes_rightly),
        cmocka_unit_test(test_blas_calls_check_their_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
