/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stable_curve.h"

#include <math.h>
#include <stdint.h>

#include <acb_calc.h>

#include "ball_block.h"
#include "tail_quadrature.h"

/* u or v: mass / (1 + exp(-w)) or of w. */
static ter__b share(ter__balls *w, const ter__curve *c, ter__b at) {
    return ter__b_div(w, c->mass, ter__b_add_si(w, ter__b_exp(w, at), 1));
}

static ter__b sine(ter__balls *w, ter__b turns) {
    return ter__b_sin(w, ter__b_mul(w, turns, ter__b_pi(w)));
}

static ter__b log_g_of_one(ter__balls *w, const ter__curve *c, ter__b u, ter__b v, bool left) {
    ter__b half_less = ter__b_half(w, ter__b_sub(w, ter__b_si(w, 1), c->beta));
    ter__b half_more = ter__b_half(w, ter__b_add_si(w, c->beta, 1));
    ter__b b = left ? ter__b_add(w, half_less, ter__b_mul(w, c->beta, u)) : ter__b_sub(w, half_more, ter__b_mul(w, c->beta, v));
    ter__b angle = ter__b_mul(w, left ? u : v, ter__b_pi(w)), over = ter__b_div(w, b, ter__b_sin(w, angle));
    ter__b turn = ter__b_div(w, ter__b_mul(w, ter__b_mul(w, over, ter__b_cos(w, angle)), ter__b_pi(w)), c->beta);
    ter__b sum = ter__b_add(w, c->base, left ? ter__b_neg(w, turn) : turn);
    return ter__b_add(w, sum, ter__b_log(w, ter__b_mul_si(w, over, 2)));
}

static ter__b log_g(ter__balls *w, const ter__curve *c, ter__b at) {
    ter__b u = share(w, c, ter__b_neg(w, at)), v = share(w, c, at);
    bool left = arf_sgn(arb_midref(TER__REAL(at))) < 0;
    if (c->one) {
        return log_g_of_one(w, c, u, v, left);
    }
    ter__b au = ter__b_mul(w, c->alpha, u), less_one = ter__b_add_si(w, c->alpha, -1);
    ter__b a = sine(w, left && c->low ? ter__b_add(w, c->other, u) : v);
    ter__b b = sine(w, left || c->low ? au : ter__b_add(w, c->rest, ter__b_mul(w, c->alpha, v)));
    ter__b sum = ter__b_add(w, au, v);
    if (left && c->low) {
        sum = ter__b_sub(w, c->other, ter__b_mul(w, less_one, u));
    } else if (!left && !c->low) {
        sum = ter__b_add(w, c->rest, ter__b_mul(w, less_one, v));
    }
    ter__b first = ter__b_add(w, c->base, ter__b_log(w, ter__b_div(w, a, b)));
    return ter__b_add(w, ter__b_mul(w, first, c->inverse), ter__b_log(w, ter__b_div(w, sine(w, sum), b)));
}

/* Over wide balls in mean value form: the terms of log g cancel. */
static ter__b steady_log_g(ter__balls *w, const ter__curve *c, const acb_t at) {
    ter__ball *here = ter__ball_fresh(w);
    acb_set(here->value, at);
    if (acb_rel_accuracy_bits(at) > 30) {
        return log_g(w, c, here);
    }
    ter__balls inner;
    ter__balls_open(&inner, c->precision, true);
    inner.analytic = w->analytic;
    ter__curve plain = *c;
    ter__b *part[] = {&plain.alpha, &plain.beta, &plain.mass, &plain.other, &plain.rest, &plain.inverse, &plain.base};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) { /* without slopes of their own */
        ter__ball *copy = ter__ball_fresh(&inner);
        acb_set(copy->value, (*part[i])->value);
        *part[i] = copy;
    }
    ter__b wide = log_g(&inner, &plain, ter__b_variable(&inner, at));
    ter__ball *middle = ter__ball_fresh(&inner), *out = ter__ball_fresh(w);
    acb_get_mid(middle->value, at);
    acb_sub(out->value, at, middle->value, c->precision);
    acb_mul(out->value, out->value, wide->slope, c->precision);
    bool good = acb_is_finite(wide->value) && acb_is_finite(wide->slope);
    acb_add(out->value, out->value, log_g(&inner, &plain, middle)->value, c->precision);
    if (!good) {
        acb_indeterminate(out->value);
    }
    ter__balls_close(&inner);
    return out;
}

static int integrand(acb_ptr out, const acb_t at, void *parameter, slong order, slong precision) {
    (void)precision;
    const ter__curve *c = parameter;
    ter__balls w;
    ter__balls_open(&w, c->precision, false);
    w.analytic = order != 0;
    ter__ball *here = ter__ball_fresh(&w);
    acb_set(here->value, at);
    ter__b log = steady_log_g(&w, c, at);
    mag_t size, most;
    mag_init(size);
    mag_init(most);
    acb_get_mag(size, log->value);
    mag_set_ui(most, 100000);
    if (mag_cmp(size, most) > 0 || !acb_is_finite(log->value)) {
        acb_indeterminate(out);
    } else {
        ter__b g = ter__b_exp(&w, log), u = share(&w, c, ter__b_neg(&w, here)), v = share(&w, c, here), value;
        acb_get_mag(size, g->value);
        mag_set_ui_2exp_si(most, 1, 60);
        if (mag_cmp(size, most) > 0 && acb_rel_accuracy_bits(g->value) < 4) {
            value = ter__b_nothing(&w);
        } else if (c->what == REST) {
            value = ter__b_neg(&w, ter__b_expm1(&w, ter__b_neg(&w, g)));
        } else {
            value = ter__b_exp(&w, ter__b_sub(&w, ter__b_arb(&w, c->centre), g));
            value = c->what != INNER ? ter__b_mul(&w, value, g) : value;
            value = c->what == SQUARE ? ter__b_mul(&w, value, g) : value;
        }
        value = ter__b_mul(&w, value, ter__b_div(&w, ter__b_mul(&w, u, v), c->mass));
        acb_set(out, value->value);
    }
    mag_clear(size);
    mag_clear(most);
    ter__balls_close(&w);
    return 0;
}

void ter__curve_log_g(arb_t out, const ter__curve *c, double at) {
    ter__balls w;
    ter__balls_open(&w, c->precision, false);
    arb_set(out, TER__REAL(log_g(&w, c, ter__b_d(&w, at))));
    ter__balls_close(&w);
}

/* The least of u and v is this end's, in logs give or take log 2. */
static double log_end(const ter__curve *c, double at) {
    return log(arf_get_d(arb_midref(TER__REAL(c->mass)), ARF_RND_NEAR)) - fabs(at);
}

#define REACH 4000.0

/* The place where log g passes `goal`, or the end where it does not. */
static double place_of(const ter__curve *c, const arb_t goal) {
    double flat = c->one || c->low ? -REACH : REACH, steep = -flat;
    arb_t at;
    arb_init(at);
    for (int i = 0; i < 50; i++) {
        double middle = 0.5 * (flat + steep);
        ter__curve_log_g(at, c, middle);
        *(arf_cmp(arb_midref(at), arb_midref(goal)) < 0 ? &flat : &steep) = middle;
    }
    arb_clear(at);
    return steep;
}

/* The place where log g is no more than this. */
static double place_below(const ter__curve *c, double log) {
    arb_t goal;
    arb_init(goal);
    arb_set_d(goal, log);
    double place = place_of(c, goal);
    arb_clear(goal);
    return place;
}

/* The place where g is the least value and `above` more. */
static double place_above(const ter__curve *c, double above) {
    arb_t goal, add;
    arb_init(goal);
    arb_init(add);
    arb_set_d(add, above);
    arb_add(goal, c->least, add, c->precision);
    arb_log(goal, goal, c->precision);
    double place = place_of(c, goal);
    arb_clear(goal);
    arb_clear(add);
    return place;
}

/*
 * Beyond the steep end, where g > 1, the integrand is less than there, times what is left of u; beyond the flat end g exp(-g) and
 * 1 - exp(-g) are less than g there (times exp(centre - least)), and exp(-g) is 1 less that, or with a light tail less than
 * exp(centre - least).
 */
static void add_rests(arb_t out, const ter__curve *c, double flat, double steep) {
    ter__balls w;
    ter__balls_open(&w, c->precision, false);
    ter__b at[2] = {ter__b_d(&w, steep), ter__b_d(&w, flat)}, g[2], left[2];
    for (int i = 0; i < 2; i++) {
        bool right = (i == 0) == (c->one || c->low);
        left[i] = share(&w, c, right ? at[i] : ter__b_neg(&w, at[i]));
        g[i] = ter__b_exp(&w, log_g(&w, c, at[i]));
    }
    arb_t bound;
    mag_t rest;
    arb_init(bound);
    mag_init(rest);
    ter__b unit = c->what == REST ? ter__b_si(&w, 1) : ter__b_exp(&w, ter__b_arb(&w, c->centre));
    ter__b fall = ter__b_mul(&w, ter__b_exp(&w, ter__b_sub(&w, ter__b_arb(&w, c->centre), g[0])), left[0]);
    fall = c->what == DENSITY || c->what == SQUARE ? ter__b_mul(&w, fall, g[0]) : fall;
    fall = c->what == SQUARE ? ter__b_mul(&w, fall, g[0]) : fall;
    unit = c->what == REST ? unit : ter__b_exp(&w, ter__b_sub(&w, ter__b_arb(&w, c->centre), ter__b_arb(&w, c->least)));
    ter__b begun = ter__b_mul(&w, unit, left[1]);
    begun = c->what == INNER && c->light ? begun : ter__b_mul(&w, begun, g[1]);
    begun = c->what == SQUARE ? ter__b_mul(&w, begun, g[1]) : begun;
    if (c->what == REST) {
        arb_add(out, out, TER__REAL(left[0]), c->precision);
    }
    if (c->what == INNER && !c->light) { /* the mass there, less at most g of it */
        arb_add(out, out, TER__REAL(left[1]), c->precision);
    }
    arb_add(bound, TER__REAL(fall), TER__REAL(begun), 64);
    arb_get_mag(rest, bound);
    arb_add_error_mag(out, rest);
    arb_clear(bound);
    mag_clear(rest);
    ter__balls_close(&w);
}

/* The integral over the curve, times exp(centre) but for REST. */
void ter__curve_integral(arb_t out, const ter__curve *c) {
    slong bits = 2 * c->precision / 3;
    double goal = 0.7 * (double)bits, begun = place_above(c, 1.0), end = log_end(c, begun);
    double toward = c->one || c->low ? -1.0 : 1.0, flat = toward * (goal - fmin(end, 0.0) + 10.0);
    double steep = place_above(c, goal + 40.0 - fmin(end, 0.0));
    double faint = place_below(c, fmin(end, 0.0) - goal - 10.0);
    flat = toward * fmin(toward * flat, toward * faint);
    if (c->light) {
        flat = toward * (fabs(begun) + goal + 20.0);
    }
    acb_t from, to, sum;
    mag_t tolerance;
    acb_init(from);
    acb_init(to);
    acb_init(sum);
    mag_init(tolerance);
    acb_set_d(from, fmin(flat, steep));
    acb_set_d(to, fmax(flat, steep));
    arb_set_d(acb_realref(sum), end - 0.7 * (double)bits);
    arb_exp(acb_realref(sum), acb_realref(sum), 64);
    arb_get_mag(tolerance, acb_realref(sum));
    acb_calc_integrate_opt_t options;
    acb_calc_integrate_opt_init(options);
    options->eval_limit = 40000;
    options->depth_limit = 4 * c->precision;
    acb_calc_integrate(sum, integrand, (void *)(uintptr_t)c, from, to, bits, tolerance, options, c->precision);
    arb_set(out, acb_realref(sum));
    add_rests(out, c, flat, steep);
    acb_clear(from);
    acb_clear(to);
    acb_clear(sum);
    mag_clear(tolerance);
}

/* sin(x) / x, whose derivative is below |x| in size for |x| < 1. */
static ter__b sinc(ter__balls *w, ter__b x) {
    ter__ball *out = ter__ball_fresh(w);
    acb_sinc(out->value, x->value, w->precision);
    mag_t size;
    mag_init(size);
    acb_get_mag(size, x->value);
    if (mag_cmp_2exp_si(size, 0) < 0 && (acb_contains_zero(x->value) || acb_rel_accuracy_bits(x->value) < 8)) {
        acb_add_error_mag(out->slope, size);
    } else {
        acb_cos(out->slope, x->value, w->precision);
        acb_sub(out->slope, out->slope, out->value, w->precision);
        acb_div(out->slope, out->slope, x->value, w->precision);
    }
    acb_mul(out->slope, out->slope, x->slope, w->precision);
    mag_clear(size);
    return out;
}

typedef struct light_end {
    const ter__curve *c;
    slong power;
} light_end;

/* log(g / least) at the distance q from the light end. */
static ter__b light_log(ter__balls *w, const ter__curve *c, ter__b q) {
    ter__b x = ter__b_mul(w, q, ter__b_pi(w));
    if (c->one) {
        ter__b s = sinc(w, x);
        return ter__b_add_si(w, ter__b_neg(w, ter__b_add(w, ter__b_div(w, ter__b_cos(w, x), s), ter__b_log(w, s))), 1);
    }
    ter__b alpha = ter__b_arb(w, TER__REAL(c->alpha)), inverse = ter__b_arb(w, TER__REAL(c->inverse));
    ter__b inner = ter__b_log(w, sinc(w, ter__b_mul(w, x, alpha)));
    ter__b first = ter__b_mul(w, ter__b_sub(w, ter__b_log(w, sinc(w, x)), inner), inverse);
    ter__b last = ter__b_log(w, sinc(w, ter__b_mul(w, x, ter__b_add_si(w, alpha, -1))));
    return ter__b_add(w, first, ter__b_sub(w, last, inner));
}

/* From the light end on: -(g - least) + power log(g / least), by the distance q from that end. */
static ter__b light_exponent(ter__balls *w, const void *context, ter__b q) {
    const light_end *l = context;
    const ter__curve *c = l->c;
    ter__b h = light_log(w, c, q);
    mag_t size, most;
    mag_init(size);
    mag_init(most);
    acb_get_mag(size, h->value);
    mag_set_ui(most, 256);
    bool wide = mag_cmp(size, most) > 0;
    mag_clear(size);
    mag_clear(most);
    if (wide) {
        return ter__b_nothing(w);
    }
    ter__b fall = ter__b_mul(w, ter__b_arb(w, c->least), ter__b_expm1(w, h));
    return ter__b_sub(w, ter__b_mul_si(w, h, l->power), fall);
}

/* The log of the integral of g^power exp(-g), a light end's least value above 1/2. */
ter__b ter__curve_log_light(ter__balls *w, const ter__curve *c, slong power) {
    light_end l = {c, power};
    arb_t end;
    arb_init(end);
    double whole = arf_get_d(arb_midref(TER__REAL(c->mass)), ARF_RND_NEAR), cut = 0.75 * whole;
    for (int i = 0; i < 40; i++) { /* where g is the least value times exp(8) and more: beyond, less than exp(-1000) of the whole */
        ter__b h = light_log(w, c, ter__b_d(w, cut));
        if (arf_cmp_d(arb_midref(TER__REAL(h)), 8.0) > 0) {
            break;
        }
        cut += 0.25 * (whole - cut);
    }
    arb_set_d(end, cut);
    ter__falling falling = {light_exponent, &l, end};
    ter__b least = ter__b_arb(w, c->least);
    ter__ball *out = ter__ball_fresh(w);
    if (w->precision <= TER__CURVE_PRECISION_MAX) {
        acb_set(out->value, ter__tail_quadrature(w, &falling)->value);
    } else {
        acb_indeterminate(out->value);
    }
    arb_set_d(end, 0x1p-1000);
    arb_add_error(acb_realref(out->value), end);
    arb_clear(end);
    return ter__b_add(w, out, ter__b_sub(w, ter__b_mul_si(w, ter__b_log(w, least), power), least));
}
