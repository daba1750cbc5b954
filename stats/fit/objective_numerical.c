/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Derivatives of a log likelihood that has none of its own: central differences over a share of each parameter's standard error,
 * extrapolated twice to step zero (Richardson). The sums are in double-double, so that the noise is that of the log densities.
 * Where the family has an analytic gradient, only the Hessian is differenced.
 */
#include <math.h>
#include <string.h>

#include "dist/common/path_choice.h"
#include "fit/objective.h"
#include "tercile/sum.h"

#define LEVELS      3
#define SHRINKS_MAX 8
#define TRIALS_MAX  400
#define FIRST_SHARE 0.01 /* of a parameter's unit, when its standard error is not known yet */
#define VALUE_SHARE 0.1  /* of a standard error: differences of values, */
#define SLOPE_SHARE 0.05 /* and of gradients */

/* Makes objective->scratch the law with these parameters; false when there is none. */
static bool set_law(ter__objective *objective, const double *parameters) {
    if (!ter__objective_allows(objective, parameters)) {
        return false;
    }
    ter_dist *law = &objective->scratch;
    memset(law, 0, sizeof *law);
    law->family = objective->family;
    law->path = ter__path_best();
    memcpy(law->parameter, parameters, objective->family->parameter_count * sizeof parameters[0]);
    law->family->support(law->parameter, &law->lower, &law->upper);
    if (law->family->prepare != NULL) {
        law->family->prepare(law->parameter, law->prepared);
    }
    law->path->fill(law);
    return true;
}

bool ter__objective_numerical_value(ter__objective *objective, const double *parameters, double *value) {
    if (!set_law(objective, parameters)) {
        return false;
    }
    ter_sum sum = TER_SUM_ZERO;
    for (size_t first = 0; first < objective->n; first += TER__OBJECTIVE_BLOCK) {
        size_t count = objective->n - first < TER__OBJECTIVE_BLOCK ? objective->n - first : TER__OBJECTIVE_BLOCK;
        ter_dist_eval_array(&objective->scratch, TER_LOG_PDF, count, objective->x + first, objective->block);
        for (size_t i = 0; i < count; i++) {
            double weight = objective->weights[first + i], term = objective->block[i];
            if (objective->from != NULL && objective->from[first + i] < objective->to[first + i]) {
                term = ter__log_interval(&objective->scratch, objective->from[first + i], objective->to[first + i]);
            }
            if (weight > 0.0) {
                ter_sum_add_product(&sum, weight, term);
            }
        }
    }
    if (objective->truncated) {
        double seen = ter__log_interval(&objective->scratch, objective->cut_from, objective->cut_to);
        ter_sum_add_product(&sum, -objective->total_weight, seen);
    }
    *value = ter_sum_value(sum);
    return isfinite(*value);
}

/* The gradient in all parameters by the family's own code. */
static bool own_gradient(ter__objective *objective, const double *parameters, double *gradient) {
    if (!set_law(objective, parameters)) {
        return false;
    }
    ter_sum sums[TER_PARAMETERS_MAX];
    memset(sums, 0, sizeof sums);
    for (size_t first = 0; first < objective->n; first += TER__OBJECTIVE_BLOCK) {
        size_t count = objective->n - first < TER__OBJECTIVE_BLOCK ? objective->n - first : TER__OBJECTIVE_BLOCK;
        ter_dist_log_pdf_gradient(&objective->scratch, count, objective->x + first, NULL, objective->block);
        for (size_t a = 0; a < objective->free_count; a++) {
            size_t j = objective->free[a];
            for (size_t i = 0; i < count; i++) {
                if (objective->weights[first + i] > 0.0) {
                    ter_sum_add_product(&sums[a], objective->weights[first + i], objective->block[i + j * count]);
                }
            }
        }
    }
    for (size_t a = 0; a < objective->free_count; a++) {
        gradient[a] = ter_sum_value(sums[a]);
        if (!isfinite(gradient[a])) {
            return false;
        }
    }
    return true;
}

/* Value at point + sum of moves; NaN when infeasible. */
static double moved_value(ter__objective *objective, const double *parameters, size_t a, double by_a, size_t b, double by_b) {
    double moved[TER_PARAMETERS_MAX], value;
    memcpy(moved, parameters, sizeof moved);
    moved[objective->free[a]] += by_a;
    moved[objective->free[b]] += by_b;
    return ter__objective_numerical_value(objective, moved, &value) ? value : NAN;
}

/* Room on the nearer side of a parameter's interval; infinite when it may be anything. */
static double room_of(const ter__objective *objective, const double *parameters, size_t a) {
    const ter_parameter *p = &objective->family->parameters[objective->free[a]];
    return fmin(parameters[objective->free[a]] - p->lower, p->upper - parameters[objective->free[a]]);
}

/*
 * A length over which the likelihood changes by something between a thousandth and one, found by trial: the unit of a parameter
 * says little (a shape has none, whatever the data are measured in).
 */
static double length_by_trial(ter__objective *objective, const ter__point *point, size_t a) {
    double h = FIRST_SHARE * ter__objective_unit(objective, objective->free[a], point->parameters[objective->free[a]]);
    double last_good = h, room = room_of(objective, point->parameters, a);
    for (int i = 0; i < TRIALS_MAX; i++) {
        h = fmin(h, 0.2 * room);
        double up = fabs(moved_value(objective, point->parameters, a, h, a, 0.0) - point->value);
        double down = fabs(moved_value(objective, point->parameters, a, -h, a, 0.0) - point->value);
        double change = fmax(up, down);
        if (isnan(up) || isnan(down) || change > 1.0) {
            h /= 8.0;
        } else if (change < 1e-3 && h < 0.1 * room && isfinite(8.0 * h)) {
            last_good = h;
            h *= 8.0;
        } else {
            return h;
        }
    }
    return last_good;
}

/* A step for free parameter a that leaves room on both sides of its interval. */
static double step_of(ter__objective *objective, const ter__point *point, size_t a, double share) {
    if (!(objective->step[a] > 0.0)) {
        return fmin(length_by_trial(objective, point, a), 0.2 * room_of(objective, point->parameters, a));
    }
    return fmin(share * objective->step[a], 0.2 * room_of(objective, point->parameters, a));
}

/* Neville's scheme for errors in even powers of a step that is halved. */
static double extrapolate(double *level) {
    double factor = 4.0;
    for (int k = 1; k < LEVELS; k++, factor *= 4.0) {
        for (int i = 0; i + k < LEVELS; i++) {
            level[i] = level[i + 1] + (level[i + 1] - level[i]) / (factor - 1.0);
        }
    }
    return level[0];
}

/* First and second derivative along a, from values. */
static bool along(ter__objective *objective, const ter__point *point, size_t a, double h, double *first, double *second) {
    double slope[LEVELS], bend[LEVELS];
    for (int i = 0; i < LEVELS; i++, h *= 0.5) {
        double up = moved_value(objective, point->parameters, a, h, a, 0.0);
        double down = moved_value(objective, point->parameters, a, -h, a, 0.0);
        slope[i] = (up - down) / (2.0 * h);
        bend[i] = ((up - point->value) + (down - point->value)) / (h * h);
    }
    *first = extrapolate(slope);
    *second = extrapolate(bend);
    return isfinite(*first) && isfinite(*second);
}

static bool across(ter__objective *objective, const ter__point *point, size_t a, double h, size_t b, double g, double *mixed) {
    double level[LEVELS];
    for (int i = 0; i < LEVELS; i++, h *= 0.5, g *= 0.5) {
        double same =
            moved_value(objective, point->parameters, a, h, b, g) + moved_value(objective, point->parameters, a, -h, b, -g);
        double other =
            moved_value(objective, point->parameters, a, h, b, -g) + moved_value(objective, point->parameters, a, -h, b, g);
        level[i] = (same - other) / (4.0 * h * g);
    }
    *mixed = extrapolate(level);
    return isfinite(*mixed);
}

static bool from_values(ter__objective *objective, ter__point *point, double shrink) {
    const size_t m = objective->free_count;
    double h[TER_PARAMETERS_MAX];
    for (size_t a = 0; a < m; a++) {
        h[a] = shrink * step_of(objective, point, a, VALUE_SHARE);
        if (!along(objective, point, a, h[a], &point->gradient[a], &point->hessian[a + a * m])) {
            return false;
        }
    }
    for (size_t a = 0; a < m; a++) {
        for (size_t b = 0; b < a; b++) {
            if (!across(objective, point, a, h[a], b, h[b], &point->hessian[a + b * m])) {
                return false;
            }
            point->hessian[b + a * m] = point->hessian[a + b * m];
        }
    }
    return true;
}

static bool from_gradients(ter__objective *objective, ter__point *point, double shrink) {
    const size_t m = objective->free_count;
    if (!own_gradient(objective, point->parameters, point->gradient)) {
        return false;
    }
    for (size_t a = 0; a < m; a++) {
        double h = shrink * step_of(objective, point, a, SLOPE_SHARE);
        double level[TER_PARAMETERS_MAX][LEVELS];
        for (int i = 0; i < LEVELS; i++, h *= 0.5) {
            double moved[TER_PARAMETERS_MAX], up[TER_PARAMETERS_MAX], down[TER_PARAMETERS_MAX];
            memcpy(moved, point->parameters, sizeof moved);
            moved[objective->free[a]] = point->parameters[objective->free[a]] + h;
            bool possible = own_gradient(objective, moved, up);
            moved[objective->free[a]] = point->parameters[objective->free[a]] - h;
            if (!possible || !own_gradient(objective, moved, down)) {
                return false;
            }
            for (size_t b = 0; b < m; b++) {
                level[b][i] = (up[b] - down[b]) / (2.0 * h);
            }
        }
        for (size_t b = 0; b < m; b++) {
            point->hessian[b + a * m] = extrapolate(level[b]);
        }
    }
    for (size_t a = 0; a < m; a++) {
        for (size_t b = 0; b < a; b++) {
            double mean = 0.5 * (point->hessian[a + b * m] + point->hessian[b + a * m]);
            point->hessian[a + b * m] = point->hessian[b + a * m] = mean;
        }
    }
    return true;
}

/* With shorter and shorter steps until they all stay where the law is possible. */
static bool shrunk(bool (*difference)(ter__objective *, ter__point *, double), ter__objective *objective, ter__point *point) {
    double shrink = 1.0;
    for (int i = 0; i <= SHRINKS_MAX; i++, shrink *= 0.25) {
        if (difference(objective, point, shrink)) {
            return true;
        }
    }
    return false;
}

bool ter__objective_numerical(ter__objective *objective, ter__point *point) {
    if (!ter__objective_numerical_value(objective, point->parameters, &point->value)) {
        return false;
    }
    const size_t m = objective->free_count;
    const ter_family *family = objective->family;
    bool exact = objective->from == NULL && !objective->truncated;
    bool has_gradient = family->gradient != NULL || (family->statement != NULL && family->statement->gradient != NULL);
    /* A value on the edge of the law's support, where the fit of an end put it, or in a corner of its density has no gradient. */
    bool done = exact && has_gradient && shrunk(from_gradients, objective, point);
    if (!done && !shrunk(from_values, objective, point)) {
        return false;
    }
    for (size_t a = 0; a < m; a++) {
        double bend = -point->hessian[a + a * m];
        if (bend > 0.0) {
            objective->step[a] = 1.0 / sqrt(bend);
        }
    }
    return true;
}
