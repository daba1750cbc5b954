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
#include <math.h>
#include <stdlib.h>

#include "ball_block.h"
#include "law_parts.h"
#include "normal_range.h"

#define NODES_MAX 16000
/* A bounded amount of work: NaN balls above. */
#define PRECISION_MAX 600
/* Bounds need no more. */
#define FEW 53

typedef struct mixture {
    ter__normal_range_part part;
    slong k, bits, precision;
    double n, more;
    double p, log_x; /* p = n + more, the power of s, and log x, rounded: to choose where to look, and nothing else */
    arb_srcptr exact_x;
    double start, step, angle; /* t of node 0; step; v */
    /* Nodes first to last: s^2, H, f (the density without w), and the exponent, from NODES_MAX / 2 on. */
    slong first, last;
    arb_ptr square, value, flat, exponent;
} mixture;

/* out = p + power */
static void set_power(arb_t out, const mixture *m, slong power) {
    arb_t more;
    arb_init(more);
    arb_set_d(out, m->n);
    arb_set_d(more, m->more);
    arb_add(out, out, more, m->precision);
    arb_add_si(out, out, power, m->precision);
    arb_clear(more);
}

/* p t - n s^2 / 2 + log H roughly. */
static double rough_exponent(const mixture *m, double t) {
    arb_t w, h;
    arb_init(w);
    arb_init(h);
    arb_set_d(w, t);
    arb_exp(w, w, FEW);
    arb_mul(w, w, m->exact_x, FEW);
    ter__normal_range_enclose(h, m->part, m->k, w, 16);
    arb_log(h, h, FEW);
    double out = m->p * t - 0.5 * m->n * exp(2.0 * t) + arf_get_d(arb_midref(h), ARF_RND_NEAR);
    arb_clear(w);
    arb_clear(h);
    return out;
}

/* About the highest point, by thirds; then the step from how fast the integrand grows off the line. */
static void choose(mixture *m) {
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
static bool find_node(mixture *m, slong j, double bits) {
    arb_t t, w, bound;
    arb_init(t);
    arb_init(w);
    arb_init(bound);
    slong i = j + NODES_MAX / 2, p = m->precision;
    arb_set_d(t, m->step);
    arb_mul_si(t, t, j, p);
    arb_set_d(w, m->start);
    arb_add(t, t, w, p);
    set_power(w, m, 0);
    arb_mul(m->exponent + i, t, w, p);
    arb_exp(w, t, p);
    arb_mul(m->square + i, w, w, p);
    arb_mul(w, w, m->exact_x, p);
    arb_set_d(t, 0.5 * m->n);
    arb_submul(m->exponent + i, m->square + i, t, p);
    double wanted = bits < 16.0 ? 16.0 : bits > (double)m->bits + 4.0 ? (double)m->bits + 4.0 : bits;
    /* P(W <= w) <= k (w phi(0))^(k-1), where that is next to nothing */
    arb_set_d(bound, 0.39895);
    arb_mul(bound, bound, w, FEW);
    arb_pow_ui(bound, bound, (ulong)m->k - 1, FEW);
    arb_mul_si(bound, bound, m->k, FEW);
    arb_mul_2exp_si(t, bound, (slong)wanted + 4);
    arb_sub_si(t, t, 1, FEW);
    if (m->part == TER__BEYOND && arb_is_negative(t)) {
        arb_one(m->value + i);
        arb_add_error(m->value + i, bound);
    } else {
        ter__normal_range_enclose(m->value + i, m->part, m->k, w, (slong)wanted);
    }
    arb_div(m->flat + i, m->value + i, w, FEW);
    bool found = arb_is_positive(m->value + i);
    arb_clear(t);
    arb_clear(w);
    arb_clear(bound);
    return found;
}

static double log_of_node(const mixture *m, slong j) {
    arb_t h;
    arb_init(h);
    slong i = j + NODES_MAX / 2;
    arb_log(h, m->value + i, FEW);
    arb_add(h, h, m->exponent + i, FEW);
    double out = arf_get_d(arb_midref(h), ARF_RND_NEAR);
    arb_clear(h);
    return out;
}

/* Nodes in one direction until they are nothing. */
static bool find_side(mixture *m, slong direction, double top) {
    double last = top, fall = 0.0;
    for (slong j = direction; labs(j) < NODES_MAX / 2; j += direction) {
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

/* out = exp(p t - kappa s^2) at node j, where the exponent has kappa n / 2 less by `less`. */
static void explicit_at(arb_t out, const mixture *m, slong i, const arb_t less) {
    arb_set(out, m->exponent + i);
    arb_addmul(out, m->square + i, less, FEW);
    arb_exp(out, out, FEW);
}

/* f on the cell from node i, log-concave: as its slopes outside the cell allow. */
static void bound_of_flat(arb_t out, const mixture *m, slong i) {
    bool at_first = i == m->first + NODES_MAX / 2;
    slong from = at_first ? i + 1 : i, other = at_first ? i + 2 : i - 1;
    arb_t ratio, one, growth;
    arb_init(ratio);
    arb_init(one);
    arb_init(growth);
    arb_one(one);
    arb_div(ratio, m->flat + from, m->flat + other, FEW);
    arb_max(ratio, ratio, one, FEW);
    arb_set_d(growth, m->step); /* lengths of neighbouring cells are as exp(h) */
    arb_exp(growth, growth, FEW);
    arb_pow(ratio, ratio, growth, FEW);
    arb_mul(out, m->flat + from, ratio, FEW);
    arb_clear(ratio);
    arb_clear(one);
    arb_clear(growth);
}

/* A bound of H over the cell from node i to the next. */
static void bound_of_value(arb_t out, const mixture *m, slong i) {
    if (m->part != TER__RATE) {
        arb_set(out, m->value + (m->part == TER__BEYOND ? i : i + 1));
        return;
    }
    bound_of_flat(out, m, i);
    arb_t w;
    arb_init(w);
    arb_sqrt(w, m->square + i + 1, FEW);
    arb_mul(w, w, m->exact_x, FEW);
    arb_mul(out, out, w, FEW);
    arb_clear(w);
}

/*
 * What lies left of the first node in the integral with less = d (n / 2 + k x^2 / 8). P(W <= w) grows there. P(W > w) and f are
 * log-concave in w: as t falls by u they grow by exp(c u) at most, c from the first two nodes. p t - kappa s^2 falls at least as at
 * the node, or as p t.
 */
static bool add_left(arb_t sum, const mixture *m, const arb_t less) {
    slong i = m->first + NODES_MAX / 2;
    arb_t rest, rate, work, zero;
    arb_init(rest);
    arb_init(rate);
    arb_init(work);
    arb_init(zero);
    explicit_at(rest, m, i, less);
    arb_mul(rest, rest, m->value + i, FEW);
    arb_set_d(work, 0.5 * m->n);
    arb_sub(work, work, less, FEW);
    arb_max(work, work, zero, FEW);
    arb_mul(work, work, m->square + i, FEW);
    arb_mul_2exp_si(work, work, 1);
    set_power(rate, m, 0);
    arb_sub(rate, rate, work, FEW);
    if (m->part != TER__BELOW) {
        arb_ptr log_concave = m->part == TER__RATE ? m->flat : m->value;
        arb_div(work, log_concave + i, log_concave + i + 1, FEW);
        arb_log(work, work, FEW);
        arb_max(work, work, zero, FEW);
        arb_set_d(zero, m->step);
        arb_expm1(zero, zero, FEW);
        arb_div(work, work, zero, FEW);
        arb_sub(rate, rate, work, FEW);
    }
    arb_div(rest, rest, rate, FEW);
    arb_add(sum, sum, rest, FEW);
    bool good = arb_is_positive(rate);
    arb_clear(rest);
    arb_clear(rate);
    arb_clear(work);
    arb_clear(zero);
    return good;
}

/* A bound of H, up to exp(-w^2 / 4) unless it is P(W <= w), and the power of w that it rises with from there at most. */
static slong bound_beyond(arb_t out, const mixture *m, slong i) {
    slong k = m->k, power = 0;
    arb_t w, one;
    arb_init(w);
    arb_init(one);
    arb_one(one);
    arb_sqrt(w, m->square + i, FEW);
    arb_mul(w, w, m->exact_x, FEW);
    arb_set_d(out, 0.39895);
    arb_mul(out, out, w, FEW);
    if (m->part == TER__BELOW) { /* k (w phi(0))^(k-1), and 1 */
        arb_pow_ui(out, out, (ulong)k - 1, FEW);
        arb_mul_si(out, out, k, FEW);
        power = arb_lt(out, one) ? k - 1 : 0;
        arb_min(out, out, one, FEW);
    } else if (m->part == TER__RATE) { /* k (k - 1) w integral phi phi min(1, w phi(0))^(k-2) */
        power = arb_gt(out, one) ? 1 : k - 1;
        arb_min(out, out, one, FEW);
        arb_pow_ui(out, out, (ulong)k - 2, FEW);
        arb_mul_si(out, out, k * (k - 1), FEW);
        arb_mul(out, out, w, FEW);
    } else { /* by the pairs */
        arb_set_si(out, k * (k - 1));
    }
    arb_clear(w);
    arb_clear(one);
    return power;
}

/* Right of the last: exp(q t - kappa s^2), q = p and the power of the bound, falls from there at least with 2 kappa s^2 - q. */
static bool add_right(arb_t sum, const mixture *m, const arb_t less) {
    slong i = m->last + NODES_MAX / 2;
    arb_t rest, rate, kappa, work;
    arb_init(rest);
    arb_init(rate);
    arb_init(kappa);
    arb_init(work);
    arb_neg(rest, less);
    if (m->part != TER__BELOW) {
        arb_mul(work, m->exact_x, m->exact_x, FEW);
        arb_mul_2exp_si(work, work, -2); /* x^2 / 4 */
        arb_add(rest, rest, work, FEW);
    }
    arb_set_d(kappa, 0.5 * m->n);
    arb_add(kappa, kappa, rest, FEW);
    arb_neg(rest, rest);
    explicit_at(work, m, i, rest);
    slong power = bound_beyond(rest, m, i);
    arb_mul(rest, rest, work, FEW);
    arb_mul(rate, kappa, m->square + i, FEW);
    arb_mul_2exp_si(rate, rate, 1);
    set_power(work, m, power);
    arb_sub(rate, rate, work, FEW);
    bool good = arb_is_positive(rate) && arb_is_positive(kappa);
    arb_div(rest, rest, rate, FEW);
    arb_add(sum, sum, rest, FEW);
    arb_clear(rest);
    arb_clear(rate);
    arb_clear(kappa);
    arb_clear(work);
    return good;
}

/*
 * By how much log H falls at least over the cell from node i, proportionally to t: log P(W > w) and log f are concave in w and go
 * on falling as they did in the cell before. False where they did not.
 */
static bool falls_by(arb_t out, const mixture *m, slong i) {
    if (m->part == TER__BELOW || i == m->first + NODES_MAX / 2) {
        return false;
    }
    arb_ptr log_concave = m->part == TER__RATE ? m->flat : m->value;
    arb_t work;
    arb_init(work);
    arb_div(out, log_concave + i - 1, log_concave + i, FEW);
    arb_log(out, out, FEW);
    bool falls = arb_is_positive(out);
    arb_set_d(work, m->step);
    arb_mul(out, out, work, FEW);
    arb_neg(work, work);
    arb_expm1(work, work, FEW);
    arb_neg(work, work);
    arb_div(out, out, work, FEW); /* of the steps in w, the one before is 1 - exp(-h) times w */
    if (m->part == TER__RATE) {
        arb_set_d(work, m->step);
        arb_sub(out, out, work, FEW);
    }
    arb_clear(work);
    return falls;
}

/* M without its power of cos v: cells, and both ends. */
static bool bound_off_line(arb_t out, const mixture *m, const arb_t d) {
    arb_t less, here, next, height, work, slope;
    arb_init(less);
    arb_init(here);
    arb_init(next);
    arb_init(height);
    arb_init(work);
    arb_init(slope);
    arb_mul(less, m->exact_x, m->exact_x, FEW);
    arb_mul_si(less, less, m->k, FEW);
    arb_mul_2exp_si(less, less, -3);
    arb_set_d(work, 0.5 * m->n);
    arb_add(less, less, work, FEW);
    arb_mul(less, less, d, FEW);
    arb_zero(out);
    for (slong i = m->first + NODES_MAX / 2; i < m->last + NODES_MAX / 2; i++) {
        explicit_at(here, m, i, less);
        explicit_at(next, m, i + 1, less);
        arb_set_d(slope, 0.5 * m->n);
        arb_sub(slope, less, slope, FEW);
        bool concave = arb_is_negative(slope);
        arb_mul(slope, slope, m->square + i, FEW);
        arb_mul_2exp_si(slope, slope, 1);
        set_power(work, m, 0);
        arb_add(slope, slope, work, FEW);
        arb_set_d(work, m->step);
        arb_mul(slope, slope, work, FEW);
        if (concave && falls_by(height, m, i)) {
            /* the tangents of both logs */
            arb_sub(slope, slope, height, FEW);
            arb_zero(next);
            arb_max(slope, slope, next, FEW);
            arb_exp(slope, slope, FEW);
            arb_mul(here, here, slope, FEW);
            arb_mul(here, here, m->value + i, FEW);
        } else {
            /* p t - kappa s^2 is concave or convex: at most that at an end, or along the tangent */
            arb_exp(slope, slope, FEW);
            arb_mul(slope, slope, here, FEW);
            arb_max(here, here, next, FEW);
            arb_max(here, here, slope, FEW);
            bound_of_value(height, m, i);
            arb_mul(here, here, height, FEW);
        }
        arb_addmul(out, here, work, FEW);
    }
    bool good = add_left(out, m, less) && add_right(out, m, less);
    arb_clear(less);
    arb_clear(here);
    arb_clear(next);
    arb_clear(height);
    arb_clear(work);
    arb_clear(slope);
    return good;
}

/* The integral as the rule has it, with what it leaves out and its own error. */
static bool enclose(arb_t out, const mixture *m) {
    arb_t sum, rest, error, work;
    arb_init(sum);
    arb_init(rest);
    arb_init(error);
    arb_init(work);
    for (slong i = m->first + NODES_MAX / 2; i <= m->last + NODES_MAX / 2; i++) {
        arb_exp(work, m->exponent + i, m->precision);
        arb_addmul(sum, work, m->value + i, m->precision);
    }
    arb_set_d(work, m->step);
    arb_mul(sum, sum, work, m->precision);
    /* sums of monotone bounds at the steps beyond are less than their integrals */
    bool good = add_left(rest, m, error) && add_right(rest, m, error);
    arb_t d, cosine;
    arb_init(d);
    arb_init(cosine);
    arb_set_d(d, m->angle);
    arb_sin_cos(work, cosine, d, FEW);
    arb_div(d, work, cosine, FEW);
    arb_mul(d, d, d, FEW);
    good = good && bound_off_line(error, m, d);
    set_power(work, m, m->k - 1);
    arb_neg(work, work);
    arb_pow(cosine, cosine, work, FEW);
    arb_mul(error, error, cosine, FEW);
    arb_const_pi(work, FEW);
    arb_set_d(cosine, 2.0 * m->angle);
    arb_mul(work, work, cosine, FEW);
    arb_set_d(cosine, m->step);
    arb_div(work, work, cosine, FEW);
    arb_expm1(work, work, FEW);
    arb_div(error, error, work, FEW);
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

/* log of the integral of exp(p t - n s^2 / 2) H(x s), p = n + more. */
static void log_mixture(arb_t out, ter__normal_range_part part, const ter__b *p, const arb_t x, double more, slong precision) {
    slong bits = precision / 2 + 14;
    mixture m = {.part = part, .bits = bits, .exact_x = x};
    m.k = (slong)arf_get_d(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR);
    m.n = arf_get_d(arb_midref(TER__REAL(p[1])), ARF_RND_NEAR);
    m.more = more;
    m.p = m.n + more;
    arb_log(out, x, FEW);
    m.log_x = arf_get_d(arb_midref(out), ARF_RND_NEAR);
    m.precision = bits + 40 + (slong)log2(m.p * (10.0 + fabs(m.log_x)) + 1.0);
    bool possible = isfinite(m.log_x) && precision <= PRECISION_MAX;
    arb_indeterminate(out);
    if (!possible) {
        return;
    }
    m.square = _arb_vec_init(NODES_MAX);
    m.value = _arb_vec_init(NODES_MAX);
    m.flat = _arb_vec_init(NODES_MAX);
    m.exponent = _arb_vec_init(NODES_MAX);
    choose(&m);
    if (find_node(&m, 0, (double)bits + 4.0)) {
        double top = log_of_node(&m, 0);
        if (find_side(&m, 1, top) && find_side(&m, -1, top)) {
            (void)enclose(out, &m);
            arb_log(out, out, precision);
        }
    }
    _arb_vec_clear(m.square, NODES_MAX);
    _arb_vec_clear(m.value, NODES_MAX);
    _arb_vec_clear(m.flat, NODES_MAX);
    _arb_vec_clear(m.exponent, NODES_MAX);
}

/* log c = log 2 + n/2 log(n/2) - log Gamma(n/2) */
static ter__b log_factor(ter__balls *w, ter__b n) {
    ter__b half = ter__b_half(w, n);
    return ter__b_add(w, ter__b_log(w, ter__b_si(w, 2)),
                      ter__b_sub(w, ter__b_mul(w, half, ter__b_log(w, half)), ter__b_log_gamma(w, half)));
}

/* At 0 for two groups: sqrt(2) times the density of t. */
static ter__b log_density_at_zero(ter__balls *w, const ter__b *p) {
    ter__b two = ter__b_si(w, 2), half = ter__b_half(w, p[1]);
    if (!arb_equal(TER__REAL(p[0]), TER__REAL(two))) {
        return ter__b_infinity(w, -1);
    }
    ter__b above = ter__b_log_gamma(w, ter__b_half(w, ter__b_add_si(w, p[1], 1)));
    return ter__b_sub(w, ter__b_sub(w, above, ter__b_log_gamma(w, half)),
                      ter__b_half(w, ter__b_add(w, ter__b_log(w, half), ter__b_log_pi(w))));
}

/* d log f / d log x = n (E s^2 - 1) - 1. Real x; no slope in df. */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (w->analytic || !acb_is_real(x->value) || !acb_is_finite(x->value) || (w->order && !acb_is_zero(p[1]->slope))) {
        return ter__b_nothing(w);
    }
    if (ter__b_is_zero(x)) {
        return log_density_at_zero(w, p);
    }
    bool order = w->order;
    arb_t log_f, log_more;
    arb_init(log_f);
    arb_init(log_more);
    log_mixture(log_f, TER__RATE, p, TER__REAL(x), 0.0, w->precision);
    w->order = false;
    ter__b value = ter__b_sub(w, ter__b_add(w, ter__b_arb(w, log_f), log_factor(w, p[1])), ter__b_log(w, x));
    w->order = order;
    ter__ball *out = ter__ball_fresh(w);
    acb_set(out->value, value->value);
    if (order && !acb_is_zero(x->slope) &&
        arf_cmp_si(arb_midref(TER__REAL(p[0])), 2) == 0) { /* as of t: -(n + 1) x / (2 n + x^2) */
        ter__b below = ter__b_add(w, ter__b_mul_si(w, p[1], 2), ter__b_square(w, x));
        ter__b along = ter__b_neg(w, ter__b_div(w, ter__b_mul(w, ter__b_add_si(w, p[1], 1), x), below));
        acb_mul(out->slope, x->slope, along->value, w->precision);
    } else if (order && !acb_is_zero(x->slope)) {
        log_mixture(log_more, TER__RATE, p, TER__REAL(x), 2.0, w->precision);
        arb_sub(log_more, log_more, log_f, w->precision);
        arb_expm1(log_more, log_more, w->precision);
        arb_mul(log_more, log_more, TER__REAL(p[1]), w->precision);
        arb_sub_si(log_more, log_more, 1, w->precision);
        arb_div(log_more, log_more, TER__REAL(x), w->precision);
        acb_mul_arb(out->slope, x->slope, log_more, w->precision);
    }
    arb_clear(log_f);
    arb_clear(log_more);
    return out;
}

/* The lower tail while x^2 < n, where the integrand off the line is bounded, and about the median at most. */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    double at = arf_get_d(arb_midref(TER__REAL(x)), ARF_RND_NEAR), n = arf_get_d(arb_midref(TER__REAL(p[1])), ARF_RND_NEAR);
    double k = arf_get_d(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR);
    *upper = at * at > n || at > 1.2 + 0.8 * log(k);
    arb_t log_part;
    arb_init(log_part);
    log_mixture(log_part, *upper ? TER__BEYOND : TER__BELOW, p, TER__REAL(x), 0.0, w->precision);
    ter__b out = ter__b_add(w, ter__b_arb(w, log_part), log_factor(w, p[1]));
    arb_clear(log_part);
    return out;
}

const ter__law ter__law_studentized_range = {
    .name = "studentized_range",
    .parameter_count = 2,
    .parameter_names = {"groups", "df"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .cost = 100,
    .hard = {{TER__WHOLE, 2.0, 100.0, 5, {2.0, 3.0, 4.0, 10.0, 100.0}}, {TER__POSITIVE, 1.0, 1e6, 3, {1.0, 2.0, 10.0}}},
    .moderate = {{TER__WHOLE, 2.0, 30.0, 3, {2.0, 3.0, 5.0}}, {TER__POSITIVE, 3.0, 100.0, 2, {5.0, 10.0}}},
};
