/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "special/beta_inc.h"
#include "special/elementary.h"

/* log(x / y) of the smallest positive double and a little more: the end of the search. */
#define TER__BETA_ODDS_END  745.5
#define TER__BETA_ODDS_LAST 744.4
/* Below this log(x) the first term of the series is the whole tail, whatever a and b are up to 1e15. */
#define TER__BETA_FAR -115.0

/* Where the search stands. */
typedef struct point {
    ter__dd x, y; /* x + y = 1 */
} point;

static point at_odds(double v) {
    ter__dd one = {1.0, 0.0};
    double e = ter__exp(-fabs(v)), small = e / (1.0 + e);
    ter__dd s = ter__dd_make(small, 0.0), rest = ter__dd_sub(one, s);
    point r = {v < 0.0 ? s : rest, v < 0.0 ? rest : s};
    return r;
}

static double odds(point p) {
    return ter__log(p.x.hi) - ter__log(p.y.hi);
}

/* The point whose odds x / y are exp(step) times those of p. */
static point moved(point p, double step) {
    ter__dd one = {1.0, 0.0};
    point r;
    if (p.x.hi <= 0.5) {
        double change = ter__expm1(step);
        ter__dd grown = ter__dd_add(p.x, ter__dd_mul_d(p.x, change));
        r.x = ter__dd_div(grown, ter__dd_add(one, ter__dd_mul_d(p.x, change)));
        r.y = ter__dd_sub(one, r.x);
    } else {
        double change = ter__expm1(-step);
        ter__dd grown = ter__dd_add(p.y, ter__dd_mul_d(p.y, change));
        r.y = ter__dd_div(grown, ter__dd_add(one, ter__dd_mul_d(p.y, change)));
        r.x = ter__dd_sub(one, r.y);
    }
    return r;
}

/* Abramowitz and Stegun 26.2.23 and 26.5.22: the odds at a lower tail of log t, for a, b > 1. */
static double normal_start(double a, double b, double t) {
    double r = sqrt(-2.0 * (t < -0.7 ? t : -0.7));
    double z = r - (2.515517 + r * (0.802853 + r * 0.010328)) / (1.0 + r * (1.432788 + r * (0.189269 + r * 0.001308)));
    double ra = 1.0 / (2.0 * a - 1.0), rb = 1.0 / (2.0 * b - 1.0);
    double h = 2.0 / (ra + rb), l = (z * z - 3.0) / 6.0;
    double root = h + l > 0.0 ? sqrt(h + l) : 0.0;
    double w = z * root / h - (rb - ra) * (l + 5.0 / 6.0 - 2.0 / (3.0 * h));
    return ter__log(a / b) - 2.0 * w;
}

static double start(const ter__beta_shape *shape, double log_x, double t) {
    double v = 0.0;
    if (log_x < -0.7)
        v = log_x - ter__log1p(-ter__exp(log_x));
    if (shape->a > 1.0 && shape->b > 1.0) {
        double w = normal_start(shape->a, shape->b, t);
        /*
         * The power law is an upper bound on the tail when b >= 1: its point is never above the root, however near 1. The normal
         * approximation is senseless far out where the parameters differ much.
         */
        if (log_x < 0.0)
            v = log_x - ter__log(-ter__expm1(log_x));
        v = log_x < 0.0 && v > w ? v : w;
    }
    v = v < -TER__BETA_ODDS_END ? -TER__BETA_ODDS_END : v;
    return v > TER__BETA_ODDS_END ? TER__BETA_ODDS_END : v;
}

/*
 * Solves log I_x(a, b) = target. f(v) = log I is concave in v = log(x / y) with f' = P / I and f'' = f' (lambda - f'), so
 * Newton's step is safe from everywhere and Halley's is taken where both agree in size; a bracket guards against rounding.
 */
static point solve(const ter__beta_shape *shape, ter__dd target, double v) {
    double low = -TER__BETA_ODDS_END, high = TER__BETA_ODDS_END, last = TER__INFINITY;
    point p = at_odds(v);
    for (int i = 0; i < TER__BETA_ROOT_ROUNDS_MAX; i++) {
        ter__beta_tail tail = ter__beta_tail_at(shape, p.x, p.y);
        ter__dd log_lower = ter__beta_log_side(&tail, false);
        double residual = ter__dd_sub(log_lower, target).hi;
        double slope = tail.upper ? ter__exp(ter__dd_sub(tail.log_power, log_lower).hi) : 1.0 / tail.factor.hi;
        double lambda = ter__dd_sub(ter__dd_mul_d(p.y, shape->a), ter__dd_mul_d(p.x, shape->b)).hi;
        double newton = -residual / slope;
        double bend = 1.0 + 0.5 * newton * (lambda - slope);
        double step = bend > 0.5 && bend < 2.0 ? newton / bend : newton;
        if (residual * residual * fabs(step) < 1e-26 && fabs(residual) < 1e-5)
            return moved(p, step);
        if (fabs(step) < 1e-6) {
            /* Below the resolution of a bracket in odds, and well inside the reach of Halley's step; ended by rounding. */
            if (!(fabs(residual) < 0.5 * last))
                return moved(p, step);
            last = fabs(residual);
            p = moved(p, step);
            continue;
        }
        v = odds(p);
        if (residual < 0.0)
            low = v > low ? v : low;
        else
            high = v < high ? v : high;
        double next = v + step;
        if (!(next > low && next < high)) {
            if (high - low < 1e-14 * (1.0 + fabs(v)))
                return p;
            next = 0.5 * (low + high);
        }
        p = fabs(next - v) < 1e-2 ? moved(p, next - v) : at_odds(next);
    }
    return p;
}

/* log x by the first term of the series: I = x^a / (a B(a, b)) (1 + O(x)). */
static ter__dd log_by_power(const ter__beta_shape *shape, ter__dd target) {
    ter__dd a = ter__dd_make(shape->a, shape->a_low);
    ter__dd log_coefficient = ter__dd_add(ter__dd_log(a), ter__beta_log_function(shape));
    return ter__dd_div(ter__dd_add(target, log_coefficient), a);
}

/* The root for a target in the lower tail, which is the smaller one or that of a root so near 0 that one term says it all. */
static ter__beta_root lower_root(const ter__beta_shape *shape, ter__dd target) {
    ter__beta_root root = {{0.0, 0.0}, {1.0, 0.0}, {-INFINITY, 0.0}, {0.0, 0.0}};
    if (target.hi == -TER__INFINITY)
        return root;
    ter__dd log_x = log_by_power(shape, target);
    if (log_x.hi < TER__BETA_FAR) {
        root.log_x = log_x;
        root.x = log_x.hi > -690.0 ? ter__dd_exp(log_x) : ter__dd_make(ter__exp_dd(log_x), 0.0);
        return root;
    }
    point p = solve(shape, target, start(shape, log_x.hi, target.hi));
    root.x = p.x;
    root.y = p.y;
    /* At the smallest double the root lies beyond it: a parameter so small that the tail is flat there. */
    double v = odds(p);
    if (v <= -TER__BETA_ODDS_LAST)
        root.x = ter__dd_make(0.0, 0.0);
    if (v >= TER__BETA_ODDS_LAST)
        root.y = ter__dd_make(0.0, 0.0);
    root.log_x = root.x.hi > 0.0 ? ter__dd_log(root.x) : ter__dd_make(-INFINITY, 0.0);
    root.log_y = root.y.hi > 0.0 ? ter__dd_log(root.y) : ter__dd_make(-INFINITY, 0.0);
    return root;
}

ter__beta_root ter__beta_inverse(const ter__beta_shape *shape, ter__dd log_lower, ter__dd log_upper) {
    ter__beta_shape swapped = ter__beta_shape_swap(shape);
    /* With a small parameter most of the law can lie beyond the smallest double: the larger tail is then the one to invert. */
    bool far_below = log_lower.hi > -TER__INFINITY && log_by_power(shape, log_lower).hi < TER__BETA_FAR;
    bool far_above = log_upper.hi > -TER__INFINITY && log_by_power(&swapped, log_upper).hi < TER__BETA_FAR;
    if (far_below || (log_lower.hi <= log_upper.hi && !far_above))
        return lower_root(shape, log_lower);
    ter__beta_root root = lower_root(&swapped, log_upper);
    ter__beta_root result = {root.y, root.x, root.log_y, root.log_x};
    return result;
}
