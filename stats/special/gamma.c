/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Log gamma in double-double. On [1, 2] a polynomial carries the zeros at 1 and 2 as factors, so that relative precision holds
 * there; [2, 16) is shifted down by an exact product, (0, 1) up by one step; from 16 on Stirling's series.
 */
#include "gamma.h"

#include "elementary.h"
#include "gamma_table.h"

#define STIRLING_FROM 16.0

/* sum_k c_k / x^(2k - 1), x >= 16: 22 terms leave less than 2^-110. */
static ter__dd stirling_series(double x) {
    double square = 1.0 / (x * x);
    double tail = 0.0;
    for (int k = TER__STIRLING_TAIL - 1; k >= 0; k--) {
        tail = fma(tail, square, ter__stirling_tail[k]);
    }
    ter__dd inverse = ter__dd_ratio(1.0, x);
    ter__dd z = ter__dd_square(inverse);
    ter__dd sum = ter__dd_mul_d(z, tail);
    for (int k = TER__STIRLING_HEAD - 1; k > 0; k--) {
        sum = ter__dd_mul(z, ter__dd_add(ter__stirling_head[k], sum));
    }
    return ter__dd_mul(inverse, ter__dd_add(ter__stirling_head[0], sum));
}

/* log Gamma(1 + z) for z in [0, 1]. */
static ter__dd lgamma_unit(ter__dd z) {
    int piece = (int)(z.hi * TER__LGAMMA_PIECES);
    piece = piece > TER__LGAMMA_PIECES - 1 ? TER__LGAMMA_PIECES - 1 : piece;
    double middle = (2 * piece + 1) * (0.5 / TER__LGAMMA_PIECES);
    ter__dd s = ter__dd_scale(ter__dd_add_d(z, -middle), 2.0 * TER__LGAMMA_PIECES);
    double tail = 0.0;
    for (int k = TER__LGAMMA_TAIL - 1; k >= 0; k--) {
        tail = fma(tail, s.hi, ter__lgamma_tail[piece][k]);
    }
    ter__dd sum = ter__dd_mul_d(s, tail);
    for (int k = TER__LGAMMA_HEAD - 1; k > 0; k--) {
        sum = ter__dd_mul(s, ter__dd_add(ter__lgamma_head[piece][k], sum));
    }
    sum = ter__dd_add(ter__lgamma_head[piece][0], sum);
    return ter__dd_mul(ter__dd_mul(z, ter__dd_add_d(z, -1.0)), sum);
}

ter__dd ter__dd_lgamma1p(double z) {
    return lgamma_unit(ter__dd_make(z, 0.0));
}

/* x >= 16. */
static ter__dd lgamma_large(double x) {
    static const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    ter__dd main = ter__dd_sub(ter__dd_mul_d(ter__dd_log_d(x), x - 0.5), ter__dd_make(x, 0.0));
    if (x >= 0x1p52) { /* x - 1/2 would be rounded */
        ter__dd log_x = ter__dd_log_d(x);
        main = ter__dd_sub(ter__dd_mul_d(ter__dd_add_d(log_x, -1.0), x), ter__dd_scale(log_x, 0.5));
    }
    return ter__dd_add(ter__dd_add(main, half_log_two_pi), stirling_series(x));
}

ter__dd ter__dd_lgamma(double x) {
    if (x < 1.0) {
        return ter__dd_sub(ter__dd_lgamma1p(x), ter__dd_log_d(x));
    }
    if (x <= TER__LOG_FACTORIALS && x == floor(x)) {
        return ter__log_factorial[(int)x - 1];
    }
    if (x < STIRLING_FROM) {
        int steps = (int)x - 1;
        ter__dd product = ter__dd_make(1.0, 0.0);
        for (int k = 1; k <= steps; k++) {
            product = ter__dd_mul_d(product, x - k); /* x - k is exact */
        }
        ter__dd unit = lgamma_unit(ter__dd_make(x - steps - 1.0, 0.0));
        return steps == 0 ? unit : ter__dd_add(unit, ter__dd_log(product));
    }
    if (x > 2.5e305) { /* close to overflow, or beyond */
        double rough = x * (ter__log(x) - 1.0);
        return ter__dd_make(isinf(rough) ? rough : 2.0 * ter__dd_mul_d(ter__dd_add_d(ter__dd_log_d(x), -1.0), 0.5 * x).hi, 0.0);
    }
    return lgamma_large(x);
}

ter__dd ter__dd_stirling_error(double x) {
    static const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    if (x >= STIRLING_FROM) {
        return stirling_series(x);
    }
    /* log Gamma(x + 1) = log Gamma(x) + log x, so that no x + 1 is rounded */
    ter__dd log_gamma = x < 1.0 ? ter__dd_lgamma1p(x) : ter__dd_lgamma(x);
    ter__dd exponent = ter__two_sum(x, x < 1.0 ? 0.5 : -0.5);
    ter__dd result = ter__dd_sub(log_gamma, ter__dd_mul(exponent, ter__dd_log_d(x)));
    return ter__dd_sub(ter__dd_add_d(result, x), half_log_two_pi);
}

double ter__log_gamma(double x) {
    if (!(x > 0.0) || isinf(x)) {
        return x == 0.0 || x > 0.0 ? (double)INFINITY : (double)NAN;
    }
    return ter__dd_lgamma(x).hi;
}
