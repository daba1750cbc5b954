/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Von Mises: f(x) = exp(kappa cos d) / (2 pi I0(kappa)), d = x - location in [-pi, pi]. */
#include <acb_hypgeom.h>

#include "ball_block.h"
#include "law.h"
#include "tail_quadrature.h"

/* log I0(kappa). */
static ter__b log_bessel(ter__balls *w, ter__b kappa) {
    ter__ball *out = ter__ball_fresh(w);
    acb_t order, first;
    acb_init(order);
    acb_init(first);
    acb_hypgeom_bessel_i_scaled(out->value, order, kappa->value, w->precision);
    if (w->order) {
        acb_one(order);
        acb_hypgeom_bessel_i_scaled(first, order, kappa->value, w->precision);
        acb_div(first, first, out->value, w->precision);
        acb_mul(out->slope, first, kappa->slope, w->precision);
    }
    acb_log(out->value, out->value, w->precision);
    acb_add(out->value, out->value, kappa->value, w->precision);
    acb_clear(order);
    acb_clear(first);
    return out;
}

static ter__b log_norm(ter__balls *w, ter__b kappa) {
    return ter__b_add(w, log_bessel(w, kappa), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b d = ter__b_sub(w, x, p[0]);
    return ter__b_sub(w, ter__b_mul(w, p[1], ter__b_cos(w, d)), log_norm(w, p[1]));
}

typedef struct arc {
    ter__b kappa, theta;
} arc;

static ter__b exponent(ter__balls *w, const void *context, ter__b u) {
    const arc *a = context;
    ter__b kappa = ter__b_arb(w, TER__REAL(a->kappa)), theta = ter__b_arb(w, TER__REAL(a->theta));
    return ter__b_mul(w, kappa, ter__b_cos(w, ter__b_add(w, theta, u)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b d = ter__b_sub(w, x, p[0]);
    *upper = arb_is_positive(TER__REAL(d));
    arc a = {p[1], *upper ? d : ter__b_neg(w, d)};
    ter__falling falling = {exponent, &a, TER__REAL(ter__b_sub(w, ter__b_pi(w), a.theta))};
    return ter__b_sub(w, ter__tail_quadrature(w, &falling), log_norm(w, p[1]));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    *lower = ter__b_sub(w, p[0], ter__b_pi(w));
    *upper = ter__b_add(w, p[0], ter__b_pi(w));
}

const ter__law ter__law_von_mises = {
    .name = "von_mises",
    .parameter_count = 2,
    .parameter_names = {"location", "concentration"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .end_margin = 0x1p-50,
    .location = 1,
    .cost = 10,
    .hard = {TER__HARD_LOCATION, {TER__POSITIVE, 1e-3, 1e15, 5, {0.0, 1.0, 50.0, 1e8, 1e15}}},
    .moderate = {TER__MODERATE_LOCATION, {TER__POSITIVE, 0.1, 100.0, 2, {0.0, 1.0}}},
};
