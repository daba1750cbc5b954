/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Damped Newton steps (Levenberg-Marquardt in parameters scaled to unit curvature; Nocedal and Wright, Numerical Optimization,
 * chapters 3 and 4). A step is taken when the likelihood rises by a share of what the model promises; near the top, where the
 * promise is below the rounding of the likelihood itself, when the scaled gradient falls.
 */
#include "fit/maximize.h"

#include <math.h>
#include <string.h>

#include "tercile/linalg.h"

#define ARMIJO         1e-4
#define BOUNDARY_SHARE 0.9  /* of the way to the end of an interval at most */
#define DAMPING_FIRST  0.25 /* in units of the scaled diagonal, which is 1 */
#define DAMPING_MAX    1e20
#define SHORTEST_STEP  1e-13 /* in units of the parameters: shorter steps lead nowhere */
#define POLISHED       1e-13
#define CONTRACTION    0.3  /* Newton's method near a maximum squares the decrement; towards a limit law it crawls */
#define UNBOUNDED_RISE 40.0 /* per observation: densities e^40 times those at the start */

double ter__decrement_allowed(const ter__objective *objective) {
    return objective->numerical ? 1e-6 : 1e-8 + 1e-14 * objective->total_weight;
}

/* scale[i] = 1 / sqrt(|H_ii|), and the negative Hessian in these units. */
static void scale_information(const ter__objective *objective, const ter__point *point, double *scale, double *information) {
    const size_t m = objective->free_count;
    for (size_t i = 0; i < m; i++) {
        double unit = ter__objective_unit(objective, objective->free[i], point->parameters[objective->free[i]]);
        scale[i] = 1.0 / sqrt(fabs(point->hessian[i + i * m]));
        scale[i] = isfinite(scale[i]) ? scale[i] : unit;
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            information[i + j * m] = -scale[i] * point->hessian[i + j * m] * scale[j];
        }
    }
}

void ter__certify_point(const ter__objective *objective, const ter__point *point, ter__certificate *certificate) {
    const size_t m = objective->free_count;
    double information[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX] = {0.0}, unit[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX] = {0.0},
                                            values[TER_PARAMETERS_MAX] = {NAN};
    *certificate = (ter__certificate){.decrement = INFINITY, .curvature = NAN};
    for (size_t i = 0; i < m * m; i++) {
        information[i] = -point->hessian[i];
        certificate->covariance[i] = NAN;
    }
    for (size_t i = 0; i < m * m; i++) {
        double a = information[i % m * (m + 1)], b = information[i / m * (m + 1)];
        unit[i] = information[i] / sqrt(fabs(a)) / sqrt(fabs(b));
    }
    if (ter_small_eigenvalues(m, unit, values) == TER_OK) {
        certificate->curvature = m > 0 ? values[0] : 1.0;
    }
    double inverse[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX];
    if (ter_small_spd_inverse(m, information, inverse) != TER_OK) {
        return;
    }
    certificate->positive = true;
    memcpy(certificate->covariance, inverse, m * m * sizeof inverse[0]);
    double square = 0.0;
    for (size_t i = 0; i < m; i++) {
        certificate->step[i] = 0.0;
        for (size_t j = 0; j < m; j++) {
            certificate->step[i] += inverse[i + j * m] * point->gradient[j];
        }
        square += certificate->step[i] * point->gradient[i];
    }
    certificate->decrement = sqrt(fmax(square, 0.0));
}

/* sqrt(g' I^-1 g) and the step, without the rest: what the iteration needs at every point. */
static bool newton(const ter__objective *objective, const ter__point *point, double damping, double *step, double *promise) {
    const size_t m = objective->free_count;
    double scale[TER_PARAMETERS_MAX], information[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX], gradient[TER_PARAMETERS_MAX];
    scale_information(objective, point, scale, information);
    for (size_t i = 0; i < m; i++) {
        gradient[i] = scale[i] * point->gradient[i];
        information[i + i * m] += damping;
    }
    if (ter_small_spd_solve(m, information, gradient, step) != TER_OK) {
        return false;
    }
    *promise = 0.0;
    for (size_t i = 0; i < m; i++) {
        *promise += step[i] * gradient[i];
        step[i] *= scale[i];
    }
    return isfinite(*promise);
}

/* The share of a step that stays clear of the ends of every interval. */
static double share_inside(const ter__objective *objective, const double *parameters, const double *step) {
    double share = 1.0;
    for (size_t i = 0; i < objective->free_count; i++) {
        size_t j = objective->free[i];
        const ter_parameter *p = &objective->family->parameters[j];
        double room = step[i] < 0.0 ? parameters[j] - p->lower : p->upper - parameters[j];
        if (isfinite(room) && fabs(step[i]) * share > BOUNDARY_SHARE * room) {
            share = BOUNDARY_SHARE * room / fabs(step[i]);
        }
    }
    return share;
}

/* Damping that makes the scaled information positive definite with room to spare. */
static double damping_needed(const ter__objective *objective, const ter__point *point) {
    double scale[TER_PARAMETERS_MAX], information[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX], values[TER_PARAMETERS_MAX] = {0.0};
    scale_information(objective, point, scale, information);
    if (ter_small_eigenvalues(objective->free_count, information, values) != TER_OK) {
        return 1.0;
    }
    return fmax(0.0, -values[0]) + 0.1;
}

typedef struct progress {
    ter__search *search;
    double damping;
    double promise; /* g' (I + damping)^-1 g of the current point; its root is the decrement when damping is 0 */
    double step[TER_PARAMETERS_MAX];
    bool contracting; /* the last full Newton step made the decrement much smaller */
} progress;

/* Sets step and promise at the current point, raising the damping as far as needed. */
static void plan(ter__objective *objective, progress *p) {
    if (newton(objective, &p->search->point, p->damping, p->step, &p->promise)) {
        return;
    }
    double needed = fmax(p->damping, damping_needed(objective, &p->search->point));
    for (; needed < DAMPING_MAX; needed *= 4.0) {
        if (newton(objective, &p->search->point, needed, p->step, &p->promise)) {
            break;
        }
    }
    p->damping = needed;
}

static bool is_short(const ter__objective *objective, const progress *p, double share) {
    const size_t m = objective->free_count;
    for (size_t i = 0; i < m; i++) {
        double scale = 1.0 / sqrt(fabs(p->search->point.hessian[i + i * m]));
        if (fabs(p->step[i]) * share > SHORTEST_STEP * scale) {
            return false;
        }
    }
    return true;
}

/*
 * One accepted step, or false when none is left: *at_rounding then says whether the promise was below the noise of the likelihood
 * (the top) or not (an edge).
 */
static bool advance(ter__objective *objective, progress *p, bool *at_rounding) {
    ter__point *here = &p->search->point;
    const double noise = 0x1p-46 * (fabs(here->value) + objective->total_weight);
    while (p->damping < DAMPING_MAX) {
        double share = share_inside(objective, here->parameters, p->step);
        ter__point trial = *here;
        for (size_t i = 0; i < objective->free_count; i++) {
            trial.parameters[objective->free[i]] += share * p->step[i];
        }
        *at_rounding = 0.5 * share * p->promise <= noise;
        bool full = p->damping == 0.0 && share == 1.0;
        if (ter__objective_evaluate(objective, &trial)) {
            double step[TER_PARAMETERS_MAX], promise = INFINITY;
            bool positive = newton(objective, &trial, 0.0, step, &promise);
            bool better =
                *at_rounding ? full && positive && promise < p->promise : trial.value - here->value >= ARMIJO * share * p->promise;
            if (better) {
                p->contracting = full && positive && promise <= CONTRACTION * CONTRACTION * p->promise;
                *here = trial;
                p->damping = p->damping <= DAMPING_FIRST ? 0.0 : p->damping / 8.0;
                memcpy(p->step, step, sizeof step);
                p->promise = promise;
                if (!positive || p->damping > 0.0) {
                    plan(objective, p);
                }
                return true;
            }
        }
        if (*at_rounding || is_short(objective, p, share)) {
            return false;
        }
        p->damping = fmax(4.0 * p->damping, DAMPING_FIRST);
        plan(objective, p);
    }
    return false;
}

/* Whether the Newton step is small against the room the parameters have: at a limit law it is a share of the parameter itself. */
static bool has_settled(const ter__objective *objective, const progress *p) {
    for (size_t i = 0; i < objective->free_count; i++) {
        size_t j = objective->free[i];
        const ter_parameter *parameter = &objective->family->parameters[j];
        double unit = ter__objective_unit(objective, j, p->search->point.parameters[j]);
        if (isinf(parameter->lower) && isinf(parameter->upper)) {
            unit = fmax(unit, 1.0); /* may be of no dimension */
        }
        if (fabs(p->step[i]) > 1e-3 * unit) {
            return false;
        }
    }
    return true;
}

static ter__outcome judge(const ter__objective *objective, const progress *p, bool stepping, double start_value) {
    const ter__search *search = p->search;
    double decrement = p->damping == 0.0 ? sqrt(p->promise) : INFINITY;
    bool at_top = decrement <= ter__decrement_allowed(objective) && search->certificate.positive;
    bool arrived = p->contracting || decrement <= 1e-3 * ter__decrement_allowed(objective) || !stepping;
    if (at_top && arrived && has_settled(objective, p)) {
        return TER__MAXIMUM;
    }
    if (search->point.value - start_value > UNBOUNDED_RISE * objective->total_weight) {
        return TER__UNBOUNDED;
    }
    if (at_top) {
        return TER__FLAT;
    }
    return stepping ? TER__TOO_MANY_STEPS : TER__BLOCKED;
}

bool ter__maximize(ter__objective *objective, unsigned iterations_max, ter__search *search) {
    progress p = {.search = search};
    search->iterations = 0;
    if (!ter__objective_evaluate(objective, &search->point)) {
        return false;
    }
    const double start_value = search->point.value, allowed = ter__decrement_allowed(objective);
    plan(objective, &p);
    bool stepping = true, at_rounding = false;
    while (stepping && search->iterations < iterations_max) {
        double decrement = sqrt(p.promise);
        if (p.damping == 0.0 && decrement <= POLISHED) {
            break;
        }
        stepping = advance(objective, &p, &at_rounding);
        search->iterations += stepping;
        if (stepping && p.damping == 0.0 && p.contracting && sqrt(p.promise) <= 1e-4 * allowed) {
            break;
        }
    }
    ter__certify_point(objective, &search->point, &search->certificate);
    search->outcome = judge(objective, &p, stepping, start_value);
    return true;
}
