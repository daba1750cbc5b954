/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Skew-normal: f(x) = 2 phi(z) P(Z <= shape z) / scale, z = (x - location) / scale. For shape a >= 0 and h = |z| its thin tail is
 * B(h) = P(Z > h) - 2 T(h, a), Owen's T from its integral, and the other P(Z > h) + 2 T(h, a) = 2 P(Z > h) - B(h). Where B would
 * cancel it is integrated itself: with k = a h and 1 + q = x / a in Owen's integral beyond a,
 *   B = exp(-(h^2 + k^2) / 2) / (pi k^2 (a + 1 / a)) J,  J = integral over u > 0 of exp(-u - u^2 / (2 k^2)) / (1 + g (2 q + q^2)),
 * q = u / k^2, g = a^2 / (1 + a^2).
 */
#include <acb_hypgeom.h>

#include "ball_block.h"
#include "law_parts.h"
#include "tail.h"
#include "tail_quadrature.h"

static ter__b one(ter__balls *w) {
    return ter__b_si(w, 1);
}

static ter__b log_2(ter__balls *w) {
    return ter__b_log(w, ter__b_si(w, 2));
}

static ter__b half_square(ter__balls *w, ter__b z) {
    return ter__b_half(w, ter__b_square(w, z));
}

static ter__b log_phi(ter__balls *w, ter__b z) {
    return ter__b_neg(w, ter__b_add(w, half_square(w, z), ter__b_half(w, ter__b_add(w, log_2(w), ter__b_log_pi(w)))));
}

/* P(Z <= y) = erfc(-y / sqrt 2) / 2, an entire function. */
static ter__b below(ter__balls *w, ter__b y) {
    ter__b t = ter__b_div(w, ter__b_neg(w, y), ter__b_sqrt(w, ter__b_si(w, 2)));
    ter__ball *out = ter__ball_fresh(w);
    acb_hypgeom_erfc(out->value, t->value, w->precision);
    return ter__b_half(w, out);
}

/* log P(Z <= y), whose slope is one over Mills' ratio at -y. */
static ter__b log_below(ter__balls *w, ter__b y) {
    if (w->analytic || !acb_is_real(y->value)) {
        return w->order ? ter__b_nothing(w) : ter__b_log(w, below(w, y));
    }
    ter__b back = ter__b_neg(w, y), out = ter__tail_normal_any(w, back);
    if (!w->order) {
        return out;
    }
    ter__ball *sloped = ter__ball_fresh(w);
    ter__b rate = ter__b_exp(w, ter__b_neg(w, ter__log_mills(w, back)));
    acb_set(sloped->value, out->value);
    acb_mul(sloped->slope, rate->value, y->slope, w->precision);
    return sloped;
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    ter__b height = ter__b_sub(w, log_2(w), ter__b_log(w, p[1]));
    return ter__b_add(w, ter__b_add(w, log_phi(w, z), log_below(w, ter__b_mul(w, p[2], z))), height);
}

typedef struct kernel {
    ter__b k, a, share; /* share: g */
} kernel;

/* A ball of another workspace, as a constant of this one. */
static ter__b constant(ter__balls *w, ter__b b) {
    return ter__b_arb(w, TER__REAL(b));
}

static ter__b beyond_exponent(ter__balls *w, const void *context, ter__b u) {
    const kernel *t = context;
    ter__b v = ter__b_div(w, u, constant(w, t->k)), q = ter__b_div(w, v, constant(w, t->k));
    ter__b more = ter__b_mul(w, constant(w, t->share), ter__b_mul(w, q, ter__b_add_si(w, q, 2)));
    return ter__b_neg(w, ter__b_add(w, ter__b_add(w, u, half_square(w, v)), ter__b_log1p(w, more)));
}

/* 0 <= 1 - J <= 1 / k^2 + g (2 / k^2 + 2 / k^4), and of J at most exp(-END) is beyond END. */
#define FAR 0x1p60
#define END 200

/* log(B / (phi(h) phi(k))) for k > 2. */
static ter__b log_beyond_integral(ter__balls *w, ter__b a, ter__b k) {
    ter__b far = ter__b_d(w, FAR), end = ter__b_si(w, END), inverse = ter__b_div(w, one(w), a), log_j;
    if (arb_gt(TER__REAL(k), TER__REAL(far))) {
        ter__b lack = ter__b_div(w, ter__b_si(w, 5), ter__b_square(w, k));
        arb_t j;
        arb_init(j);
        arb_one(j);
        arb_add_error(j, TER__REAL(lack));
        log_j = ter__b_log(w, ter__b_arb(w, j));
        arb_clear(j);
    } else {
        ter__b share = ter__b_div(w, one(w), ter__b_add_si(w, ter__b_square(w, inverse), 1));
        kernel t = {k, a, share};
        ter__falling falling = {beyond_exponent, &t, TER__REAL(end)};
        ter__b j = ter__b_exp(w, ter__tail_quadrature(w, &falling)), rest = ter__b_exp(w, ter__b_neg(w, end));
        arb_t wide;
        arb_init(wide);
        arb_set(wide, TER__REAL(j));
        arb_add_error(wide, TER__REAL(rest));
        log_j = ter__b_log(w, ter__b_arb(w, wide));
        arb_clear(wide);
    }
    ter__b below_j = ter__b_add(w, ter__b_log(w, ter__b_add(w, a, inverse)), ter__b_mul_si(w, ter__b_log(w, k), 2));
    return ter__b_add(w, ter__b_sub(w, log_j, below_j), log_2(w));
}

static ter__b owen_exponent(ter__balls *w, const void *context, ter__b y) {
    const kernel *t = context;
    ter__b ky = ter__b_mul(w, constant(w, t->k), y), ay = ter__b_mul(w, constant(w, t->a), y);
    return ter__b_neg(w, ter__b_add(w, half_square(w, ky), ter__b_log1p(w, ter__b_square(w, ay))));
}

/* 2 T(h, a) exp(h^2 / 2), k = a h: Owen's integral with x = a y. */
static ter__b twice_owen(ter__balls *w, ter__b a, ter__b k) {
    if (ter__b_is_zero(a)) {
        return a;
    }
    ter__b end = one(w);
    kernel t = {k, a, NULL};
    ter__falling falling = {owen_exponent, &t, TER__REAL(end)};
    ter__b integral = ter__b_exp(w, ter__tail_quadrature(w, &falling));
    return ter__b_mul(w, ter__b_div(w, a, ter__b_pi(w)), integral);
}

/* P(Z > h) - 2 T(h, a), and for a > 1 the same by 2 T(h, a) + 2 T(k, 1 / a) = P(Z > h) + P(Z > k) P(|Z| < h) (Owen 1956, 2.3). */
static ter__b log_beyond_difference(ter__balls *w, ter__b h, ter__b a, ter__b k) {
    ter__b log_root = ter__b_half(w, ter__b_add(w, log_2(w), ter__b_log_pi(w))), unit = one(w), scaled;
    if (!arb_gt(TER__REAL(a), TER__REAL(unit))) { /* times sqrt(2 pi) exp(h^2 / 2) */
        ter__b owen = ter__b_mul(w, twice_owen(w, a, k), ter__b_exp(w, log_root));
        scaled = ter__b_sub(w, ter__b_exp(w, ter__log_mills(w, h)), owen);
        return ter__b_sub(w, ter__b_log(w, scaled), log_phi(w, k));
    }
    ter__b owen = ter__b_mul(w, twice_owen(w, ter__b_div(w, unit, a), h), ter__b_exp(w, ter__b_neg(w, half_square(w, k))));
    ter__b within = ter__b_sub(w, unit, ter__b_mul_si(w, below(w, ter__b_neg(w, h)), 2));
    scaled = ter__b_sub(w, owen, ter__b_mul(w, below(w, ter__b_neg(w, k)), within));
    return ter__b_sub(w, ter__b_log(w, scaled), ter__b_add(w, log_phi(w, h), log_phi(w, k)));
}

/* The point for a shape that is not negative: z or -z. */
typedef struct frame {
    ter__b h, a, k;
    bool mirrored, above;
} frame;

static frame frame_of(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    bool mirrored = arb_is_negative(TER__REAL(p[2])), right = arb_is_positive(TER__REAL(z));
    frame f = {.mirrored = mirrored, .above = right != mirrored && !ter__b_is_zero(z)};
    f.h = right ? z : ter__b_neg(w, z);
    f.a = mirrored ? ter__b_neg(w, p[2]) : p[2];
    f.k = ter__b_mul(w, f.a, f.h);
    return f;
}

/* log(B / (phi(h) phi(k))). */
static ter__b log_beyond(ter__balls *w, frame f) {
    ter__b two = ter__b_si(w, 2);
    return arb_gt(TER__REAL(f.k), TER__REAL(two)) ? log_beyond_integral(w, f.a, f.k) : log_beyond_difference(w, f.h, f.a, f.k);
}

/* log of 1 - B / (2 P(Z > h)). */
static ter__b log_kept(ter__balls *w, frame f) {
    ter__b part = ter__b_add(w, log_beyond(w, f), log_phi(w, f.k));
    return ter__b_log1mexp(w, ter__b_sub(w, part, ter__b_add(w, ter__log_mills(w, f.h), log_2(w))));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    frame f = frame_of(w, p, x);
    *upper = f.above != f.mirrored;
    if (f.above) {
        return ter__b_add(w, ter__tail_normal(w, f.h), ter__b_add(w, log_2(w), log_kept(w, f)));
    }
    return ter__b_add(w, ter__b_add(w, log_phi(w, f.h), log_phi(w, f.k)), log_beyond(w, f));
}

static ter__b log_hazard(ter__balls *w, const ter__b *p, ter__b x) {
    frame f = frame_of(w, p, x);
    ter__b log_scale = ter__b_log(w, p[1]);
    if (f.above == f.mirrored) { /* the upper tail is not the direct one */
        bool upper;
        ter__b tail = ter__b_log1mexp(w, log_tail(w, p, x, &upper));
        return ter__b_sub(w, log_density(w, p, x), tail);
    }
    if (f.above) { /* phi(h) has left */
        ter__b rest = ter__b_add(w, ter__b_add(w, ter__log_mills(w, f.h), log_kept(w, f)), log_scale);
        return ter__b_sub(w, log_below(w, f.k), rest);
    }
    ter__b rest = ter__b_add(w, log_beyond(w, f), log_scale); /* and phi(k) */
    return ter__b_sub(w, ter__b_add(w, ter__log_mills(w, f.k), log_2(w)), rest);
}

const ter__law ter__law_skew_normal = {
    .name = "skew_normal",
    .parameter_count = 3,
    .parameter_names = {"location", "scale", "shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .location = 1,
    .cost = 2,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE, {TER__SIGNED, 1e-3, 1e6, 4, {0.0, 1.0, -1.0, 5.0}}},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE, {TER__SIGNED, 0.5, 8.0, 3, {0.0, 1.0, 4.0}}},
};
