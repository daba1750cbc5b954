/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stable in the S0 form: E exp(i t X) = exp(i t location - |u|^alpha [1 + i beta sign(u) tan(pi alpha / 2) (|u|^(1 - alpha) - 1)]),
 * u = t scale; by Zolotarev's integrals over the curve of steepest descent (J. P. Nolan, Stochastic Models 13 (1997), theorem 1),
 * in theta + theta_0 = pi u, pi / 2 - theta = pi v and w = log(u / v). g is monotone on the curve, which bounds what is left out at
 * both ends.
 */

#include "ball_block.h"
#include "law.h"
#include "stable_curve.h"
#include "tail.h"

/* Where a point is: on which side, and its curve. */
typedef struct place {
    ter__curve at;
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
    ter__curve *c = &here->at;
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
    ter__curve *c = &here->at;
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
    ter__curve *c = &here->at;
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
    ter__curve *c = &here->at;
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
static ter__b log_integral(ter__balls *w, place *here, ter__curve_kind what) {
    ter__curve *c = &here->at;
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
        return ter__curve_log_light(w, c, what == INNER ? 0 : what == DENSITY ? 1 : 2);
    }
    if (!finite || w->precision > TER__CURVE_PRECISION_MAX) {
        return ter__b_nothing(w);
    }
    arb_t value;
    arb_init(value);
    ter__curve_integral(value, c);
    arb_log(acb_realref(out->value), value, w->precision);
    arb_sub(acb_realref(out->value), acb_realref(out->value), c->centre, w->precision);
    arb_clear(value);
    return out;
}

/* That of g exp(-g) with its slope in x, location and scale, which only the base of log g carries: d g / d log g = g. */
static ter__b log_density_integral(ter__balls *w, place *here) {
    const ter__curve *c = &here->at;
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

static ter__b sine(ter__balls *w, ter__b turns) {
    return ter__b_sin(w, ter__b_mul(w, turns, ter__b_pi(w)));
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
    const ter__curve *c = &here.at;
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
    const ter__curve *c = &here.at;
    ter__b out = ter__b_nothing(w);
    arb_t value;
    arb_init(value);
    ter__curve_log_g(value, c, 0.0);
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
