/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cholesky factor of a small symmetric positive definite matrix, all sums in index order. The matrix is scaled to unit diagonal by
 * powers of two first (exact), so that parameters of unlike units do no harm.
 */
#include <math.h>
#include <stdbool.h>

#include "tercile/linalg.h"

typedef struct factor {
    double scale[TER_SMALL_ORDER_MAX]; /* powers of two: the factored matrix is scale[i] a(i, j) scale[j] */
    double lower[TER_SMALL_ORDER_MAX * TER_SMALL_ORDER_MAX];
} factor;

/* Pivots below this share of the diagonal are rounding error, not information. */
static double pivot_least(size_t n) {
    return 4.0 * (double)n * 0x1p-52;
}

static bool decompose(size_t n, const double *a, factor *f) {
    for (size_t j = 0; j < n; j++) {
        double diagonal = a[j + j * n];
        if (!(diagonal > 0.0) || !isfinite(diagonal)) {
            return false;
        }
        int exponent;
        (void)frexp(diagonal, &exponent);
        /* Halved, and rounded down: scaled diagonals lie in [1/2, 2). */
        f->scale[j] = ldexp(1.0, -(int)floor(exponent / 2.0));
    }
    for (size_t j = 0; j < n; j++) {
        for (size_t i = j; i < n; i++) {
            double start = f->scale[i] * a[i + j * n] * f->scale[j];
            double sum = start;
            for (size_t k = 0; k < j; k++) {
                sum = fma(-f->lower[i + k * n], f->lower[j + k * n], sum);
            }
            if (i > j) {
                f->lower[i + j * n] = sum / f->lower[j + j * n];
            } else if (sum > pivot_least(n) * start) {
                f->lower[j + j * n] = sqrt(sum);
            } else {
                return false;
            }
        }
    }
    for (size_t i = 0; i < n * n; i++) {
        if (i % n >= i / n && !isfinite(f->lower[i])) {
            return false;
        }
    }
    return true;
}

/* x = (L L')^-1 b for the scaled system. */
static void solve(size_t n, const factor *f, const double *b, double *x) {
    for (size_t i = 0; i < n; i++) {
        double sum = b[i] * f->scale[i];
        for (size_t k = 0; k < i; k++) {
            sum = fma(-f->lower[i + k * n], x[k], sum);
        }
        x[i] = sum / f->lower[i + i * n];
    }
    for (size_t i = n; i-- > 0;) {
        double sum = x[i];
        for (size_t k = i + 1; k < n; k++) {
            sum = fma(-f->lower[k + i * n], x[k], sum);
        }
        x[i] = sum / f->lower[i + i * n];
    }
    for (size_t i = 0; i < n; i++) {
        x[i] *= f->scale[i];
    }
}

ter_status ter_small_spd_solve(size_t n, const double *a, const double *b, double *x) {
    if (n > TER_SMALL_ORDER_MAX) {
        return TER_LIMIT;
    }
    factor f;
    if (!decompose(n, a, &f)) {
        return TER_UNDEFINED;
    }
    double solution[TER_SMALL_ORDER_MAX];
    solve(n, &f, b, solution);
    for (size_t i = 0; i < n; i++) {
        x[i] = solution[i];
    }
    return TER_OK;
}

ter_status ter_small_spd_inverse(size_t n, const double *a, double *inverse) {
    if (n > TER_SMALL_ORDER_MAX) {
        return TER_LIMIT;
    }
    factor f;
    if (!decompose(n, a, &f)) {
        return TER_UNDEFINED;
    }
    for (size_t j = 0; j < n; j++) {
        double unit[TER_SMALL_ORDER_MAX] = {0.0}, column[TER_SMALL_ORDER_MAX];
        unit[j] = 1.0;
        solve(n, &f, unit, column);
        for (size_t i = 0; i < n; i++) {
            inverse[i + j * n] = column[i];
        }
    }
    /* Symmetric to the last bit: the mean of both triangles. */
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < j; i++) {
            double mean = 0.5 * inverse[i + j * n] + 0.5 * inverse[j + i * n];
            inverse[i + j * n] = inverse[j + i * n] = mean;
        }
    }
    return TER_OK;
}
