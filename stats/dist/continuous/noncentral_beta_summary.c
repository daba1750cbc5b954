/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "noncentral_beta_summary.h"

#include "special/elementary.h"

#define NEGLIGIBLE 0x1p-100
#define ORDER_MAX  4

/* Poisson weights over the largest, from there outwards: false at the end. */
typedef struct walk {
    double half, j, largest;
    ter__dd weight;
    bool down;
} walk;

static walk walk_of(double half) {
    walk w = {half, floor(half), floor(half), {1.0, 0.0}, false};
    return w;
}

static bool next(walk *w) {
    if (!w->down) {
        w->j += 1.0;
        w->weight = ter__dd_mul(w->weight, ter__dd_ratio(w->half, w->j));
        if (w->weight.hi > NEGLIGIBLE)
            return true;
        w->down = true;
        w->j = w->largest;
        w->weight = ter__dd_make(1.0, 0.0);
    }
    if (w->j == 0.0)
        return false;
    w->weight = ter__dd_mul(w->weight, ter__dd_ratio(w->j, w->half));
    w->j -= 1.0;
    return w->weight.hi > NEGLIGIBLE;
}

/* E X^k for k = 1 to `order` into raw[k], or of 1 - X with `other`; orders above 4 only the last, into raw[0]. */
static void raw_moments(const double *p, bool other, unsigned order, ter__dd raw[ORDER_MAX + 1]) {
    ter__dd sums[ORDER_MAX + 1] = {{0.0, 0.0}}, total = {0.0, 0.0}, n = ter__two_sum(p[0], p[1]), last = total;
    walk w = walk_of(0.5 * p[2]);
    do {
        ter__dd product = w.weight;
        for (unsigned k = 0; k < order; k++) {
            ter__dd top = other ? ter__two_sum(p[1], k) : ter__dd_add_d(ter__two_sum(p[0], w.j), k);
            product = ter__dd_div(ter__dd_mul(product, top), ter__dd_add_d(n, w.j + k));
            if (k < ORDER_MAX)
                sums[k + 1] = ter__dd_add(sums[k + 1], product);
        }
        last = ter__dd_add(last, product);
        total = ter__dd_add(total, w.weight);
    } while (next(&w));
    raw[0] = ter__dd_div(last, total);
    for (unsigned k = 1; k <= ORDER_MAX; k++)
        raw[k] = ter__dd_div(sums[k], total);
}

/* Of X or 1 - X, whichever is smaller: the central moments come as differences, which are small beside a mean near 1. */
static void central_moments(const double *p, ter__dd central[ORDER_MAX + 1]) {
    bool other = p[0] + 0.5 * p[2] > p[1];
    ter__dd m[ORDER_MAX + 1];
    raw_moments(p, other, ORDER_MAX, m);
    ter__dd square = ter__dd_square(m[1]), cube = ter__dd_mul(square, m[1]);
    central[2] = ter__dd_sub(m[2], square);
    central[3] = ter__dd_add(ter__dd_sub(m[3], ter__dd_mul_d(ter__dd_mul(m[2], m[1]), 3.0)), ter__dd_scale(cube, 2.0));
    central[4] = ter__dd_sub(m[4], ter__dd_scale(ter__dd_mul(m[3], m[1]), 4.0));
    ter__dd rest = ter__dd_sub(ter__dd_scale(m[2], 2.0), square);
    central[4] = ter__dd_add(central[4], ter__dd_mul_d(ter__dd_mul(square, rest), 3.0));
    if (other)
        central[3] = ter__dd_neg(central[3]);
}

ter_status ter__noncentral_beta_mean(const ter_dist *dist, double *value) {
    ter__dd m[ORDER_MAX + 1];
    raw_moments(dist->parameter, false, 1, m);
    *value = ter__dd_value(m[1]);
    return TER_OK;
}

ter_status ter__noncentral_beta_variance(const ter_dist *dist, double *value) {
    ter__dd central[ORDER_MAX + 1];
    central_moments(dist->parameter, central);
    *value = ter__dd_value(central[2]);
    return TER_OK;
}

ter_status ter__noncentral_beta_skewness(const ter_dist *dist, double *value) {
    ter__dd central[ORDER_MAX + 1];
    central_moments(dist->parameter, central);
    *value = ter__dd_value(ter__dd_div(central[3], ter__dd_mul(central[2], ter__dd_sqrt(central[2]))));
    return TER_OK;
}

ter_status ter__noncentral_beta_excess_kurtosis(const ter_dist *dist, double *value) {
    ter__dd central[ORDER_MAX + 1];
    central_moments(dist->parameter, central);
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(central[4], ter__dd_square(central[2])), -3.0));
    return TER_OK;
}

ter_status ter__noncentral_beta_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__dd m[ORDER_MAX + 1];
    raw_moments(dist->parameter, false, order, m);
    *value = ter__dd_value(m[0]);
    return TER_OK;
}
