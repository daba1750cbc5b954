/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "noncentral_gamma.h"

#include "elementary.h"
#include "gamma.h"
#include "trigonometric.h"

#define SERIES_BELOW  64.0
#define TERMS_MAX     600
#define FRACTION_FROM 12.0
#define STEP          0.45 /* in units of 1 / sqrt(w) */
#define FALL          72.0 /* the sum ends where the integrand is below exp(-FALL) of its peak */
#define NODES_MAX     60
#define NEGLIGIBLE    0x1p-106

static const ter__dd one = {1.0, 0.0};

/* sqrt(a^2 + 4 x y), also where the square overflows. */
static ter__dd radius_of(const ter__noncentral_gamma *at) {
    if (at->x.hi <= 0.0 || at->y.hi <= 0.0)
        return ter__dd_make(at->a, 0.0);
    ter__dd z = ter__dd_scale(ter__dd_mul(ter__dd_sqrt(at->x), ter__dd_sqrt(at->y)), 2.0);
    if (z.hi < 0x1p-200 * at->a || at->a > 0x1p480)
        return z.hi > at->a ? z : ter__dd_make(at->a, 0.0);
    if (z.hi > 0x1p480)
        return z;
    return ter__dd_sqrt(ter__dd_add(ter__dd_square(z), ter__two_product(at->a, at->a)));
}

/* log(y^a e^(-x - y) / Gamma(a + 1)), a < 64. */
static ter__dd log_prefix(const ter__noncentral_gamma *at) {
    ter__dd norm = at->a <= 1.0 ? ter__dd_lgamma1p(at->a) : ter__dd_add(ter__dd_lgamma(at->a), ter__dd_log_d(at->a));
    return ter__dd_sub(ter__dd_sub(ter__dd_mul_d(at->log_y, at->a), ter__dd_add(at->x, at->y)), norm);
}

/*
 * Lower tail over the prefix: sum over m of y^m / (a + 1)_m sum over j <= m of x^j / j!, from
 * C_m = C_(m-1) y / (a + m) + D_m with D_m = (x y)^m / (m! (a + 1)_m).
 */
static ter__dd lower_series(const ter__noncentral_gamma *at) {
    ter__dd product = ter__dd_mul(at->x, at->y), c = one, d = one, sum = one;
    double beyond = at->y.hi + product.hi;
    for (int m = 1; m < TERMS_MAX; m++) {
        ter__dd n = ter__two_sum(at->a, (double)m);
        d = ter__dd_div(ter__dd_mul(d, product), ter__dd_mul_d(n, (double)m));
        c = ter__dd_add(ter__dd_div(ter__dd_mul(c, at->y), n), d);
        sum = ter__dd_add(sum, c);
        if ((double)m * n.hi > 2.0 * beyond && n.hi > 2.0 * at->y.hi && c.hi < NEGLIGIBLE * sum.hi)
            break;
    }
    return sum;
}

/* Gamma(a, y) e^y y^-a by Legendre's continued fraction (DLMF 8.9.2), y > a and y > 12, in Steed's forward form. */
static ter__dd central_fraction(const ter__noncentral_gamma *at) {
    ter__dd b = ter__dd_add_d(ter__dd_sub(at->y, ter__dd_make(at->a, 0.0)), 1.0);
    ter__dd d = ter__dd_div(one, b), change = d, sum = d;
    for (int n = 1; n < TERMS_MAX; n++) {
        ter__dd top = ter__dd_scale(ter__dd_mul_d(ter__two_sum((double)n, -at->a), (double)n), -1.0);
        b = ter__dd_add_d(b, 2.0);
        d = ter__dd_div(one, ter__dd_add(b, ter__dd_mul(top, d)));
        change = ter__dd_mul(change, ter__dd_add_d(ter__dd_mul(b, d), -1.0));
        sum = ter__dd_add(sum, change);
        if (fabs(change.hi) < NEGLIGIBLE * fabs(sum.hi))
            break;
    }
    return sum;
}

/*
 * Upper tail over the prefix: a times the fraction, times e^x, and the sum over i >= 0 of y^i / (a + 1)_i sum over j > i of
 * x^j / j!, from U_i = U_(i+1) (a + i + 1) / y + D_i with D_i = y^i x^(i+1) / ((i + 1)! (a + 1)_i), backwards.
 */
static ter__dd upper_series(const ter__noncentral_gamma *at) {
    ter__dd central = ter__dd_mul(ter__dd_mul_d(central_fraction(at), at->a), ter__dd_exp(at->x));
    if (at->x.hi < 0x1p-800)
        return ter__dd_add(central, at->x);
    ter__dd product = ter__dd_mul(at->x, at->y), d = at->x;
    double largest = d.hi;
    int last = 0;
    for (; last < TERMS_MAX && !(d.hi < NEGLIGIBLE * 0x1p-20 * largest); last++) {
        ter__dd n = ter__dd_mul_d(ter__two_sum(at->a, last + 1.0), last + 2.0);
        d = ter__dd_div(ter__dd_mul(d, product), n);
        largest = fmax(largest, d.hi);
    }
    ter__dd u = d, sum = d;
    for (int i = last - 1; i >= 0; i--) {
        ter__dd n = ter__two_sum(at->a, i + 1.0);
        d = ter__dd_div(ter__dd_mul(d, ter__dd_mul_d(n, i + 2.0)), product);
        u = ter__dd_add(ter__dd_div(ter__dd_mul(u, n), at->y), d);
        sum = ter__dd_add(sum, u);
    }
    return ter__dd_add(central, sum);
}

/* Sums for the density's series: T_m = (x y)^m / (m! (a)_m), T_m / (a + m), T_m (1 / a + ... + 1 / (a + m - 1)). */
typedef struct density_sums {
    ter__dd plain, over_shape, harmonic;
} density_sums;

static density_sums density_series(const ter__noncentral_gamma *at) {
    ter__dd product = ter__dd_mul(at->x, at->y), t = one, harmonic = {0.0, 0.0};
    density_sums sums = {one, ter__dd_ratio(1.0, at->a), {0.0, 0.0}};
    for (int m = 1; m < TERMS_MAX; m++) {
        ter__dd before = ter__two_sum(at->a, m - 1.0), n = ter__two_sum(at->a, (double)m);
        t = ter__dd_div(ter__dd_mul(t, product), ter__dd_mul_d(before, (double)m));
        harmonic = ter__dd_add(harmonic, ter__dd_div(one, before));
        sums.plain = ter__dd_add(sums.plain, t);
        sums.over_shape = ter__dd_add(sums.over_shape, ter__dd_div(t, n));
        sums.harmonic = ter__dd_add(sums.harmonic, ter__dd_mul(t, harmonic));
        if ((double)m * n.hi > 2.0 * product.hi && t.hi < NEGLIGIBLE * sums.plain.hi)
            break;
    }
    return sums;
}

/* The circle of the contour. */
typedef struct circle {
    ter__dd radius, log_saddle, log_peak; /* w, log s0, -x - y + w - a log s0 */
    double a, step;
} circle;

static circle circle_of(const ter__noncentral_gamma *at, ter__dd radius) {
    circle c = {.radius = radius, .a = at->a, .step = STEP / sqrt(radius.hi)};
    ter__dd top = ter__dd_scale(ter__dd_add_d(radius, at->a), 0.5);
    bool near = top.hi < 2.0 * at->y.hi && at->y.hi < 2.0 * top.hi;
    c.log_saddle = near ? ter__dd_log(ter__dd_div(top, at->y)) : ter__dd_sub(ter__dd_log(top), at->log_y);
    ter__dd fall = ter__dd_sub(ter__dd_sub(radius, at->x), at->y);
    c.log_peak = ter__dd_sub(fall, ter__dd_mul_d(c.log_saddle, at->a));
    return c;
}

/* What a node of the rule is: angle t, its sine and cosine, exp(w (cos t - 1)), and a (t - sin t) with sine and cosine. */
typedef struct node {
    ter__dd angle, sine, cosine, weight, phase_sine, phase_cosine;
    ter__dd half_sine_square; /* sin(t / 2)^2 */
} node;

/* Walks the midpoints by rotating t / 2 on; false when the rest is negligible. */
typedef struct walk {
    const circle *c;
    ter__dd sine, cosine, step_sine, step_cosine; /* of t / 2 and of half a step */
    int index;
} walk;

static walk walk_of(const circle *c) {
    walk w = {.c = c};
    ter__dd_sincos(ter__dd_make(0.5 * c->step, 0.0), &w.step_sine, &w.step_cosine);
    ter__dd_sincos(ter__dd_make(0.25 * c->step, 0.0), &w.sine, &w.cosine);
    return w;
}

static bool next_node(walk *w, node *out) {
    const circle *c = w->c;
    out->half_sine_square = ter__dd_square(w->sine);
    ter__dd fall = ter__dd_scale(ter__dd_mul(c->radius, out->half_sine_square), 2.0);
    if (fall.hi > FALL || w->index >= NODES_MAX)
        return false;
    out->angle = ter__two_product(c->step, w->index + 0.5);
    out->sine = ter__dd_scale(ter__dd_mul(w->sine, w->cosine), 2.0);
    out->cosine = ter__dd_add_d(ter__dd_scale(out->half_sine_square, -2.0), 1.0);
    out->weight = ter__dd_exp(ter__dd_neg(fall));
    ter__dd phase = ter__dd_mul_d(ter__dd_minus_sine(out->angle, out->sine), c->a);
    ter__dd_sincos(phase, &out->phase_sine, &out->phase_cosine);
    ter__dd sine = ter__dd_add(ter__dd_mul(w->sine, w->step_cosine), ter__dd_mul(w->cosine, w->step_sine));
    w->cosine = ter__dd_sub(ter__dd_mul(w->cosine, w->step_cosine), ter__dd_mul(w->sine, w->step_sine));
    w->sine = sine;
    w->index++;
    return true;
}

/* h / pi */
static ter__dd measure_of(const circle *c) {
    static const ter__dd half_pi = TER__HALF_PI;
    return ter__dd_div(ter__dd_make(0.5 * c->step, 0.0), half_pi);
}

/* cos(t - phase) and sin(t - phase). */
static ter__dd turned_cosine(const node *n) {
    return ter__dd_add(ter__dd_mul(n->cosine, n->phase_cosine), ter__dd_mul(n->sine, n->phase_sine));
}

static ter__dd turned_sine(const node *n) {
    return ter__dd_sub(ter__dd_mul(n->sine, n->phase_cosine), ter__dd_mul(n->cosine, n->phase_sine));
}

/* Over exp(log_peak), as the tail below. */
static ter__dd circle_log_density(const circle *c) {
    walk w = walk_of(c);
    node n;
    ter__dd sum = {0.0, 0.0};
    while (next_node(&w, &n))
        sum = ter__dd_add(sum, ter__dd_mul(n.weight, turned_cosine(&n)));
    return ter__dd_add(c->log_saddle, ter__dd_log(ter__dd_mul(sum, measure_of(c))));
}

/*
 * Log of the tail on whose side the saddle point is: the upper one for s0 < 1. With q = min(s0, 1 / s0) its integrand is
 * Re of exp(-i phase) (exp(i t) - q) q / |1 - q exp(i t)|^2 for the upper, exp(-i phase) (1 - q exp(i t)) / ... for the lower.
 */
static ter__dd circle_log_tail(const circle *c, bool upper) {
    static const ter__dd half_pi = TER__HALF_PI;
    ter__dd distance = c->log_saddle.hi < 0.0 ? ter__dd_neg(c->log_saddle) : c->log_saddle;
    ter__dd gap = distance.hi > 600.0 ? one : ter__dd_neg(ter__dd_expm1(ter__dd_neg(distance))); /* 1 - q */
    ter__dd q = distance.hi > 600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(ter__dd_neg(distance));
    ter__dd gap_square = ter__dd_square(gap), sum = {0.0, 0.0};
    walk w = walk_of(c);
    node n;
    while (next_node(&w, &n)) {
        ter__dd direct = upper ? turned_cosine(&n) : n.phase_cosine, other = upper ? n.phase_cosine : turned_cosine(&n);
        ter__dd bottom = ter__dd_add(gap_square, ter__dd_scale(ter__dd_mul(q, n.half_sine_square), 4.0));
        ter__dd top = ter__dd_mul(n.weight, ter__dd_sub(direct, ter__dd_mul(q, other)));
        sum = ter__dd_add(sum, ter__dd_div(top, bottom));
    }
    sum = ter__dd_mul(sum, measure_of(c));
    ter__dd log_scale = upper ? ter__dd_neg(distance) : ter__dd_make(0.0, 0.0);
    /* the pole counts while it is nearer than the line on which the rule's other error is least */
    ter__dd pole = ter__dd_div_d(ter__dd_scale(ter__dd_mul(distance, half_pi), 4.0), c->step);
    double grow = distance.hi < 3.0 ? ter__exp(distance.hi) : 21.0, sinh = 0.5 * (grow - 1.0 / grow), cosh = sinh + 1.0 / grow;
    double steep = c->radius.hi * sinh + (upper ? c->a : -c->a) * (cosh - 1.0);
    if (steep * c->step < 6.28 && pole.hi < 600.0) {
        ter__dd log_share = ter__dd_neg(ter__dd_log1pexp(pole));
        sum = ter__dd_add(sum, ter__dd_exp(ter__dd_sub(ter__dd_sub(log_share, log_scale), c->log_peak)));
    }
    return ter__dd_add(log_scale, ter__dd_log(sum));
}

/* Density and one tail as exp(common + rest): the large exponents they share apart. */
typedef struct parts {
    ter__dd common, rest;
    bool upper;
} parts;

static parts density_parts(const ter__noncentral_gamma *at, ter__dd radius) {
    if (radius.hi >= SERIES_BELOW) {
        circle c = circle_of(at, radius);
        return (parts){c.log_peak, circle_log_density(&c), false};
    }
    ter__dd shape_over_y = ter__dd_sub(ter__dd_log_d(at->a), at->log_y);
    return (parts){log_prefix(at), ter__dd_add(shape_over_y, ter__dd_log(density_series(at).plain)), false};
}

/* The tail that is small, or not small but harmless to subtract from 1. */
static parts tail_parts(const ter__noncentral_gamma *at, ter__dd radius) {
    if (radius.hi >= SERIES_BELOW) {
        circle c = circle_of(at, radius);
        bool upper = c.log_saddle.hi < 0.0;
        return (parts){c.log_peak, circle_log_tail(&c, upper), upper};
    }
    bool upper = at->y.hi > at->a + at->x.hi && at->y.hi > FRACTION_FROM;
    return (parts){log_prefix(at), ter__dd_log(upper ? upper_series(at) : lower_series(at)), upper};
}

static ter__dd wanted_side(const parts *tail, bool upper) {
    ter__dd log_tail = ter__dd_add(tail->common, tail->rest);
    if (tail->upper == upper)
        return log_tail;
    if (!(log_tail.hi < 0.0))
        return ter__dd_make(-TER__INFINITY, 0.0);
    return log_tail.hi < -640.0 ? ter__dd_make(-ter__exp_dd(log_tail), 0.0) : ter__dd_log1mexp(log_tail);
}

ter__dd ter__noncentral_gamma_log_density(const ter__noncentral_gamma *at) {
    parts density = density_parts(at, radius_of(at));
    return ter__dd_add(density.common, density.rest);
}

ter__dd ter__noncentral_gamma_log_tail(const ter__noncentral_gamma *at, bool upper) {
    parts tail = tail_parts(at, radius_of(at));
    return wanted_side(&tail, upper);
}

ter__dd ter__noncentral_gamma_log_hazard(const ter__noncentral_gamma *at) {
    ter__dd radius = radius_of(at);
    parts density = density_parts(at, radius), tail = tail_parts(at, radius);
    if (tail.upper)
        return ter__dd_sub(density.rest, tail.rest);
    return ter__dd_sub(ter__dd_add(density.common, density.rest), wanted_side(&tail, true));
}

void ter__noncentral_gamma_gradient(const ter__noncentral_gamma *at, ter__dd *y_slope, ter__dd *by_x, ter__dd *by_a) {
    ter__dd radius = radius_of(at);
    if (radius.hi < SERIES_BELOW) {
        density_sums sums = density_series(at);
        ter__dd shift = ter__dd_mul(at->y, ter__dd_div(sums.over_shape, sums.plain)); /* mean of J / x */
        *by_x = ter__dd_add_d(shift, -1.0);
        *y_slope = ter__dd_add(ter__dd_sub(ter__two_sum(at->a, -1.0), at->y), ter__dd_mul(shift, at->x));
        *by_a = ter__dd_sub(ter__dd_add_d(at->log_y, -ter__digamma(at->a)), ter__dd_div(sums.harmonic, sums.plain));
        return;
    }
    circle c = circle_of(at, radius);
    walk w = walk_of(&c);
    node n;
    ter__dd plain = {0.0, 0.0}, up = plain, down = plain, turn = plain;
    while (next_node(&w, &n)) {
        ter__dd cosine = turned_cosine(&n), sine = turned_sine(&n);
        ter__dd twice = ter__dd_sub(ter__dd_mul(cosine, n.cosine), ter__dd_mul(sine, n.sine));
        plain = ter__dd_add(plain, ter__dd_mul(n.weight, cosine));
        up = ter__dd_add(up, ter__dd_mul(n.weight, twice));
        down = ter__dd_add(down, ter__dd_mul(n.weight, n.phase_cosine));
        turn = ter__dd_add(turn, ter__dd_mul(ter__dd_mul(n.weight, n.angle), sine));
    }
    ter__dd y_saddle = ter__dd_scale(ter__dd_add_d(radius, at->a), 0.5); /* y s0 */
    *y_slope = ter__dd_sub(ter__dd_mul(y_saddle, ter__dd_div(up, plain)), at->y);
    *by_x = ter__dd_add_d(ter__dd_mul(ter__dd_div(at->y, y_saddle), ter__dd_div(down, plain)), -1.0);
    *by_a = ter__dd_sub(ter__dd_div(turn, plain), c.log_saddle);
}
