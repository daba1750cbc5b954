/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exponential half of elementary.h (include that). x = n ln2 / 64 + r with n an integer and |r| < 0.00542, so
 * exp(x) = 2^(n / 64) (1 + q), q = r + r^2 / 2 + ...
 */
#ifndef TER__ELEMENTARY_EXP_H
#define TER__ELEMENTARY_EXP_H

#include <stdint.h>
#include <string.h>

#include "elementary_exp_table.h"

TER__INLINE uint64_t ter__bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

TER__INLINE double ter__of_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

typedef struct ter__exp_reduced {
    ter__dd r;       /* what is left */
    ter__dd root;    /* 2^(j / 64), j = n mod 64 */
    int64_t k;       /* floor(n / 64) + 4096 */
    double up, more; /* up * more = 2^(k - 4096), neither of them out of range for |x| <= 800 */
} ter__exp_reduced;

/* up and more for a given k. */
TER__INLINE ter__exp_reduced ter__exp_raise(ter__exp_reduced e, int64_t k) {
    uint64_t bits = (uint64_t)k;
    e.k = k;
    e.up = ter__of_bits(((bits >> 1) - (2048 - 1023)) << 52);
    e.more = ter__of_bits((bits - (bits >> 1) - (2048 - 1023)) << 52);
    return e;
}

/*
 * |hi| <= 1500; NaN gives NaN in r, which the callers let through: a last "x is NaN ? x : y" would tempt the compiler into reading
 * the table under that condition, and the loop out of vectors. Anything may come of other x, without a trap.
 */
TER__INLINE ter__exp_reduced ter__exp_reduce(double hi, double lo) {
    ter__exp_reduced e;
    /* Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits of the sum. */
    double shifted = hi * 0x1.71547652b82fep+6 + 0x1.8p52;
    double n = shifted - 0x1.8p52;
    /* ln2 / 64 in three parts; n times either of the first two (36 bits) is exact. */
    ter__dd r = ter__two_sum(fma(-n, 0x1.62e42fefap-7, hi), -n * 0x1.cf79abc9ep-46);
    e.r = ter__dd_add(r, ter__two_sum(lo, -n * 0x1.d9cc01f97b57ap-85));
    uint64_t bits = ter__bits_of(shifted);
    e.root = ter__dd_make(ter__exp_table_hi[bits & 63], ter__exp_table_lo[bits & 63]);
    return ter__exp_raise(e, (int64_t)(((bits + 64 * 4096) >> 6) & 0x1fff));
}

/* exp(r) - 1 - r.hi in double, for the double forms. */
TER__INLINE double ter__exp_tail(ter__dd r) {
    double x = r.hi;
    double p = fma(x, 0x1.a01a01a01a01ap-13, 0x1.6c16c16c16c17p-10);
    p = fma(x, p, 0x1.1111111111111p-7);
    p = fma(x, p, 0x1.5555555555555p-5);
    p = fma(x, p, 0x1.5555555555555p-3);
    p = fma(x, p, 0.5);
    return fma(x * x, p, r.lo);
}

/* a + b where |a| is the greater or a is 0: the order saves the general sum's checks. Error below 4 u^2. */
TER__INLINE ter__dd ter__dd_add_ordered(ter__dd a, ter__dd b) {
    ter__dd s = ter__fast_two_sum(a.hi, b.hi);
    return ter__fast_two_sum(s.hi, s.lo + (a.lo + b.lo));
}

/* exp(r) - 1 in double-double, |r| < 0.0055. */
TER__INLINE ter__dd ter__dd_expm1_small(ter__dd r) {
    double x = r.hi;
    double p = fma(x, 0x1.27e4fb7789f5cp-22, 0x1.71de3a556c734p-19);
    p = fma(x, p, 0x1.a01a01a01a01ap-16);
    p = fma(x, p, 0x1.a01a01a01a01ap-13);
    p = fma(x, p, 0x1.6c16c16c16c17p-10);
    ter__dd h = ter__fast_two_sum(0x1.1111111111111p-7, fma(x, p, 0x1.1111111111111p-63));
    h = ter__dd_add_ordered(ter__dd_make(0x1.5555555555555p-5, 0x1.5555555555555p-59), ter__dd_mul(r, h));
    h = ter__dd_add_ordered(ter__dd_make(0x1.5555555555555p-3, 0x1.5555555555555p-57), ter__dd_mul(r, h));
    h = ter__dd_add_ordered(ter__dd_make(0.5, 0.0), ter__dd_mul(r, h));
    return ter__dd_add_ordered(r, ter__dd_mul(ter__dd_square(r), h));
}

/*
 * condition ? a : b as arithmetic on bits. Where a is a constant, compilers like to compute all that follows from it separately,
 * which takes a loop out of vectors; this they leave alone.
 */
TER__INLINE double ter__blend(int condition, double a, double b) {
    uint64_t mask = -(uint64_t)condition;
    return ter__of_bits((ter__bits_of(a) & mask) | (ter__bits_of(b) & ~mask));
}

/* x, or the nearer of -bound and bound beyond them; NaN for NaN. */
TER__INLINE double ter__clamp(double x, double bound) {
    return ter__blend(fabs(x) > bound, copysign(bound, x), x);
}

TER__INLINE double ter__exp(double x) {
    ter__exp_reduced e = ter__exp_reduce(ter__clamp(x, 800.0), 0.0);
    double q = e.r.hi + ter__exp_tail(e.r);
    return (e.root.hi + fma(e.root.hi, q, e.root.lo)) * e.up * e.more;
}

TER__INLINE double ter__expm1(double x) {
    ter__exp_reduced e = ter__exp_reduce(ter__clamp(x, 800.0), 0.0);
    /* root (1 + q) 2^k - 1 with the leading products exact: where they cancel, q is small. */
    double scale = e.up * e.more;
    double root = e.root.hi * scale;
    ter__dd a = ter__two_sum(root, -1.0);
    ter__dd b = ter__two_product(root, e.r.hi);
    ter__dd s = ter__two_sum(a.hi, b.hi);
    double low = fma(root, ter__exp_tail(e.r), e.root.lo * scale);
    double y = s.hi + (low + (s.lo + (a.lo + b.lo)));
    /* 2^1024 does not exist: near the end, where the 1 is nothing, by exp. */
    double far = (e.root.hi + fma(e.root.hi, e.r.hi + ter__exp_tail(e.r), e.root.lo)) * e.up * e.more;
    y = x > 700.0 ? far : y;
    y = x < -100.0 ? -1.0 : y;
    return copysign(y, x); /* for -0 */
}

TER__INLINE ter__dd ter__dd_exp(ter__dd x) {
    double hi = ter__clamp(x.hi, 800.0);
    ter__exp_reduced e = ter__exp_reduce(hi, ter__blend(hi == x.hi, x.lo, 0.0));
    ter__dd m = ter__dd_add_ordered(e.root, ter__dd_mul(e.root, ter__dd_expm1_small(e.r)));
    return ter__dd_make(m.hi * e.up * e.more, m.lo * e.up * e.more);
}

TER__INLINE ter__dd ter__dd_expm1(ter__dd x) {
    double hi = ter__clamp(x.hi, 800.0);
    ter__exp_reduced e = ter__exp_reduce(hi, ter__blend(hi == x.hi, x.lo, 0.0));
    double scale = e.up * e.more;
    ter__dd root = ter__dd_make(e.root.hi * scale, e.root.lo * scale);
    ter__dd q = ter__dd_mul(root, ter__dd_expm1_small(e.r));
    return ter__dd_add(ter__dd_add_d(root, -1.0), q);
}

/* m 2^(k - 4096), 0.99 < m < 2, rounded once: below the normal range m is first rounded to the spacing the result will have. */
TER__INLINE double ter__scale_once(ter__dd m, ter__exp_reduced e) {
    double spacing = ter__of_bits((uint64_t)(1 + 4096 - e.k) << 52); /* 2^52 times it; negative or NaN for k > 1 */
    spacing = m.hi < spacing ? spacing : 0.0;
    ter__dd s = ter__two_sum(spacing, m.hi);
    double y = (s.hi + (s.lo + m.lo)) - spacing;
    return y * e.up * e.more;
}

TER__INLINE double ter__exp_dd(ter__dd x) {
    double hi = ter__clamp(x.hi, 800.0);
    ter__exp_reduced e = ter__exp_reduce(hi, ter__blend(hi == x.hi, x.lo, 0.0));
    ter__dd m = ter__dd_add_ordered(e.root, ter__dd_mul(e.root, ter__dd_expm1_small(e.r)));
    return ter__scale_once(m, e);
}

TER__INLINE double ter__exp_dd_times(ter__dd x, ter__dd factor, int exponent) {
    double hi = ter__clamp(x.hi, 1500.0);
    ter__exp_reduced e = ter__exp_reduce(hi, ter__blend(hi == x.hi, x.lo, 0.0));
    ter__dd m = ter__dd_add_ordered(e.root, ter__dd_mul(e.root, ter__dd_expm1_small(e.r)));
    /* The factor as f 2^g with 1 <= f < 2. */
    uint64_t bits = ter__bits_of(factor.hi);
    int64_t g = (int64_t)(bits >> 52) - 1023;
    ter__dd f = ter__dd_make(ter__of_bits((bits & 0x000fffffffffffff) | 0x3ff0000000000000),
                             factor.lo * ter__of_bits((uint64_t)(1024 - g) << 52) * 0.5);
    m = ter__dd_mul(m, f);
    double half = m.hi >= 2.0 ? 0.5 : 1.0;
    int64_t k = e.k + g + exponent + (m.hi >= 2.0 ? 1 : 0);
    k = k < 4096 - 1200 ? 4096 - 1200 : k;
    k = k > 4096 + 1100 ? 4096 + 1100 : k;
    k = factor.hi > 0.0 ? k : 4096 - 1200;
    return ter__scale_once(ter__dd_scale(m, half), ter__exp_raise(e, k));
}

#endif
