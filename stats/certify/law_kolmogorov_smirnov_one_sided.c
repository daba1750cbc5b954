/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One-sided Kolmogorov-Smirnov: by Abel's identity P(D+ <= x) is the sum of C(n, j) y (y + j)^(j-1) (n - j - y)^(n-j) / n^n over
 * the j above n - y, y = n x, whose terms change signs, which precision outgrows; above 1/2, P(D+ > x) is the rest of the sum.
 */
#include "law.h"

typedef struct pair {
    ter__b value, first; /* and its derivative in y */
} pair;

static long size_of(const ter__b *p) {
    return arf_get_si(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR);
}

static ter__b whole_power(ter__balls *w, ter__b x, long n) {
    ter__b r = ter__b_si(w, 1);
    for (; n > 0; n /= 2) {
        r = n % 2 == 1 ? ter__b_mul(w, r, x) : r;
        x = ter__b_square(w, x);
    }
    return r;
}

/* y (y + j)^(j-1) (n - j - y)^(n-j) */
static pair term(ter__balls *w, ter__b y, long n, long j) {
    ter__b a = ter__b_add_si(w, y, j), b = ter__b_add_si(w, ter__b_neg(w, y), n - j);
    pair left = {ter__b_si(w, 1), ter__b_si(w, 0)}, right = {ter__b_si(w, 1), ter__b_si(w, 0)}, out;
    if (j > 0) {
        ter__b power = j > 1 ? whole_power(w, a, j - 2) : ter__b_div(w, ter__b_si(w, 1), a);
        left.value = ter__b_mul(w, y, ter__b_mul(w, power, a));
        left.first = ter__b_mul(w, power, ter__b_add(w, a, ter__b_mul_si(w, y, j - 1)));
    }
    if (j < n) {
        ter__b power = whole_power(w, b, n - j - 1);
        right.value = ter__b_mul(w, power, b);
        right.first = ter__b_mul_si(w, power, j - n);
    }
    out.value = ter__b_mul(w, left.value, right.value);
    out.first = ter__b_add(w, ter__b_mul(w, left.first, right.value), ter__b_mul(w, left.value, right.first));
    return out;
}

/* Where a power's base is 0 at a piece's lower end the piece below holds, whose terms there are the same or 0. */
static pair tail_of(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    long n = size_of(p);
    ter__b y = ter__b_mul_si(w, x, n), binomial = ter__b_si(w, 1), middle = ter__b_add_si(w, ter__b_mul_si(w, x, 2), -1);
    pair sum = {ter__b_si(w, 0), ter__b_si(w, 0)}, unknown = {ter__b_nothing(w), ter__b_nothing(w)};
    *upper = arb_is_positive(TER__REAL(middle));
    for (long j = 0; j <= n; j++) {
        ter__b b = ter__b_add_si(w, ter__b_neg(w, y), n - j);
        bool high = j == n || arb_is_negative(TER__REAL(b)), low = j < n && arb_is_nonnegative(TER__REAL(b));
        if (!high && !low) {
            return unknown;
        }
        if (low == *upper) {
            pair t = term(w, y, n, j);
            sum.value = ter__b_add(w, sum.value, ter__b_mul(w, binomial, t.value));
            sum.first = ter__b_add(w, sum.first, ter__b_mul(w, binomial, t.first));
        }
        binomial = ter__b_div(w, ter__b_mul_si(w, binomial, n - j), ter__b_si(w, j + 1));
    }
    ter__b scale = whole_power(w, ter__b_si(w, n), n);
    pair r = {ter__b_div(w, sum.value, scale), ter__b_div(w, sum.first, scale)};
    return r;
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    bool upper;
    if (size_of(p) == 1) { /* uniform, its ends included */
        return ter__b_si(w, 0);
    }
    pair tail = tail_of(w, p, x, &upper);
    return ter__b_log(w, ter__b_mul_si(w, tail.first, upper ? -size_of(p) : size_of(p)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__b_log(w, tail_of(w, p, x, upper).value);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_kolmogorov_smirnov_one_sided = {
    .name = "kolmogorov_smirnov_one_sided",
    .parameter_count = 1,
    .parameter_names = {"n"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__WHOLE, 1.0, 100.0, 6, {1.0, 2.0, 3.0, 4.0, 8.0, 41.0}}},
    .moderate = {{TER__WHOLE, 1.0, 20.0, 3, {1.0, 2.0, 5.0}}},
    .cost = 10,
};
