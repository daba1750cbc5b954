/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A piece knows its products about its own mean. About another mean, further by d, the products at a lag are
 *   P + d (sum of the distances of all but the last `lag` values + the same of all but the first) + (count - lag) d^2,
 * and as all distances together are 0, the sums are those of the values at the ends, with their signs turned. What remains are the
 * products across the seam: ends again.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "special/dd.h"
#include "tercile/describe.h"

#define BLOCK 1024
enum { MOST = TER_AUTOCOVARIANCE_LAGS_MAX };

static ter__dd from_sum(ter_sum sum) {
    return ter__dd_make(sum.high, sum.low);
}

static ter_sum to_sum(ter__dd value) {
    return (ter_sum){value.hi, value.lo};
}

static size_t ends(const ter_autocovariance *s) {
    return s->count < s->lags ? (size_t)s->count : s->lags;
}

static void make_nan(ter_autocovariance *s) {
    s->mean = (ter_sum){TER__NAN, 0.0};
    for (size_t k = 0; k <= s->lags; k++) {
        s->products[k] = s->mean;
    }
}

void ter_autocovariance_init(ter_autocovariance *series, size_t lags) {
    *series = (ter_autocovariance){.lags = lags < MOST ? lags : MOST};
}

/* n >= 1 values, at most BLOCK. */
static void block(ter_autocovariance *s, size_t lags, size_t n, const double *x) {
    ter__dd mean = {0.0, 0.0}, distance[BLOCK];
    ter_autocovariance_init(s, lags);
    s->count = n;
    memcpy(s->first, x, ends(s) * sizeof *x);
    memcpy(s->last, x + n - ends(s), ends(s) * sizeof *x);
    for (size_t i = 0; i < n; i++) {
        mean = ter__dd_add_d(mean, x[i]);
    }
    mean = ter__dd_div_d(mean, (double)n);
    if (!isfinite(mean.hi) || !isfinite(mean.lo)) {
        make_nan(s);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        distance[i] = ter__dd_add_d(ter__dd_neg(mean), x[i]);
    }
    s->mean = to_sum(mean);
    for (size_t k = 0; k <= lags && k < n; k++) {
        ter__dd sum = {0.0, 0.0};
        for (size_t i = k; i < n; i++) {
            sum = ter__dd_add(sum, ter__dd_mul(distance[i - k], distance[i]));
        }
        s->products[k] = to_sum(sum);
    }
}

/* products[lags + 1] about `mean`. */
static void products_about(const ter_autocovariance *s, ter__dd mean, ter__dd *products) {
    const ter__dd own = ter__dd_neg(from_sum(s->mean)), d = ter__dd_sub(from_sum(s->mean), mean);
    ter__dd outside = {0.0, 0.0}; /* distances of the first and the last `lag` values */
    for (size_t k = 0; k <= s->lags; k++) {
        products[k] = from_sum(s->products[k]);
        if (k >= s->count) {
            continue;
        }
        if (k > 0) {
            outside = ter__dd_add(outside, ter__dd_add_d(own, s->first[k - 1]));
            outside = ter__dd_add(outside, ter__dd_add_d(own, s->last[ends(s) - k]));
        }
        const ter__dd all = ter__dd_sub(ter__dd_mul_d(d, (double)(s->count - k)), outside);
        products[k] = ter__dd_add(products[k], ter__dd_mul(d, all));
    }
}

/* The products of a value of a and one of b, `lag` places later. */
static ter__dd across(const ter_autocovariance *a, const ter_autocovariance *b, ter__dd mean, size_t lag) {
    const ter__dd minus = ter__dd_neg(mean);
    const size_t before = ends(a), after = ends(b);
    ter__dd sum = {0.0, 0.0};
    for (size_t j = lag > before ? lag - before : 0; j < lag && j < after; j++) {
        const ter__dd left = ter__dd_add_d(minus, a->last[before + j - lag]), right = ter__dd_add_d(minus, b->first[j]);
        sum = ter__dd_add(sum, ter__dd_mul(left, right));
    }
    return sum;
}

/* The first values of both together and the last ones; a's count is still its own. */
static void join_ends(ter_autocovariance *a, const ter_autocovariance *b) {
    const size_t before = ends(a), after = ends(b), lags = a->lags;
    const size_t taken = after < lags - before ? after : lags - before, kept = before < lags - after ? before : lags - after;
    memcpy(a->first + before, b->first, taken * sizeof *a->first);
    memmove(a->last, a->last + (before - kept), kept * sizeof *a->last);
    memcpy(a->last + kept, b->last, after * sizeof *a->last);
}

static void merge(ter_autocovariance *a, const ter_autocovariance *b) {
    if (b->count == 0 || a->count == 0) {
        *a = b->count == 0 ? *a : *b;
        return;
    }
    const ter__dd share = ter__dd_ratio((double)b->count, (double)a->count + (double)b->count);
    const ter__dd d = ter__dd_sub(from_sum(b->mean), from_sum(a->mean));
    const ter__dd mean = ter__dd_add(from_sum(a->mean), ter__dd_mul(d, share));
    if (isfinite(mean.hi) && isfinite(mean.lo)) {
        ter__dd left[MOST + 1], right[MOST + 1];
        products_about(a, mean, left);
        products_about(b, mean, right);
        for (size_t k = 0; k <= a->lags; k++) {
            a->products[k] = to_sum(ter__dd_add(ter__dd_add(left[k], right[k]), across(a, b, mean, k)));
        }
        a->mean = to_sum(mean);
    } else {
        make_nan(a);
    }
    join_ends(a, b);
    a->count += b->count;
}

ter_status ter_autocovariance_merge(ter_autocovariance *series, const ter_autocovariance *next, ter_error *error) {
    if (series->lags != next->lags) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "pieces with %zu and with %zu lags do not merge", series->lags, next->lags);
    }
    const ter_autocovariance b = *next; /* a piece may follow itself */
    merge(series, &b);
    return TER_OK;
}

void ter_autocovariance_add_array(ter_autocovariance *series, size_t n, const double *x) {
    for (size_t i = 0; i < n; i += BLOCK) {
        ter_autocovariance piece;
        block(&piece, series->lags, n - i < BLOCK ? n - i : BLOCK, x + i);
        merge(series, &piece);
    }
}

double ter_autocovariance_correlation(const ter_autocovariance *series, size_t lag) {
    if (lag > series->lags || lag >= series->count || !(series->products[0].high > 0.0)) {
        return TER__NAN;
    }
    return ter__dd_value(ter__dd_div(from_sum(series->products[lag]), from_sum(series->products[0])));
}

double ter_autocovariance_value(const ter_autocovariance *series, size_t lag) {
    if (lag > series->lags || lag >= series->count) {
        return TER__NAN;
    }
    return ter__dd_value(ter__dd_div_d(from_sum(series->products[lag]), (double)series->count));
}
