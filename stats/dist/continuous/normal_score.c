/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normal_score.h"

/* erf(z / sqrt 2) = P(|Z| < z), z >= 0. */
static ter__dd central(ter__dd z) {
    if (z.hi > 40.0)
        return ter__dd_make(1.0, 0.0);
    ter__dd t = ter__over_sqrt2(z);
    if (t.hi < 0.5)
        return ter__erf_small_dd(t);
    ter__dd tail = ter__dd_mul(ter__dd_exp(ter__minus_half_square(z)), ter__erfcx_dd(t));
    return ter__dd_add_d(ter__dd_neg(tail), 1.0);
}

/*
 * By the density at the middle m = a + w / 2: w phi(m) (1 + w^2 He2(m) / 24 + w^4 He4(m) / 1920), for w max(1, |m|) < 2^-9; the
 * next term is below 2^-70. phi(m) / phi(a) = exp(-w a / 2 - w^2 / 8).
 */
static ter__dd narrow(ter__dd a, ter__dd width) {
    double w = width.hi, wm = w * (a.hi + 0.5 * w), wm2 = wm * wm, w2 = w * w;
    double bend = (wm2 - w2) / 24.0 + ((wm2 - 6.0 * w2) * wm2 + 3.0 * w2 * w2) / 1920.0;
    ter__dd slope = ter__dd_mul(width, ter__dd_add(ter__dd_scale(a, -0.5), ter__dd_scale(width, -0.125)));
    ter__dd rest = ter__dd_add(slope, ter__dd_log1p(ter__dd_make(bend, 0.0)));
    return ter__dd_add(ter__dd_log(width), rest);
}

/* 0 <= a < b: Mills' ratio at a less what is beyond b, whose share is exp(-w (a + w / 2)) times the quotient of the two ratios. */
static ter__dd one_sided(ter__dd a, ter__dd b, ter__dd width) {
    ter__dd whole = ter__log_mills(a);
    if (b.hi == TER__INFINITY)
        return whole;
    ter__dd exponent = ter__dd_mul_wide(width, ter__dd_add(a, ter__dd_scale(width, 0.5)));
    if (exponent.hi > 800.0)
        return whole;
    ter__dd share = ter__dd_sub(ter__dd_sub(ter__log_mills(b), whole), exponent);
    return ter__dd_add(whole, ter__log_complement(share));
}

ter__normal_part ter__normal_part_of(ter__dd a, ter__dd b, ter__dd width) {
    ter__normal_part part = {a, {0.0, 0.0}};
    bool is_narrow = width.hi * fmax(1.0, b.hi) < 0x1p-9;
    if (a.hi >= 0.0) {
        part.log = is_narrow ? narrow(a, width) : one_sided(a, b, width);
        return part;
    }
    part.reference = ter__dd_make(0.0, 0.0);
    if (is_narrow) {
        part.log = ter__dd_add(narrow(a, width), ter__minus_half_square(a));
    } else {
        ter__dd both = ter__dd_scale(ter__dd_add(central(ter__dd_neg(a)), central(b)), 0.5);
        part.log = ter__dd_add(ter__dd_log(both), ter__log_sqrt_2pi());
    }
    return part;
}

ter__dd ter__normal_log_part(ter__dd a, ter__dd b, ter__dd width) {
    ter__normal_part part = ter__normal_part_of(a, b, width);
    return ter__dd_add_wide(ter__score_log_density(part.reference), part.log);
}
