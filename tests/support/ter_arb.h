/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arb as an oracle for tests: exact error of a computed double (or double-double) against an enclosure, and random doubles that
 * reach all exponents. Only for programs that are built with TER__HAVE_ARB.
 */
#ifndef TER_ARB_H
#define TER_ARB_H

#include <arb.h>
#include <arb_hypgeom.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TER_ARB_BITS     300
#define TER_ARB_INFINITY ((double)INFINITY)

/* TER_TEST_SEED from the environment, or `otherwise`; printed, so that a failure can be repeated. */
static inline uint64_t ter_arb_seed(uint64_t otherwise) {
    const char *text = getenv("TER_TEST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 0) : otherwise;
    fprintf(stderr, "TER_TEST_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static inline uint64_t ter_arb_bits(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/* Uniform on [a, b). */
static inline double ter_arb_uniform(uint64_t *state, double a, double b) {
    return a + (b - a) * ((double)(ter_arb_bits(state) >> 11) * 0x1p-53);
}

/* Positive, its binary logarithm uniform on [a, b). */
static inline double ter_arb_scale(uint64_t *state, double a, double b) {
    return ldexp(1.0 + (double)(ter_arb_bits(state) >> 12) * 0x1p-52, (int)floor(ter_arb_uniform(state, a, b)));
}

/* The distance of `got` from the truth in units of the truth's last place (subnormal spacing at the bottom); inf on nonsense. */
static inline double ter_arb_ulp(double got, const arb_t truth) {
    double nearest = arf_get_d(arb_midref(truth), ARF_RND_NEAR);
    if (isnan(nearest) || isnan(got))
        return isnan(nearest) && isnan(got) ? 0.0 : TER_ARB_INFINITY;
    if (isinf(nearest) || isinf(got))
        return nearest == got ? 0.0 : TER_ARB_INFINITY;
    int exponent;
    frexp(nearest, &exponent);
    int place = nearest == 0.0 || exponent < -1021 ? -1074 : exponent - 53;
    arb_t difference;
    arb_init(difference);
    arb_set_d(difference, got);
    arb_sub(difference, difference, truth, TER_ARB_BITS);
    arb_abs(difference, difference);
    arb_mul_2exp_si(difference, difference, -place);
    arf_t upper;
    arf_init(upper);
    arb_get_ubound_arf(upper, difference, 64);
    double ulp = arf_get_d(upper, ARF_RND_UP);
    arf_clear(upper);
    arb_clear(difference);
    return ulp;
}

/* The binary logarithm of the relative error of hi + lo; -inf when exact, inf on nonsense. */
static inline double ter_arb_relative_log2(double hi, double lo, const arb_t truth) {
    if (!isfinite(hi) || !isfinite(lo))
        return TER_ARB_INFINITY;
    arb_t e, l;
    arb_init(e);
    arb_init(l);
    arb_set_d(e, hi);
    arb_set_d(l, lo);
    arb_add(e, e, l, ARF_PREC_EXACT);
    arb_sub(e, e, truth, TER_ARB_BITS);
    arb_div(e, e, truth, 64);
    arb_abs(e, e);
    arf_t upper;
    arf_init(upper);
    arb_get_ubound_arf(upper, e, 64);
    double bits = arf_is_zero(upper) ? -TER_ARB_INFINITY : (double)arf_abs_bound_lt_2exp_si(upper);
    arf_clear(upper);
    arb_clear(e);
    arb_clear(l);
    return bits;
}

#endif
