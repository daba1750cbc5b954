/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stable in the S0 form: E exp(i t X) = exp(i t location - |u|^alpha [1 + i beta sign(u) tan(pi alpha / 2) (|u|^(1 - alpha) - 1)]),
 * u = t scale; by Zolotarev's integrals over the curve of steepest descent (J. P. Nolan, Stochastic Models 13 (1997), theorem 1), in
 * theta + theta_0 = pi u, pi / 2 - theta = pi v and w = log(u / v). g is monotone on the curve, which bounds what is left out at
 * both ends.
 */
#include <math.h>
#include <stdint.h>

#include <acb_calc.h>

#include "ball_block.h"
#include "law.h"
#include "tail.h"
#include "tail_quadrature.h"

typedef enum kind { DENSITY, SQUARE, INNER, REST } kind; /* g exp(-g), g^2 exp(-g), exp(-g), 1 - exp(-g) */

typedef struct curve {
    ter__b alpha, beta, mass, other, rest, inverse, base; /* base: alpha log z, or -pi z / (2 beta) */
    bool one, low;                                        /* alpha = 1, alpha < 1 */
    bool light;
    arb_t least;  /* of g, 0 but for light tails */
    arb_t centre; /* an exact number near it */
    kind what;
    slong precision;
} curve;

/* u or v: mass / (1 + exp(-w)) or of w. */
static ter__b share(ter__balls *w, const curve *c, ter__b at) {
    return ter__b_div(w, c->mass, ter__b_add_si(w, ter__b_exp(w, at), 1));
}

static ter__b sine(ter__balls *w, ter__b turns) {
    return ter__b_sin(w, ter__b_mul(w, turns, ter__b_pi(w)));
}

static ter__b log_g_of_one(ter__balls *w, const curve *c, ter__b u, ter__b v, bool left) {
    ter__b half_less = ter__b_half(w, ter__b_sub(w, ter__b_si(w, 1), c->beta));
    ter__b half_more = ter__b_half(w, ter__b_add_si(w, c->beta, 1));
    ter__b b = left ? ter__b_add(w, half_less, ter__b_mul(w, c->beta, u)) : ter__b_sub(w, half_more, ter__b_mul(w, c->beta, v));
    ter__b angle = ter__b_mul(w, left ? u : v, ter__b_pi(w)), over = ter__b_div(w, b, ter__b_sin(w, angle));
    ter__b turn = ter__b_div(w, ter__b_mul(w, ter__b_mul(w, over, ter__b_cos(w, angle)), ter__b_pi(w)), c->beta);
    ter__b sum = ter__b_add(w, c->base, left ? ter__b_neg(w, turn) : turn);
    return ter__b_add(w, sum, ter__b_log(w, ter__b_mul_si(w, over, 2)));
}

static ter__b log_g(ter__balls *w, const curve *c, ter__b at) {
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
static ter__b steady_log_g(ter__balls *w, const curve *c, const acb_t at) {
    ter__ball *here = ter__ball_fresh(w);
    acb_set(here->value, at);
    if (acb_rel_accuracy_bits(at) > 30) {
        return log_g(w, c, here);
    }
    ter__balls inner;
    ter__balls_open(&inner, c->precision, true);
    inner.analytic = w->analytic;
    curve plain = *c;
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
    const curve *c = parameter;
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

static void log_g_at(arb_t out, const curve *c, double at) {
    ter__balls w;
    ter__balls_open(&w, c->precision, false);
    arb_set(out, TER__REAL(log_g(&w, c, ter__b_d(&w, at))));
    ter__balls_close(&w);
}

/* The least of u and v is this end's, in logs give or take log 2. */
static double log_end(const curve *c, double at) {
    return log(arf_get_d(arb_midref(TER__REAL(c->mass)), ARF_RND_NEAR)) - fabs(at);
}

#define REACH         4000.0
#define PRECISION_MAX 256 /* where that does not do, nothing will */

/* The place where log g passes `goal`, or the end where it does not. */
static double place_of(const curve *c, const arb_t goal) {
    double flat = c->one || c->low ? -REACH : REACH, steep = -flat;
    arb_t at;
    arb_init(at);
    for (int i = 0; i < 50; i++) {
        double middle = 0.5 * (flat + steep);
        log_g_at(at, c, middle);
        *(arf_cmp(arb_midref(at), arb_midref(goal)) < 0 ? &flat : &steep) = middle;
    }
    arb_clear(at);
    return steep;
}

/* The place where log g is no more than this. */
static double place_below(const curve *c, double log) {
    arb_t goal;
    arb_init(goal);
    arb_set_d(goal, log);
    double place = place_of(c, goal);
    arb_clear(goal);
    return place;
}

/* The place where g is the least value and `above` more. */
static double place_above(const curve *c, double above) {
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
static void add_rests(arb_t out, const curve *c, double flat, double steep) {
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
static void integral(arb_t out, const curve *c) {
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
    const curve *c;
    slong power;
} light_end;

/* log(g / least) at the distance q from the light end. */
static ter__b light_log(ter__balls *w, const curve *c, ter__b q) {
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
    const curve *c = l->c;
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
static ter__b log_light(ter__balls *w, const curve *c, slong power) {
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
    if (w->precision <= PRECISION_MAX) {
        acb_set(out->value, ter__tail_quadrature(w, &falling)->value);
    } else {
        acb_indeterminate(out->value);
    }
    arb_set_d(end, 0x1p-1000);
    arb_add_error(acb_realref(out->value), end);
    arb_clear(end);
    return ter__b_add(w, out, ter__b_sub(w, ter__b_mul_si(w, ter__b_log(w, least), power), least));
}

/* Where a point is: on which side, and its curve. */
typedef struct place {
    curve at;
    bool upper;       /* the side, or for alpha = 1 the sign of beta */
    ter__b distance;  /* from the centre, in units of z */
    ter__b log_units; /* log of z over x */
    bool nowhere;
} place;

static bool is_exactly(ter__b b, slong value) {
    return arb_is_exact(TER__REAL(b)) && arb_equal_si(TER__REAL(b), value);
}

/* beta tan(pi alpha / 2) */
static ter__b shift(ter__balls *w, ter__b alpha, ter__b beta) {
    ter__b angle = ter__b_half(w, ter__b_mul(w, alpha, ter__b_pi(w)));
    return ter__b_mul(w, beta, ter__b_div(w, ter__b_sin(w, angle), ter__b_cos(w, angle)));
}

static ter__b signed_by(ter__balls *w, ter__b b, bool positive) {
    return positive ? b : ter__b_neg(w, b);
}

/* log(|alpha - 1| alpha^(-alpha / (alpha - 1)) z^(alpha / (alpha - 1))), or -pi z / 2 + log(2 / pi) - 1: of g at the light end. */
static void set_least(ter__balls *w, place *here) {
    curve *c = &here->at;
    arb_zero(c->least);
    arb_zero(c->centre);
    if (!c->light) {
        return;
    }
    ter__b log_least;
    if (c->one) {
        log_least = ter__b_sub(w, ter__b_log(w, ter__b_si(w, 2)), ter__b_log_pi(w));
        log_least = ter__b_add_si(w, ter__b_add(w, log_least, c->base), -1);
    } else {
        ter__b gap = ter__b_add_si(w, c->alpha, -1), power = ter__b_mul(w, c->alpha, c->inverse);
        log_least = ter__b_log(w, c->low ? ter__b_neg(w, gap) : gap);
        log_least = ter__b_sub(w, log_least, ter__b_mul(w, power, ter__b_log(w, c->alpha)));
        log_least = ter__b_add(w, log_least, ter__b_mul(w, c->base, c->inverse));
    }
    arb_set_si(c->centre, 1400);
    if (arb_gt(TER__REAL(log_least), c->centre)) {
        arb_indeterminate(c->least);
    } else {
        arb_exp(c->least, TER__REAL(log_least), w->precision);
    }
    arf_set_round(arb_midref(c->centre), arb_midref(c->least), 2 * w->precision, ARF_RND_NEAR);
    mag_zero(arb_radref(c->centre));
}

static void set_side(ter__balls *w, place *here, ter__b alpha, ter__b beta, ter__b z) {
    curve *c = &here->at;
    ter__b s = shift(w, alpha, beta), y = ter__b_add(w, z, s);
    here->upper = arf_sgn(arb_midref(TER__REAL(y))) >= 0;
    int certain = is_exactly(beta, 1) ? 1 : is_exactly(beta, -1) ? -1 : 0;
    if (!here->upper) {
        certain = -certain;
    }
    ter__b own_shift = signed_by(w, s, here->upper), half = ter__b_half(w, ter__b_si(w, 1));
    ter__b tilt = ter__b_div(w, ter__b_div(w, ter__b_atan(w, own_shift), ter__b_pi(w)), alpha);
    c->low = arf_cmp_si(arb_midref(TER__REAL(alpha)), 1) < 0;
    c->mass = ter__b_add(w, half, tilt);
    c->other = ter__b_sub(w, half, tilt);
    if (c->low && certain != 0) {
        c->mass = ter__b_si(w, certain > 0);
        c->other = ter__b_si(w, certain < 0);
        here->nowhere = certain < 0;
        c->light = certain > 0;
    }
    c->rest = ter__b_sub(w, ter__b_si(w, 1), ter__b_mul(w, alpha, c->mass));
    if (!c->low && certain < 0) {
        c->mass = ter__b_div(w, ter__b_si(w, 1), alpha);
        c->other = ter__b_sub(w, ter__b_si(w, 1), c->mass);
        c->rest = ter__b_si(w, 0);
        c->light = true;
    }
    here->nowhere = here->nowhere || (arb_contains_zero(TER__REAL(y)) && !ter__b_is_zero(y));
    /* z = |y| (1 + s^2)^(-1 / (2 alpha)) */
    ter__b log_size = ter__b_half(w, ter__b_div(w, ter__b_log1p(w, ter__b_square(w, s)), alpha));
    here->log_units = ter__b_neg(w, log_size);
    here->distance = signed_by(w, y, here->upper);
    c->inverse = ter__b_div(w, ter__b_si(w, 1), ter__b_add_si(w, alpha, -1));
    c->base = ter__b_si(w, 0);
    if (!ter__b_is_zero(y)) {
        c->base = ter__b_mul(w, alpha, ter__b_add(w, ter__b_log(w, here->distance), here->log_units));
    }
}

/* alpha = 1 and beta not 0: by the mirror beta > 0. */
static void set_one(ter__balls *w, place *here, ter__b beta, ter__b z) {
    curve *c = &here->at;
    here->upper = arf_sgn(arb_midref(TER__REAL(beta))) >= 0;
    c->one = true;
    c->beta = signed_by(w, beta, here->upper);
    c->light = is_exactly(c->beta, 1);
    c->mass = ter__b_si(w, 1);
    c->inverse = c->other = c->rest = ter__b_si(w, 0);
    c->base = ter__b_neg(w, ter__b_div(w, ter__b_half(w, ter__b_mul(w, z, ter__b_pi(w))), beta));
    here->distance = ter__b_si(w, 1);
}

static ter__b standard(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[3]), p[2]);
}

static void open_place(place *here, ter__balls *w, const ter__b *p, ter__b x) {
    *here = (place){.upper = false};
    curve *c = &here->at;
    arb_init(c->least);
    arb_init(c->centre);
    c->precision = w->precision;
    c->alpha = p[0];
    c->beta = p[1];
    ter__b z = standard(w, p, x);
    if (is_exactly(p[0], 1)) {
        set_one(w, here, p[1], z);
    } else {
        set_side(w, here, p[0], p[1], z);
    }
    set_least(w, here);
}

static void close_place(place *here) {
    arb_clear(here->at.least);
    arb_clear(here->at.centre);
}

/* The log of the integral. */
static ter__b log_integral(ter__balls *w, place *here, kind what) {
    curve *c = &here->at;
    c->what = what;
    if (what == REST) {
        arb_zero(c->centre);
    }
    bool finite = arb_is_finite(c->least), huge = !finite && what != REST;
    ter__ball *out = ter__ball_fresh(w);
    if (huge) { /* g beyond exp(1400), and so all logs beyond the doubles */
        acb_set_si(out->value, -1);
        acb_mul_2exp_si(out->value, out->value, 1500);
        return out;
    }
    if (c->light && what != REST && arf_cmp_d(arb_midref(c->least), 0.5) > 0) {
        return log_light(w, c, what == INNER ? 0 : what == DENSITY ? 1 : 2);
    }
    if (!finite || w->precision > PRECISION_MAX) {
        return ter__b_nothing(w);
    }
    arb_t value;
    arb_init(value);
    integral(value, c);
    arb_log(acb_realref(out->value), value, w->precision);
    arb_sub(acb_realref(out->value), acb_realref(out->value), c->centre, w->precision);
    arb_clear(value);
    return out;
}

/* That of g exp(-g) with its slope in x, location and scale, which only the base of log g carries: d g / d log g = g. */
static ter__b log_density_integral(ter__balls *w, place *here) {
    const curve *c = &here->at;
    ter__b log = log_integral(w, here, DENSITY);
    ter__ball *out = ter__ball_fresh(w);
    acb_set(out->value, log->value);
    if (w->order && !acb_is_zero(c->base->slope)) {
        ter__b ratio = ter__b_exp(w, ter__b_sub(w, log_integral(w, here, SQUARE), log));
        ter__b rate = ter__b_mul(w, c->one ? ter__b_si(w, 1) : c->inverse, ter__b_sub(w, ter__b_si(w, 1), ratio));
        acb_mul(out->slope, rate->value, c->base->slope, w->precision);
    }
    return out;
}

/* Gamma(1 + n / alpha) sin(n pi mass) */
static ter__b coefficient(ter__balls *w, const place *here, slong n) {
    ter__b x = ter__b_add_si(w, ter__b_div(w, ter__b_si(w, n), here->at.alpha), 1);
    return ter__b_mul(w, ter__b_exp(w, ter__b_log_gamma(w, x)), sine(w, ter__b_mul_si(w, here->at.mass, n)));
}

/* At the centre: by the first two terms of the power series. */
static ter__b log_density_at_centre(ter__balls *w, const place *here) {
    ter__b first = coefficient(w, here, 1), ratio = ter__b_div(w, coefficient(w, here, 2), first);
    ter__b z = ter__b_mul(w, here->distance, ter__b_exp(w, here->log_units)); /* 0, with its slope */
    ter__b bend = ter__b_half(w, ter__b_mul(w, ratio, z)), log = ter__b_sub(w, ter__b_log(w, first), ter__b_log_pi(w));
    return ter__b_add(w, ter__b_sub(w, log, bend), here->log_units);
}

static bool is_closed(const ter__b *p) {
    return is_exactly(p[0], 2) || (is_exactly(p[0], 1) && ter__b_is_zero(p[1]));
}

/* Normal of variance 2 scale^2, and Cauchy. */
static ter__b closed_log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b square = ter__b_square(w, standard(w, p, x)), log_scale = ter__b_log(w, p[2]);
    if (!acb_is_zero(p[0]->slope) || !acb_is_zero(p[1]->slope)) {
        return ter__b_nothing(w);
    }
    if (is_exactly(p[0], 1)) {
        return ter__b_sub(w, ter__b_neg(w, ter__b_log1p(w, square)), ter__b_add(w, ter__b_log_pi(w), log_scale));
    }
    ter__b constant = ter__b_half(w, ter__b_add(w, ter__b_log_pi(w), ter__b_log(w, ter__b_si(w, 4))));
    return ter__b_sub(w, ter__b_neg(w, ter__b_half(w, ter__b_half(w, square))), ter__b_add(w, constant, log_scale));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (is_closed(p)) {
        return closed_log_density(w, p, x);
    }
    if (w->analytic || !acb_is_real(x->value) || !acb_is_finite(x->value)) {
        return ter__b_nothing(w);
    }
    if (!acb_is_zero(p[0]->slope) || !acb_is_zero(p[1]->slope)) { /* slopes in alpha and beta are not stated */
        return ter__b_nothing(w);
    }
    place here;
    open_place(&here, w, p, x);
    const curve *c = &here.at;
    ter__b out = ter__b_nothing(w), log_scale = ter__b_log(w, p[2]);
    if (!here.nowhere && ter__b_is_zero(here.distance)) {
        out = ter__b_sub(w, log_density_at_centre(w, &here), log_scale);
    } else if (!here.nowhere) {
        out = log_density_integral(w, &here);
        ter__b factor;
        if (c->one) {
            factor = ter__b_div(w, ter__b_half(w, ter__b_pi(w)), c->beta);
        } else {
            factor = ter__b_mul(w, ter__b_div(w, c->alpha, here.distance), c->inverse);
            factor = c->low ? ter__b_neg(w, factor) : factor;
        }
        out = ter__b_add(w, out, ter__b_sub(w, ter__b_log(w, factor), log_scale));
    }
    close_place(&here);
    return out;
}

static ter__b closed_log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper);

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    if (is_closed(p)) {
        return closed_log_tail(w, p, x, upper);
    }
    place here;
    open_place(&here, w, p, x);
    const curve *c = &here.at;
    ter__b out = ter__b_nothing(w);
    arb_t value;
    arb_init(value);
    log_g_at(value, c, 0.0);
    bool steep = arb_is_positive(value), inner = c->one ? steep : !c->low || (steep && c->light);
    arb_clear(value);
    *upper = here.upper != (inner && (c->one || c->low));
    if (!here.nowhere && ter__b_is_zero(here.distance)) {
        *upper = here.upper;
        out = ter__b_log(w, c->mass);
    } else if (!here.nowhere && c->low && steep && !c->light && arf_cmp_d(arb_midref(TER__REAL(c->other)), 0.25) < 0) {
        out = ter__b_exp(w, log_integral(w, &here, INNER));
        out = ter__b_log(w, ter__b_add(w, out, c->other));
        *upper = !here.upper;
    } else if (!here.nowhere) {
        out = log_integral(w, &here, inner ? INNER : REST);
    }
    close_place(&here);
    return out;
}

static ter__b closed_log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = standard(w, p, x);
    *upper = arf_sgn(arb_midref(TER__REAL(z))) >= 0;
    ter__b size = signed_by(w, z, *upper);
    if (is_exactly(p[0], 2)) {
        return ter__tail_normal(w, ter__b_div(w, size, ter__b_sqrt(w, ter__b_si(w, 2))));
    }
    if (ter__b_is_zero(size)) {
        return ter__b_log(w, ter__b_half(w, ter__b_si(w, 1)));
    }
    ter__b angle = ter__b_atan(w, ter__b_div(w, ter__b_si(w, 1), size));
    return ter__b_sub(w, ter__b_log(w, angle), ter__b_log_pi(w));
}

/* With beta = 1 or -1 and alpha < 1 the centre is an end. */
static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_infinity(w, -1);
    *upper = ter__b_infinity(w, 1);
    if (arf_cmp_si(arb_midref(TER__REAL(p[0])), 1) < 0 && (is_exactly(p[1], 1) || is_exactly(p[1], -1))) {
        ter__b end = ter__b_sub(w, p[3], ter__b_mul(w, p[2], shift(w, p[0], p[1])));
        *(is_exactly(p[1], 1) ? lower : upper) = end;
    }
}

/* The family's own gap around 1; for 1 itself the curve of a skew law is too steep far out for its place to be a double. */
static void adjust(double *parameters) {
    double gap = parameters[0] - 1.0;
    if (gap != 0.0 && fabs(gap) < 0x1p-10) {
        parameters[0] = gap > 0.0 ? 1.0 + 0x1p-10 : 1.0 - 0x1p-10;
    }
    if (gap == 0.0) {
        parameters[1] = 0.0;
    }
}

const ter__law ter__law_stable = {
    .name = "stable",
    .parameter_count = 4,
    .parameter_names = {"alpha", "beta", "scale", "location"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .location = 4,
    .cost = 100,
    .end_margin = 1e-6,
    .adjust = adjust,
    .hard = {{TER__POSITIVE, 0.3, 2.0, 6, {0.5, 1.0, 1.01, 0.99, 1.5, 2.0}},
             {TER__SIGNED, 1e-3, 1.0, 5, {0.0, 1.0, -1.0, 0.999, -0.999999}},
             TER__HARD_SCALE,
             TER__HARD_LOCATION},
    .moderate = {{TER__POSITIVE, 0.6, 1.9, 3, {0.8, 1.2, 1.5}},
                 {TER__SIGNED, 0.1, 0.9, 2, {0.0, 0.5}},
                 TER__MODERATE_SCALE,
                 TER__MODERATE_LOCATION},
};
