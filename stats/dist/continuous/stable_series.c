/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Power series of a stable law at its centre and at infinity (W. Feller, An Introduction to Probability Theory II (1971), XVII.7):
 *   f(z) = (1 / pi) sum over n >= 1 of (-1)^(n-1) Gamma(1 + n / alpha) / n! sin(n pi r) z^(n-1)
 *        = (1 / pi) sum over n >= 1 of (-1)^(n-1) Gamma(1 + n alpha) / n! sin(n pi alpha r) z^(-n alpha - 1),
 * one of them asymptotic. They are used only where a few terms are enough.
 */
#include "special/gamma.h"
#include "special/trig.h"
#include "stable_law.h"

enum { TERMS = 8 };

/* log Gamma(x). */
static ter__dd log_gamma(ter__dd x) {
    return ter__dd_add(ter__dd_lgamma(x.hi), ter__two_product(ter__digamma(x.hi), x.lo));
}

/* The number of half turns reduced: sin(n pi q). */
static ter__dd sine_of(ter__dd q, double n) {
    ter__dd turns = ter__dd_mul_d(q, n);
    return ter__dd_sin_pi(turns);
}

/* (-1)^(n-1) sin(n pi q) = sin(n pi (1 - q)). */
static ter__dd alternating_sine(ter__dd q, ter__dd less, double n) {
    if (less.hi <= 0.5)
        return sine_of(less, n);
    ter__dd sine = sine_of(q, n);
    return fmod(n, 2.0) == 1.0 ? sine : ter__dd_neg(sine);
}

/* Coefficients of z^(n-1), or of z^(-n alpha - 1), times pi. */
static void coefficients(const ter__stable_side *s, bool far, ter__dd *term) {
    double factorial = 1.0;
    for (int i = 0; i < TERMS; i++) {
        double n = i + 1.0;
        factorial *= n;
        ter__dd x = far ? ter__two_product(n, s->alpha) : ter__dd_ratio(n, s->alpha);
        ter__dd gamma = ter__dd_exp(log_gamma(ter__dd_add_d(x, 1.0)));
        ter__dd sine =
            far ? alternating_sine(ter__dd_mul_d(s->mass, s->alpha), s->rest, n) : alternating_sine(s->mass, s->other, n);
        term[i] = ter__dd_mul(ter__dd_div_d(gamma, factorial), sine);
    }
}

static ter__dd polynomial(const ter__dd *term, ter__dd z) {
    ter__dd sum = term[TERMS - 1];
    for (int i = TERMS - 2; i >= 0; i--)
        sum = ter__dd_add(term[i], ter__dd_mul(z, sum));
    return sum;
}

ter__stable_value ter__stable_density_near(const ter__stable_side *side, ter__dd z) {
    static const ter__dd log_pi = TER__LOG_PI;
    ter__dd term[TERMS], slope[TERMS];
    coefficients(side, false, term);
    for (int i = 0; i < TERMS; i++)
        slope[i] = i + 1 < TERMS ? ter__dd_mul_d(term[i + 1], i + 1.0) : ter__dd_make(0.0, 0.0);
    ter__dd sum = polynomial(term, z);
    ter__stable_value out = {ter__dd_sub(ter__dd_log(sum), log_pi), {0.0, 0.0}, ter__dd_div(polynomial(slope, z), sum)};
    return out;
}

ter__dd ter__stable_tail_near(const ter__stable_side *side, ter__dd z) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    ter__dd term[TERMS];
    coefficients(side, false, term);
    for (int i = 0; i < TERMS; i++)
        term[i] = ter__dd_div_d(term[i], i + 1.0);
    return ter__dd_sub(side->mass, ter__dd_mul(ter__dd_mul(polynomial(term, z), z), inverse_pi));
}

ter__stable_value ter__stable_density_far(const ter__stable_side *side, ter__dd log_z) {
    static const ter__dd log_pi = TER__LOG_PI;
    ter__dd term[TERMS], slope[TERMS], log_power = ter__dd_mul_d(log_z, -side->alpha), power = ter__exp_whole(log_power);
    coefficients(side, true, term);
    for (int i = 0; i < TERMS; i++)
        slope[i] = ter__dd_mul(term[i], ter__dd_add_d(ter__two_product(-1.0 - i, side->alpha), -1.0));
    ter__dd sum = polynomial(term, power), log = ter__dd_sub(ter__dd_sub(log_power, log_z), log_pi);
    ter__stable_value out = {ter__dd_add(log, ter__dd_log(sum)), {0.0, 0.0}, ter__dd_div(polynomial(slope, power), sum)};
    return out;
}

ter__dd ter__stable_log_tail_far(const ter__stable_side *side, ter__dd log_z) {
    static const ter__dd log_pi = TER__LOG_PI;
    ter__dd term[TERMS], log_power = ter__dd_mul_d(log_z, -side->alpha), power = ter__exp_whole(log_power);
    coefficients(side, true, term);
    for (int i = 0; i < TERMS; i++)
        term[i] = ter__dd_div(term[i], ter__two_product(i + 1.0, side->alpha));
    return ter__dd_add(ter__dd_sub(log_power, log_pi), ter__dd_log(polynomial(term, power)));
}

/* Digamma and trigamma at 2, 3, 4, 5. */
static const ter__dd digammas[] = {{0x1.b0ee6072093cep-2, 0x1.6cb90701fbfabp-58},
                                   {0x1.d8773039049e7p-1, 0x1.6cb90701fbfabp-58},
                                   {0x1.4190ed71d7a49p+0, -0x1.27be347515d60p-55},
                                   {0x1.8190ed71d7a49p+0, -0x1.27be347515d60p-55}};
static const double trigammas[] = {0x1.4a34cc4a60fa6p-1, 0x1.94699894c1f4dp-2, 0x1.22a27c22fad85p-2, 0x1.c544f845f5b0bp-3};

/*
 * (1 / pi) integral over s > 0 of s^m exp(-x s - b s log s) sin(k s) ds, k = 1 + beta, b = 2 beta / pi, for m = -1, 0, 1, to the
 * second order in 1 / x, over its first term k m! / (pi x^(m + 2)), (m + 1)! for m! in truth.
 */
static ter__dd correction(double beta, ter__dd log_x, int m) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    ter__dd b = ter__dd_mul_d(inverse_pi, 2.0 * beta), k = ter__two_sum(1.0, beta), over = ter__exp_whole(ter__dd_neg(log_x));
    ter__dd first = ter__dd_mul_d(ter__dd_mul(b, ter__dd_sub(digammas[m + 1], log_x)), m + 2.0);
    double off = digammas[m + 2].hi - log_x.hi, many = (m + 2.0) * (m + 3.0);
    double second = many * (0.5 * b.hi * b.hi * (off * off + trigammas[m + 2]) - k.hi * k.hi / 6.0);
    ter__dd sum = ter__dd_sub(ter__dd_mul_d(over, second), first);
    return ter__dd_add_d(ter__dd_mul(sum, over), 1.0);
}

ter__stable_value ter__stable_density_far_one(double beta, ter__dd log_x) {
    static const ter__dd log_pi = TER__LOG_PI;
    ter__dd bent = correction(beta, log_x, 0), log = ter__dd_sub(ter__dd_log(ter__two_sum(1.0, beta)), log_pi);
    log = ter__dd_add(ter__dd_sub(log, ter__dd_scale(log_x, 2.0)), ter__dd_log(bent));
    ter__dd turn = ter__dd_scale(ter__dd_div(correction(beta, log_x, 1), bent), -2.0);
    ter__stable_value out = {log, {0.0, 0.0}, turn};
    return out;
}

ter__dd ter__stable_log_tail_far_one(double beta, ter__dd log_x) {
    static const ter__dd log_pi = TER__LOG_PI;
    ter__dd log = ter__dd_sub(ter__dd_log(ter__two_sum(1.0, beta)), log_pi);
    return ter__dd_add(ter__dd_sub(log, log_x), ter__dd_log(correction(beta, log_x, -1)));
}
