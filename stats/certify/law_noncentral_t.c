/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Noncentral t: T = (Z + d) / S, S = sqrt(V / v), V chi-squared with v degrees of freedom. With D(s) = 2 (v/2)^(v/2) / Gamma(v/2)
 * s^(v-1) exp(-v s^2 / 2) the density of S,
 *   f(t) = integral of s phi(t s - d) D(s) ds = c (v + t^2)^(-(v+1)/2) exp(-d^2 / 2) J(v, b) / sqrt(2 pi), b = t d / sqrt(v + t^2),
 * J(v, b) the integral of r^v exp(b r - r^2 / 2), two confluent hypergeometric functions or, far out, a quadrature; J' = J(v + 1,
 * b). P(T > t) is the integral of P(Z > t s - d) D(s) ds, in w = log s from the peak to both sides.
 */
#include <acb_hypgeom.h>
#include <arb_hypgeom.h>
#include <math.h>

#include "ball_block.h"
#include "law.h"
#include "tail.h"
#include "tail_quadrature.h"

/* Up to here the series of J are short. */
#define SERIES_DF_MAX 300.0
#define SERIES_B_MAX  30.0
/* And up to here, d^2 / 2 and the log density, the series of the tails. */
#define SERIES_MEAN_MAX  3000.0
#define SERIES_LOG_MAX   2000.0
#define SERIES_TERMS_MAX 200000
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
    if (w->order && !acb_is_zero(p[0]->slope)) { /* the derivative in the order is left open */
        return ter__b_nothing(w);
    }
    ter__b sum = ter__b_add(w, p[0], ter__b_square(w, x)), b = ter__b_div(w, ter__b_mul(w, x, p[1]), ter__b_sqrt(w, sum));
    ter__b two_pi = ter__b_mul_si(w, ter__b_pi(w), 2), wide = ter__b_mul(w, ter__b_add_si(w, p[0], 1), ter__b_log(w, sum));
    ter__b halves = ter__b_add(w, ter__b_add(w, wide, ter__b_square(w, p[1])), ter__b_log(w, two_pi));
    return ter__b_add(w, ter__b_sub(w, log_constant(w, p[0]), ter__b_half(w, halves)), log_kernel(w, p[0], b));
}

/*
 * phi(z) / P(Z > z) over a ball of middle c and radius r, from P(Z > c). With x the least real part, Mills' ratio M has |M'| = |the
 * integral of u exp(-z u - u^2 / 2)| <= 1 / (1 + x^2) for x >= 0, and 1 + |x| M(x) below; left of that phi and P(Z > z) themselves
 * move by at most r times exp((y^2 - x^2) / 2) (1 + |z|).
 */
static void hazard_over(acb_t out, const acb_t c, const acb_t tail, const acb_t z, slong p) {
    arb_t r, x, y, bound, root;
    acb_t phi;
    arb_init(r);
    arb_init(x);
    arb_init(y);
    arb_init(bound);
    arb_init(root);
    acb_init(phi);
    arf_set_mag(arb_midref(x), arb_radref(acb_realref(z)));
    arf_set_mag(arb_midref(y), arb_radref(acb_imagref(z)));
    arb_hypot(r, x, y, 64);
    arb_sub(x, acb_realref(c), r, 64);
    arb_abs(y, acb_imagref(c));
    arb_add(y, y, r, 64);
    arb_const_pi(root, p);
    arb_mul_2exp_si(root, root, 1);
    arb_sqrt(root, root, p);
    acb_sqr(phi, c, p);
    acb_mul_2exp_si(phi, phi, -1);
    acb_neg(phi, phi);
    acb_exp(phi, phi, p);
    acb_div_arb(phi, phi, root, p);
    if (arf_cmp_d(arb_midref(x), -1.0) > 0) {
        arb_sqr(bound, x, 64);
        if (arb_is_nonnegative(x)) {
            arb_add_si(bound, bound, 1, 64);
            arb_div(bound, r, bound, 64);
        } else { /* M(x) < sqrt(2 pi) exp(x^2 / 2) < 5 there: 1 + 1.1 * 5 */
            arb_mul_si(bound, r, 7, 64);
        }
        acb_div(out, tail, phi, p);
        acb_add_error_arb(out, bound);
        acb_inv(out, out, p);
    } else {
        arb_add(x, acb_realref(c), r, 64); /* the right end: the least square on this side of 0 */
        arb_sqr(bound, x, 64);
        if (!arb_is_negative(x)) {
            arb_zero(bound);
        }
        arb_submul(bound, y, y, 64);
        arb_mul_2exp_si(bound, bound, -1);
        arb_neg(bound, bound);
        arb_exp(bound, bound, 64);
        arb_mul(bound, bound, r, 64);
        acb_abs(x, c, 64);
        arb_add(x, x, r, 64);
        arb_add_si(x, x, 1, 64);
        acb_set(out, tail);
        acb_add_error_arb(out, bound);
        arb_mul(bound, bound, x, 64);
        acb_add_error_arb(phi, bound);
        acb_div(out, phi, out, p);
    }
    arb_clear(r);
    arb_clear(x);
    arb_clear(y);
    arb_clear(bound);
    arb_clear(root);
    acb_clear(phi);
}

/* log P(Z > z) for complex z, with its slope, in mean value form: the hazard is finite where there is no zero. */
static ter__b log_normal_tail(ter__balls *w, ter__b z) {
    slong p = w->precision;
    ter__ball *out = ter__ball_fresh(w);
    acb_t c, tail, hazard;
    acb_init(c);
    acb_init(tail);
    acb_init(hazard);
    acb_get_mid(c, z->value);
    acb_set_si(tail, 2);
    acb_rsqrt(tail, tail, p);
    acb_mul(tail, tail, c, p);
    acb_hypgeom_erfc(tail, tail, p);
    acb_mul_2exp_si(tail, tail, -1);
    hazard_over(hazard, c, tail, z->value, p);
    acb_log(out->value, tail, p);
    acb_sub(c, z->value, c, p);
    acb_mul(c, c, hazard, p);
    acb_sub(out->value, out->value, c, p);
    acb_mul(out->slope, hazard, z->slope, p);
    acb_neg(out->slope, out->slope);
    acb_clear(c);
    acb_clear(tail);
    acb_clear(hazard);
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

/* One of the two ladders of the series below: weights and I_y(v/2, a), a = a0 + j. */
typedef struct ladder {
    arb_t weight, tail, step, offset; /* offset a0 */
} ladder;

/* To the next j; the ratio of weights is l / (a0 + j + 1/2). */
static void climb(ladder *r, arb_srcptr l, arb_srcptr half_df, arb_srcptr x, slong j, slong p) {
    arb_t a, ratio;
    arb_init(a);
    arb_init(ratio);
    arb_add_si(a, r->offset, j, p);
    arb_add(r->tail, r->tail, r->step, p);
    arb_add(ratio, a, half_df, p);
    arb_mul(r->step, r->step, ratio, p);
    arb_mul(r->step, r->step, x, p);
    arb_add_si(ratio, a, 1, p);
    arb_div(r->step, r->step, ratio, p);
    arb_set_d(ratio, 0.5);
    arb_add(a, a, ratio, p);
    arb_mul(r->weight, r->weight, l, p);
    arb_div(r->weight, r->weight, a, p);
    arb_clear(a);
    arb_clear(ratio);
}

/* Twice P(T > |t|): weights at most 1 in all; the weights left away are at most twice the first, j being past 2 l. */
static void series_sum(arb_t sum, ladder r[2], arb_srcptr l, arb_srcptr half_df, arb_srcptr x, slong p) {
    arb_zero(sum);
    double mean = arf_get_d(arb_midref(l), ARF_RND_NEAR);
    for (slong j = 0; j < SERIES_TERMS_MAX; j++) {
        bool small = arf_cmpabs_2exp_si(arb_midref(r[0].weight), -p) < 0 && arf_cmpabs_2exp_si(arb_midref(r[1].weight), -p) < 0;
        if (small && (double)j > 2.0 * mean) {
            break;
        }
        for (int k = 0; k < 2; k++) {
            arb_addmul(sum, r[k].weight, r[k].tail, p);
            climb(&r[k], l, half_df, x, j, p);
        }
    }
    for (int k = 0; k < 2; k++) {
        arb_mul_2exp_si(r[k].weight, r[k].weight, 1);
        arb_add_error(sum, r[k].weight);
    }
}

/*
 * P(T > |t|) = sum of (P_j I_y(v/2, j + 1/2) + Q_j I_y(v/2, j + 1)) / 2, l = d^2 / 2, P_j = exp(-l) l^j / j!, Q_j = d exp(-l) l^j /
 * (sqrt(2) Gamma(j + 3/2)), y = v / (v + t^2), and I_y(b, a + 1) = I_y(b, a) + x^a y^b / (a B(a, b)), x = 1 - y.
 */
static void series_tail(arb_t out, ter__balls *w, ter__b df, ter__b shift, ter__b t) {
    slong p = w->precision;
    ladder r[2];
    ter__b half = ter__b_half(w, ter__b_si(w, 1)), b = ter__b_half(w, df), l = ter__b_half(w, ter__b_square(w, shift));
    ter__b odds = ter__b_div(w, ter__b_square(w, t), df), log_y = ter__b_neg(w, ter__b_log1p(w, odds)), pi = ter__b_pi(w);
    ter__b log_x = ter__b_add(w, log_y, ter__b_log(w, odds)), power = ter__b_mul(w, b, log_y),
           less = ter__b_exp(w, ter__b_neg(w, l));
    ter__b log_beta = ter__b_sub(w, ter__b_add(w, ter__b_half(w, ter__b_log(w, pi)), ter__b_log_gamma(w, b)),
                                 ter__b_log_gamma(w, ter__b_add(w, b, half)));
    arb_t first;
    arb_init(first);
    arb_hypgeom_beta_lower(first, TER__REAL(b), TER__REAL(half), TER__REAL(ter__b_exp(w, log_y)), 1, p);
    ter__b step = ter__b_sub(w, ter__b_add(w, power, ter__b_half(w, log_x)), log_beta);
    ter__b starts[2][4] = {{less, ter__b_arb(w, first), ter__b_mul_si(w, ter__b_exp(w, step), 2), half},
                           {ter__b_mul(w, ter__b_mul(w, shift, less), ter__b_sqrt(w, ter__b_div(w, ter__b_si(w, 2), pi))),
                            ter__b_exp(w, power), ter__b_mul(w, b, ter__b_exp(w, ter__b_add(w, power, log_x))), ter__b_si(w, 1)}};
    for (int k = 0; k < 2; k++) {
        arb_ptr parts[4] = {r[k].weight, r[k].tail, r[k].step, r[k].offset};
        for (int i = 0; i < 4; i++) {
            arb_init(parts[i]);
            arb_set(parts[i], TER__REAL(starts[k][i]));
        }
    }
    arb_clear(first);
    series_sum(out, r, TER__REAL(l), TER__REAL(b), TER__REAL(ter__b_exp(w, log_x)), p);
    arb_mul_2exp_si(out, out, -1);
    for (int k = 0; k < 2; k++) {
        arb_clear(r[k].weight);
        arb_clear(r[k].tail);
        arb_clear(r[k].step);
        arb_clear(r[k].offset);
    }
}

/* log P(T > t) by the series, with the bits that a tail as small as the density needs; null where they would be too many. */
static ter__b log_upper_series(ter__balls *w, const mixture *m) {
    ter__b p[2] = {m->df, m->shift};
    double d = as_double(m->shift), level = as_double(log_density(w, p, m->t)), size = fmax(-level, 0.0) + fmax(level, 0.0);
    if (!(d * d < 2.0 * SERIES_MEAN_MAX && size < SERIES_LOG_MAX)) {
        return NULL;
    }
    bool mirrored = arb_is_negative(TER__REAL(m->t));
    ter__balls wide;
    ter__balls_open(&wide, w->precision + 96 + (slong)(1.5 * size), false);
    arb_t sum;
    arb_init(sum);
    series_tail(sum, &wide, m->df, mirrored ? ter__b_neg(&wide, m->shift) : m->shift, mirrored ? ter__b_neg(&wide, m->t) : m->t);
    if (mirrored) { /* P(T > -|t|) is P(T' < |t|) */
        arb_sub_si(sum, sum, 1, wide.precision);
        arb_neg(sum, sum);
    }
    ter__balls_close(&wide);
    ter__b out = ter__b_log(w, ter__b_arb(w, sum));
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
    ter__b series = log_upper_series(w, &m);
    if (series != NULL && acb_is_finite(series->value)) {
        return series;
    }
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
    .hard = {{TER__POSITIVE, 0.1, 1e10, 5, {1.0, 2.0, 3.0, 4.0, 30.0}}, {TER__SIGNED, 1e-3, 1e5, 3, {0.0, 1.0, 1000.0}}},
    .moderate = {{TER__POSITIVE, 0.5, 50.0, 3, {1.0, 2.0, 4.0}}, {TER__SIGNED, 0.1, 10.0, 3, {0.0, 1.0, -3.0}}},
};
