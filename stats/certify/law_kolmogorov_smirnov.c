/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * D_n by Steck's determinant (G. P. Steck, Ann. Math. Statist. 42 (1971)): P(a_i < U_(i) < b_i for all i) is n! times the
 * determinant of (b_i - a_j)+^(j-i+1) / (j-i+1)!, whose terms change signs, which precision outgrows. Everything in units of 1/n.
 * Above 1/2 only one side can be passed, and Smirnov's sum is the tail.
 */
#include "ball_block.h"
#include "law.h"

#define OBSERVATIONS_MAX 100 /* observations */

typedef struct pair {
    ter__b value, first; /* and its derivative in n x */
} pair;

static long size_of(const ter__b *p) {
    return arf_get_si(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR);
}

/* -1, 0, 1 by the real part; 2 when it cannot be told. */
static int sign_of(ter__b x) {
    arb_srcptr real = TER__REAL(x);
    return arb_is_positive(real) ? 1 : arb_is_negative(real) ? -1 : arb_is_zero(real) ? 0 : 2;
}

static ter__b whole_power(ter__balls *w, ter__b x, long n) {
    ter__b r = ter__b_si(w, 1);
    for (; n > 0; n /= 2) {
        r = n % 2 == 1 ? ter__b_mul(w, r, x) : r;
        x = ter__b_square(w, x);
    }
    return r;
}

static pair nothing(ter__balls *w) {
    pair r = {ter__b_nothing(w), ter__b_nothing(w)};
    return r;
}

/* (b_i - a_j)+^q / q! with q = j - i + 1 >= 1, and its derivative; where pieces meet that of the piece below. */
static pair entry(ter__balls *w, ter__b y, long n, long i, long j, ter__b over_factorial) {
    ter__b b = ter__b_add_si(w, y, i - 1), a = ter__b_add_si(w, ter__b_neg(w, y), j);
    int high = sign_of(ter__b_add_si(w, b, -n)), low = sign_of(a);
    if (high == 2 || low == 2) {
        return nothing(w);
    }
    long moving = (high <= 0) + (low >= 0), q = j - i + 1;
    b = high > 0 ? ter__b_si(w, n) : b;
    a = low < 0 ? ter__b_si(w, 0) : a;
    ter__b d = ter__b_sub(w, b, a);
    int sign = sign_of(d);
    if (sign == 2) {
        return nothing(w);
    }
    pair r = {ter__b_si(w, 0), ter__b_si(w, 0)};
    if (sign > 0) {
        ter__b less = ter__b_mul(w, whole_power(w, d, q - 1), over_factorial);
        r.value = ter__b_mul(w, less, d);
        r.first = ter__b_mul_si(w, less, moving * q);
    }
    return r;
}

/* The determinants of the leading minors, D_j = sum over i of (-1)^(j-i) D_(i-1) entry(i, j), times j! / n^j at the end. */
static pair lower_tail(ter__balls *w, ter__b y, long n) {
    pair minor[OBSERVATIONS_MAX + 1];
    ter__b over[OBSERVATIONS_MAX + 1];
    minor[0].value = over[0] = ter__b_si(w, 1);
    minor[0].first = ter__b_si(w, 0);
    for (long j = 1; j <= n; j++) {
        over[j] = ter__b_div(w, over[j - 1], ter__b_si(w, j));
        pair sum = {ter__b_si(w, 0), ter__b_si(w, 0)};
        for (long i = j; i >= 1; i--) {
            pair m = entry(w, y, n, i, j, over[j - i + 1]);
            if (ter__b_is_zero(m.value)) {
                break; /* and all further from the diagonal */
            }
            ter__b value = ter__b_mul(w, minor[i - 1].value, m.value);
            ter__b first = ter__b_add(w, ter__b_mul(w, minor[i - 1].first, m.value), ter__b_mul(w, minor[i - 1].value, m.first));
            bool minus = (j - i) % 2 == 1;
            sum.value = minus ? ter__b_sub(w, sum.value, value) : ter__b_add(w, sum.value, value);
            sum.first = minus ? ter__b_sub(w, sum.first, first) : ter__b_add(w, sum.first, first);
        }
        minor[j] = sum;
    }
    ter__b scale = ter__b_mul(w, over[n], whole_power(w, ter__b_si(w, n), n));
    pair r = {ter__b_div(w, minor[n].value, scale), ter__b_div(w, minor[n].first, scale)};
    return r;
}

/* 2 sum of C(n, j) y (y + j)^(j-1) (n - j - y)^(n-j) / n^n and minus its derivative in y. */
static pair upper_tail(ter__balls *w, ter__b y, long n) {
    ter__b binomial = ter__b_si(w, 2);
    pair sum = {ter__b_si(w, 0), ter__b_si(w, 0)};
    for (long j = 0; j < n; j++) {
        ter__b a = ter__b_add_si(w, y, j), b = ter__b_add_si(w, ter__b_neg(w, y), n - j);
        int sign = sign_of(b);
        if (sign == 2) {
            return nothing(w);
        }
        if (sign < 0) {
            break;
        }
        ter__b less = whole_power(w, b, n - j - 1), right = ter__b_mul(w, less, b);
        ter__b left = ter__b_si(w, 1), left_first = ter__b_si(w, 0);
        if (j > 0) {
            ter__b power = j > 1 ? whole_power(w, a, j - 2) : ter__b_div(w, ter__b_si(w, 1), a);
            left = ter__b_mul(w, y, ter__b_mul(w, power, a));
            left_first = ter__b_mul(w, power, ter__b_add(w, a, ter__b_mul_si(w, y, j - 1)));
        }
        ter__b fall = ter__b_sub(w, ter__b_mul_si(w, ter__b_mul(w, left, less), n - j), ter__b_mul(w, left_first, right));
        sum.value = ter__b_add(w, sum.value, ter__b_mul(w, binomial, ter__b_mul(w, left, right)));
        sum.first = ter__b_add(w, sum.first, ter__b_mul(w, binomial, fall));
        binomial = ter__b_div(w, ter__b_mul_si(w, binomial, n - j), ter__b_si(w, j + 1));
    }
    ter__b scale = whole_power(w, ter__b_si(w, n), n);
    pair r = {ter__b_div(w, sum.value, scale), ter__b_div(w, sum.first, scale)};
    return r;
}

static pair tail_of(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    long n = size_of(p);
    ter__b y = ter__b_mul_si(w, x, n);
    int side = sign_of(ter__b_add_si(w, ter__b_mul_si(w, x, 2), -1));
    *upper = false;
    if (side == 2) {
        return nothing(w);
    }
    *upper = side > 0 && n > 1;
    return *upper ? upper_tail(w, y, n) : lower_tail(w, y, n);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    bool upper;
    if (size_of(p) == 1) { /* uniform, its ends included */
        return ter__b_log(w, ter__b_si(w, 2));
    }
    pair tail = tail_of(w, p, x, &upper);
    return ter__b_log(w, ter__b_mul(w, tail.first, p[0]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__b_log(w, tail_of(w, p, x, upper).value);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_half(w, ter__b_div(w, ter__b_si(w, 1), p[0]));
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_kolmogorov_smirnov = {
    .name = "kolmogorov_smirnov",
    .parameter_count = 1,
    .parameter_names = {"n"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__WHOLE, 1.0, 100.0, 6, {1.0, 2.0, 3.0, 4.0, 8.0, 41.0}}},
    .moderate = {{TER__WHOLE, 1.0, 20.0, 3, {1.0, 2.0, 5.0}}},
    .cost = 10,
};
