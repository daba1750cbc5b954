/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cyclic Jacobi (Golub and Van Loan, section 8.5): every pair in row order, sweep after sweep, until nothing is left to rotate. */
#include <math.h>
#include <string.h>

#include "tercile/linalg.h"

#define SWEEPS_MAX 60

/* Tangent of the smaller angle whose rotation makes a(p, q) zero. */
static double tangent(double app, double aqq, double apq) {
    double tau = (aqq - app) / (2.0 * apq);
    double t = isinf(tau * tau) ? 0.5 / fabs(tau) : 1.0 / (fabs(tau) + sqrt(1.0 + tau * tau));
    return tau < 0.0 ? -t : t;
}

/* Both triangles. The updates are written as corrections, after Rutishauser (1966): the errors of many rotations stay small. */
static void rotate(size_t n, double *m, size_t p, size_t q) {
    double apq = m[p + q * n];
    double t = tangent(m[p + p * n], m[q + q * n], apq);
    double c = 1.0 / sqrt(1.0 + t * t), s = t * c;
    double tau = s / (1.0 + c);
    m[p + p * n] -= t * apq;
    m[q + q * n] += t * apq;
    m[p + q * n] = m[q + p * n] = 0.0;
    for (size_t k = 0; k < n; k++) {
        if (k != p && k != q) {
            double kp = m[k + p * n], kq = m[k + q * n];
            m[k + p * n] = m[p + k * n] = kp - s * (kq + tau * kp);
            m[k + q * n] = m[q + k * n] = kq + s * (kp - tau * kq);
        }
    }
}

ter_status ter_small_eigenvalues(size_t n, const double *a, double *values) {
    if (n > TER_SMALL_ORDER_MAX) {
        return TER_LIMIT;
    }
    double m[TER_SMALL_ORDER_MAX * TER_SMALL_ORDER_MAX];
    memcpy(m, a, n * n * sizeof m[0]);
    double norm = 0.0;
    for (size_t i = 0; i < n * n; i++) {
        if (!isfinite(m[i])) {
            return TER_UNDEFINED;
        }
        norm = fmax(norm, fabs(m[i]));
    }
    for (int sweep = 0, rotated = 1; rotated; sweep++) {
        if (sweep == SWEEPS_MAX) {
            return TER_NO_CONVERGENCE;
        }
        rotated = 0;
        for (size_t p = 0; p + 1 < n; p++) {
            for (size_t q = p + 1; q < n; q++) {
                double off = fabs(m[p + q * n]);
                /* Nothing to gain below the rounding of both diagonals and of the whole matrix. */
                if (off > 0x1p-54 * sqrt(fabs(m[p + p * n])) * sqrt(fabs(m[q + q * n])) && off > 0x1p-70 * norm) {
                    rotate(n, m, p, q);
                    rotated = 1;
                } else {
                    m[p + q * n] = m[q + p * n] = 0.0;
                }
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        size_t place = i;
        for (; place > 0 && values[place - 1] > m[i + i * n]; place--) {
            values[place] = values[place - 1];
        }
        values[place] = m[i + i * n];
    }
    return TER_OK;
}
