/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws that are a function of a standard normal score: what they share, in double-double logs. A law with an increasing score
 * z = g(x) has log density = score_log_density(z) + log g'(x), the tails of the normal law at z, and the inverse g^-1 of its
 * inverse. Scores may be infinite, as {inf, 0} or {-inf, 0}.
 */
#ifndef TER__NORMAL_SCORE_H
#define TER__NORMAL_SCORE_H

#include <stdbool.h>

#include "log_terms.h"
#include "normal_law.h"

TER__INLINE ter__dd ter__log_2(void) {
    return ter__dd_make(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
}

/* log sqrt(2 pi). */
TER__INLINE ter__dd ter__log_sqrt_2pi(void) {
    return ter__dd_make(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55);
}

/* log(1 - exp(x)), x <= 0, also where exp(x) is below the doubles; x rounded up to 0 or above gives -inf. */
TER__INLINE ter__dd ter__log_complement(ter__dd x) {
    if (x.hi < -640.0)
        return ter__dd_make(0.0 - ter__exp_dd(x), 0.0);
    return x.hi < 0.0 ? ter__dd_log1mexp(x) : ter__dd_make(-TER__INFINITY, 0.0);
}

/* log(exp(a) + exp(b)); either may be {-inf, 0}. */
TER__INLINE ter__dd ter__log_sum(ter__dd a, ter__dd b) {
    ter__dd most = a.hi > b.hi ? a : b, least = a.hi > b.hi ? b : a;
    if (least.hi == -TER__INFINITY || most.hi == TER__INFINITY)
        return most;
    return ter__dd_add(most, ter__softplus(ter__dd_sub(least, most)));
}

/* a + b and a * b where the sum or product may overflow or a term be infinite: {inf, 0} or {-inf, 0} then. */
TER__INLINE ter__dd ter__dd_add_wide(ter__dd a, ter__dd b) {
    double plain = a.hi + b.hi;
    return fabs(plain) < TER__INFINITY ? ter__dd_add(a, b) : ter__dd_make(plain, 0.0);
}

TER__INLINE ter__dd ter__dd_mul_wide(ter__dd a, ter__dd b) {
    double plain = a.hi * b.hi;
    return fabs(plain) < TER__INFINITY ? ter__dd_mul(a, b) : ter__dd_make(plain, 0.0);
}

/* log phi(z) = -z^2 / 2 - log sqrt(2 pi). */
TER__INLINE ter__dd ter__score_log_density(ter__dd z) {
    return ter__normal_log_density(z, ter__log_sqrt_2pi());
}

/* log P(Z <= z), or of P(Z > z). */
TER__INLINE ter__dd ter__score_log_tail(ter__dd z, bool upper) {
    return ter__normal_log_below(upper ? ter__dd_neg(z) : z);
}

/* log of Mills' ratio P(Z > z) / phi(z), z >= 0. */
TER__INLINE ter__dd ter__log_mills(ter__dd z) {
    if (z.hi > 0x1p500)
        return z.hi == TER__INFINITY ? ter__dd_make(-TER__INFINITY, 0.0) : ter__dd_neg(ter__dd_log(z));
    ter__dd root = ter__dd_make(0x1.40d931ff62706p+0, -0x1.a6a0d6f814637p-54); /* sqrt(pi / 2) */
    return ter__dd_log(ter__dd_mul(ter__erfcx_dd(ter__over_sqrt2(z)), root));
}

/* log(phi(z) / P(Z > z)). */
TER__INLINE ter__dd ter__score_log_hazard(ter__dd z) {
    if (z.hi >= 0.0)
        return ter__dd_neg(ter__log_mills(z));
    ter__dd density = ter__score_log_density(z);
    return density.hi < -800.0 ? density : ter__dd_sub(density, ter__score_log_tail(z, true));
}

/* z with log P(Z <= z) = log_tail, or of P(Z > z); log_tail at most log(1/2) but for rounding. */
TER__INLINE ter__dd ter__score_inverse(ter__dd log_tail, bool upper) {
    ter__dd z, half = ter__log_2();
    if (log_tail.hi == -half.hi && log_tail.lo == -half.lo) { /* the median is no rounding of 0 */
        z = ter__dd_make(0.0, 0.0);
    } else if (log_tail.hi < -1.386) {
        z = ter__normal_isf_of_log(log_tail);
    } else { /* erf(z / sqrt 2) = 1 - 2 p, log 2 in three parts since the sum may be tiny */
        ter__dd above = ter__dd_add_d(ter__dd_add(log_tail, half), 0x1.7b57a079a1934p-111);
        ter__dd t = ter__erf_inverse_small(ter__dd_neg(ter__dd_expm1(above)));
        z = ter__dd_mul(t, ter__dd_make(0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54));
    }
    return upper ? z : ter__dd_neg(z);
}

/*
 * P(a < Z <= b) as exp(log) phi(reference): reference is the end nearest to 0, as a magnitude, or 0 when 0 lies between. Nothing
 * in `log` has the size of a square. a < b, a >= -b (mirror it else), width = b - a given apart; b may be infinite.
 */
typedef struct ter__normal_part {
    ter__dd reference, log;
} ter__normal_part;
ter__normal_part ter__normal_part_of(ter__dd a, ter__dd b, ter__dd width);

/* log P(a < Z <= b) whole. */
ter__dd ter__normal_log_part(ter__dd a, ter__dd b, ter__dd width);

#endif
