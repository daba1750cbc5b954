/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small dense linear algebra with a fixed order of operations (the same bits on every machine), and the state of the BLAS.
 *
 * Larger problems go to BLAS and LAPACK, whose last bits depend on the processor's kernel. The library never changes the number
 * of BLAS threads of the program it is linked into; our own programs set one (ter_blas_use_one_thread) when they start.
 */
#ifndef TERCILE_LINALG_H
#define TERCILE_LINALG_H

#include <stddef.h>

#include "status.h"
#include "view.h"

TER_BEGIN_DECLS

/* Largest order of the fixed-order routines. */
#define TER_SMALL_ORDER_MAX 32

/* Inverse of a symmetric positive definite matrix A[n*n] (column-major, both triangles given), n <= TER_SMALL_ORDER_MAX, by
 * Cholesky; `inverse` may be A. TER_UNDEFINED when A is not positive definite to working precision (after scaling to unit
 * diagonal: condition below some 1e14) or not finite; TER_LIMIT when n is too large. */
TER_MUST_USE TER_EXPORT ter_status ter_small_spd_inverse(size_t n, const double *a, double *inverse);
/* Solution of A x = b for the same kind of A; `x` may be b. */
TER_MUST_USE TER_EXPORT ter_status ter_small_spd_solve(size_t n, const double *a, const double *b, double *x);
/* Eigenvalues of a symmetric A, ascending, by cyclic Jacobi rotations in fixed order; n <= TER_SMALL_ORDER_MAX (TER_LIMIT).
 * TER_UNDEFINED when an entry is not finite. */
TER_MUST_USE TER_EXPORT ter_status ter_small_eigenvalues(size_t n, const double *a, double *values);

/* C = alpha A B + beta C by BLAS; shapes must fit (TER_BAD_SHAPE). */
TER_MUST_USE TER_EXPORT ter_status ter_blas_multiply(double alpha, ter_matrix a, ter_matrix b, double beta, ter_matrix c,
                                                     ter_error *error);
/* Solves min |A x - b| for a full-rank A (rows >= columns) by LAPACK's QR; A and b[rows] are overwritten, x in b[0 .. columns-1].
 * TER_BAD_SHAPE, TER_BAD_DATA (not finite), TER_UNDEFINED (a column depends on others), TER_NO_MEMORY. */
TER_MUST_USE TER_EXPORT ter_status ter_blas_least_squares(ter_matrix a, double *b, ter_error *error);

/* What BLAS is loaded: "OpenBLAS 0.3.21, core Haswell". Valid for the life of the process. */
TER_EXPORT const char *ter_blas_description(void);
/* Threads it uses now for a call. */
TER_EXPORT unsigned ter_blas_thread_count(void);
/* Multiplies and factors matrices whose results are known exactly (small integers); TER_NOT_ACCURATE names the call that is wrong.
 */
TER_MUST_USE TER_EXPORT ter_status ter_blas_check(ter_error *error);
/* One BLAS thread from now on, for the whole process. */
TER_EXPORT void ter_blas_use_one_thread(void);

TER_END_DECLS
#endif
