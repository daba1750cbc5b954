/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Series, continued fraction and uniform expansion. Sums are evaluated from their far end: what is far enters the result multiplied
 * by small weights, so plain double serves there and only the last steps are in double-double.
 */
#include "gamma_inc_core.h"

#include "elementary.h"
#include "gamma_inc_table.h"

#define SERIES_TERMS_MAX      160
#define SERIES_HEAD           14
#define FRACTION_LEVELS_MAX   128
#define FRACTION_HEAD         9
#define ALTERNATING_TERMS_MAX 32
#define ALTERNATING_HEAD      10

ter__dd ter__gamma_series(ter__dd a, ter__dd x, double inverse_a) {
    /* Steps 1 + k / a for large a, a + k for small, so that the products below neither overflow nor vanish. */
    bool scaled = a.hi >= TER__TEMME_FROM;
    double base = scaled ? 1.0 : a.hi, step = scaled ? inverse_a : 1.0, ratio = scaled ? x.hi * inverse_a : x.hi;
    int terms = SERIES_HEAD;
    double numerator = 1.0, denominator = 1.0;
    for (int k = 1; k <= SERIES_TERMS_MAX; k++) { /* x <= a < 16: ends by k = 60; x <= 0.31 a: by k = 40 */
        numerator *= ratio;
        denominator *= base + k * step;
        if (k >= SERIES_HEAD && numerator <= 0x1p-62 * denominator) {
            terms = k;
            break;
        }
    }
    /* sum = 1 + x / (a + k) * sum, backwards, as a fraction: no division in the loop */
    numerator = 1.0;
    denominator = 1.0;
    for (int k = terms; k > SERIES_HEAD; k--) {
        denominator *= base + k * step;
        numerator = fma(ratio, numerator, denominator);
    }
    ter__dd sum = ter__dd_make(numerator / denominator, 0.0);
    for (int k = SERIES_HEAD; k >= 1; k--) {
        ter__dd factor = ter__dd_div(x, ter__dd_add_d(a, k));
        sum = ter__dd_add_d(ter__dd_mul(factor, sum), 1.0);
    }
    return sum;
}

ter__dd ter__gamma_fraction(ter__dd a, ter__dd x) {
    double levels = ceil(12.0 + 128.0 / x.hi); /* enough for 2^-60 at x >= 1.5, x >= a; measured against 200 bits */
    int n = levels < FRACTION_LEVELS_MAX ? (int)levels : FRACTION_LEVELS_MAX;
    ter__dd start = ter__dd_sub(x, a); /* x - a */
    double f = start.hi + (2 * n + 1);
    int k = n;
    for (; k > FRACTION_HEAD; k--) {
        f = start.hi + (2 * k - 1) + k * (a.hi - k) / f;
    }
    ter__dd wide = ter__dd_make(f, 0.0);
    for (; k >= 1; k--) {
        ter__dd numerator = ter__dd_mul_d(ter__dd_add_d(a, -k), k);
        wide = ter__dd_add(ter__dd_add_d(start, 2 * k - 1), ter__dd_div(numerator, wide));
    }
    return ter__dd_div(a, wide);
}

ter__dd ter__gamma_alternating(ter__dd a, double x) {
    /* far terms in double: they are below 1.5^11 / 11! = 2e-6 of the first */
    double far = 0.0, power = 1.0;
    double factorial_power[ALTERNATING_TERMS_MAX + 1];
    factorial_power[0] = 1.0;
    int terms = ALTERNATING_TERMS_MAX;
    for (int n = 1; n <= ALTERNATING_TERMS_MAX; n++) {
        power *= -x / n;
        factorial_power[n] = power;
        if (n > 1 && fabs(power) < 0x1p-75 * x) {
            terms = n;
            break;
        }
    }
    int head = terms < ALTERNATING_HEAD ? terms : ALTERNATING_HEAD;
    for (int n = terms; n > head; n--) {
        far += factorial_power[n] / (a.hi + n);
    }
    ter__dd sum = ter__dd_make(far, 0.0), term = ter__dd_make(1.0, 0.0);
    for (int n = 1; n <= head; n++) {
        term = ter__dd_div_d(ter__dd_mul_d(term, -x), n);
        sum = ter__dd_add(sum, ter__dd_div(term, ter__dd_add_d(a, n)));
    }
    return ter__dd_mul(a, sum);
}

ter__dd ter__dd_erfcx(ter__dd z) {
    ter__dd t = ter__dd_div(ter__dd_make(2.0, 0.0), ter__dd_add_d(z, 2.0));
    int piece = (int)(t.hi * TER__ERFCX_PIECES);
    piece = piece > TER__ERFCX_PIECES - 1 ? TER__ERFCX_PIECES - 1 : piece;
    ter__dd s = ter__dd_scale(ter__dd_add_d(t, -(2 * piece + 1) * (0.5 / TER__ERFCX_PIECES)), 2.0 * TER__ERFCX_PIECES);
    double tail = 0.0;
    for (int k = TER__ERFCX_TAIL - 1; k >= 0; k--) {
        tail = fma(tail, s.hi, ter__erfcx_tail[piece][k]);
    }
    ter__dd sum = ter__dd_mul_d(s, tail);
    for (int k = TER__ERFCX_HEAD - 1; k > 0; k--) {
        sum = ter__dd_mul(s, ter__dd_add(ter__erfcx_head[piece][k], sum));
    }
    return ter__dd_mul(t, ter__dd_add(ter__erfcx_head[piece][0], sum));
}

/*
 * beta_n from beta_(n-1) = d_n + (n + 1) / a beta_(n+1), backwards, and sum beta_n eta^n on the way. 46 terms leave less than 2^-60
 * for |eta| <= 1.01 and a >= 16; fewer do when both are far from that.
 */
ter__gamma_tail ter__gamma_tail_temme(ter__dd spread, double eta, double inverse_a, double core_scale) {
    int last = TER__TEMME_TERMS - 4;
    if (inverse_a < 1e-3 && fabs(eta) < 0.15) {
        last = 17;
    }
    double two_up = 0.0, one_up = 0.0, sum = 0.0;
    for (int n = last; n >= 0; n--) {
        double beta = fma((n + 2) * inverse_a, two_up, ter__temme[n + 1]);
        sum = fma(sum, eta, beta);
        two_up = one_up;
        one_up = beta;
    }
    /* now two_up is beta_1; 1 / (1 + beta_1 / a) is 1 / Gamma*(a) */
    double correction = sum * core_scale / fma(two_up, inverse_a, 1.0);
    ter__dd z = spread.hi > 0.0 ? ter__dd_sqrt(spread) : ter__dd_make(0.0, 0.0);
    ter__gamma_tail tail = {eta > 0.0, ter__dd_neg(spread), ter__dd_scale(ter__dd_erfcx(z), 0.5), 0.0, true};
    tail.factor = ter__dd_add_d(tail.factor, tail.upper ? correction : -correction);
    return tail;
}
