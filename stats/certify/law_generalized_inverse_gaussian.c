/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generalized inverse Gaussian: f(x) = (a / b)^(p/2) x^(p-1) exp(-(a x + b / x) / 2) / (2 K_p(sqrt(a b))), x > 0. */
#include <acb_hypgeom.h>

#include "ball_block.h"
#include "law.h"
#include "tail_quadrature.h"

/*
 * log K_p(z), with its slope in z. An order below 2^-300 in size is taken for 0, next to which Arb cancels as many bits: 0 <= K_p -
 * K_0 <= p^2 K_2, and K_2 / K_0 < 2^80 for z > 1e-11, so both change by less than 2^-500.
 */
static ter__b log_bessel_k(ter__balls *w, ter__b p, ter__b z) {
    ter__ball *out = ter__ball_fresh(w);
    acb_t order, value, above, below;
    acb_init(order);
    acb_init(value);
    acb_init(above);
    acb_init(below);
    slong bits = 2 * w->precision;
    ter__b zero = ter__b_si(w, 0);
    bool tiny = !ter__b_is_zero(p) && arf_cmpabs_2exp_si(arb_midref(TER__REAL(p)), -300) < 0;
    p = tiny ? zero : p;
    acb_hypgeom_bessel_k(value, p->value, z->value, bits);
    acb_log(out->value, value, w->precision);
    if (w->order && !acb_is_zero(z->slope)) {
        acb_add_si(order, p->value, 1, bits);
        acb_hypgeom_bessel_k(above, order, z->value, bits);
        acb_add_si(order, p->value, -1, bits);
        acb_hypgeom_bessel_k(below, order, z->value, bits);
        acb_add(above, above, below, bits);
        acb_mul_2exp_si(above, above, -1);
        acb_div(above, above, value, bits);
        acb_mul(out->slope, above, z->slope, bits);
        acb_neg(out->slope, out->slope);
    }
    if (tiny) {
        arb_one(acb_realref(order));
        arb_mul_2exp_si(acb_realref(order), acb_realref(order), -500);
        arb_add_error(acb_realref(out->value), acb_realref(order));
        arb_add_error(acb_realref(out->slope), acb_realref(order));
    }
    acb_clear(order);
    acb_clear(value);
    acb_clear(above);
    acb_clear(below);
    return out;
}

/* In u = |log(t / x)|: the integrand of the variable log t, p log t - (a t + b / t) / 2. */
typedef struct beyond {
    ter__b p, a, b, x;
    bool upper;
} beyond;

static ter__b exponent(ter__balls *w, const void *context, ter__b u) {
    const beyond *c = context;
    ter__b p = ter__b_arb(w, TER__REAL(c->p)), a = ter__b_arb(w, TER__REAL(c->a)), b = ter__b_arb(w, TER__REAL(c->b));
    ter__b x = ter__b_arb(w, TER__REAL(c->x)), step = c->upper ? u : ter__b_neg(w, u);
    ter__b t = ter__b_mul(w, x, ter__b_exp(w, step));
    ter__b halves = ter__b_half(w, ter__b_add(w, ter__b_mul(w, a, t), ter__b_div(w, b, t)));
    return ter__b_sub(w, ter__b_mul(w, p, ter__b_add(w, ter__b_log(w, x), step)), halves);
}

static ter__b log_beyond(ter__balls *w, const ter__b *p, ter__b x, bool upper) {
    beyond context = {p[0], p[1], p[2], x, upper};
    ter__falling falling = {exponent, &context, NULL};
    return ter__tail_quadrature(w, &falling);
}

/* (a x - b / x) / 2 - p: positive above the peak of the integrand. */
static bool is_above(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b gap = ter__b_half(w, ter__b_sub(w, ter__b_mul(w, p[1], x), ter__b_div(w, p[2], x)));
    return arb_is_positive(TER__REAL(ter__b_sub(w, gap, p[0])));
}

/* log of 2 K_p(sqrt(a b)) (b / a)^(p/2). Far from the origin by both sides of the peak: Bessel's series there take for ever. */
static ter__b log_norm(ter__balls *w, const ter__b *p) {
    ter__b z = ter__b_sqrt(w, ter__b_mul(w, p[1], p[2]));
    bool near = arf_cmpabs_d(arb_midref(TER__REAL(p[0])), 100.0) < 0 && arf_cmpabs_d(arb_midref(TER__REAL(z)), 1e3) < 0;
    bool slopes = w->order && !(acb_is_zero(p[0]->slope) && acb_is_zero(p[1]->slope) && acb_is_zero(p[2]->slope));
    if (w->analytic || (w->order && !acb_is_zero(p[0]->slope))) {
        return ter__b_nothing(
            w); /* the derivative in the order is left open; inside integrals this would be asked a million times */
    }
    if (slopes && !near) {
        return ter__b_nothing(w);
    }
    if (near) {
        ter__b ratio = ter__b_log(w, ter__b_div(w, p[2], p[1]));
        ter__b out = ter__b_add(w, log_bessel_k(w, p[0], z), ter__b_half(w, ter__b_mul(w, p[0], ratio)));
        return ter__b_add(w, out, ter__b_log(w, ter__b_si(w, 2)));
    }
    ter__b root = ter__b_sqrt(w, ter__b_add(w, ter__b_square(w, p[0]), ter__b_square(w, z)));
    ter__b peak = arb_is_nonnegative(TER__REAL(p[0])) ? ter__b_div(w, ter__b_add(w, root, p[0]), p[1])
                                                      : ter__b_div(w, p[2], ter__b_sub(w, root, p[0]));
    arb_t middle;
    arb_init(middle);
    arb_get_mid_arb(middle, TER__REAL(peak));
    peak = ter__b_arb(w, middle);
    arb_clear(middle);
    ter__b up = ter__b_exp(w, log_beyond(w, p, peak, true)), down = ter__b_exp(w, log_beyond(w, p, peak, false));
    return ter__b_log(w, ter__b_add(w, up, down));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1);
    }
    ter__b halves = ter__b_half(w, ter__b_add(w, ter__b_mul(w, p[1], x), ter__b_div(w, p[2], x)));
    ter__b kernel = ter__b_sub(w, ter__b_times_log(w, ter__b_add_si(w, p[0], -1), x), halves);
    return ter__b_sub(w, kernel, log_norm(w, p));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = is_above(w, p, x);
    return ter__b_sub(w, log_beyond(w, p, x, *upper), log_norm(w, p));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_generalized_inverse_gaussian = {
    .name = "generalized_inverse_gaussian",
    .parameter_count = 3,
    .parameter_names = {"p", "a", "b"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .cost = 40,
    .hard = {{TER__SIGNED, 1e-3, 1e6, 5, {0.0, 1.0, -0.5, 0.5, 100.0}},
             {TER__POSITIVE, 1e-10, 1e10, 2, {1.0, 2.0}},
             {TER__POSITIVE, 1e-10, 1e10, 2, {1.0, 2.0}}},
    .moderate = {{TER__SIGNED, 0.1, 5.0, 4, {0.0, 1.0, -0.5, 0.5}},
                 {TER__POSITIVE, 0.2, 10.0, 1, {1.0}},
                 {TER__POSITIVE, 0.2, 10.0, 1, {1.0}}},
};
