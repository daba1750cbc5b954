/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normal_inverse.h"

#include "erf.h"
#include "erf_inverse_table.h"

ter__dd ter__erf_inverse_small(ter__dd v) {
    double s = fma(v.hi * v.hi, 1.0 / 0.2735, -0.5);
    double t = ter__erf_start[8];
    for (int k = 7; k >= 0; k--)
        t = fma(s, t, ter__erf_start[k]);
    t *= v.hi;
    if (fabs(t) < 0x1p-100) { /* t = v sqrt(pi) / 2, in numbers that do not underflow */
        ter__dd r = ter__dd_mul(ter__dd_scale(v, 0x1p200), ter__dd_make(0x1.c5bf891b4ef6bp-1, -0x1.618f13eb7ca89p-55));
        return ter__dd_make((r.hi + r.lo) * 0x1p-200, 0.0);
    }
    ter__dd residual = ter__dd_sub(ter__erf_small_dd(ter__dd_make(t, 0.0)), v);
    double step = residual.hi * 0x1.c5bf891b4ef6bp-1 * ter__exp(t * t);
    return ter__fast_two_sum(t, -step / fma(t, step, 1.0));
}

/* For u = sqrt(-2 log Q) > 39.5: z^2 = u^2 - log(2 pi) - log(z^2) + 2 log(z Mills(z)), the last by its first terms, iterated. */
static double far_start(double u) {
    double log_square = 2.0 * ter__log(u);
    double minus_square = 0.0; /* z^2 - u^2 */
    for (int i = 0; i < 3; i++) {
        minus_square = -0x1.d67f1c864beb5p+0 - log_square;
        double square = fma(u, u, minus_square);
        minus_square -= 2.0 / square - 5.0 / (square * square);
        log_square = 2.0 * ter__log(u) + ter__log1p(minus_square / u / u);
    }
    return u * sqrt(1.0 + minus_square / u / u);
}

static double near_start(double u) {
    double place = (1.0 / (u + 2.0) - TER__NORMAL_START_FIRST) * TER__NORMAL_START_PER_WIDTH;
    int i = (int)place;
    i = i < 0 ? 0 : i > 15 ? 15 : i;
    const double *row = &ter__normal_start[6 * i];
    double d = place - (i + 0.5), p = row[5];
    for (int k = 4; k >= 0; k--)
        p = fma(d, p, row[k]);
    return p * (u + 2.0);
}

ter__dd ter__normal_isf_of_log(ter__dd log_tail) {
    double u = sqrt(-log_tail.hi) * 0x1.6a09e667f3bcdp+0;
    double z = u > 39.5 ? far_start(u) : near_start(u);
    ter__dd point = ter__dd_make(z, 0.0);
    ter__dd core = ter__dd_scale(ter__erfcx_dd(ter__over_sqrt2(point)), 0.5);
    ter__dd value = ter__dd_add(ter__minus_half_square(point), ter__dd_log(core));
    double residual = ter__dd_sub(value, log_tail).hi;
    double mills = core.hi * 0x1.40d931ff62706p+1; /* sqrt(pi / 2) erfcx = Q / density = 1 / lambda */
    double newton = residual * mills;              /* the second derivative of log Q is -lambda (lambda - z) */
    double excess = z > 50.0 ? 1.0 / z : 1.0 / mills - z;
    return ter__fast_two_sum(z, newton / (1.0 + 0.5 * newton * excess));
}

static ter__dd end(double hi) {
    return ter__dd_make(hi, 0.0);
}

ter__dd ter__normal_quantile(double p) {
    if (!(p > 0.0 && p < 1.0))
        return end(p == 0.0 ? -TER__INFINITY : p == 1.0 ? TER__INFINITY : TER__NAN);
    if (p > 0.25 && p < 0.75) {
        ter__dd t = ter__erf_inverse_small(ter__dd_make(2.0 * (p - 0.5), 0.0));
        return ter__dd_mul(t, ter__dd_make(0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54));
    }
    if (p < 0.5)
        return ter__dd_neg(ter__normal_isf_of_log(ter__dd_log_d(p)));
    return ter__normal_isf_of_log(ter__dd_log_d(1.0 - p));
}

ter__dd ter__normal_quantile_log(double log_p) {
    if (!(log_p < 0.0 && log_p > -TER__INFINITY))
        return end(log_p == 0.0 ? TER__INFINITY : log_p == -TER__INFINITY ? -TER__INFINITY : TER__NAN);
    if (log_p < -1.386)
        return ter__dd_neg(ter__normal_isf_of_log(ter__dd_make(log_p, 0.0)));
    if (log_p > -0.2877)
        return ter__normal_isf_of_log(ter__dd_log1mexp(ter__dd_make(log_p, 0.0)));
    /* 2 p - 1 = expm1(log p + log 2), log 2 in three parts since the sum may be tiny. */
    ter__dd above = ter__dd_add_d(ter__two_sum(log_p + 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56), 0x1.7b57a079a1934p-111);
    ter__dd t = ter__erf_inverse_small(ter__dd_expm1(above));
    return ter__dd_mul(t, ter__dd_make(0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54));
}
