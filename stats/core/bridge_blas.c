/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _POSIX_C_SOURCE 200809L
#include "core/bridge_blas.h"

#include <cblas.h>
#include <lapacke.h>
#include <limits.h>
#include <math.h>
#include <openblas_config.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool fits(size_t n) {
    return n <= INT_MAX;
}

static ter_status check_matrix(ter_matrix m, const char *what, ter_error *error) {
    ter_status status = ter_matrix_check(m, what, error);
    if (status == TER_OK && !(fits(m.leading) && fits(m.columns))) {
        status = ter_error_set(error, TER_LIMIT, "%s: BLAS takes at most %d rows and columns", what, INT_MAX);
    }
    return status;
}

ter_status ter_blas_multiply(double alpha, ter_matrix a, ter_matrix b, double beta, ter_matrix c, ter_error *error) {
    ter_status status = check_matrix(a, "A", error);
    status = status != TER_OK ? status : check_matrix(b, "B", error);
    status = status != TER_OK ? status : check_matrix(c, "C", error);
    if (status != TER_OK) {
        return status;
    }
    if (a.columns != b.rows || c.rows != a.rows || c.columns != b.columns) {
        return ter_error_set(error, TER_BAD_SHAPE, "A is %zu x %zu, B %zu x %zu: their product does not fit C, %zu x %zu", a.rows,
                             a.columns, b.rows, b.columns, c.rows, c.columns);
    }
    if (c.rows == 0 || c.columns == 0) {
        return TER_OK;
    }
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)c.rows, (int)c.columns, (int)a.columns, alpha, a.data,
                (int)a.leading, b.data, (int)b.leading, beta, c.data, (int)c.leading);
    return TER_OK;
}

ter_status ter_blas_least_squares(ter_matrix a, double *b, ter_error *error) {
    ter_status status = check_matrix(a, "A", error);
    if (status != TER_OK) {
        return status;
    }
    if (a.rows < a.columns || a.columns == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "A is %zu x %zu: least squares needs at least one column and no fewer rows",
                             a.rows, a.columns);
    }
    for (size_t j = 0; j < a.columns; j++) {
        for (size_t i = 0; i < a.rows; i++) {
            if (!isfinite(*ter_matrix_at(a, i, j)) || !isfinite(b[i])) {
                return ter_error_set(error, TER_BAD_DATA, "row %zu of A or b holds a value that is not finite", i);
            }
        }
    }
    lapack_int info = LAPACKE_dgels(LAPACK_COL_MAJOR, 'N', (int)a.rows, (int)a.columns, 1, a.data, (int)a.leading, b, (int)a.rows);
    if (info == LAPACK_WORK_MEMORY_ERROR) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for the workspace of a %zu x %zu least squares problem", a.rows,
                             a.columns);
    }
    if (info < 0) {
        return ter_error_set(error, TER_INTERNAL, "LAPACK's dgels refuses its argument %d", (int)-info);
    }
    /* R's diagonal stands in A now. dgels itself sees only exact zeros. */
    double largest = 0.0;
    for (size_t j = 0; j < a.columns; j++) {
        largest = fmax(largest, fabs(*ter_matrix_at(a, j, j)));
    }
    for (size_t j = 0; j < a.columns; j++) {
        if (info > 0 || fabs(*ter_matrix_at(a, j, j)) <= largest * (double)a.rows * 0x1p-52) {
            return ter_error_set(error, TER_UNDEFINED, "column %zu of A depends linearly on those before it", j);
        }
    }
    return TER_OK;
}

/* ---- what is loaded, and whether it computes ---------------------------------------------------------------------------- */

static char description[160];

static void describe(void) {
    char version[64] = "";
    const char *config = openblas_get_config();
    size_t length = 0, words = 0;
    for (; config[length] != '\0' && length + 1 < sizeof version; length++) {
        if (config[length] == ' ' && ++words == 2) {
            break;
        }
        version[length] = config[length];
    }
    snprintf(description, sizeof description, "%s, core %s", version, openblas_get_corename());
}

const char *ter_blas_description(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, describe);
    return description;
}

unsigned ter_blas_thread_count(void) {
    return (unsigned)openblas_get_num_threads();
}

void ter_blas_use_one_thread(void) {
    openblas_set_num_threads(1);
}

/* Larger than the blocks of every kernel, and a multiple of none. */
#define CHECK_ORDER 197

/* Small integers, 0 to 6 less 3, without a pattern that a wrong stride would keep. */
static double entry(size_t i, size_t j) {
    return (double)((i * 31 + j * 17 + (i * j) % 11) % 7) - 3.0;
}

static bool multiplies(double *a, double *b, double *c) {
    const size_t n = CHECK_ORDER;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            a[i + j * n] = entry(i, j);
            b[i + j * n] = entry(j, i + 5);
            c[i + j * n] = 1.0;
        }
    }
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)n, (int)n, (int)n, 2.0, a, (int)n, b, (int)n, -1.0, c, (int)n);
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            double sum = 0.0;
            for (size_t k = 0; k < n; k++) {
                sum += a[i + k * n] * b[k + j * n];
            }
            if (c[i + j * n] != 2.0 * sum - 1.0) {
                return false;
            }
        }
    }
    return true;
}

/* L of small integers with powers of two on its diagonal: L L' and its Cholesky factor are exact in every order of summation. */
static bool factors(double *l, double *a) {
    const size_t n = CHECK_ORDER;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            l[i + j * n] = i > j ? entry(i, j) : i == j ? (double)(1 << (i % 3)) : 0.0;
        }
    }
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, (int)n, (int)n, 1.0, l, (int)n, 0.0, a, (int)n);
    if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', (int)n, a, (int)n) != 0) {
        return false;
    }
    for (size_t j = 0; j < n; j++) {
        for (size_t i = j; i < n; i++) {
            if (a[i + j * n] != l[i + j * n]) {
                return false;
            }
        }
    }
    return true;
}

/* A consistent system whose solution is 1, 2, 3, ...: QR rounds, so the answer is right to 1e-9 only. */
static bool solves(double *a, double *b) {
    const size_t n = CHECK_ORDER, columns = 60;
    for (size_t i = 0; i < n; i++) {
        b[i] = 0.0;
        for (size_t j = 0; j < columns; j++) {
            a[i + j * n] = entry(i, j) + (i == j ? 40.0 : 0.0);
            b[i] += a[i + j * n] * (double)(j + 1);
        }
    }
    if (LAPACKE_dgels(LAPACK_COL_MAJOR, 'N', (int)n, (int)columns, 1, a, (int)n, b, (int)n) != 0) {
        return false;
    }
    for (size_t j = 0; j < columns; j++) {
        if (!(fabs(b[j] - (double)(j + 1)) < 1e-9)) {
            return false;
        }
    }
    return true;
}

ter_status ter_blas_check(ter_error *error) {
    double *work = calloc(3, sizeof(double) * CHECK_ORDER * CHECK_ORDER);
    if (work == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for the check of BLAS");
    }
    double *a = work, *b = work + CHECK_ORDER * CHECK_ORDER, *c = b + CHECK_ORDER * CHECK_ORDER;
    const char *wrong = NULL;
    if (!multiplies(a, b, c)) {
        wrong = "dgemm";
    } else if (!factors(a, b)) {
        wrong = "dsyrk or dpotrf";
    } else if (!solves(a, b)) {
        wrong = "dgels";
    }
    free(work);
    if (wrong != NULL) {
        return ter_error_set(error, TER_NOT_ACCURATE,
                             "%s of %s gives a wrong result on this processor; choose another kernel before the program starts, "
                             "for example OPENBLAS_CORETYPE=Haswell",
                             wrong, ter_blas_description());
    }
    return TER_OK;
}
