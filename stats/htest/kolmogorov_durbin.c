/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "htest/kolmogorov.h"
#include "htest/stirling.h"
#include "special/elementary.h"

/* 1 / 32! is below 1e-35: further terms of a row are lost in rounding, whatever the vector. */
#define BAND     32
#define RESCALE  32
#define LN2_HIGH 0x1.62e42fefa39efp-1
#define LN2_LOW  0x1.abc9e3b39803fp-56

typedef struct durbin {
    size_t size;             /* m = 2 k - 1 */
    double *first, *last;    /* of column 0 and of row m - 1 */
    double reciprocal[BAND]; /* 1 / i! */
} durbin;

/*
 * The matrix: 1 / (i - j + 1)! on and below the first superdiagonal; column 0 has (1 - h^(i+1)) / (i+1)!, row m-1 has
 * (1 - h^(m-j)) / (m-j)!, their corner (1 - 2 h^m + max(0, 2 h - 1)^m) / m!, where d n = k - h.
 */
static void build(durbin *matrix, double h) {
    matrix->reciprocal[0] = 1.0;
    for (size_t i = 1; i < BAND; i++) {
        matrix->reciprocal[i] = matrix->reciprocal[i - 1] / (double)i;
    }
    const size_t m = matrix->size;
    double power = 1.0, corner = 1.0;
    for (size_t i = 0; i < m; i++) {
        power *= h;
        corner *= fmax(0.0, 2.0 * h - 1.0);
        double entry = i + 1 < BAND ? (1.0 - power) * matrix->reciprocal[i + 1] : 0.0;
        matrix->first[i] = entry;
        matrix->last[m - 1 - i] = entry;
    }
    double entry = m < BAND ? (1.0 - 2.0 * power + corner) * matrix->reciprocal[m] : 0.0;
    matrix->first[m - 1] = matrix->last[0] = entry;
}

/* out = H v, band by band, so that the inner loop runs over neighbouring rows. */
static void apply(const durbin *matrix, const double *v, double *out) {
    const size_t m = matrix->size, rows = m - 1;
    for (size_t i = 0; i < rows; i++) {
        out[i] = matrix->first[i] * v[0];
    }
    /* Columns from 1: column i + 1 - l of row i. Column 0 has entries of its own. */
    for (size_t l = 0; l < BAND && l < rows; l++) {
        const double entry = matrix->reciprocal[l];
        for (size_t i = l; i < rows; i++) {
            out[i] += entry * v[i + 1 - l];
        }
    }
    double sum = 0.0;
    for (size_t j = m > BAND ? m - BAND : 0; j < m; j++) {
        sum += matrix->last[j] * v[j];
    }
    out[rows] = sum;
}

/* n! / n^n 2^exponent = sqrt(2 pi n) exp(-n + exponent log 2 + stirling). */
static double scale(size_t n, int64_t exponent) {
    ter__dd ln2 = {LN2_HIGH, LN2_LOW};
    ter__dd power = ter__dd_add_d(ter__dd_mul_d(ln2, (double)exponent), -(double)n);
    power = ter__dd_add_d(power, ter__stirling((double)n));
    return sqrt(2.0 * TER__PI * (double)n) * ter__exp_dd(power);
}

double ter__kolmogorov_durbin(size_t n, double d) {
    const double nd = (double)n * d, k = floor(nd) + 1.0;
    durbin matrix = {.size = 2 * (size_t)k - 1};
    const size_t m = matrix.size;
    double *memory = calloc(4 * m, sizeof *memory);
    if (memory == NULL) {
        return NAN;
    }
    matrix.first = memory;
    matrix.last = memory + m;
    double *v = memory + 2 * m, *next = memory + 3 * m;
    /* h = k - n d: the product is rounded, and here its error would be multiplied by n d. */
    build(&matrix, (k - nd) - fma((double)n, d, -nd));
    int64_t exponent = 0;
    v[(size_t)k - 1] = 1.0;
    for (size_t i = 1; i <= n; i++) {
        apply(&matrix, v, next);
        double *keep = v;
        v = next;
        next = keep;
        if (i % RESCALE == 0) {
            int step;
            (void)frexp(v[(size_t)k - 1], &step);
            for (size_t j = 0; j < m; j++) {
                v[j] = ldexp(v[j], -step);
            }
            exponent += step;
        }
    }
    double value = v[(size_t)k - 1] * scale(n, exponent);
    free(memory);
    return fmin(value, 1.0);
}
