/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The studentized range q = W / S of k normal values with df = n: with t = log s, c = 2 (n/2)^(n/2) / Gamma(n/2),
 *   P(q > x) = c integral exp(n t - n s^2 / 2) H(x s) dt,  H(w) = P(W > w), and so with P(W <= w) and, for x f(x), H(w) = w f(w).
 *
 * H is analytic in w. For w = |w| e^(i v), in the integrals of normal_range.c taken about the complex middle of the range, phi and
 * Q at u +- w/2 are at most exp(|w|^2 sin^2 v / 8) times those at u +- |w| cos v / 2, and g is at most that times g / cos v. So
 * |H(w)| <= exp(k |w|^2 sin^2 v / 8) cos(v)^(1-k) H(|w| cos v), and, moved along t by log cos v, with d = tan^2 v and p = n,
 *   integral |at t + i v| dt <= cos(v)^(1-k-p) integral exp(p t - n s^2 / 2) H(x s) exp(d s^2 (n / 2 + k x^2 / 8)) dt = M,
 * which is bounded from cell to cell of the nodes: P(W > w) falls, P(W <= w) grows, f is log-concave (A. Prekopa, 1973). The
 * trapezoidal rule of step h is then within 2 M / (exp(2 pi v / h) - 1) (Trefethen, Weideman, SIAM Review 56 (2014)).
 */
#include "studentized_mixture.h"

#include <math.h>
#include <stdlib.h>

/* A bounded amount of work: NaN balls above. */
#define PRECISION_MAX 600

/* p t - n s^2 / 2 + log H roughly. */
static double rough_exponent(const ter__mixture *m, double t) {
    arb_t w, h;
    arb_init(w);
    arb_init(h);
    arb_set_d(w, t);
    arb_exp(w, w, TER__MIXTURE_FEW);
    arb_mul(w, w, m->exact_x, TER__MIXTURE_FEW);
    ter__normal_range_enclose(h, m->part, m->k, w, 16);
    arb_log(h, h, TER__MIXTURE_FEW);
    double out = m->p * t - 0.5 * m->n * exp(2.0 * t) + arf_get_d(arb_midref(h), ARF_RND_NEAR);
    arb_clear(w);
    arb_clear(h);
    return out;
}

/* About the highest point, by thirds; then the step from how fast the integrand grows off the line. */
static void choose(ter__mixture *m) {
    double far = log(sqrt(2.0 * (m->p + (double)m->k)) + 6.0) - m->log_x, reach = 0.5 * log(1.0 + (double)m->k / m->n) + 0.5;
    double high = far < reach ? far : reach, low = high - 6.0;
    while (rough_exponent(m, low) > rough_exponent(m, low + 0.1)) {
        low -= 4.0;
    }
    double width = 0.3 / sqrt(2.0 * (m->p + (double)m->k));
    while (high - low > width) {
        double a = low + 0.4 * (high - low), b = low + 0.6 * (high - low);
        if (rough_exponent(m, a) < rough_exponent(m, b)) {
            low = a;
        } else {
            high = b;
        }
    }
    m->start = 0.5 * (low + high);
    double square = exp(2.0 * m->start), width_square = exp(2.0 * (m->start + m->log_x)), k = (double)m->k,
           need = 0.6931472 * ((double)m->bits + 10.0);
    double growth = 1.15 * (0.5 * (k - 1.0 + m->p) + 0.5 * m->n * square + 0.125 * k * width_square);
    double angle = sqrt(need / growth), most = sqrt(1.3 / k);
    most = most < 0.6 ? most : 0.6;
    m->angle = atan(angle < most ? angle : most);
    double d = tan(m->angle) * tan(m->angle);
    m->step = ldexp(floor(ldexp(6.2831853 * m->angle / (need + growth * d), 20)), -20);
}

/* The node j: false where H was not found. */
static bool find_node(ter__mixture *m, slong j, double bits) {
    arb_t t, w, bound;
    arb_init(t);
    arb_init(w);
    arb_init(bound);
    slong i = j + TER__MIXTURE_NODES_MAX / 2, p = m->precision;
    arb_set_d(t, m->step);
    arb_mul_si(t, t, j, p);
    arb_set_d(w, m->start);
    arb_add(t, t, w, p);
    ter__mixture_power(w, m, 0);
    arb_mul(m->exponent + i, t, w, p);
    arb_exp(w, t, p);
    arb_mul(m->square + i, w, w, p);
    arb_mul(w, w, m->exact_x, p);
    arb_set_d(t, 0.5 * m->n);
    arb_submul(m->exponent + i, m->square + i, t, p);
    double wanted = bits < 16.0 ? 16.0 : bits > (double)m->bits + 4.0 ? (double)m->bits + 4.0 : bits;
    /* P(W <= w) <= k (w phi(0))^(k-1), where that is next to nothing */
    arb_set_d(bound, 0.39895);
    arb_mul(bound, bound, w, TER__MIXTURE_FEW);
    arb_pow_ui(bound, bound, (ulong)m->k - 1, TER__MIXTURE_FEW);
    arb_mul_si(bound, bound, m->k, TER__MIXTURE_FEW);
    arb_mul_2exp_si(t, bound, (slong)wanted + 4);
    arb_sub_si(t, t, 1, TER__MIXTURE_FEW);
    if (m->part == TER__BEYOND && arb_is_negative(t)) {
        arb_one(m->value + i);
        arb_add_error(m->value + i, bound);
    } else {
        ter__normal_range_enclose(m->value + i, m->part, m->k, w, (slong)wanted);
    }
    arb_div(m->flat + i, m->value + i, w, TER__MIXTURE_FEW);
    bool found = arb_is_positive(m->value + i);
    arb_clear(t);
    arb_clear(w);
    arb_clear(bound);
    return found;
}

static double log_of_node(const ter__mixture *m, slong j) {
    arb_t h;
    arb_init(h);
    slong i = j + TER__MIXTURE_NODES_MAX / 2;
    arb_log(h, m->value + i, TER__MIXTURE_FEW);
    arb_add(h, h, m->exponent + i, TER__MIXTURE_FEW);
    double out = arf_get_d(arb_midref(h), ARF_RND_NEAR);
    arb_clear(h);
    return out;
}

/* Nodes in one direction until they are nothing. */
static bool find_side(ter__mixture *m, slong direction, double top) {
    double last = top, fall = 0.0;
    for (slong j = direction; labs(j) < TER__MIXTURE_NODES_MAX / 2; j += direction) {
        double bits = (double)m->bits + 6.0 - 1.4427 * (top - last - fall);
        if (!find_node(m, j, bits)) {
            return false;
        }
        double now = log_of_node(m, j);
        fall = last > now ? last - now : 0.0;
        last = now;
        *(direction > 0 ? &m->last : &m->first) = j;
        /* the bound of what is left of the first node needs its s^2 below p / n */
        bool low = direction > 0 || m->part == TER__BEYOND || m->n * exp(2.0 * (m->start + (double)j * m->step)) < 0.9 * m->p;
        if (top - now > 0.6931472 * ((double)m->bits + 12.0) + 5.0 && fall > 0.0 && low) {
            return true;
        }
    }
    return false;
}

/* The integral as the rule has it, with what it leaves out and its own error. */
static bool enclose(arb_t out, const ter__mixture *m) {
    arb_t sum, rest, error, work;
    arb_init(sum);
    arb_init(rest);
    arb_init(error);
    arb_init(work);
    for (slong i = m->first + TER__MIXTURE_NODES_MAX / 2; i <= m->last + TER__MIXTURE_NODES_MAX / 2; i++) {
        arb_exp(work, m->exponent + i, m->precision);
        arb_addmul(sum, work, m->value + i, m->precision);
    }
    arb_set_d(work, m->step);
    arb_mul(sum, sum, work, m->precision);
    /* sums of monotone bounds at the steps beyond are less than their integrals */
    bool good = ter__mixture_add_left(rest, m, error) && ter__mixture_add_right(rest, m, error);
    arb_t d, cosine;
    arb_init(d);
    arb_init(cosine);
    arb_set_d(d, m->angle);
    arb_sin_cos(work, cosine, d, TER__MIXTURE_FEW);
    arb_div(d, work, cosine, TER__MIXTURE_FEW);
    arb_mul(d, d, d, TER__MIXTURE_FEW);
    good = good && ter__mixture_off_line(error, m, d);
    ter__mixture_power(work, m, m->k - 1);
    arb_neg(work, work);
    arb_pow(cosine, cosine, work, TER__MIXTURE_FEW);
    arb_mul(error, error, cosine, TER__MIXTURE_FEW);
    arb_const_pi(work, TER__MIXTURE_FEW);
    arb_set_d(cosine, 2.0 * m->angle);
    arb_mul(work, work, cosine, TER__MIXTURE_FEW);
    arb_set_d(cosine, m->step);
    arb_div(work, work, cosine, TER__MIXTURE_FEW);
    arb_expm1(work, work, TER__MIXTURE_FEW);
    arb_div(error, error, work, TER__MIXTURE_FEW);
    arb_mul_2exp_si(error, error, 1);
    arb_add_error(sum, rest);
    arb_add_error(sum, error);
    arb_set(out, sum);
    if (!good) {
        arb_indeterminate(out);
    }
    arb_clear(d);
    arb_clear(cosine);
    arb_clear(sum);
    arb_clear(rest);
    arb_clear(error);
    arb_clear(work);
    return good;
}

void ter__log_mixture(arb_t out, ter__normal_range_part part, slong k, double n, const arb_t x, double more, slong precision) {
    slong bits = precision / 2 + 14;
    ter__mixture m = {.part = part, .k = k, .bits = bits, .n = n, .more = more, .p = n + more, .exact_x = x};
    arb_log(out, x, TER__MIXTURE_FEW);
    m.log_x = arf_get_d(arb_midref(out), ARF_RND_NEAR);
    m.precision = bits + 40 + (slong)log2(m.p * (10.0 + fabs(m.log_x)) + 1.0);
    bool possible = isfinite(m.log_x) && precision <= PRECISION_MAX;
    arb_indeterminate(out);
    if (!possible) {
        return;
    }
    m.square = _arb_vec_init(TER__MIXTURE_NODES_MAX);
    m.value = _arb_vec_init(TER__MIXTURE_NODES_MAX);
    m.flat = _arb_vec_init(TER__MIXTURE_NODES_MAX);
    m.exponent = _arb_vec_init(TER__MIXTURE_NODES_MAX);
    choose(&m);
    if (find_node(&m, 0, (double)bits + 4.0)) {
        double top = log_of_node(&m, 0);
        if (find_side(&m, 1, top) && find_side(&m, -1, top)) {
            (void)enclose(out, &m);
            arb_log(out, out, precision);
        }
    }
    _arb_vec_clear(m.square, TER__MIXTURE_NODES_MAX);
    _arb_vec_clear(m.value, TER__MIXTURE_NODES_MAX);
    _arb_vec_clear(m.flat, TER__MIXTURE_NODES_MAX);
    _arb_vec_clear(m.exponent, TER__MIXTURE_NODES_MAX);
}
