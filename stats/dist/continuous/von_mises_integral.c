/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With phi = pi - theta, the exponent beyond theta is psi(s) = kappa (cos(theta + s) - cos(theta))
 * = -2 kappa sin(s / 2) sin(theta + s / 2): nothing cancels, and near the end of the circle the second sine is taken of phi - s
 * / 2.
 */
#include <math.h>

#include "special/elementary.h"
#include "special/quadrature.h"
#include "special/trig.h"
#include "von_mises.h"

#define ROUNDS_MAX 200

typedef struct arc {
    double kappa;
    ter__dd theta, rest;
    unsigned order;
} arc;

static ter__dd arc_exponent(const void *context, ter__dd s) {
    const arc *a = context;
    ter__dd half = ter__dd_scale(s, 0.5);
    ter__dd far = a->theta.hi < 1.5 ? ter__dd_add(a->theta, half) : ter__dd_sub(a->rest, half);
    if (far.hi > 1.6) /* the sine of either is the same */
        far = ter__dd_sub(a->rest, half);
    ter__dd product = ter__dd_mul(ter__dd_sin(half), ter__dd_sin(far));
    return ter__dd_mul_d(product, -2.0 * a->kappa);
}

static ter__dd arc_power(const void *context, ter__dd s) {
    const arc *a = context;
    ter__dd power = ter__dd_make(1.0, 0.0);
    for (unsigned i = 0; i < a->order; i++)
        power = ter__dd_mul(power, s);
    return power;
}

static ter__dd integrate(const arc *a, ter__dd end) {
    double slope = a->kappa * ter__dd_sin(a->theta.hi < 1.5 ? a->theta : a->rest).hi;
    double first = fmin(20.0 / fmax(slope, 1e-300), 6.0 / sqrt(fmax(a->kappa, 1e-300)));
    ter__fall fall = {.context = a,
                      .exponent = arc_exponent,
                      .factor = a->order > 0 ? arc_power : NULL,
                      .end = end,
                      .first = first,
                      .longest = 1.6};
    return ter__fall_integral(&fall);
}

ter__dd ter__von_mises_exponent(double kappa, ter__dd theta) {
    ter__dd sine = ter__dd_sin(ter__dd_scale(theta, 0.5));
    return ter__dd_mul_d(ter__dd_square(sine), 2.0 * kappa);
}

ter__dd ter__von_mises_inner(double kappa, ter__dd theta) {
    static const ter__dd pi = TER__PI;
    arc a = {.kappa = kappa, .theta = {0.0, 0.0}, .rest = pi};
    return integrate(&a, theta);
}

ter__dd ter__von_mises_outer(double kappa, ter__dd theta, ter__dd rest) {
    arc a = {.kappa = kappa, .theta = theta, .rest = rest};
    return integrate(&a, rest);
}

ter__dd ter__von_mises_moment(double kappa, unsigned order) {
    static const ter__dd pi = TER__PI;
    arc a = {.kappa = kappa, .theta = {0.0, 0.0}, .rest = pi, .order = order};
    return integrate(&a, pi);
}

/* Newton's method on the integral, which is concave in theta: from the left it does not overshoot. */
ter__dd ter__von_mises_solve_inner(double kappa, ter__dd inside) {
    double low = 0.0, high = 3.141592653589793, theta = fmin(inside.hi, high);
    for (int round = 0; round < ROUNDS_MAX; round++) {
        ter__dd at = ter__dd_make(theta, 0.0), excess = ter__dd_sub(ter__von_mises_inner(kappa, at), inside);
        *(excess.hi > 0.0 ? &high : &low) = theta;
        double step = -excess.hi * ter__exp_dd(ter__von_mises_exponent(kappa, at)), next = theta + step;
        if (fabs(step) <= 0x1p-46 * theta)
            return ter__dd_add_d(at, step);
        theta = next > low && next < high ? next : low + 0.5 * (high - low);
    }
    return ter__dd_make(theta, 0.0);
}

/* In theta while it is below a right angle, then in phi = pi - theta by its logarithm. */
ter__dd ter__von_mises_solve_outer(double kappa, ter__dd half, ter__dd log_outside, ter__dd *rest) {
    static const ter__dd pi = TER__PI, right = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
    ter__dd middle = ter__dd_log(ter__von_mises_outer(kappa, right, right));
    middle = ter__dd_sub(middle, ter__von_mises_exponent(kappa, right));
    bool past = log_outside.hi < middle.hi;
    double low = past ? 0x1p-1000 : 0.0, high = right.hi * (1.0 + 0x1p-50);
    /* beyond: the integral is at least phi exp(-2 kappa); before: some normal deviate */
    double guess = past ? ter__exp(fmin(log_outside.hi + 2.0 * kappa, 0.0))
                        : sqrt(fmax(-2.0 * (log_outside.hi - ter__dd_log(half).hi), 0.0) / fmax(kappa, 0.1));
    double at = guess > low && guess < high ? guess : past && !(guess > low) ? low : 0.5 * high;
    ter__dd whole = ter__dd_make(at, 0.0);
    for (int round = 0; round < ROUNDS_MAX && at > 0x1p-1000; round++) {
        whole = ter__dd_make(at, 0.0);
        ter__dd other = ter__dd_sub(pi, whole), theta = past ? other : whole, phi = past ? whole : other;
        ter__dd integral = ter__von_mises_outer(kappa, theta, phi);
        ter__dd log_value = ter__dd_sub(ter__dd_log(integral), ter__von_mises_exponent(kappa, theta));
        double excess = ter__dd_value(ter__dd_sub(log_value, log_outside)); /* > 0: theta is too small */
        *((excess > 0.0) == past ? &high : &low) = at;
        double step = (past ? -excess : excess) * integral.hi, next = at + step;
        if (fabs(step) <= 0x1p-46 * at) {
            whole = ter__dd_add_d(whole, step);
            break;
        }
        if (past && fabs(step) > 0.3 * at)
            next = at * ter__exp(fmax(-600.0, fmin(step / at, 600.0)));
        at = next > low && next < high ? next : past ? sqrt(low) * sqrt(high) : 0.5 * (low + high);
    }
    ter__dd other = ter__dd_sub(pi, whole);
    *rest = past ? whole : other;
    return past ? other : whole;
}
