/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimates that need no iteration: closed forms, and the method of moments. */
#include <math.h>
#include <string.h>

#include "fit/fitter.h"
#include "special/elementary.h"

/*
 * A closed form may sit at an edge, where the slope of the likelihood is not 0: the data become impossible on one side (the support
 * of a uniform or Pareto law ends there) or there is a kink (the median of a Laplace law under weights).
 */
typedef struct sides {
    bool possible[2], no_higher[2];
} sides;

static sides look_around(ter_fitter *fitter, const ter__point *point, size_t j) {
    double moved[TER_PARAMETERS_MAX], value;
    const double step = 1e-7 * ter__objective_unit(&fitter->objective, j, point->parameters[j]);
    sides found;
    for (int side = 0; side < 2; side++) {
        memcpy(moved, point->parameters, sizeof moved);
        moved[j] += side == 0 ? -step : step;
        found.possible[side] = ter__objective_value(&fitter->objective, moved, &value);
        found.no_higher[side] = !found.possible[side] || value <= point->value + 1e-13 * fabs(point->value);
    }
    return found;
}

/* Takes the parameters marked in edge[] out of the free ones. */
static void set_apart(ter__objective *objective, const bool edge[]) {
    size_t kept = 0;
    for (size_t a = 0; a < objective->free_count; a++) {
        size_t j = objective->free[a];
        if (!edge[j]) {
            objective->free[kept++] = j;
        }
    }
    objective->free_count = kept;
}

/* Point, edges, and derivatives in the parameters that are at none. */
static bool examine(ter_fitter *fitter, ter__point *point, bool edge[]) {
    ter__objective *objective = &fitter->objective;
    if (!ter__objective_value(objective, point->parameters, &point->value)) {
        return false;
    }
    for (size_t a = 0; a < objective->free_count; a++) {
        sides found = look_around(fitter, point, objective->free[a]);
        edge[objective->free[a]] = found.possible[0] != found.possible[1] && found.no_higher[0] && found.no_higher[1];
    }
    set_apart(objective, edge);
    if (!ter__objective_evaluate(objective, point)) {
        return false;
    }
    bool kinks = false;
    for (size_t a = 0; a < objective->free_count; a++) {
        size_t j = objective->free[a];
        sides found = look_around(fitter, point, j);
        double slope = fabs(point->gradient[a]) * ter__objective_unit(objective, j, point->parameters[j]);
        bool straight = !(point->hessian[a + a * objective->free_count] < 0.0); /* a corner, or a flat top between two values */
        edge[j] = (slope > 1e-6 * objective->total_weight || straight) && found.no_higher[0] && found.no_higher[1];
        kinks |= edge[j];
    }
    set_apart(objective, edge);
    return !kinks || ter__objective_evaluate(objective, point);
}

ter_status ter__fit_closed_form(ter_fitter *fitter, ter_fit *fit, ter_error *error) {
    ter__objective *o = &fitter->objective;
    ter__search *search = &fitter->search;
    memset(search, 0, sizeof *search);
    ter_status status = o->family->fitter->closed_form(o->n, o->x, o->columns, o->weights, search->point.parameters, error);
    if (status != TER_OK) {
        return status;
    }
    const size_t estimated = o->free_count, k = fitter->family->parameter_count;
    bool edge[TER_PARAMETERS_MAX] = {false};
    if (!examine(fitter, &search->point, edge)) {
        return ter_error_set(error, TER_BAD_DATA, "%s: the closed form of its maximum likelihood does not exist for these data",
                             fitter->family->name);
    }
    ter__certify_point(o, &search->point, &search->certificate);
    bool certified = search->certificate.positive && search->certificate.decrement <= ter__decrement_allowed(o);
    search->outcome = certified ? TER__MAXIMUM : TER__BLOCKED;
    ter__report(fitter, search, fit);
    for (size_t j = 0; j < k; j++) {
        for (size_t i = 0; edge[j] && i < k; i++) {
            fit->covariance[i + j * k] = fit->covariance[j + i * k] = NAN;
        }
        fit->standard_error[j] = edge[j] ? NAN : fit->standard_error[j];
    }
    fit->free_count = estimated;
    fit->aic = 2.0 * (double)estimated - 2.0 * search->point.value;
    fit->bic = (double)estimated * ter__log(o->total_weight) - 2.0 * search->point.value;
    return certified ? TER_OK : ter__explain(fitter, search, error);
}

/* The report of a point that is no maximum of the likelihood: no standard errors. */
void ter__report_unlikely(ter_fitter *fitter, ter_fit *fit) {
    ter__objective *o = &fitter->objective;
    ter__search *search = &fitter->search;
    /* Moments may lead to a law under which some of the data are impossible: the likelihood says so. */
    if (!ter__objective_value(o, search->point.parameters, &search->point.value)) {
        search->point.value = -INFINITY;
    }
    for (size_t i = 0; i < TER_PARAMETERS_MAX * TER_PARAMETERS_MAX; i++) {
        search->certificate.covariance[i] = NAN;
    }
    for (size_t i = 0; i < TER_PARAMETERS_MAX; i++) {
        search->point.gradient[i] = NAN;
    }
    search->certificate.curvature = NAN;
    ter__report(fitter, search, fit);
}

ter_status ter__fit_moments(ter_fitter *fitter, ter_fit *fit, ter_error *error) {
    ter__objective *o = &fitter->objective;
    ter__search *search = &fitter->search;
    if (o->family->fitter == NULL || o->family->fitter->moments == NULL) {
        return ter__fit_match(fitter, false, fit, error);
    }
    memset(search, 0, sizeof *search);
    ter_status status = o->family->fitter->moments(o->n, o->x, o->columns, o->weights, search->point.parameters, error);
    if (status != TER_OK) {
        return status;
    }
    if (!ter__objective_allows(o, search->point.parameters)) {
        return ter_error_set(error, TER_UNDEFINED, "%s: the moments of the data belong to no law of this family",
                             fitter->family->name);
    }
    ter__report_unlikely(fitter, fit);
    return TER_OK;
}
