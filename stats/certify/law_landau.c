/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landau: f(x) = (1 / (pi scale)) integral over t > 0 of exp(-t log t - z t) sin(pi t), z = (x - location) / scale.
 *
 * For z > -2 that integral itself, in log t, with proved bounds on both ends. Below, Zolotarev's: with s = exp(-1 - z),
 * F = (1 / pi) integral over theta in (0, pi) of exp(-s V), V = theta / sin(theta) exp(1 - theta cot theta), and its derivatives.
 */
#include <acb_calc.h>

#include "ball_block.h"
#include "law.h"
#include "tail_quadrature.h"

/* Powers of t, or of V, in the integrals of the tail, the density, and its derivative. */
typedef enum kind { TAIL, DENSITY, DERIVATIVE } kind;

typedef struct line {
    arb_srcptr z;
    arb_t unit; /* t = tau / unit */
    slong power, precision;
} line;

/* tau^power exp(-t (log t + z)) sin(pi t), d log tau. */
static int line_integrand(acb_ptr out, const acb_t w, void *parameter, slong order, slong precision) {
    const line *l = parameter;
    acb_t t, log_t;
    (void)order;
    (void)precision;
    slong p = l->precision;
    acb_init(t);
    acb_init(log_t);
    acb_mul_si(log_t, w, l->power, p);
    acb_exp(out, log_t, p);
    acb_exp(t, w, p);
    acb_div_arb(t, t, l->unit, p);
    arb_log(acb_realref(log_t), l->unit, p);
    arb_zero(acb_imagref(log_t));
    acb_sub(log_t, w, log_t, p);
    acb_add_arb(log_t, log_t, l->z, p);
    acb_mul(log_t, log_t, t, p);
    acb_neg(log_t, log_t);
    acb_exp(log_t, log_t, p);
    acb_mul(out, out, log_t, p);
    acb_sin_pi(t, t, p);
    acb_mul(out, out, t, p);
    acb_clear(t);
    acb_clear(log_t);
    return 0;
}

/*
 * The integral of t^(kind - 1) exp(-t (log t + z)) sin(pi t) / pi, times unit^kind. Left of tau = e^-W the integrand is at most
 * pi e^(1/e + 2/e) tau^(kind + 1) / unit; right of tau = T, where log T + z >= 1 or the unit is z, it is at most 2 tau^kind
 * e^(-tau), and its integral at most 4 T^2 e^(-T).
 */
static void line_integral(arb_t out, arb_srcptr z, kind power, slong precision) {
    slong goal = precision / 2 < 100 ? 100 : precision / 2;
    line l = {.z = z, .power = (slong)power, .precision = precision};
    acb_t from, to, sum;
    mag_t tolerance, rest;
    arb_init(l.unit);
    acb_init(from);
    acb_init(to);
    acb_init(sum);
    mag_init(tolerance);
    mag_init(rest);
    arb_one(l.unit);
    arb_t half;
    arb_init(half);
    arb_one(half);
    if (arb_gt(z, half)) {
        arf_set(arb_midref(l.unit), arb_midref(z));
    }
    acb_set_si(from, -goal);
    acb_set_si(to, goal);
    acb_log(to, to, precision);
    arf_set_round(arb_midref(acb_realref(to)), arb_midref(acb_realref(to)), 53, ARF_RND_UP);
    mag_zero(arb_radref(acb_realref(to)));
    mag_set_ui_2exp_si(tolerance, 1, -goal);
    acb_calc_integrate_opt_t options;
    acb_calc_integrate_opt_init(options);
    options->eval_limit = 20000;
    options->depth_limit = precision;
    acb_calc_integrate(sum, line_integrand, &l, from, to, goal, tolerance, options, precision);
    arb_set(out, acb_realref(sum));
    /* 10 e^-goal on the left in units of 1 / unit; 4 goal^2 e^-goal on the right */
    arb_set_si(half, -goal);
    arb_exp(half, half, 64);
    arb_mul_si(half, half, 4 * goal * goal + 10, 64);
    arb_get_mag(rest, half);
    arb_add_error_mag(out, rest);
    arb_const_pi(half, precision);
    arb_div(out, out, half, precision);
    arb_clear(half);
    arb_clear(l.unit);
    acb_clear(from);
    acb_clear(to);
    acb_clear(sum);
    mag_clear(tolerance);
    mag_clear(rest);
}

#define TERMS_MAX 1600

typedef struct descent {
    ter__b s;
    slong power, terms;
    ter__b series[TERMS_MAX]; /* 2 zeta(2 k) (1 + 1 / (2 k)) */
} descent;

/*
 * log V = sum over k of 2 zeta(2 k) (1 + 1 / (2 k)) (theta / pi)^(2 k), |theta| < 0.9: the terms beyond K are within 5 q^K, q =
 * |theta / pi|^2 < 0.083, and their derivatives within 10 K q^(K - 1) |theta| / pi^2, with room for the geometric sums.
 */
static ter__b log_v_near(ter__balls *w, const descent *d, ter__b theta) {
    ter__b q = ter__b_square(w, ter__b_div(w, theta, ter__b_pi(w))), sum = ter__b_si(w, 0);
    mag_t size, rest;
    mag_init(size);
    mag_init(rest);
    acb_get_mag(size, q->value);
    double log2_q = mag_get_d_log2_approx(size), wanted = 4.0 + (double)w->precision / (log2_q < -3.0 ? -log2_q : 3.0);
    slong last = wanted < (double)d->terms ? (slong)wanted : d->terms;
    for (slong k = last; k >= 1; k--) {
        sum = ter__b_mul(w, q, ter__b_add(w, d->series[k - 1], sum));
    }
    ter__ball *out = ter__ball_fresh(w);
    acb_set(out->value, sum->value);
    acb_set(out->slope, sum->slope);
    mag_pow_ui(rest, size, (ulong)last);
    mag_mul_ui(rest, rest, (ulong)(10 * last));
    acb_get_mag(size, q->slope);
    mag_mul(size, size, rest);
    acb_add_error_mag(out->slope, size);
    acb_get_mag(size, q->value);
    mag_mul(rest, rest, size);
    acb_add_error_mag(out->value, rest);
    mag_clear(size);
    mag_clear(rest);
    return out;
}

static ter__b log_v(ter__balls *w, const descent *d, ter__b theta) {
    mag_t size, reach;
    mag_init(size);
    mag_init(reach);
    acb_get_mag(size, theta->value);
    mag_set_d(reach, 0.9);
    bool near = mag_cmp(size, reach) < 0;
    mag_clear(size);
    mag_clear(reach);
    if (near) {
        return log_v_near(w, d, theta);
    }
    ter__b ratio = ter__b_div(w, theta, ter__b_sin(w, theta));
    ter__b turned = ter__b_sub(w, ter__b_si(w, 1), ter__b_mul(w, ratio, ter__b_cos(w, theta)));
    return ter__b_add(w, turned, ter__b_log(w, ratio));
}

/* power log V - s (V - 1). */
static ter__b descent_exponent(ter__balls *w, const void *context, ter__b theta) {
    const descent *d = context;
    ter__b logs = log_v(w, d, theta);
    mag_t size, most;
    mag_init(size);
    mag_init(most);
    acb_get_mag(size, logs->value);
    mag_set_ui(most, 256); /* a ball so wide says nothing, and its exponential's exponential has no room */
    bool wide = mag_cmp(size, most) > 0;
    mag_clear(size);
    mag_clear(most);
    if (wide) {
        return ter__b_nothing(w);
    }
    ter__b fall = ter__b_mul(w, ter__b_arb(w, TER__REAL(d->s)), ter__b_expm1(w, logs));
    return ter__b_sub(w, ter__b_mul_si(w, logs, d->power), fall);
}

/*
 * s > 2^1400: all logs are -s and less than all doubles, whose exponential's exponent has no room here: -2^1500 stands for them.
 * The two derivatives, whose ratio is wanted, differ by s.
 */
static ter__b log_far_left(ter__balls *w, ter__b log_s, kind what) {
    ter__ball *far = ter__ball_fresh(w);
    acb_set_si(far->value, -1);
    acb_mul_2exp_si(far->value, far->value, 1500);
    return what == DERIVATIVE ? ter__b_add(w, far, log_s) : far;
}

static ter__b log_left(ter__balls *w, ter__b z, kind what) {
    ter__b log_s = ter__b_neg(w, ter__b_add_si(w, z, 1));
    if (arf_cmp_d(arb_midref(TER__REAL(log_s)), 1000.0) > 0) {
        return log_far_left(w, log_s, what);
    }
    ter__b s = ter__b_exp(w, log_s);
    descent d = {.s = s, .power = (slong)what, .terms = w->precision / 3 + 4};
    arb_t number;
    arb_init(number);
    for (slong k = 1; k <= d.terms; k++) {
        arb_zeta_ui(number, (ulong)(2 * k), w->precision);
        arb_mul_si(number, number, 2 * k + 1, w->precision);
        arb_div_si(number, number, k, w->precision);
        d.series[k - 1] = ter__b_arb(w, number);
    }
    /* V(3) > 8e10, s > 2, and V^2 exp(-s V) falls: what lies beyond is less than exp(-1e10) of the whole */
    arb_set_si(number, 3);
    ter__falling falling = {descent_exponent, &d, number};
    ter__ball *inside = ter__ball_fresh(w);
    acb_set(inside->value, ter__tail_quadrature(w, &falling)->value);
    arb_one(number);
    arb_mul_2exp_si(number, number, -1000000);
    arb_add_error(acb_realref(inside->value), number);
    ter__b out = ter__b_sub(w, inside, ter__b_log_pi(w));
    arb_clear(number);
    return ter__b_add(w, ter__b_sub(w, out, s), ter__b_mul_si(w, log_s, (slong)what));
}

/* The log of the tail on its side, of f, or of the part of f' that is not f, up to the factor of the scale; s > 2 on the left. */
static ter__b log_integral(ter__balls *w, ter__b z, kind what, bool left) {
    if (left) {
        return log_left(w, z, what);
    }
    arb_t sum, one;
    arb_init(sum);
    arb_init(one);
    arb_one(one);
    line_integral(sum, TER__REAL(z), what, w->precision);
    ter__b out = ter__b_log(w, ter__b_arb(w, sum));
    if (arb_gt(TER__REAL(z), one)) { /* the unit is the middle of z */
        arf_set(arb_midref(one), arb_midref(TER__REAL(z)));
        out = ter__b_sub(w, out, ter__b_mul_si(w, ter__b_log(w, ter__b_arb(w, one)), (slong)what));
    }
    arb_clear(sum);
    arb_clear(one);
    return out;
}

static bool is_left(ter__b z) {
    return arf_cmp_d(arb_midref(TER__REAL(z)), -2.0) < 0;
}

static ter__b standard(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]);
}

/* With d log f / dz = (s I_2 - I_1) / I_1 on the left, -J_2 / J_1 on the right. Real x only. */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = standard(w, p, x);
    if (w->analytic || !acb_is_real(z->value) || !acb_is_finite(z->value)) {
        return ter__b_nothing(w);
    }
    bool left = is_left(z);
    ter__balls inner;
    ter__balls_open(&inner, w->precision, false);
    ter__b real = ter__b_arb(&inner, TER__REAL(z)), log_f = log_integral(&inner, real, DENSITY, left);
    ter__ball *out = ter__ball_fresh(w);
    acb_set(out->value, log_f->value);
    if (w->order && !acb_is_zero(z->slope)) {
        ter__b ratio = ter__b_exp(&inner, ter__b_sub(&inner, log_integral(&inner, real, DERIVATIVE, left), log_f));
        ratio = left && arf_cmp_d(arb_midref(TER__REAL(real)), -1001.0) < 0 ? ratio
                : left                                                      ? ter__b_add_si(&inner, ratio, -1)
                                                                            : ter__b_neg(&inner, ratio);
        acb_mul(out->slope, ratio->value, z->slope, w->precision);
    }
    ter__balls_close(&inner);
    return ter__b_sub(w, out, ter__b_log(w, p[1]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = standard(w, p, x);
    *upper = !is_left(z);
    return log_integral(w, z, TAIL, !*upper);
}

const ter__law ter__law_landau = {
    .name = "landau",
    .parameter_count = 2,
    .parameter_names = {"location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .location = 1,
    .cost = 100,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE},
};
