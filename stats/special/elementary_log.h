/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The logarithm half of elementary.h (include that). x = 2^k m with sqrt(1/2) <= m < sqrt(2), i = the nearest integer to 128 m,
 * c near 128 / i a short number, r = c m - 1 (exactly, as a sum of two), |r| < 0.006; log x = k ln2 - log c + log(1 + r). Near 1
 * c is 1, and the result log(1 + r) has relative accuracy.
 */
#ifndef TER__ELEMENTARY_LOG_H
#define TER__ELEMENTARY_LOG_H

#include "elementary_exp.h"
#include "elementary_log_table.h"

typedef struct ter__log_reduced {
    double k;
    ter__dd log_c; /* -log c */
    ter__dd r;
} ter__log_reduced;

/* x = s + t + l, each term below an ulp of the one before; 2^-1022 <= s < 2^1024, and s > 2^-1000 unless t = l = 0. */
TER__INLINE ter__log_reduced ter__log_reduce(double s, double t, double l) {
    ter__log_reduced g;
    uint64_t bits = ter__bits_of(s) - 0x3fe6a09e667f3bcd + 0x4000000000000000;
    uint64_t k = bits >> 52; /* k + 1024 */
    double m = ter__of_bits((bits & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd);
    g.k = ter__of_bits(k | 0x4330000000000000) - (0x1p52 + 1024.0);
    double down = ter__of_bits((2049 - k) << 52) * 0.25; /* 2^-k */
    uint64_t i = ter__bits_of(m * 128.0 + 0x1.8p52) & 0xff;
    double c = ter__log_table_reciprocal[i - TER__LOG_TABLE_FIRST];
    g.log_c = ter__dd_make(ter__log_table_hi[i - TER__LOG_TABLE_FIRST], ter__log_table_lo[i - TER__LOG_TABLE_FIRST]);
    ter__dd p = ter__two_product(m, c);
    ter__dd q = ter__two_product(t == 0.0 ? 0.0 : t * down, c);
    g.r = ter__dd_add(ter__two_sum(p.hi - 1.0, p.lo), ter__dd_add_d(q, l == 0.0 ? 0.0 : l * down * c));
    return g;
}

/* The sum of the three parts in double, some 60 bits of it carried. */
TER__INLINE double ter__log_finish(ter__log_reduced g) {
    double x = g.r.hi;
    double p = fma(x, -0.125, 0x1.2492492492492p-3);
    p = fma(x, p, -0x1.5555555555555p-3);
    p = fma(x, p, 0x1.999999999999ap-3);
    p = fma(x, p, -0.25);
    p = fma(x, p, 0x1.5555555555555p-2);
    p = fma(x, p, -0.5);
    double tail = fma(x * x, p, g.r.lo);
    ter__dd a = ter__two_sum(g.k * 0x1.62e42fefa38p-1, g.log_c.hi); /* the product is exact */
    ter__dd b = ter__two_sum(a.hi, x);
    return b.hi + (tail + (b.lo + (a.lo + fma(g.k, 0x1.ef35793c7673p-45, g.log_c.lo))));
}

/* log(1 + r) in double-double, |r| < 0.006: 2 artanh(z), z = r / (2 + r). */
TER__INLINE ter__dd ter__dd_log1p_small(ter__dd r) {
    ter__dd z = ter__dd_div(r, ter__dd_add_d(r, 2.0));
    ter__dd w = ter__dd_square(z);
    double p = fma(w.hi, 0x1.3b13b13b13b14p-3, 0x1.745d1745d1746p-3);
    p = fma(w.hi, p, 0x1.c71c71c71c71cp-3);
    p = fma(w.hi, p, 0x1.2492492492492p-2);
    ter__dd h = ter__fast_two_sum(0x1.999999999999ap-2, fma(w.hi, p, -0x1.999999999999ap-56));
    h = ter__dd_add_ordered(ter__dd_make(0x1.5555555555555p-1, 0x1.5555555555555p-55), ter__dd_mul(w, h));
    return ter__dd_add_ordered(ter__dd_scale(z, 2.0), ter__dd_mul(ter__dd_mul(z, w), h));
}

TER__INLINE ter__dd ter__dd_log_finish(ter__log_reduced g) {
    ter__dd k = ter__two_product(g.k, 0x1.62e42fefa39efp-1);
    k.lo = fma(g.k, 0x1.abc9e3b39803fp-56, k.lo);
    return ter__dd_add(ter__dd_add(k, g.log_c), ter__dd_log1p_small(g.r));
}

/* The values of log outside its finite positive domain, and y inside it. */
TER__INLINE double ter__log_special(double x, double y) {
    y = x == 0.0 ? -TER__INFINITY : y;
    y = x < 0.0 ? TER__NAN : y;
    return x < TER__INFINITY ? y : x; /* NaN fails every comparison */
}

TER__INLINE double ter__log(double x) {
    int tiny = x < 0x1p-1022;
    ter__log_reduced g = ter__log_reduce(tiny ? x * 0x1p54 : x, 0.0, 0.0);
    g.k -= tiny ? 54.0 : 0.0;
    return ter__log_special(x, ter__log_finish(g));
}

TER__INLINE double ter__log1p(double x) {
    ter__dd u = ter__two_sum(1.0, x);
    double y = ter__log_finish(ter__log_reduce(u.hi, u.lo, 0.0));
    y = fabs(x) < 0x1p-60 ? x : y;
    return ter__log_special(u.hi, y);
}

TER__INLINE ter__dd ter__dd_log(ter__dd x) {
    double scale = x.hi < 0x1p-1000 ? 0x1p100 : 1.0;
    double k = x.hi < 0x1p-1000 ? -100.0 : 0.0;
    ter__log_reduced g = ter__log_reduce(x.hi * scale, x.lo * scale, 0.0);
    g.k += k;
    return ter__dd_log_finish(g);
}

TER__INLINE ter__dd ter__dd_log_d(double x) {
    return ter__dd_log(ter__dd_make(x, 0.0));
}

TER__INLINE ter__dd ter__dd_log1p(ter__dd x) {
    ter__dd u = ter__two_sum(1.0, x.hi);
    ter__dd v = ter__fast_two_sum(u.lo, x.lo);
    int small = fabs(x.hi) < 0.0055; /* 1 + x would lose relative accuracy */
    ter__log_reduced g = ter__log_reduce(u.hi, v.hi, v.lo);
    ter__dd direct = ter__dd_log1p_small(small ? x : ter__dd_make(0.0, 0.0));
    ter__dd general = ter__dd_log_finish(g);
    ter__dd y = ter__dd_make(small ? direct.hi : general.hi, small ? direct.lo : general.lo);
    int tiny = fabs(x.hi) < 0x1p-110; /* the square is nothing, and halving might underflow */
    return ter__dd_make(tiny ? x.hi : y.hi, tiny ? x.lo : y.lo);
}

#endif
