/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Left: on the curve of steepest descent through the saddle point exp(-1 - z) the integrand is real and positive (V. M. Zolotarev,
 * One-dimensional Stable Distributions (1986), 2.2, for index 1 and skewness 1). Right: the line is folded around the cut of the
 * logarithm (L. Landau, J. Phys. USSR 8 (1944)); in log t that integrand is smooth and falls on both sides, and the trapezoidal
 * rule converges exponentially (L. N. Trefethen, J. A. C. Weideman, SIAM Review 56 (2014)).
 */
#include "landau_law.h"

#include <stddef.h>

#include "special/quadrature.h"
#include "special/trig.h"

/* log V = sum over k >= 1 of 2 zeta(2 k) (1 + 1 / (2 k)) q^(2 k). */
#define SERIES_TERMS 30
#define SERIES_REACH 0.25
static const ter__dd series[SERIES_TERMS] = {
    {0x1.3bd3cc9be45dep+2, 0x1.692b71366cc04p-52},  {0x1.5a57eb579ce5ap+1, 0x1.11bbab4aafe4fp-53},
    {0x1.2fd8b1ae0aaa5p+1, 0x1.484a98634caf1p-53},  {0x1.212c9d857700ap+1, -0x1.d14ed7e34349dp-54},
    {0x1.19e14c6c031b2p+1, 0x1.c469e893b0c07p-53},  {0x1.1566ce08d708fp+1, 0x1.11c4cc78cbdc9p-53},
    {0x1.124d718aeeb99p+1, 0x1.f25696323cb2ap-53},  {0x1.1001106b1ac9dp+1, 0x1.4800b68b60d7fp-53},
    {0x1.0e39272836aefp+1, -0x1.a9291e239fe0cp-53}, {0x1.0cccdd9ae5c42p+1, 0x1.6c0ecf5136748p-55},
    {0x1.0ba2ece8dee0bp+1, 0x1.cfa7b4bc96f33p-58},  {0x1.0aaaabb559648p+1, 0x1.aa1d4ad8f3db0p-53},
    {0x1.09d89dcc4f380p+1, -0x1.198dbb9b966e6p-53}, {0x1.09249259b6e83p+1, -0x1.78ac5ce007eebp-54},
    {0x1.0888888caaac1p+1, 0x1.181704cf3ef55p-53},  {0x1.0800000108003p+1, -0x1.f93a8238e10f2p-53},
    {0x1.07878787c9697p+1, -0x1.11f137b05d364p-54}, {0x1.071c71c72ce39p+1, -0x1.48cadcabe75efp-55},
    {0x1.06bca1af2c86cp+1, -0x1.a826781bcb1a6p-54}, {0x1.06666666676cdp+1, -0x1.98d28774643efp-54},
    {0x1.0618618618a31p+1, -0x1.e788620bb0ca6p-54}, {0x1.05d1745d17563p+1, -0x1.74582fbf323b0p-55},
    {0x1.0590b21642cc7p+1, -0x1.642b6ed455648p-56}, {0x1.0555555555566p+1, -0x1.5555517726f1ap-53},
    {0x1.051eb851eb856p+1, 0x1.b7b899a3ffadfp-79},  {0x1.04ec4ec4ec4edp+1, 0x1.4ec4ec5af9784p-53},
    {0x1.04bda12f684bep+1, -0x1.da12f67f51e9bp-55}, {0x1.0492492492492p+1, 0x1.65b6db6ddd614p-53},
    {0x1.0469ee58469eep+1, 0x1.71611a7b9a58cp-53},  {0x1.0444444444444p+1, 0x1.15222222229bcp-53},
};

ter__dd ter__landau_log_v(ter__dd q) {
    static const ter__dd pi = TER__PI;
    if (q.hi < SERIES_REACH) {
        ter__dd square = ter__dd_square(q), sum = series[SERIES_TERMS - 1];
        for (int k = SERIES_TERMS - 2; k >= 0; k--)
            sum = ter__dd_add_quick(series[k], ter__dd_mul(square, sum));
        return ter__dd_mul(square, sum);
    }
    ter__sin_cos at = ter__sin_cos_pi(q);
    ter__dd ratio = ter__dd_div(ter__dd_mul(pi, q), at.sin);
    return ter__dd_add(ter__dd_sub(ter__dd_make(1.0, 0.0), ter__dd_mul(ratio, at.cos)), ter__dd_log(ratio));
}

typedef struct descent {
    ter__dd s;
    double order;
} descent;

static ter__dd exponent(const void *context, ter__dd q) {
    const descent *d = context;
    if (!(q.hi < 0.99)) /* exp(-1e43) */
        return ter__dd_make(-TER__INFINITY, 0.0);
    return ter__dd_neg(ter__dd_mul(d->s, ter__dd_expm1(ter__landau_log_v(q))));
}

static ter__dd factor(const void *context, ter__dd q) {
    const descent *d = context;
    return ter__dd_exp(ter__dd_mul_d(ter__landau_log_v(q), d->order));
}

ter__dd ter__landau_left(ter__dd s, unsigned order) {
    descent d = {s, (double)order};
    ter__fall fall = {.context = &d,
                      .exponent = exponent,
                      .factor = order > 0 ? factor : NULL,
                      .end = {1.0, 0.0},
                      .first = fmin(2.0 / sqrt(s.hi), 0.2),
                      .longest = 0.2};
    return ter__fall_integral(&fall);
}

#define REACH  52.0
#define FALLEN 64.0

/*
 * In log t + i phi the integrand grows by exp(cos(phi) exp((phi + pi) tan(phi) - 1 - z)); where that is below exp(5) the rule's
 * error is exp(5 - 2 pi phi / step), 2^-73 with these.
 */
static double steps_per_unit(double z) {
    return z < 1.0 ? 16.0 : z < 3.0 ? 12.0 : z < 10.0 ? 9.0 : 7.0;
}

ter__dd ter__landau_right(ter__dd z, unsigned order) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    /* t = tau / unit, so that exp(-z t) ends the integrand near tau = 1 */
    double unit = z.hi > 1.0 ? z.hi : 1.0;
    double steps = steps_per_unit(z.hi);
    ter__dd step = ter__dd_div_d(ter__dd_make(1.0, 0.0), steps), log_unit = ter__dd_log_d(unit);
    ter__dd ratio = ter__dd_exp(step);
    int first = -(int)(REACH * steps / (order + 1.0)) - 1;
    ter__dd tau = ter__dd_exp(ter__dd_mul_d(step, (double)first)), sum = ter__dd_make(0.0, 0.0);
    for (int j = first;; j++, tau = ter__dd_mul(tau, ratio)) {
        ter__dd t = ter__dd_div_d(tau, unit), log_t = ter__dd_sub(ter__dd_mul_d(step, (double)j), log_unit);
        ter__dd fall = ter__dd_mul(t, ter__dd_add(log_t, z));
        if (fall.hi > FALLEN && log_t.hi + z.hi > 1.0)
            break;
        ter__dd term = ter__dd_mul(ter__dd_exp(ter__dd_neg(fall)), ter__dd_sin_pi(t));
        for (unsigned i = 0; i < order; i++)
            term = ter__dd_mul(term, t);
        sum = ter__dd_add(sum, term);
    }
    return ter__dd_mul(ter__dd_mul(sum, step), inverse_pi);
}
