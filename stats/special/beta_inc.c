/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "special/beta_inc.h"

#include "special/beta_inc_quadrature.h"
#include "special/beta_inc_series.h"
#include "special/elementary.h"
#include "special/gamma.h"

/* From this parameter on a tail decays fast enough for the quadrature. */
#define TER__BETA_LARGE 6.0
/* Below this parameter its nearly full tail is computed from the other side. */
#define TER__BETA_TINY 0x1p-20
/* A product a log(...) below 1e-250 is nothing beside the rest. */
#define TER__BETA_NEGLIGIBLE 1e-250

/* Stirling error of a sum known to more than a double. */
static ter__dd stirling_error(ter__dd n) {
    double slope = n.hi >= 1.0 ? ter__stirling_error_slope(n.hi) : ter__digamma(n.hi) + 0.5 / n.hi - ter__log(n.hi);
    return ter__dd_add_d(ter__dd_stirling_error(n.hi), n.lo == 0.0 ? 0.0 : slope * n.lo);
}

ter__beta_shape ter__beta_shape_make(double a, double b) {
    return ter__beta_shape_make_dd(ter__dd_make(a, 0.0), ter__dd_make(b, 0.0));
}

ter__beta_shape ter__beta_shape_make_dd(ter__dd a, ter__dd b) {
    const ter__dd log_two_pi = TER__HALF_LOG_TWO_PI;
    ter__dd small = a.hi < b.hi ? a : b, large = a.hi < b.hi ? b : a;
    ter__beta_shape shape = {a.hi, b.hi, ter__dd_add(a, b), {0.0, 0.0}, a.lo, b.lo};
    ter__dd share = ter__dd_div(large, shape.n);
    ter__dd log_mean =
        small.hi < 1e-280 ? ter__dd_add(ter__dd_log(small), ter__dd_log(share)) : ter__dd_log(ter__dd_mul(share, small));
    ter__dd stirling = ter__dd_sub(stirling_error(shape.n), ter__dd_add(stirling_error(a), stirling_error(b)));
    shape.log_scale = ter__dd_add(ter__dd_sub(ter__dd_scale(log_mean, 0.5), log_two_pi), stirling);
    return shape;
}

ter__beta_shape ter__beta_shape_swap(const ter__beta_shape *shape) {
    ter__beta_shape swapped = *shape;
    swapped.a = shape->b;
    swapped.b = shape->a;
    swapped.a_low = shape->b_low;
    swapped.b_low = shape->a_low;
    return swapped;
}

/* a log(x / (a / n)) where deviation = x / (a / n) - 1 is known to full precision too. */
static ter__dd deviance(ter__dd a, ter__dd n, ter__dd x, ter__dd deviation) {
    if (a.hi < TER__BETA_NEGLIGIBLE)
        return ter__dd_make(0.0, 0.0);
    if (fabs(deviation.hi) < 0.5)
        return ter__dd_mul(ter__dd_log1p(deviation), a);
    ter__dd weight = ter__dd_div(n, a);
    if (x.hi < 1e-250)
        return ter__dd_mul(ter__dd_add(ter__dd_log(x), ter__dd_log(weight)), a);
    return ter__dd_mul(ter__dd_log(ter__dd_mul(x, weight)), a);
}

static ter__dd whole_a(const ter__beta_shape *shape) {
    return ter__dd_make(shape->a, shape->a_low);
}

static ter__dd whole_b(const ter__beta_shape *shape) {
    return ter__dd_make(shape->b, shape->b_low);
}

static ter__dd slope_at(const ter__beta_shape *shape, ter__dd x, ter__dd y) {
    return ter__dd_sub(ter__dd_mul(y, whole_a(shape)), ter__dd_mul(x, whole_b(shape)));
}

static ter__dd log_power(const ter__beta_shape *shape, ter__dd x, ter__dd y, ter__dd lambda) {
    ter__dd in_x = deviance(whole_a(shape), shape->n, x, ter__dd_div(ter__dd_neg(lambda), whole_a(shape)));
    ter__dd in_y = deviance(whole_b(shape), shape->n, y, ter__dd_div(lambda, whole_b(shape)));
    return ter__dd_add(shape->log_scale, ter__dd_add(in_x, in_y));
}

ter__dd ter__beta_log_power(const ter__beta_shape *shape, ter__dd x, ter__dd y) {
    return log_power(shape, x, y, slope_at(shape, x, y));
}

/* s log(n / s), without loss where the other parameter is small beside s. */
static ter__dd entropy_part(ter__dd s, ter__dd other, ter__dd n) {
    if (s.hi < TER__BETA_NEGLIGIBLE)
        return ter__dd_make(0.0, 0.0);
    if (other.hi < s.hi)
        return ter__dd_mul(ter__dd_log1p(ter__dd_div(other, s)), s);
    return ter__dd_mul(ter__dd_log(ter__dd_div(n, s)), s);
}

ter__dd ter__beta_log_function(const ter__beta_shape *shape) {
    ter__dd parts =
        ter__dd_add(entropy_part(whole_a(shape), whole_b(shape), shape->n), entropy_part(whole_b(shape), whole_a(shape), shape->n));
    return ter__dd_neg(ter__dd_add(shape->log_scale, parts));
}

/*
 * The tail at the end where a parameter's own variable is small: s is that parameter, xs its variable. Series for that tail, or
 * the other tail when s is tiny and that one nearly 1. Returns true in the latter case.
 */
static bool small_end(const ter__beta_shape *shape, ter__dd xs, ter__dd ys, ter__dd *factor) {
    if (shape->a < TER__BETA_TINY && shape->b > shape->a) {
        ter__beta_shape swapped = ter__beta_shape_swap(shape);
        *factor = ter__beta_split(&swapped, ys, xs);
        return true;
    }
    *factor = ter__beta_series(whole_a(shape), shape->n, xs);
    return false;
}

static ter__dd integral(const ter__beta_shape *shape, ter__dd x, ter__dd y, double lambda, bool sharp) {
    if (sharp)
        return ter__beta_quadrature_sharp(whole_a(shape), whole_b(shape), x, y, lambda);
    return ter__dd_make(ter__beta_quadrature(shape->a, shape->b, x, y, lambda), 0.0);
}

static ter__beta_tail tail_at(const ter__beta_shape *shape, ter__dd x, ter__dd y, bool sharp) {
    ter__beta_tail tail = {{-INFINITY, 0.0}, {1.0, 0.0}, false};
    if (x.hi <= 0.0 || y.hi <= 0.0) {
        tail.upper = x.hi > 0.0;
        return tail;
    }
    double a = shape->a, b = shape->b;
    ter__dd lambda = slope_at(shape, x, y);
    ter__beta_shape swapped = ter__beta_shape_swap(shape);
    bool quadrature;
    tail.log_power = log_power(shape, x, y, lambda);
    /* Which end: the parameter on whose side x lies, then the way. */
    if (a >= TER__BETA_LARGE && b >= TER__BETA_LARGE) {
        quadrature = true;
        tail.upper = lambda.hi < 0.0;
    } else if (a >= TER__BETA_LARGE || b >= TER__BETA_LARGE) {
        bool b_small = b < a;
        /* lambda + b x = a y - ... : n y <= b + 1 in the form that does not overflow. */
        double count = b_small ? shape->n.hi * y.hi - b : shape->n.hi * x.hi - a;
        quadrature = count > 1.0;
        tail.upper = quadrature ? !b_small : b_small;
    } else {
        quadrature = false;
        tail.upper = x.hi > 0.5;
    }
    if (a == b && lambda.hi == 0.0) /* the middle of a symmetric law */
        tail.factor = ter__dd_scale(ter__dd_exp(ter__dd_neg(tail.log_power)), 0.5);
    else if (quadrature && tail.upper)
        tail.factor = integral(&swapped, y, x, -lambda.hi, sharp);
    else if (quadrature)
        tail.factor = integral(shape, x, y, lambda.hi, sharp);
    else if (tail.upper)
        tail.upper = !small_end(&swapped, y, x, &tail.factor);
    else
        tail.upper = small_end(shape, x, y, &tail.factor);
    return tail;
}

ter__beta_tail ter__beta_tail_at(const ter__beta_shape *shape, ter__dd x, ter__dd y) {
    return tail_at(shape, x, y, false);
}

ter__beta_tail ter__beta_tail_sharp(const ter__beta_shape *shape, ter__dd x, ter__dd y) {
    return tail_at(shape, x, y, true);
}

static ter__dd log_tail(const ter__beta_tail *tail) {
    ter__dd log_this = ter__dd_add(tail->log_power, ter__dd_log(tail->factor));
    return log_this.hi < 0.0 ? log_this : ter__dd_make(0.0, 0.0);
}

/* The tail itself where it is above exp(-690), else 0: enough for its complement. */
static ter__dd value(const ter__beta_tail *tail) {
    if (tail->log_power.hi > -690.0)
        return ter__dd_mul(ter__dd_exp(tail->log_power), tail->factor);
    ter__dd log_this = log_tail(tail); /* a tiny parameter has a tiny power and a huge factor */
    return log_this.hi > -690.0 ? ter__dd_exp(log_this) : ter__dd_make(0.0, 0.0);
}

double ter__beta_side(const ter__beta_tail *tail, bool upper) {
    if (tail->log_power.hi == -TER__INFINITY)
        return tail->upper == upper ? 0.0 : 1.0;
    ter__dd part = value(tail);
    double result;
    if (tail->upper != upper)
        result = ter__dd_value(ter__dd_sub(ter__dd_make(1.0, 0.0), part));
    else if (part.hi > 0.0)
        result = ter__dd_value(part);
    else
        result = ter__exp_dd(log_tail(tail));
    return result < 0.0 ? 0.0 : (result > 1.0 ? 1.0 : result);
}

ter__dd ter__beta_log_side(const ter__beta_tail *tail, bool upper) {
    if (tail->log_power.hi == -TER__INFINITY)
        return ter__dd_make(tail->upper == upper ? -TER__INFINITY : 0.0, 0.0);
    if (tail->upper == upper)
        return log_tail(tail);
    ter__dd part = value(tail);
    if (part.hi == 0.0) /* log(1 - t) = -t, perhaps subnormal */
        return ter__dd_make(-ter__exp_dd(log_tail(tail)), 0.0);
    if (part.hi >= 1.0)
        return ter__dd_make(-INFINITY, 0.0);
    return ter__dd_log1p(ter__dd_neg(part));
}
