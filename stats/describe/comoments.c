/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two columns: blocks in two passes, merged by the formulas of Chan, Golub and LeVeque for squares and products. */
#include <math.h>
#include <stdbool.h>

#include "special/dd.h"
#include "tercile/describe.h"

#define BLOCK 1024

static ter__dd from_sum(ter_sum sum) {
    return ter__dd_make(sum.high, sum.low);
}

static ter_sum to_sum(ter__dd value) {
    return (ter_sum){value.hi, value.lo};
}

static void make_nan(ter_comoments *c) {
    const ter_sum nan = {TER__NAN, 0.0};
    c->mean_x = c->mean_y = c->square_x = c->square_y = c->product = nan;
}

static void block(ter_comoments *c, size_t n, const double *x, const double *y) {
    ter__dd mx = {0.0, 0.0}, my = mx, xx = mx, yy = mx, xy = mx;
    *c = (ter_comoments){.count = n};
    for (size_t i = 0; i < n; i++) {
        mx = ter__dd_add_d(mx, x[i]);
        my = ter__dd_add_d(my, y[i]);
    }
    mx = ter__dd_div_d(mx, (double)n);
    my = ter__dd_div_d(my, (double)n);
    if (!isfinite(mx.hi) || !isfinite(mx.lo) || !isfinite(my.hi) || !isfinite(my.lo)) {
        make_nan(c);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const ter__dd a = ter__dd_add_d(ter__dd_neg(mx), x[i]), b = ter__dd_add_d(ter__dd_neg(my), y[i]);
        xx = ter__dd_add(xx, ter__dd_square(a));
        yy = ter__dd_add(yy, ter__dd_square(b));
        xy = ter__dd_add(xy, ter__dd_mul(a, b));
    }
    c->mean_x = to_sum(mx);
    c->mean_y = to_sum(my);
    c->square_x = to_sum(xx);
    c->square_y = to_sum(yy);
    c->product = to_sum(xy);
}

/* A sum of products of two pieces, and what the distance of their means adds. */
static ter_sum joined(ter_sum a, ter_sum b, ter__dd between) {
    return to_sum(ter__dd_add(ter__dd_add(from_sum(a), from_sum(b)), between));
}

void ter_comoments_merge(ter_comoments *comoments, const ter_comoments *other) {
    const ter_comoments b = *other; /* a piece may be merged with itself */
    ter_comoments *a = comoments;
    if (b.count == 0 || a->count == 0) {
        *a = b.count == 0 ? *a : b;
        return;
    }
    const double na = (double)a->count, nb = (double)b.count, n = na + nb;
    const ter__dd q = ter__dd_ratio(nb, n), factor = ter__dd_mul_d(q, na); /* n_a n_b / n */
    const ter__dd dx = ter__dd_sub(from_sum(b.mean_x), from_sum(a->mean_x));
    const ter__dd dy = ter__dd_sub(from_sum(b.mean_y), from_sum(a->mean_y));
    a->count += b.count;
    if (isnan(dx.hi) || isnan(dy.hi)) {
        make_nan(a);
        return;
    }
    a->square_x = joined(a->square_x, b.square_x, ter__dd_mul(ter__dd_square(dx), factor));
    a->square_y = joined(a->square_y, b.square_y, ter__dd_mul(ter__dd_square(dy), factor));
    a->product = joined(a->product, b.product, ter__dd_mul(ter__dd_mul(dx, dy), factor));
    a->mean_x = to_sum(ter__dd_add(from_sum(a->mean_x), ter__dd_mul(dx, q)));
    a->mean_y = to_sum(ter__dd_add(from_sum(a->mean_y), ter__dd_mul(dy, q)));
}

void ter_comoments_add_array(ter_comoments *comoments, size_t n, const double *x, const double *y) {
    for (size_t i = 0; i < n; i += BLOCK) {
        ter_comoments piece;
        block(&piece, n - i < BLOCK ? n - i : BLOCK, x + i, y + i);
        ter_comoments_merge(comoments, &piece);
    }
}

double ter_comoments_covariance(const ter_comoments *comoments) {
    return comoments->count < 2 ? TER__NAN
                                : ter__dd_value(ter__dd_div_d(from_sum(comoments->product), (double)(comoments->count - 1)));
}

double ter_comoments_correlation(const ter_comoments *comoments) {
    if (comoments->count < 2 || !(comoments->square_x.high > 0.0) || !(comoments->square_y.high > 0.0)) {
        return TER__NAN;
    }
    /* Root by root: the product of the squares may leave the range. */
    const ter__dd x = ter__dd_sqrt(from_sum(comoments->square_x)), y = ter__dd_sqrt(from_sum(comoments->square_y));
    const double r = ter__dd_value(ter__dd_div(ter__dd_div(from_sum(comoments->product), x), y));
    return r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r;
}

double ter_comoments_slope(const ter_comoments *comoments) {
    return comoments->square_x.high > 0.0 ? ter__dd_value(ter__dd_div(from_sum(comoments->product), from_sum(comoments->square_x)))
                                          : TER__NAN;
}
