/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beta_variable.h"

#include "special/elementary.h"
#include "special/gamma.h"

/* Coordinates below this are known by their logs alone. */
#define LOG_TINY (-598.0)
/* Up to here for the smaller parameter the powers are summed as written; beyond, in saddle-point form. */
#define PLAIN_TO 2.5

/* log Gamma of a double-double. */
static ter__dd log_gamma(ter__dd z) {
    return ter__dd_add_d(ter__dd_lgamma(z.hi), z.lo == 0.0 ? 0.0 : z.lo * ter__digamma(z.hi));
}

/*
 * -log B(a, b). Exact in form where a or b is 1, and right beside that where the result is nearly 0: with both in [1/2, 3/2] the
 * gamma functions' own zeros carry it.
 */
static ter__dd minus_log_beta(const ter__beta_shape *s) {
    ter__dd a = ter__dd_make(s->a, s->a_low), b = ter__dd_make(s->b, s->b_low);
    if (a.hi == 1.0 && a.lo == 0.0)
        return ter__dd_log(b);
    if (b.hi == 1.0 && b.lo == 0.0)
        return ter__dd_log(a);
    if (fabs(a.hi - 1.0) < 0.5 && fabs(b.hi - 1.0) < 0.5)
        return ter__dd_sub(log_gamma(s->n), ter__dd_add(log_gamma(a), log_gamma(b)));
    return ter__dd_neg(ter__beta_log_function(s));
}

ter__beta_variable ter__beta_variable_make(ter__dd a, ter__dd b, ter__dd jacobian) {
    ter__beta_variable v = {ter__beta_shape_make_dd(a, b), jacobian, {0.0, 0.0}};
    v.norm = ter__dd_add(jacobian, minus_log_beta(&v.shape));
    return v;
}

ter__dd ter__beta_variable_a(const ter__beta_variable *v) {
    return ter__dd_make(v->shape.a, v->shape.a_low);
}

ter__dd ter__beta_variable_b(const ter__beta_variable *v) {
    return ter__dd_make(v->shape.b, v->shape.b_low);
}

ter__beta_place ter__beta_place_of(ter__dd x, ter__dd y) {
    ter__beta_place at = {x, y, {0.0, 0.0}, {0.0, 0.0}};
    at.log_x = x.hi < 0.5 ? ter__dd_log(x) : ter__dd_log1p(ter__dd_neg(y));
    at.log_y = y.hi < 0.5 ? ter__dd_log(y) : ter__dd_log1p(ter__dd_neg(x));
    return at;
}

ter__beta_place ter__beta_place_of_log_odds(ter__dd log_odds) {
    ter__dd one = {1.0, 0.0}, fall = log_odds.hi < 0.0 ? log_odds : ter__dd_neg(log_odds);
    /* of the smaller of x and y */
    ter__beta_place at = {{0.0, 0.0}, one, fall, {0.0, 0.0}};
    if (fall.hi > LOG_TINY) {
        ter__dd odds = ter__dd_exp(fall), whole = ter__dd_add_d(odds, 1.0);
        at.x = ter__dd_div(odds, whole);
        at.y = ter__dd_div(one, whole);
        at.log_y = ter__dd_neg(ter__dd_log1p(odds));
        at.log_x = ter__dd_add(fall, at.log_y);
    } else {
        at.log_y = ter__dd_make(-ter__exp_dd(fall), 0.0);
    }
    ter__beta_place swapped = {at.y, at.x, at.log_y, at.log_x};
    return log_odds.hi < 0.0 ? at : swapped;
}

ter__dd ter__beta_variable_log_density(const ter__beta_variable *v, const ter__beta_place *at, double i, double j) {
    ter__dd a = ter__beta_variable_a(v), b = ter__beta_variable_b(v);
    if (a.hi <= PLAIN_TO || b.hi <= PLAIN_TO || at->x.hi == 0.0 || at->y.hi == 0.0) {
        ter__dd in_x = ter__dd_mul(ter__dd_add_d(a, -i), at->log_x), in_y = ter__dd_mul(ter__dd_add_d(b, -j), at->log_y);
        return ter__dd_add(ter__dd_add(in_x, in_y), v->norm);
    }
    ter__dd power = ter__dd_add(ter__beta_log_power(&v->shape, at->x, at->y), v->jacobian);
    return ter__dd_sub(power, ter__dd_add(ter__dd_mul_d(at->log_x, i), ter__dd_mul_d(at->log_y, j)));
}

/* log P(X <= x) where x is below the doubles: the first term of its series. */
static ter__dd log_first_term(const ter__beta_shape *shape, ter__dd log_x) {
    ter__dd a = ter__dd_make(shape->a, shape->a_low);
    return ter__dd_sub(ter__dd_mul(log_x, a), ter__dd_add(ter__dd_log(a), ter__beta_log_function(shape)));
}

static ter__dd complement(ter__dd log_tail) {
    if (log_tail.hi >= 0.0)
        return ter__dd_make(-TER__INFINITY, 0.0);
    return log_tail.hi < -640.0 ? ter__dd_make(-ter__exp_dd(log_tail), 0.0) : ter__dd_log1mexp(log_tail);
}

ter__dd ter__beta_variable_log_tail(const ter__beta_variable *v, const ter__beta_place *at, bool upper) {
    if (at->x.hi == 0.0 || at->y.hi == 0.0) {
        bool low = at->x.hi == 0.0;
        ter__beta_shape swapped = ter__beta_shape_swap(&v->shape);
        ter__dd tail = log_first_term(low ? &v->shape : &swapped, low ? at->log_x : at->log_y);
        return low != upper ? tail : complement(tail);
    }
    ter__beta_tail tail = ter__beta_tail_at(&v->shape, at->x, at->y);
    return ter__beta_log_side(&tail, upper);
}

ter__beta_root ter__beta_variable_inverse(const ter__beta_variable *v, ter__dd log_tail, bool upper) {
    ter__dd rest = complement(log_tail);
    return ter__beta_inverse(&v->shape, upper ? rest : log_tail, upper ? log_tail : rest);
}

double ter__digamma_rest(double z) {
    return z >= 1.0 ? ter__stirling_error_slope(z) - 0.5 / z : ter__digamma(z) - ter__log(z);
}

double ter__beta_variable_mean_log_x(const ter__beta_variable *v) {
    return ter__digamma_rest(v->shape.a) - ter__digamma_rest(v->shape.n.hi);
}

double ter__beta_variable_mean_log_y(const ter__beta_variable *v) {
    return ter__digamma_rest(v->shape.b) - ter__digamma_rest(v->shape.n.hi);
}

double ter__beta_variable_by_a(const ter__beta_variable *v, const ter__beta_place *at) {
    ter__dd log_mean = ter__dd_log(ter__dd_div(ter__beta_variable_a(v), v->shape.n));
    return ter__dd_value(ter__dd_add_d(ter__dd_sub(at->log_x, log_mean), -ter__beta_variable_mean_log_x(v)));
}

double ter__beta_variable_by_b(const ter__beta_variable *v, const ter__beta_place *at) {
    ter__dd log_mean = ter__dd_log(ter__dd_div(ter__beta_variable_b(v), v->shape.n));
    return ter__dd_value(ter__dd_add_d(ter__dd_sub(at->log_y, log_mean), -ter__beta_variable_mean_log_y(v)));
}
