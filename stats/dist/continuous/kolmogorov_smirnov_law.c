/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lower: J. Durbin's matrix (Distribution Theory for Tests Based on the Sample Distribution Function, 1973; G. Marsaglia,
 * W. W. Tsang, J. Wang, J. Stat. Software 8 (2003)), n times on a vector: all terms are positive, in the value and in the first
 * derivative. Upper: Smirnov's sum with positive terms, for one side; both sides are passed with a probability below
 * exp(-6 n x^2) relative to it, 2^-86 where it is used, and 0 above 1/2.
 */
#include "kolmogorov_smirnov_law.h"

#define M_MAX 63

typedef struct vector {
    ter__jet at[M_MAX];
} vector;

/* The entries of the matrix that are not 1 / i!. */
typedef struct matrix {
    int m;
    ter__dd inverse_factorial[M_MAX + 1];
    ter__jet edge[M_MAX], corner; /* edge[i]: (1 - h^(i+1)) / (i+1)! */
} matrix;

static ter__jet jet_add(ter__jet a, ter__jet b) {
    ter__jet r = {ter__dd_add(a.value, b.value), ter__dd_add(a.first, b.first), ter__dd_add(a.second, b.second)};
    return r;
}

static ter__jet jet_scaled(ter__jet a, ter__dd b) {
    ter__jet r = {ter__dd_mul(a.value, b), ter__dd_mul(a.first, b), ter__dd_mul(a.second, b)};
    return r;
}

static ter__jet jet_mul(ter__jet a, ter__jet b) {
    ter__jet r;
    r.value = ter__dd_mul(a.value, b.value);
    r.first = ter__dd_add(ter__dd_mul(a.first, b.value), ter__dd_mul(a.value, b.first));
    r.second = ter__dd_add(ter__dd_mul(a.second, b.value), ter__dd_mul(a.value, b.second));
    r.second = ter__dd_add(r.second, ter__dd_scale(ter__dd_mul(a.first, b.first), 2.0));
    return r;
}

/* a^n, n >= 0. */
static ter__dd power(ter__dd a, int n) {
    ter__dd r = ter__dd_make(1.0, 0.0);
    for (; n > 0; n /= 2) {
        r = n % 2 == 1 ? ter__dd_mul(r, a) : r;
        a = ter__dd_square(a);
    }
    return r;
}

/* a^n, and 0 for n < 0: what is left of a derivative of a constant. */
static ter__dd power_or_0(ter__dd a, int n) {
    return n < 0 ? ter__dd_make(0.0, 0.0) : power(a, n);
}

/* h = k - n x, whose derivative in n x is -1; m = 2 k - 1. */
static void fill(matrix *q, int m, ter__dd h) {
    q->m = m;
    q->inverse_factorial[0] = ter__dd_make(1.0, 0.0);
    for (int i = 1; i <= m; i++)
        q->inverse_factorial[i] = ter__dd_div_d(q->inverse_factorial[i - 1], i);
    for (int i = 0; i < m; i++) {
        ter__dd less = ter__dd_neg(power_or_0(h, i - 1));
        q->edge[i].value = ter__dd_mul(ter__dd_add_d(ter__dd_neg(power(h, i + 1)), 1.0), q->inverse_factorial[i + 1]);
        q->edge[i].first = ter__dd_mul(power(h, i), q->inverse_factorial[i]);
        q->edge[i].second = i == 0 ? ter__dd_make(0.0, 0.0) : ter__dd_mul(less, q->inverse_factorial[i - 1]);
    }
    ter__dd twice = ter__dd_add_d(ter__dd_scale(h, 2.0), -1.0);
    if (!(twice.hi > 0.0))
        twice = ter__dd_make(0.0, 0.0);
    ter__dd value = ter__dd_sub(power(twice, m), ter__dd_scale(power(h, m), 2.0));
    ter__dd first = ter__dd_scale(ter__dd_sub(power(h, m - 1), power(twice, m - 1)), 2.0);
    ter__dd second = ter__dd_sub(ter__dd_scale(power(twice, m - 2), 4.0), ter__dd_scale(power(h, m - 2), 2.0));
    q->corner.value = ter__dd_mul(ter__dd_add_d(value, 1.0), q->inverse_factorial[m]);
    q->corner.first = ter__dd_mul(first, q->inverse_factorial[m - 1]);
    q->corner.second = ter__dd_mul(second, q->inverse_factorial[m - 2]);
}

/* One row times the matrix, and times `share`. Inner sums end where 1 / i! has made the terms nothing. */
static void step(const matrix *q, const vector *from, vector *to, ter__dd share) {
    int last = q->m - 1;
    for (int j = 0; j <= last; j++) {
        ter__jet sum = jet_mul(from->at[last], j == 0 ? q->corner : q->edge[last - j]);
        for (int i = j == 0 ? 0 : j - 1; i < last; i++) {
            if (j == 0) {
                sum = jet_add(sum, jet_mul(from->at[i], q->edge[i]));
                continue;
            }
            ter__jet term = jet_scaled(from->at[i], q->inverse_factorial[i - j + 1]);
            sum = jet_add(sum, term);
            if (i > j + 8 && term.value.hi < 0x1p-120 * sum.value.hi)
                break;
        }
        to->at[j] = jet_scaled(sum, share);
    }
}

ter__jet ter__kolmogorov_smirnov_lower(double n, double x) {
    ter__dd y = ter__two_product(n, x);
    double k = ceil(y.hi);
    if (k == y.hi && y.lo > 0.0)
        k += 1.0;
    matrix q;
    vector now = {0}, next = {0};
    fill(&q, 2 * (int)k - 1, ter__dd_neg(ter__dd_add_d(y, -k)));
    now.at[(int)k - 1].value = ter__dd_make(1.0, 0.0);
    for (double i = 1.0; i <= n; i += 1.0) {
        step(&q, &now, &next, ter__dd_ratio(i, n));
        now = next;
    }
    return now.at[(int)k - 1];
}

/* One term but its binomial factor: A^(j-1) y B^(n-j), A = (y + j) / n, B = (n - j - y) / n, over n. */
static ter__jet smirnov_term(double n, ter__dd y, double j) {
    ter__dd a = ter__dd_div_d(ter__dd_add_d(y, j), n), b = ter__dd_div_d(ter__dd_add_d(ter__dd_neg(y), n - j), n);
    ter__jet left = {ter__dd_make(1.0, 0.0), ter__dd_make(0.0, 0.0), ter__dd_make(0.0, 0.0)}, right;
    int p = (int)j, e = (int)(n - j);
    if (b.hi < 0.0)
        b = ter__dd_make(0.0, 0.0);
    if (p > 0) {
        ter__dd x = ter__dd_div_d(y, n), above = ter__dd_mul_d(ter__dd_mul(x, power_or_0(a, p - 2)), p - 1);
        left.value = ter__dd_mul(x, power(a, p - 1));
        left.first = ter__dd_div_d(ter__dd_add(power(a, p - 1), above), n);
        ter__dd curve = ter__dd_mul_d(ter__dd_mul(x, power_or_0(a, p - 3)), (double)(p - 1) * (p - 2));
        curve = ter__dd_add(curve, ter__dd_mul_d(power_or_0(a, p - 2), 2.0 * (p - 1)));
        left.second = ter__dd_div_d(curve, n * n);
    }
    right.value = power(b, e);
    right.first = ter__dd_div_d(ter__dd_mul_d(power_or_0(b, e - 1), -e), n);
    right.second = ter__dd_div_d(ter__dd_mul_d(power_or_0(b, e - 2), (double)e * (e - 1)), n * n);
    return jet_mul(left, right);
}

ter__jet ter__kolmogorov_smirnov_upper(double n, double x) {
    ter__dd y = ter__two_product(n, x), factor = ter__dd_make(2.0, 0.0);
    ter__jet sum = smirnov_term(n, y, 0.0);
    sum = jet_scaled(sum, factor);
    for (double j = 1.0; j < n && ter__dd_add_d(ter__dd_neg(y), n - j).hi >= 0.0; j += 1.0) {
        factor = ter__dd_div_d(ter__dd_mul_d(factor, n - j + 1.0), j);
        sum = jet_add(sum, jet_scaled(smirnov_term(n, y, j), factor));
    }
    return sum;
}
