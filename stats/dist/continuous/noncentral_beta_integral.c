/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trapezoidal rule in t, log odds = centre + width sinh(t): the integrands are analytic beside the line and fall as the
 * exponential of the log odds at both ends, of sinh(t) doubly, so that halving the step doubles the digits.
 */
#include "noncentral_beta_integral.h"

#include "special/elementary.h"

#define FIRST_STEP 0.5
#define HALVINGS   6
#define AT_REST    1e-14
/* What may be left moving after the last halving. */
#define NEARLY 1e-10
/* Logs of densities, and of the tail that J = 0 leaves far below, that no longer count. */
#define LOG_NOTHING (-60.0)
/* An L-moment's integrand this small beside the sum counts no longer; it may rise from small values near the centre. */
#define NOTHING 0x1p-100

typedef struct rule rule;

struct rule {
    const ter__noncentral_beta *law;
    /* Adds the integrand at a place, along = log(d log odds / dt); false where it has ended on the side of t. */
    bool (*add)(rule *r, const ter__beta_place *at, double along, double t);
    double centre, width;
    double mass, sum; /* of the density of t, and of the integrand */
    double log_first; /* log of e^-half / (a B(a, b)) */
    unsigned order;   /* for L-moments */
    bool odds;
};

static bool add_entropy(rule *r, const ter__beta_place *at, double along, double t) {
    ter__dd log_density = ter__noncentral_beta_log_density(r->law, at);
    /* that of X, times dX / dt */
    double log_mass = log_density.hi - r->law->central.jacobian.hi + at->log_x.hi + r->law->power * at->log_y.hi + along;
    double density = ter__exp(log_mass);
    r->mass += density;
    r->sum += density * log_density.hi;
    return log_mass > LOG_NOTHING || (t < 0.0 && r->log_first + r->law->a * (at->log_x.hi - at->log_y.hi) > LOG_NOTHING);
}

/* F (1 - F) times 1, 2 F - 1 or 1 - 5 F (1 - F), over the variable. `mass` has the first of them, which is positive. */
static bool add_l_moment(rule *r, const ter__beta_place *at, double along, double t) {
    (void)t;
    double log_f = ter__noncentral_beta_log_tail(r->law, at, false).hi, log_s = ter__noncentral_beta_log_tail(r->law, at, true).hi;
    double f = ter__exp(log_f), s = ter__exp(log_s), sign = r->odds ? -1.0 : 1.0;
    double part = ter__exp(log_f + log_s + at->log_x.hi + sign * at->log_y.hi + along);
    r->mass += part;
    r->sum += part * (r->order == 2 ? 1.0 : r->order == 3 ? f - s : 1.0 - 5.0 * f * s);
    return part > NOTHING * r->mass;
}

static bool add_node(rule *r, double t) {
    double grow = ter__exp(fabs(t)), sinh = copysign(0.5 * (grow - 1.0 / grow), t), cosh = 0.5 * (grow + 1.0 / grow);
    ter__beta_place at = ter__beta_place_of_log_odds(ter__two_sum(r->centre, r->width * sinh));
    return r->add(r, &at, ter__log(r->width * cosh), t);
}

/* From t = first in steps of `step` both ways; the node 0 itself only once. */
static void add_nodes(rule *r, double first, double step) {
    for (double t = first; add_node(r, t);)
        t += step;
    for (double t = first > 0.0 ? -first : -step; add_node(r, t);)
        t -= step;
}

static rule rule_of(const ter__noncentral_beta *law) {
    double mean = law->a + law->half, twice = mean + law->half, b = law->b;
    ter__beta_shape shape = ter__beta_shape_make(law->a, b);
    rule r = {.law = law};
    r.centre = ter__log(mean / b);
    r.width = fmin(1.0, sqrt(twice / mean / mean + (1.0 + 1.0 / b) / b));
    r.log_first = -law->half - ter__log(law->a) - ter__beta_log_function(&shape).hi;
    return r;
}

double ter__noncentral_beta_entropy(const ter__noncentral_beta *law) {
    rule r = rule_of(law);
    r.add = add_entropy;
    add_nodes(&r, 0.0, FIRST_STEP);
    double step = FIRST_STEP, now = r.sum / r.mass, moved = TER__INFINITY;
    for (int i = 0; i < HALVINGS && moved > AT_REST * (1.0 + fabs(now)); i++) {
        double before = now;
        add_nodes(&r, 0.5 * step, step);
        step *= 0.5;
        now = r.sum / r.mass;
        moved = fabs(r.mass * step - 1.0) < NEARLY ? fabs(now - before) : TER__INFINITY;
    }
    return moved <= NEARLY * (1.0 + fabs(now)) ? -now : TER__NAN;
}

double ter__noncentral_beta_l_moment(const ter__noncentral_beta *law, bool odds, unsigned order) {
    rule r = rule_of(law);
    r.add = add_l_moment;
    r.order = order;
    r.odds = odds;
    add_nodes(&r, 0.0, FIRST_STEP);
    double step = FIRST_STEP, now = r.sum * step, moved = TER__INFINITY;
    for (int i = 0; i < HALVINGS && !(moved <= AT_REST * r.mass * step); i++) {
        double before = now;
        add_nodes(&r, 0.5 * step, step);
        step *= 0.5;
        now = r.sum * step;
        moved = fabs(now - before);
    }
    return moved <= NEARLY * r.mass * step ? now : TER__NAN;
}
