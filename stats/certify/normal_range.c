/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With g(u) = P(u - r < Z <= u + r), r = w / 2, a = u - r, b = u + r,
 *   w f(w) = w k (k - 1) integral phi(a) phi(b) g^(k-2) du,  P(W <= w) = k integral phi(a) g^(k-1) du,
 *   P(W > w) = k integral phi(a) (Q(a)^(k-1) - g^(k-1)) du, whose difference is Q(b) sum over i of Q(a)^(k-2-i) g^i.
 *
 * All are integrals of products of k factors phi, g, Q, and |phi(t + i v)| = exp(v^2 / 2) phi(t): at u + i v the integrand is at
 * most exp(k v^2 / 2) times itself at u. The trapezoidal rule of step h is then within 2 exp(k v^2 / 2) / (exp(2 pi v / h) - 1) of
 * the integral, relatively (Trefethen, Weideman, SIAM Review 56 (2014), theorem 5.1). What the sums leave out is bounded by
 * log-concave terms, which fall at least as fast as at the end: g and Q are log-concave, and Q(b) sum ... <= (k - 1) Q(b)
 * Q(a)^(k-2).
 */
#include "normal_range.h"

#include <math.h>
#include <stdbool.h>

#include <arb_hypgeom.h>

#define NODES_MAX  20000
#define SERIES_MAX 200

typedef struct range {
    ter__normal_range_part part;
    slong k, bits, precision;
    arb_t r, root_half, phi_0;
    bool narrow; /* r < 1/8 */
} range;

typedef struct node {
    arb_t a, b, at_a, at_b, tail_a, tail_b, g, work, more;
    arb_t value, bound; /* the term, and a log-concave bound of it up to a factor that `most` gives */
} node;

static void node_init(node *n) {
    arb_ptr all[] = {n->a, n->b, n->at_a, n->at_b, n->tail_a, n->tail_b, n->g, n->work, n->more, n->value, n->bound};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        arb_init(all[i]);
    }
}

static void node_clear(node *n) {
    arb_ptr all[] = {n->a, n->b, n->at_a, n->at_b, n->tail_a, n->tail_b, n->g, n->work, n->more, n->value, n->bound};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        arb_clear(all[i]);
    }
}

static void bell(arb_t out, const arb_t t, const range *w) {
    arb_mul(out, t, t, w->precision);
    arb_mul_2exp_si(out, out, -1);
    arb_neg(out, out);
    arb_exp(out, out, w->precision);
    arb_mul(out, out, w->phi_0, w->precision);
}

static void tail(arb_t out, const arb_t t, const range *w) {
    arb_mul(out, t, w->root_half, w->precision);
    arb_hypgeom_erfc(out, out, w->precision);
    arb_mul_2exp_si(out, out, -1);
}

/*
 * g(u) = 2 phi(u) r sum over even n of He_n(u) r^n / (n! (n + 1)), and |He_n(u)| <= 1.09 sqrt(n!) exp(u^2 / 4) (Cramer). With
 * r < 1/8 the terms of that bound fall by more than 8 from one to the next.
 */
static void narrow_share(node *n, const arb_t u, const range *w) {
    slong p = w->precision;
    arb_t last, this, power;
    mag_t rest, size;
    arb_init(last);
    arb_init(this);
    arb_init(power);
    mag_init(rest);
    mag_init(size);
    arb_zero(last); /* He_n / n!: he_(n+1) = (u he_n - he_(n-1)) / (n + 1) */
    arb_one(this);
    arb_one(power);
    arb_zero(n->g);
    arb_mul(n->work, u, u, 64);
    arb_mul_2exp_si(n->work, n->work, -2);
    arb_exp(n->work, n->work, 64);
    arb_mul_ui(n->work, n->work, 2, 64);
    arb_get_mag(rest, n->work);
    arb_get_mag(size, w->r);
    for (slong i = 0; i < SERIES_MAX; i++) {
        if (i % 2 == 0) {
            arb_mul(n->work, this, power, p);
            arb_div_si(n->work, n->work, i + 1, p);
            arb_add(n->g, n->g, n->work, p);
        }
        arb_mul(n->work, u, this, p);
        arb_sub(n->work, n->work, last, p);
        arb_div_si(n->work, n->work, i + 1, p);
        arb_swap(last, this);
        arb_swap(this, n->work);
        arb_mul(power, power, w->r, p);
        mag_mul(rest, rest, size); /* twice the bound of the next term, without its 1 / sqrt(n!) */
        if (i % 2 == 1 && mag_cmp_2exp_si(rest, -w->bits - 20) < 0) {
            break;
        }
    }
    arb_add_error_mag(n->g, rest);
    arb_mul(n->g, n->g, w->r, p);
    arb_mul_2exp_si(n->g, n->g, 1);
    bell(n->work, u, w);
    arb_mul(n->g, n->g, n->work, p);
    arb_clear(last);
    arb_clear(this);
    arb_clear(power);
    mag_clear(rest);
    mag_clear(size);
}

/* The term at u, its bound: phi(a) phi(b) g^(k-2), phi(a) g^(k-1) (with the term at -u), phi(a) Q(b) Q(a)^(k-2). */
static void term_at(node *n, const arb_t u, bool twice, const range *w) {
    slong p = w->precision, k = w->k;
    arb_sub(n->a, u, w->r, p);
    arb_add(n->b, u, w->r, p);
    bell(n->at_a, n->a, w);
    if (w->part != TER__BEYOND) {
        bell(n->at_b, n->b, w);
    }
    if (!w->narrow || w->part == TER__BEYOND) {
        tail(n->tail_a, n->a, w);
        tail(n->tail_b, n->b, w);
        arb_sub(n->g, n->tail_a, n->tail_b, p);
    }
    if (w->narrow) {
        narrow_share(n, u, w);
    }
    if (w->part == TER__RATE) {
        arb_pow_ui(n->work, n->g, (ulong)(k - 2), p);
        arb_mul(n->value, n->at_a, n->at_b, p);
        arb_mul(n->value, n->value, n->work, p);
        arb_set(n->bound, n->value);
        arb_mul_si(n->value, n->value, twice ? 2 : 1, p);
    } else if (w->part == TER__BELOW) {
        arb_pow_ui(n->work, n->g, (ulong)(k - 1), p);
        arb_mul(n->bound, n->at_a, n->work, p);
        arb_mul(n->value, n->at_b, n->work, p);
        arb_add(n->value, n->value, n->bound, p);
        if (!twice) {
            arb_set(n->value, n->bound);
        }
    } else {
        arb_mul(n->work, n->at_a, n->tail_b, p);
        arb_one(n->value); /* sum of Q^(m-i) g^i by Horner's rule, Q^m */
        arb_one(n->bound);
        for (slong i = 1; i <= k - 2; i++) {
            arb_mul(n->bound, n->bound, n->tail_a, p);
            arb_mul(n->value, n->value, n->g, p);
            arb_add(n->value, n->value, n->bound, p);
        }
        arb_mul(n->value, n->value, n->work, p);
        arb_mul(n->bound, n->bound, n->work, p);
    }
}

/* Adds the terms from the first multiple of the step on, in one direction; false where the rest is not bounded. */
static bool add_side(arb_t sum, node *n, const range *w, double step, bool even) {
    arb_t u, before, ratio;
    arb_init(u);
    arb_init(before);
    arb_init(ratio);
    slong most = w->part == TER__BEYOND ? w->k - 1 : 2;
    bool done = false;
    for (slong j = 1; j < NODES_MAX && !done; j++) {
        arb_set_d(u, step);
        arb_mul_si(u, u, j, w->precision);
        arb_swap(before, n->bound);
        term_at(n, u, even, w);
        arb_add(sum, sum, n->value, w->precision);
        if (j < 2) {
            continue;
        }
        arb_mul_2exp_si(ratio, n->bound, w->bits + 8);
        if (!arb_lt(ratio, sum)) {
            continue;
        }
        arb_div(ratio, n->bound, before, 64); /* bound ratio / (1 - ratio) */
        arb_sub_si(before, ratio, 1, 64);
        arb_neg(before, before);
        if (arb_is_positive(before)) {
            arb_div(ratio, ratio, before, 64);
            arb_mul(ratio, ratio, n->bound, 64);
            arb_mul_si(ratio, ratio, most, 64);
            arb_add_error(sum, ratio);
            done = true;
        }
    }
    arb_clear(u);
    arb_clear(before);
    arb_clear(ratio);
    return done;
}

/*
 * 2 exp(k v^2 / 2) / (exp(2 pi v / h) - 1) = e with v = 2 pi / (h k), as a relative error: |T - I| <= e I, so |T - I| <= 2 e T for
 * e <= 1/2.
 */
static void add_rule_error(arb_t sum, const range *w, double step) {
    arb_t v, fall, error;
    arb_init(v);
    arb_init(fall);
    arb_init(error);
    arb_set_d(v, 6.283185 / (step * (double)w->k));
    arb_const_pi(fall, 64);
    arb_mul_2exp_si(fall, fall, 1);
    arb_mul(fall, fall, v, 64);
    arb_set_d(error, step);
    arb_div(fall, fall, error, 64);
    arb_expm1(fall, fall, 64);
    arb_mul(v, v, v, 64);
    arb_mul_si(v, v, w->k, 64);
    arb_mul_2exp_si(v, v, -1);
    arb_exp(v, v, 64);
    arb_mul_2exp_si(v, v, 2);
    arb_div(error, v, fall, 64);
    if (!arb_lt(error, w->phi_0)) {
        arb_indeterminate(error);
    }
    arb_mul(error, error, sum, 64);
    arb_add_error(sum, error);
    arb_clear(v);
    arb_clear(fall);
    arb_clear(error);
}

static void prepare(range *w, const arb_t width) {
    arb_init(w->r);
    arb_init(w->root_half);
    arb_init(w->phi_0);
    arb_mul_2exp_si(w->r, width, -1);
    arb_set_d(w->root_half, 0.5);
    arb_sqrt(w->root_half, w->root_half, w->precision);
    arb_const_pi(w->phi_0, w->precision);
    arb_mul_2exp_si(w->phi_0, w->phi_0, 1);
    arb_rsqrt(w->phi_0, w->phi_0, w->precision);
    arb_t eighth;
    arb_init(eighth);
    arb_set_d(eighth, 0.125);
    w->narrow = arb_lt(w->r, eighth);
    arb_clear(eighth);
}

static void integrate(arb_t out, ter__normal_range_part part, slong k, const arb_t width, slong bits) {
    range w = {.part = part, .k = k, .bits = bits, .precision = bits + 40};
    node n;
    prepare(&w, width);
    node_init(&n);
    double step = 3.14159 * sqrt(2.0 / ((double)k * ((double)bits + 3.0) * 0.6931472));
    step = floor(step * 4096.0) / 4096.0;
    arb_t sum, zero;
    arb_init(sum);
    arb_init(zero);
    term_at(&n, zero, false, &w);
    arb_set(sum, n.value);
    bool even = part != TER__BEYOND, good = add_side(sum, &n, &w, step, even);
    good = good && (even || add_side(sum, &n, &w, -step, false));
    arb_set_d(zero, step);
    arb_mul(sum, sum, zero, w.precision);
    arb_mul_si(sum, sum, part == TER__RATE ? k * (k - 1) : k, w.precision);
    if (part == TER__RATE) {
        arb_mul(sum, sum, width, w.precision);
    }
    add_rule_error(sum, &w, step);
    arb_swap(out, sum);
    if (!good) {
        arb_indeterminate(out);
    }
    arb_clear(sum);
    arb_clear(zero);
    node_clear(&n);
    arb_clear(w.r);
    arb_clear(w.root_half);
    arb_clear(w.phi_0);
}

/* To this width P(W > w), not below 2^-36, is found as 1 - P(W <= w), whose integrand is even and has fewer nodes. */
#define COMPLEMENT_MAX  9.0
#define COMPLEMENT_BITS 36

void ter__normal_range_enclose(arb_t out, ter__normal_range_part part, slong k, const arb_t width, slong bits) {
    arb_t far;
    arb_init(far);
    arb_set_d(far, COMPLEMENT_MAX);
    if (part == TER__BEYOND && arb_lt(width, far)) {
        integrate(out, TER__BELOW, k, width, bits + COMPLEMENT_BITS);
        arb_sub_si(out, out, 1, bits + 2 * COMPLEMENT_BITS);
        arb_neg(out, out);
    } else {
        integrate(out, part, k, width, bits);
    }
    arb_clear(far);
}
