/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trapezoidal rule in t, log odds = centre + width sinh(t): the integrand is analytic beside the line and falls as the
 * exponential of the log odds at both ends, of sinh(t) doubly, so that halving the step doubles the digits.
 */
#include "noncentral_beta_entropy.h"

#include "special/elementary.h"

#define FIRST_STEP 0.5
#define HALVINGS   6
#define AT_REST    1e-14
/* Logs of densities, and of the tail that J = 0 leaves far below, that no longer count. */
#define LOG_NOTHING (-60.0)

typedef struct rule {
    const ter__noncentral_beta *law;
    double power, centre, width;
    ter__dd jacobian;
    double log_first; /* log of e^-half / (a B(a, b)) */
    double mass, sum; /* of the density of t, and of it times the log density */
} rule;

/* Adds the node at t; false where the integrand has ended on this side. */
static bool add_node(rule *r, double t) {
    double grow = ter__exp(fabs(t)), sinh = copysign(0.5 * (grow - 1.0 / grow), t), cosh = 0.5 * (grow + 1.0 / grow);
    double log_odds = r->centre + r->width * sinh;
    ter__beta_place at = ter__beta_place_of_log_odds(ter__dd_make(log_odds, 0.0));
    ter__dd log_density = ter__noncentral_beta_log_density(r->law, &at, r->power, r->jacobian);
    /* that of X, times dX / dt */
    double along = log_density.hi - r->jacobian.hi + at.log_x.hi + r->power * at.log_y.hi + ter__log(r->width * cosh);
    double density = ter__exp(along);
    r->mass += density;
    r->sum += density * log_density.hi;
    if (along > LOG_NOTHING)
        return true;
    return t < 0.0 && r->log_first + r->law->a * log_odds > LOG_NOTHING;
}

/* From t = first in steps of `step` both ways; the node 0 itself only once. */
static void add_nodes(rule *r, double first, double step) {
    for (double t = first; add_node(r, t);)
        t += step;
    for (double t = first > 0.0 ? -first : -step; add_node(r, t);)
        t -= step;
}

double ter__noncentral_beta_entropy(const ter__noncentral_beta *law, double power, ter__dd jacobian) {
    double mean = law->a + law->half, twice = mean + law->half, b = law->b;
    double variance = twice / mean / mean + (1.0 + 1.0 / b) / b;
    ter__beta_shape shape = ter__beta_shape_make(law->a, b);
    rule r = {.law = law, .power = power, .jacobian = jacobian};
    r.centre = ter__log(mean / b);
    r.width = fmin(1.0, sqrt(variance));
    r.log_first = -law->half - ter__log(law->a) - ter__beta_log_function(&shape).hi;
    add_nodes(&r, 0.0, FIRST_STEP);
    double step = FIRST_STEP, before = r.sum / r.mass;
    for (int i = 0; i < HALVINGS; i++, step *= 0.5) {
        add_nodes(&r, 0.5 * step, step);
        double now = r.sum / r.mass;
        bool at_rest = fabs(now - before) <= AT_REST * (1.0 + fabs(now)) && fabs(r.mass * 0.5 * step - 1.0) < 1e-9;
        if (at_rest)
            return -now;
        before = now;
    }
    return fabs(r.mass * step - 1.0) < 1e-9 ? -before : TER__NAN;
}
