/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studentized_mixture.h"

/* out = p + power */
void ter__mixture_power(arb_t out, const ter__mixture *m, slong power) {
    arb_t more;
    arb_init(more);
    arb_set_d(out, m->n);
    arb_set_d(more, m->more);
    arb_add(out, out, more, m->precision);
    arb_add_si(out, out, power, m->precision);
    arb_clear(more);
}

/* out = exp(p t - kappa s^2) at node j, where the exponent has kappa n / 2 less by `less`. */
static void explicit_at(arb_t out, const ter__mixture *m, slong i, const arb_t less) {
    arb_set(out, m->exponent + i);
    arb_addmul(out, m->square + i, less, TER__MIXTURE_FEW);
    arb_exp(out, out, TER__MIXTURE_FEW);
}

/* f on the cell from node i, log-concave: as its slopes outside the cell allow. */
static void bound_of_flat(arb_t out, const ter__mixture *m, slong i) {
    bool at_first = i == m->first + TER__MIXTURE_NODES_MAX / 2;
    slong from = at_first ? i + 1 : i, other = at_first ? i + 2 : i - 1;
    arb_t ratio, one, growth;
    arb_init(ratio);
    arb_init(one);
    arb_init(growth);
    arb_one(one);
    arb_div(ratio, m->flat + from, m->flat + other, TER__MIXTURE_FEW);
    arb_max(ratio, ratio, one, TER__MIXTURE_FEW);
    arb_set_d(growth, m->step); /* lengths of neighbouring cells are as exp(h) */
    arb_exp(growth, growth, TER__MIXTURE_FEW);
    arb_pow(ratio, ratio, growth, TER__MIXTURE_FEW);
    arb_mul(out, m->flat + from, ratio, TER__MIXTURE_FEW);
    arb_clear(ratio);
    arb_clear(one);
    arb_clear(growth);
}

/* A bound of H over the cell from node i to the next. */
static void bound_of_value(arb_t out, const ter__mixture *m, slong i) {
    if (m->part != TER__RATE) {
        arb_set(out, m->value + (m->part == TER__BEYOND ? i : i + 1));
        return;
    }
    bound_of_flat(out, m, i);
    arb_t w;
    arb_init(w);
    arb_sqrt(w, m->square + i + 1, TER__MIXTURE_FEW);
    arb_mul(w, w, m->exact_x, TER__MIXTURE_FEW);
    arb_mul(out, out, w, TER__MIXTURE_FEW);
    arb_clear(w);
}

/*
 * What lies left of the first node in the integral with less = d (n / 2 + k x^2 / 8). P(W <= w) grows there. P(W > w) and f are
 * log-concave in w: as t falls by u they grow by exp(c u) at most, c from the first two nodes. p t - kappa s^2 falls at least as at
 * the node, or as p t.
 */
bool ter__mixture_add_left(arb_t sum, const ter__mixture *m, const arb_t less) {
    slong i = m->first + TER__MIXTURE_NODES_MAX / 2;
    arb_t rest, rate, work, zero;
    arb_init(rest);
    arb_init(rate);
    arb_init(work);
    arb_init(zero);
    explicit_at(rest, m, i, less);
    arb_mul(rest, rest, m->value + i, TER__MIXTURE_FEW);
    arb_set_d(work, 0.5 * m->n);
    arb_sub(work, work, less, TER__MIXTURE_FEW);
    arb_max(work, work, zero, TER__MIXTURE_FEW);
    arb_mul(work, work, m->square + i, TER__MIXTURE_FEW);
    arb_mul_2exp_si(work, work, 1);
    ter__mixture_power(rate, m, 0);
    arb_sub(rate, rate, work, TER__MIXTURE_FEW);
    if (m->part != TER__BELOW) {
        arb_ptr log_concave = m->part == TER__RATE ? m->flat : m->value;
        arb_div(work, log_concave + i, log_concave + i + 1, TER__MIXTURE_FEW);
        arb_log(work, work, TER__MIXTURE_FEW);
        arb_max(work, work, zero, TER__MIXTURE_FEW);
        arb_set_d(zero, m->step);
        arb_expm1(zero, zero, TER__MIXTURE_FEW);
        arb_div(work, work, zero, TER__MIXTURE_FEW);
        arb_sub(rate, rate, work, TER__MIXTURE_FEW);
    }
    arb_div(rest, rest, rate, TER__MIXTURE_FEW);
    arb_add(sum, sum, rest, TER__MIXTURE_FEW);
    bool good = arb_is_positive(rate);
    arb_clear(rest);
    arb_clear(rate);
    arb_clear(work);
    arb_clear(zero);
    return good;
}

/* A bound of H, up to exp(-w^2 / 4) unless it is P(W <= w), and the power of w that it rises with from there at most. */
static slong bound_beyond(arb_t out, const ter__mixture *m, slong i) {
    slong k = m->k, power = 0;
    arb_t w, one;
    arb_init(w);
    arb_init(one);
    arb_one(one);
    arb_sqrt(w, m->square + i, TER__MIXTURE_FEW);
    arb_mul(w, w, m->exact_x, TER__MIXTURE_FEW);
    arb_set_d(out, 0.39895);
    arb_mul(out, out, w, TER__MIXTURE_FEW);
    if (m->part == TER__BELOW) { /* k (w phi(0))^(k-1), and 1 */
        arb_pow_ui(out, out, (ulong)k - 1, TER__MIXTURE_FEW);
        arb_mul_si(out, out, k, TER__MIXTURE_FEW);
        power = arb_lt(out, one) ? k - 1 : 0;
        arb_min(out, out, one, TER__MIXTURE_FEW);
    } else if (m->part == TER__RATE) { /* k (k - 1) w integral phi phi min(1, w phi(0))^(k-2) */
        power = arb_gt(out, one) ? 1 : k - 1;
        arb_min(out, out, one, TER__MIXTURE_FEW);
        arb_pow_ui(out, out, (ulong)k - 2, TER__MIXTURE_FEW);
        arb_mul_si(out, out, k * (k - 1), TER__MIXTURE_FEW);
        arb_mul(out, out, w, TER__MIXTURE_FEW);
    } else { /* by the pairs */
        arb_set_si(out, k * (k - 1));
    }
    arb_clear(w);
    arb_clear(one);
    return power;
}

/* Right of the last: exp(q t - kappa s^2), q = p and the power of the bound, falls from there at least with 2 kappa s^2 - q. */
bool ter__mixture_add_right(arb_t sum, const ter__mixture *m, const arb_t less) {
    slong i = m->last + TER__MIXTURE_NODES_MAX / 2;
    arb_t rest, rate, kappa, work;
    arb_init(rest);
    arb_init(rate);
    arb_init(kappa);
    arb_init(work);
    arb_neg(rest, less);
    if (m->part != TER__BELOW) {
        arb_mul(work, m->exact_x, m->exact_x, TER__MIXTURE_FEW);
        arb_mul_2exp_si(work, work, -2); /* x^2 / 4 */
        arb_add(rest, rest, work, TER__MIXTURE_FEW);
    }
    arb_set_d(kappa, 0.5 * m->n);
    arb_add(kappa, kappa, rest, TER__MIXTURE_FEW);
    arb_neg(rest, rest);
    explicit_at(work, m, i, rest);
    slong power = bound_beyond(rest, m, i);
    arb_mul(rest, rest, work, TER__MIXTURE_FEW);
    arb_mul(rate, kappa, m->square + i, TER__MIXTURE_FEW);
    arb_mul_2exp_si(rate, rate, 1);
    ter__mixture_power(work, m, power);
    arb_sub(rate, rate, work, TER__MIXTURE_FEW);
    bool good = arb_is_positive(rate) && arb_is_positive(kappa);
    arb_div(rest, rest, rate, TER__MIXTURE_FEW);
    arb_add(sum, sum, rest, TER__MIXTURE_FEW);
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
static bool falls_by(arb_t out, const ter__mixture *m, slong i) {
    if (m->part == TER__BELOW || i == m->first + TER__MIXTURE_NODES_MAX / 2) {
        return false;
    }
    arb_ptr log_concave = m->part == TER__RATE ? m->flat : m->value;
    arb_t work;
    arb_init(work);
    arb_div(out, log_concave + i - 1, log_concave + i, TER__MIXTURE_FEW);
    arb_log(out, out, TER__MIXTURE_FEW);
    bool falls = arb_is_positive(out);
    arb_set_d(work, m->step);
    arb_mul(out, out, work, TER__MIXTURE_FEW);
    arb_neg(work, work);
    arb_expm1(work, work, TER__MIXTURE_FEW);
    arb_neg(work, work);
    arb_div(out, out, work, TER__MIXTURE_FEW); /* of the steps in w, the one before is 1 - exp(-h) times w */
    if (m->part == TER__RATE) {
        arb_set_d(work, m->step);
        arb_sub(out, out, work, TER__MIXTURE_FEW);
    }
    arb_clear(work);
    return falls;
}

/* M without its power of cos v: cells, and both ends. */
bool ter__mixture_off_line(arb_t out, const ter__mixture *m, const arb_t d) {
    arb_t less, here, next, height, work, slope;
    arb_init(less);
    arb_init(here);
    arb_init(next);
    arb_init(height);
    arb_init(work);
    arb_init(slope);
    arb_mul(less, m->exact_x, m->exact_x, TER__MIXTURE_FEW);
    arb_mul_si(less, less, m->k, TER__MIXTURE_FEW);
    arb_mul_2exp_si(less, less, -3);
    arb_set_d(work, 0.5 * m->n);
    arb_add(less, less, work, TER__MIXTURE_FEW);
    arb_mul(less, less, d, TER__MIXTURE_FEW);
    arb_zero(out);
    for (slong i = m->first + TER__MIXTURE_NODES_MAX / 2; i < m->last + TER__MIXTURE_NODES_MAX / 2; i++) {
        explicit_at(here, m, i, less);
        explicit_at(next, m, i + 1, less);
        arb_set_d(slope, 0.5 * m->n);
        arb_sub(slope, less, slope, TER__MIXTURE_FEW);
        bool concave = arb_is_negative(slope);
        arb_mul(slope, slope, m->square + i, TER__MIXTURE_FEW);
        arb_mul_2exp_si(slope, slope, 1);
        ter__mixture_power(work, m, 0);
        arb_add(slope, slope, work, TER__MIXTURE_FEW);
        arb_set_d(work, m->step);
        arb_mul(slope, slope, work, TER__MIXTURE_FEW);
        if (concave && falls_by(height, m, i)) {
            /* the tangents of both logs */
            arb_sub(slope, slope, height, TER__MIXTURE_FEW);
            arb_zero(next);
            arb_max(slope, slope, next, TER__MIXTURE_FEW);
            arb_exp(slope, slope, TER__MIXTURE_FEW);
            arb_mul(here, here, slope, TER__MIXTURE_FEW);
            arb_mul(here, here, m->value + i, TER__MIXTURE_FEW);
        } else {
            /* p t - kappa s^2 is concave or convex: at most that at an end, or along the tangent */
            arb_exp(slope, slope, TER__MIXTURE_FEW);
            arb_mul(slope, slope, here, TER__MIXTURE_FEW);
            arb_max(here, here, next, TER__MIXTURE_FEW);
            arb_max(here, here, slope, TER__MIXTURE_FEW);
            bound_of_value(height, m, i);
            arb_mul(here, here, height, TER__MIXTURE_FEW);
        }
        arb_addmul(out, here, work, TER__MIXTURE_FEW);
    }
    bool good = ter__mixture_add_left(out, m, less) && ter__mixture_add_right(out, m, less);
    arb_clear(less);
    arb_clear(here);
    arb_clear(next);
    arb_clear(height);
    arb_clear(work);
    arb_clear(slope);
    return good;
}
