/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mills.h"

ter__dd ter__log_mills_any(ter__dd t) {
    if (t.hi >= 0.0)
        return ter__log_mills(t);
    return ter__dd_add_wide(ter__score_log_tail(t, true), ter__dd_neg(ter__score_log_density(t)));
}

/*
 * a >= 64: each term of M(t) = 1/t - 1/t^3 + 3/t^5 - ... (DLMF 7.12.1) differenced by itself. With r = a / b and s = 1 - r,
 * a^-k - b^-k = a^-k s (1 + r + ... + r^(k-1)).
 */
static ter__dd far_difference(ter__dd h, ter__dd a, ter__dd b) {
    double inverse = 1.0 / a.hi, square = inverse * inverse, r = a.hi / b.hi, geometric = 1.0, power = 1.0, term = 1.0, rest = 0.0;
    for (int n = 1; n <= 9; n++) {
        power *= r;
        geometric += power;
        power *= r;
        geometric += power;
        term *= -(2.0 * n - 1.0) * square;
        rest += term * geometric;
    }
    ter__dd log_share = ter__dd_sub(ter__dd_add(ter__dd_log(h), ter__log_2()), ter__dd_log(b));
    return ter__dd_add(ter__dd_sub(log_share, ter__dd_log(a)), ter__dd_log1p(ter__dd_make(rest, 0.0)));
}

/* h < 2^-11: -2 (h M' + h^3 M''' / 6 + h^5 M^(5) / 120) at the middle, the derivatives by M' = t M - 1. */
static ter__dd narrow_difference(ter__dd m, ter__dd h) {
    ter__dd mills = ter__dd_exp(ter__log_mills(m)), m2 = ter__dd_square(m);
    ter__dd first = ter__dd_add_d(ter__dd_mul(m, mills), -1.0);
    ter__dd third = ter__dd_mul(ter__dd_mul(ter__dd_add_d(m2, 3.0), m), mills);
    third = ter__dd_sub(third, ter__dd_add_d(m2, 2.0));
    ter__dd fifth = ter__dd_add_d(ter__dd_mul(ter__dd_add_d(m2, 10.0), m2), 15.0);
    fifth = ter__dd_mul(ter__dd_mul(fifth, m), mills);
    fifth = ter__dd_sub(fifth, ter__dd_add_d(ter__dd_mul(ter__dd_add_d(m2, 9.0), m2), 8.0));
    double h2 = h.hi * h.hi;
    ter__dd sum = ter__dd_add(first, ter__dd_mul_d(third, h2 / 6.0));
    sum = ter__dd_add(sum, ter__dd_mul_d(fifth, h2 * h2 / 120.0));
    return ter__dd_add(ter__dd_add(ter__dd_log(h), ter__log_2()), ter__dd_log(ter__dd_neg(sum)));
}

ter__dd ter__log_mills_difference(ter__dd m, ter__dd h, ter__dd a, ter__dd b) {
    if (a.hi >= 64.0)
        return b.hi < TER__INFINITY ? far_difference(h, a, b) : ter__log_mills(a);
    if (h.hi < 0x1p-11)
        return narrow_difference(m, h);
    ter__dd log_a = ter__log_mills_any(a), log_b = ter__log_mills_any(b);
    return ter__dd_add(log_a, ter__log_complement(ter__dd_sub(log_b, log_a)));
}

ter__dd ter__mills_excess(ter__dd v) {
    if (v.hi > 0x1p200)
        return ter__dd_make(1.0 / v.hi, 0.0);
    if (v.hi > 64.0) { /* v (1 / S - 1), S = 1 - r, r = w - 3 w^2 + 15 w^3 - ..., w = 1 / v^2 (DLMF 7.12.1) */
        ter__dd w = ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_square(v)), rest = ter__dd_make(1.0, 0.0);
        for (int k = 14; k >= 1; k--)
            rest = ter__dd_add_d(ter__dd_neg(ter__dd_mul_d(ter__dd_mul(w, rest), 2.0 * k + 1.0)), 1.0);
        rest = ter__dd_mul(w, rest);
        return ter__dd_mul(v, ter__dd_div(rest, ter__dd_add_d(ter__dd_neg(rest), 1.0)));
    }
    ter__dd log_mills = ter__log_mills_any(v);
    ter__dd rate = log_mills.hi > 600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(ter__dd_neg(log_mills));
    return ter__dd_sub(rate, v);
}
