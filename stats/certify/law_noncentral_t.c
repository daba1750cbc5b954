/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Noncentral t: T = (Z + d) / S, S = sqrt(V / v), V chi-squared with v degrees of freedom. With D(s) = 2 (v/2)^(v/2) / Gamma(v/2)
 * s^(v-1) exp(-v s^2 / 2) the density of S,
 *   f(t) = integral of s phi(t s - d) D(s) ds = c (v + t^2)^(-(v+1)/2) exp(-d^2 / 2) J(v, b) / sqrt(2 pi), b = t d / sqrt(v + t^2),
 * J(v, b) the integral of r^v exp(b r - r^2 / 2), two confluent hypergeometric functions or, far out, a quadrature; J' = J(v + 1,
 * b). P(T > t) is the integral of P(Z > t s - d) D(s) ds, in w = log s from the peak to both sides.
 */
#include <acb_hypgeom.h>
#include <math.h>

#include "ball_block.h"
#include "law.h"
#include "tail.h"
#include "tail_quadrature.h"

/* Up to here the series of J are short. */
#define SERIES_DF_MAX 300.0
#define SERIES_B_MAX  30.0
/* Of a tail at most exp(-REACH) is left away on a side without its own bound. */
#define REACH 400.0

/* A ball of another workspace, as a constant of this one. */
static ter__b constant(ter__balls *w, ter__b b) {
    return ter__b_arb(w, TER__REAL(b));
}

static double as_double(ter__b b) {
    return arf_get_d(arb_midref(TER__REAL(b)), ARF_RND_NEAR);
}

/* Gamma(order/2 + 1/2) 2^(order/2 - 1/2) M((order + 1)/2, 1/2, b^2/2) + b Gamma(order/2 + 1) 2^(order/2) M(order/2 + 1, 3/2,
 * b^2/2). */
static void series_value(acb_t out, ter__b order, ter__b b, slong bits) {
    acb_t square, a, c, power, term;
    acb_init(square);
    acb_init(a);
    acb_init(c);
    acb_init(power);
    acb_init(term);
    acb_sqr(square, b->value, bits);
    acb_mul_2exp_si(square, square, -1);
    acb_zero(out);
    for (int odd = 0; odd < 2; odd++) {
        acb_add_si(a, order->value, 1 + odd, bits);
        acb_mul_2exp_si(a, a, -1);
        acb_set_d(c, 0.5 + odd);
        acb_hypgeom_m(term, a, c, square, 0, bits);
        acb_gamma(power, a, bits);
        acb_mul(term, term, power, bits);
        acb_sub_si(a, a, 1, bits);
        acb_set_si(power, 2);
        acb_pow(power, power, a, bits);
        acb_mul(term, term, power, bits);
        if (odd) {
            acb_mul(term, term, b->value, bits);
        }
        acb_add(out, out, term, bits);
    }
    acb_clear(square);
    acb_clear(a);
    acb_clear(c);
    acb_clear(power);
    acb_clear(term);
}

/* In u = |log(r / peak)|. */
typedef struct beyond {
    ter__b power, b, peak;
    bool up;
} beyond;

static ter__b kernel_exponent(ter__balls *w, const void *context, ter__b u) {
    const beyond *c = context;
    ter__b step = c->up ? u : ter__b_neg(w, u), r = ter__b_mul(w, constant(w, c->peak), ter__b_exp(w, step));
    ter__b bend = ter__b_mul(w, r, ter__b_sub(w, constant(w, c->b), ter__b_half(w, r)));
    return ter__b_add(w, ter__b_mul(w, constant(w, c->power), ter__b_add(w, ter__b_log(w, constant(w, c->peak)), step)), bend);
}

static ter__b log_kernel_quadrature(ter__balls *w, ter__b order, ter__b b) {
    double power = as_double(order) + 1.0, at = as_double(b), root = sqrt(at * at + 4.0 * power);
    ter__b peak = ter__b_d(w, at > 0.0 ? 0.5 * (at + root) : 2.0 * power / (root - at)), sum = NULL;
    for (int up = 0; up < 2; up++) {
        beyond context = {ter__b_add_si(w, order, 1), b, peak, up != 0};
        ter__falling falling = {kernel_exponent, &context, NULL};
        ter__b side = ter__b_exp(w, ter__tail_quadrature(w, &falling));
        sum = sum == NULL ? side : ter__b_add(w, sum, side);
    }
    return ter__b_log(w, sum);
}

/* log J(order, b), without slopes. */
static ter__b log_kernel_value(ter__balls *w, ter__b order, ter__b b) {
    bool real = acb_is_real(b->value), small = as_double(order) < SERIES_DF_MAX && fabs(as_double(b)) < SERIES_B_MAX;
    small = small && arf_cmpabs_d(arb_midref(acb_imagref(b->value)), SERIES_B_MAX) < 0;
    if (!small) {
        return real && !w->analytic ? log_kernel_quadrature(w, order, b) : ter__b_nothing(w);
    }
    ter__ball *out = ter__ball_fresh(w);
    series_value(out->value, order, b, w->precision);
    return ter__b_log(w, out);
}

static ter__b log_kernel(ter__balls *w, ter__b order, ter__b b) {
    ter__balls plain;
    if (!w->order) {
        return log_kernel_value(w, order, b);
    }
    if (!acb_is_zero(order->slope)) { /* the derivative in the order is left open */
        return ter__b_nothing(w);
    }
    ter__ball *out = ter__ball_fresh(w);
    ter__balls_open(&plain, w->precision, false);
    plain.analytic = w->analytic;
    ter__b value = log_kernel_value(&plain, order, b), next = log_kernel_value(&plain, ter__b_add_si(&plain, order, 1), b);
    acb_set(out->value, value->value);
    acb_mul(out->slope, ter__b_exp(&plain, ter__b_sub(&plain, next, value))->value, b->slope, w->precision);
    ter__balls_close(&plain);
    return out;
}

/* log of 2 (v/2)^(v/2) / Gamma(v/2). */
static ter__b log_constant(ter__balls *w, ter__b df) {
    ter__b half = ter__b_half(w, df), power = ter__b_mul(w, half, ter__b_log(w, half));
    return ter__b_add(w, ter__b_sub(w, power, ter__b_log_gamma(w, half)), ter__b_log(w, ter__b_si(w, 2)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b sum = ter__b_add(w, p[0], ter__b_square(w, x)), b = ter__b_div(w, ter__b_mul(w, x, p[1]), ter__b_sqrt(w, sum));
    ter__b two_pi = ter__b_mul_si(w, ter__b_pi(w), 2), wide = ter__b_mul(w, ter__b_add_si(w, p[0], 1), ter__b_log(w, sum));
    ter__b halves = ter__b_add(w, ter__b_add(w, wide, ter__b_square(w, p[1])), ter__b_log(w, two_pi));
    return ter__b_add(w, ter__b_sub(w, log_constant(w, p[0]), ter__b_half(w, halves)), log_kernel(w, p[0], b));
}

/* log P(Z > z) for complex z, with its slope. */
static ter__b log_normal_tail(ter__balls *w, ter__b z) {
    slong p = w->precision;
    ter__ball *out = ter__ball_fresh(w);
    acb_t t, tail;
    acb_init(t);
    acb_init(tail);
    acb_set_si(t, 2);
    acb_rsqrt(t, t, p);
    acb_mul(t, t, z->value, p);
    acb_hypgeom_erfc(tail, t, p);
    acb_mul_2exp_si(tail, tail, -1);
    ter__ball *plain = ter__ball_fresh(w);
    acb_set(plain->value, tail);
    acb_set(out->value, ter__b_log(w, plain)->value);
    if (w->order) { /* -phi(z) / P(Z > z) */
        acb_sqr(t, t, p);
        acb_neg(t, t);
        acb_exp(t, t, p);
        acb_div(t, t, tail, p);
        arb_const_pi(acb_realref(tail), p);
        arb_zero(acb_imagref(tail));
        acb_mul_2exp_si(tail, tail, 1);
        acb_rsqrt(tail, tail, p);
        acb_mul(t, t, tail, p);
        acb_mul(t, t, z->slope, p);
        acb_neg(out->slope, t);
    }
    acb_clear(t);
    acb_clear(tail);
    return out;
}

/* The integrand of P(T > t) in u = |w - w0|. */
typedef struct mixture {
    ter__b df, shift, t, middle;
    bool up;
} mixture;

static ter__b mixture_exponent(ter__balls *w, const void *context, ter__b u) {
    const mixture *c = context;
    ter__b df = constant(w, c->df), middle = constant(w, c->middle), step = c->up ? u : ter__b_neg(w, u);
    ter__b s = ter__b_mul(w, middle, ter__b_exp(w, step));
    ter__b z = ter__b_sub(w, ter__b_mul(w, constant(w, c->t), s), constant(w, c->shift));
    ter__b root = ter__b_sub(w, ter__b_add(w, ter__b_log(w, middle), step), ter__b_half(w, ter__b_square(w, s)));
    return ter__b_add(w, ter__b_mul(w, df, root), log_normal_tail(w, z));
}

/* v (1 - s^2) - t s phi(z) / P(Z > z), z = t s - d, in double: positive below the peak. */
static double rise(double df, double shift, double t, double s) {
    double z = t * s - shift,
           hazard = z > 30.0 ? z + 1.0 / z : exp(-0.5 * z * z) / (1.2533141373155003 * erfc(0.70710678118654752 * z));
    return df * (1.0 - s) * (1.0 + s) - (hazard == 0.0 ? 0.0 : t * s * hazard);
}

static double peak_of(double df, double shift, double t) {
    double low = -720.0, high = 720.0;
    for (int i = 0; i < 100; i++) {
        double middle = 0.5 * (low + high);
        *(rise(df, shift, t, exp(middle)) > 0.0 ? &low : &high) = middle;
    }
    return exp(low);
}

/*
 * One side. Upwards psi' = s (v / s - v s - t hazard) falls once negative, also where t is negative, and downwards it grows where t
 * is positive: as good as concave. Downwards with t negative psi' is at least v (1 - s^2): the rest beyond the end is bounded here.
 */
static ter__b log_side(ter__balls *w, const mixture *m) {
    ter__falling falling = {mixture_exponent, m, NULL};
    if (m->up || !arb_is_negative(TER__REAL(m->t))) {
        return ter__tail_quadrature(w, &falling);
    }
    double s = as_double(m->middle);
    ter__b end = ter__b_d(w, REACH / fmin(as_double(m->df), 1.0) + fmax(log(s), 0.0) + 1.0), zero = ter__b_si(w, 0);
    falling.end = TER__REAL(end);
    ter__b inside = ter__tail_quadrature(w, &falling), last = mixture_exponent(w, m, end), first = mixture_exponent(w, m, zero);
    ter__b lowest = ter__b_mul(w, m->middle, ter__b_exp(w, ter__b_neg(w, end)));
    ter__b least = ter__b_mul(w, m->df, ter__b_sub(w, ter__b_si(w, 1), ter__b_square(w, lowest)));
    ter__b rest = ter__b_div(w, ter__b_exp(w, ter__b_sub(w, last, first)), least);
    arb_t sum;
    arb_init(sum);
    arb_set(sum, TER__REAL(ter__b_exp(w, ter__b_sub(w, inside, first))));
    arb_add_error(sum, TER__REAL(rest));
    ter__b out = ter__b_add(w, ter__b_log(w, ter__b_arb(w, sum)), first);
    arb_clear(sum);
    return out;
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    double t = as_double(x), shift = as_double(p[1]);
    *upper = t > shift;
    if (ter__b_is_zero(x)) {
        *upper = shift < 0.0;
        return ter__tail_normal(w, *upper ? ter__b_neg(w, p[1]) : p[1]);
    }
    mixture m = {p[0], *upper ? p[1] : ter__b_neg(w, p[1]), *upper ? x : ter__b_neg(w, x), NULL, false};
    m.middle = ter__b_d(w, peak_of(as_double(p[0]), as_double(m.shift), as_double(m.t)));
    ter__b down = log_side(w, &m);
    m.up = true;
    ter__b up = log_side(w, &m), ratio = ter__b_exp(w, ter__b_sub(w, up, down));
    return ter__b_add(w, ter__b_add(w, down, ter__b_log1p(w, ratio)), log_constant(w, p[0]));
}

const ter__law ter__law_noncentral_t = {
    .name = "noncentral_t",
    .parameter_count = 2,
    .parameter_names = {"df", "noncentrality"},
    .log_density = log_density,
    .log_tail = log_tail,
    .cost = 50,
    .hard = {{TER__POSITIVE, 0.1, 1e10, 5, {1.0, 2.0, 3.0, 4.0, 30.0}}, {TER__SIGNED, 1e-3, 1e6, 3, {0.0, 1.0, 1000.0}}},
    .moderate = {{TER__POSITIVE, 0.5, 50.0, 3, {1.0, 2.0, 4.0}}, {TER__SIGNED, 0.1, 10.0, 3, {0.0, 1.0, -3.0}}},
};
