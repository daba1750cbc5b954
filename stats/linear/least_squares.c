/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linear/least_squares.h"

#include <stdio.h>
#include <stdlib.h>

#include "dist/common/path_choice.h"
#include "special/table.h"

bool ter__qr_create(ter__qr *qr, size_t rows, size_t columns) {
    *qr = (ter__qr){.rows = rows, .columns = columns};
    qr->a = calloc(rows * columns, sizeof *qr->a);
    qr->diagonal = calloc(columns, sizeof *qr->diagonal);
    qr->beta = calloc(columns, sizeof *qr->beta);
    qr->inverse = calloc(columns * columns, sizeof *qr->inverse);
    qr->length = calloc(columns, sizeof *qr->length);
    qr->remainder = calloc(columns, sizeof *qr->remainder);
    qr->kept = calloc(columns, sizeof *qr->kept);
    qr->exponent = calloc(columns, sizeof *qr->exponent);
    return qr->a && qr->diagonal && qr->beta && qr->inverse && qr->length && qr->remainder && qr->kept && qr->exponent;
}

void ter__qr_destroy(ter__qr *qr) {
    void *const all[] = {qr->a, qr->diagonal, qr->beta, qr->inverse, qr->length, qr->remainder, qr->kept, qr->exponent};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        free(all[i]);
    }
    *qr = (ter__qr){0};
}

static ter__dd squares_from(size_t k, size_t rows, const ter__dd *y) {
    ter__dd sum = {0.0, 0.0};
    for (size_t i = k; i < rows; i++) {
        sum = ter__dd_add(sum, ter__dd_square(y[i]));
    }
    return sum;
}

void ter__qr_apply(const ter__qr *qr, ter__dd *y) {
    const ter__special *kernels = ter__path_best()->special;
    for (size_t k = 0; k < qr->rank; k++) {
        kernels->reflect(qr->a + qr->kept[k] * qr->rows + k, qr->beta[k], qr->rows - k, y + k);
    }
}

void ter__qr_factor(ter__qr *qr, double tolerance) {
    qr->rank = 0;
    for (size_t j = 0; j < qr->columns; j++) {
        ter__dd *column = qr->a + j * qr->rows;
        const size_t k = qr->rank;
        qr->length[j] = sqrt(squares_from(0, qr->rows, column).hi);
        ter__qr_apply(qr, column);
        ter__dd rest = squares_from(k, qr->rows, column);
        qr->remainder[j] = qr->length[j] > 0.0 && k < qr->rows ? sqrt(rest.hi) / qr->length[j] : 0.0;
        if (!(qr->remainder[j] > tolerance)) {
            continue;
        }
        ter__dd norm = ter__dd_sqrt(rest), lead = column[k];
        norm = lead.hi > 0.0 ? ter__dd_neg(norm) : norm; /* away from the leading entry: no cancellation */
        column[k] = ter__dd_sub(lead, norm);
        /* v'v / 2 = rest - norm lead */
        qr->beta[k] = ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_sub(rest, ter__dd_mul(norm, lead)));
        qr->diagonal[k] = norm;
        qr->kept[k] = j;
        qr->rank++;
    }
}

void ter__qr_invert(ter__qr *qr) {
    const size_t p = qr->rank;
    for (size_t c = 0; c < p; c++) {
        ter__dd *x = qr->inverse + c * p;
        for (size_t r = 0; r < p; r++) {
            x[r] = ter__dd_make(0.0, 0.0);
        }
        x[c] = ter__dd_div(ter__dd_make(1.0, 0.0), qr->diagonal[c]);
        for (size_t r = c; r-- > 0;) {
            ter__dd sum = {0.0, 0.0};
            for (size_t m = r + 1; m <= c; m++) {
                sum = ter__dd_add(sum, ter__dd_mul(qr->a[qr->kept[m] * qr->rows + r], x[m]));
            }
            x[r] = ter__dd_neg(ter__dd_div(sum, qr->diagonal[r]));
        }
    }
}

double ter__qr_condition(const ter__qr *qr) {
    double sum = 0.0;
    for (size_t k = 0; k < qr->rank; k++) {
        double row = 0.0;
        for (size_t c = k; c < qr->rank; c++) {
            row += qr->inverse[c * qr->rank + k].hi * qr->inverse[c * qr->rank + k].hi;
        }
        sum += row * qr->length[qr->kept[k]] * qr->length[qr->kept[k]];
    }
    return sqrt(sum * (double)qr->rank);
}

void ter__qr_reason(const ter__qr *qr, double tolerance, char *text, size_t size) {
    double smallest = 1.0;
    size_t first = qr->columns, k = 0;
    for (size_t j = 0; j < qr->columns; j++) {
        const bool kept = k < qr->rank && qr->kept[k] == j;
        k += kept;
        smallest = kept && qr->remainder[j] < smallest ? qr->remainder[j] : smallest;
        first = !kept && first == qr->columns ? j : first;
    }
    if (first == qr->columns) {
        snprintf(text, size, "full rank: at least %.2g of each column is left beside the columns before it", smallest);
    } else {
        snprintf(text, size, "rank %zu of %zu: of column %zu only %.2g is left beside the columns before it (tolerance %.2g)",
                 qr->rank, qr->columns, first + 1, qr->remainder[first], tolerance);
    }
}
