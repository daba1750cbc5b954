/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linear/tall.h"

#include <stdlib.h>

#include "dist/common/path_choice.h"
#include "special/table.h"

#define ROWS_MIN      1024
#define COLUMNS_MAX   128
#define CONDITION_MAX 0x1p20
#define LENGTH_MIN    0x1p-300 /* products of doubles keep their low halves */
#define LENGTH_MAX    0x1p300

/* A block of rows: the columns, the response and a column of ones, all times the roots of the weights. */
typedef struct block {
    const ter_linear_problem *p;
    const ter__special *kernels;
    size_t first, count; /* rows */
    double *high, *low;  /* [columns + 2][TER__TALL_ROWS] */
    double root_high[TER__TALL_ROWS], root_low[TER__TALL_ROWS];
    double other_high[TER__TALL_ROWS], other_low[TER__TALL_ROWS];
} block;

static const double *at(const double *values, size_t first) {
    return values == NULL ? NULL : values + first;
}

static void begin_block(block *k, size_t first) {
    const size_t rest = k->p->rows - first;
    k->first = first;
    k->count = rest < TER__TALL_ROWS ? rest : TER__TALL_ROWS;
    if (k->p->weights != NULL) {
        k->kernels->tall_roots(k->count, k->p->weights + first, k->root_high, k->root_low);
    }
}

static void put_column(block *k, size_t column, const double *x, const double *x_low) {
    const bool weighted = k->p->weights != NULL;
    k->kernels->tall_weigh(k->count, weighted ? k->root_high : NULL, weighted ? k->root_low : NULL, x, x_low,
                           k->high + column * TER__TALL_ROWS, k->low + column * TER__TALL_ROWS);
}

static void put_columns(block *k) {
    const ter_linear_problem *p = k->p;
    for (size_t j = 0; j < p->columns; j++) {
        put_column(k, j, p->x + j * p->rows + k->first, p->x_low == NULL ? NULL : p->x_low + j * p->rows + k->first);
    }
}

/* Products of all columns, the response and the ones: sums[(columns + 2)(columns + 3) / 2]. */
static void cross_products(block *k, ter__dd *sums) {
    const size_t columns = k->p->columns;
    for (size_t i = 0; i < TER__TALL_ROWS; i++) {
        k->other_high[i] = 1.0;
    }
    for (size_t first = 0; first < k->p->rows; first += TER__TALL_ROWS) {
        begin_block(k, first);
        put_columns(k);
        put_column(k, columns, k->p->y + first, at(k->p->y_low, first));
        put_column(k, columns + 1, k->other_high, NULL);
        k->kernels->tall_products(k->high, k->low, columns + 2, 0, sums);
    }
}

/* The residuals of a block into its column of the response. */
static void put_residuals(block *k, const ter__dd *negative) {
    const ter_linear_problem *p = k->p;
    for (size_t i = 0; i < k->count; i++) {
        k->other_high[i] = p->y[k->first + i];
        k->other_low[i] = p->y_low == NULL ? 0.0 : p->y_low[k->first + i];
    }
    k->kernels->tall_combine(k->count, p->columns, p->rows, p->x + k->first, at(p->x_low, k->first), negative, k->other_high,
                             k->other_low);
    put_column(k, p->columns, k->other_high, k->other_low);
}

/* What the residuals have left of each column: products[columns]. */
static void residual_products(block *k, const ter__dd *negative, ter__dd *sums) {
    const size_t columns = k->p->columns;
    for (size_t first = 0; first < k->p->rows; first += TER__TALL_ROWS) {
        begin_block(k, first);
        put_columns(k);
        put_residuals(k, negative);
        k->kernels->tall_products(k->high, k->low, columns + 1, columns, sums);
    }
}

/* Squares of the residuals, and of the response about `mean`. */
static void squares(block *k, const ter__dd *negative, ter__dd mean, ter__dd *residual, ter__dd *total) {
    const ter_linear_problem *p = k->p;
    ter__dd sums[2][3] = {{{0.0, 0.0}}, {{0.0, 0.0}}};
    for (size_t first = 0; first < p->rows; first += TER__TALL_ROWS) {
        begin_block(k, first);
        put_residuals(k, negative);
        const size_t column = p->columns * TER__TALL_ROWS;
        k->kernels->tall_products(k->high + column, k->low + column, 1, 0, sums[0]);
        for (size_t i = 0; i < k->count; i++) {
            const ter__dd y = ter__dd_make(p->y[first + i], p->y_low == NULL ? 0.0 : p->y_low[first + i]);
            const ter__dd rest = ter__dd_sub(y, mean);
            k->other_high[i] = rest.hi;
            k->other_low[i] = rest.lo;
        }
        put_column(k, p->columns, k->other_high, k->other_low);
        k->kernels->tall_products(k->high + column, k->low + column, 1, 0, sums[1]);
    }
    *residual = sums[0][0];
    *total = sums[1][0];
}

/* ---- the factor ---------------------------------------------------------------------------------------------------------- */

static ter__dd entry(const ter__dd *sums, size_t j, size_t k) {
    return sums[k * (k + 1) / 2 + j]; /* j <= k */
}

/* R'R = the products; false when a column is nearly dependent on those before it, or out of range. */
static bool factor(ter__qr *qr, const ter__dd *sums, double tolerance) {
    const size_t p = qr->columns;
    for (size_t k = 0; k < p; k++) {
        ter__dd *column = qr->a + k * p, rest = entry(sums, k, k);
        qr->length[k] = sqrt(rest.hi);
        if (!(qr->length[k] > LENGTH_MIN && qr->length[k] < LENGTH_MAX)) {
            return false;
        }
        for (size_t j = 0; j < k; j++) {
            ter__dd sum = entry(sums, j, k);
            for (size_t r = 0; r < j; r++) {
                sum = ter__dd_sub(sum, ter__dd_mul(qr->a[j * p + r], column[r]));
            }
            column[j] = ter__dd_div(sum, qr->diagonal[j]);
            rest = ter__dd_sub(rest, ter__dd_square(column[j]));
        }
        qr->remainder[k] = rest.hi > 0.0 ? sqrt(rest.hi) / qr->length[k] : 0.0;
        if (!(qr->remainder[k] > tolerance && qr->remainder[k] > 1.0 / CONDITION_MAX)) {
            return false;
        }
        qr->diagonal[k] = ter__dd_sqrt(rest);
        qr->kept[k] = k;
    }
    qr->rank = p;
    return true;
}

/* z += R^-T g, and the negative coefficients that belong to it. */
static void solve(ter__tall *t, const ter__dd *g, ter__dd *step, ter__dd *negative) {
    const ter__qr *qr = &t->qr;
    const size_t p = qr->columns;
    for (size_t k = 0; k < p; k++) {
        ter__dd sum = g[k];
        for (size_t r = 0; r < k; r++) {
            sum = ter__dd_sub(sum, ter__dd_mul(qr->a[k * p + r], step[r]));
        }
        step[k] = ter__dd_div(sum, qr->diagonal[k]);
        t->z[k] = ter__dd_add(t->z[k], step[k]);
    }
    for (size_t k = 0; k < p; k++) {
        t->b[k] = ter__dd_make(0.0, 0.0);
        for (size_t c = k; c < p; c++) {
            t->b[k] = ter__dd_add(t->b[k], ter__dd_mul(qr->inverse[c * p + k], t->z[c]));
        }
        negative[k] = ter__dd_neg(t->b[k]);
    }
}

/* From the sums to the coefficients, refined once, and the sums of squares. */
static bool finish(ter__tall *t, block *k, ter__dd *sums, ter__dd *room, double tolerance, bool coefficients) {
    const ter_linear_problem *p = k->p;
    const size_t columns = p->columns, y = columns, ones = columns + 1;
    if (!factor(&t->qr, sums, tolerance)) {
        return false;
    }
    ter__qr_invert(&t->qr);
    if (!(ter__qr_condition(&t->qr) <= CONDITION_MAX)) {
        return false;
    }
    ter__dd *negative = room, *step = room + columns, *left = sums + y * (y + 1) / 2;
    const ter__dd weight = entry(sums, ones, ones), sum = entry(sums, y, ones);
    t->whole = entry(sums, y, y);
    solve(t, left, step, negative);
    if (coefficients) {
        return isfinite(t->whole.hi);
    }
    for (size_t j = 0; j <= y; j++) {
        left[j] = ter__dd_make(0.0, 0.0);
    }
    residual_products(k, negative, sums);
    solve(t, left, step, negative);
    const ter__dd mean = p->has_constant ? ter__dd_div(sum, weight) : ter__dd_make(0.0, 0.0);
    squares(k, negative, mean, &t->residual, &t->total);
    return isfinite(t->whole.hi) && isfinite(t->residual.hi) && isfinite(t->total.hi);
}

bool ter__tall_create(ter__tall *tall, const ter_linear_problem *p, double tolerance, bool coefficients) {
    *tall = (ter__tall){.whole = {0.0, 0.0}};
    if (p->rows < ROWS_MIN || p->rows < 8 * p->columns || p->columns > COLUMNS_MAX) {
        return false;
    }
    const size_t all = p->columns + 2;
    ter__dd *sums = calloc(all * (all + 1) / 2, sizeof *sums), *room = calloc(2 * p->columns, sizeof *room);
    block *k = calloc(1, sizeof *k);
    double *values = calloc(2 * all * TER__TALL_ROWS, sizeof *values);
    tall->z = calloc(p->columns, sizeof *tall->z);
    tall->b = calloc(p->columns, sizeof *tall->b);
    bool made = ter__qr_create(&tall->qr, p->columns, p->columns) && sums && room && k && values && tall->z && tall->b;
    if (made) {
        k->p = p;
        k->kernels = ter__path_best()->special;
        k->high = values;
        k->low = values + all * TER__TALL_ROWS;
        cross_products(k, sums);
        made = finish(tall, k, sums, room, tolerance, coefficients);
    }
    free(values);
    free(k);
    free(room);
    free(sums);
    if (!made) {
        ter__tall_destroy(tall);
    }
    return made;
}

void ter__tall_destroy(ter__tall *tall) {
    ter__qr_destroy(&tall->qr);
    free(tall->z);
    free(tall->b);
    *tall = (ter__tall){.whole = {0.0, 0.0}};
}
