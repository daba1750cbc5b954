/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an iteration begins: the caller's point, the family's, its moments, and a grid when these do not serve. */
#include <math.h>
#include <string.h>

#include "fit/fitter.h"

#define GUESSES_MAX 7

/* Values a parameter may well have, by the kind of its interval. */
static size_t guesses(const ter_fitter *fitter, size_t j, double *guess) {
    const ter_parameter *p = &fitter->family->parameters[j];
    const double spread = fitter->objective.spread;
    size_t count = 0;
    if (p->integer) {
        return 0;
    }
    if (isfinite(p->lower) && isfinite(p->upper)) {
        static const double share[] = {0.1, 0.3, 0.5, 0.7, 0.9};
        for (; count < 5; count++) {
            guess[count] = p->lower + share[count] * (p->upper - p->lower);
        }
    } else if (isfinite(p->lower) || isfinite(p->upper)) {
        const double distance[] = {1.0, 0.2, 5.0, spread, fabs(fitter->mean), 1.0 / fmax(fabs(fitter->mean), 1e-300), 0.3 * spread};
        for (size_t i = 0; i < 7; i++) {
            if (distance[i] > 0.0 && isfinite(distance[i])) {
                guess[count++] = isfinite(p->lower) ? p->lower + distance[i] : p->upper - distance[i];
            }
        }
    } else {
        const double anywhere[] = {fitter->mean, 0.0, 0.1, -0.1, fitter->mean - 0.5 * spread, fitter->mean + 0.5 * spread};
        for (; count < 6; count++) {
            guess[count] = anywhere[count];
        }
    }
    return count;
}

static bool grid_start(ter_fitter *fitter, const double *held, double *parameters) {
    ter__objective *objective = &fitter->objective;
    double guess[TER_PARAMETERS_MAX][GUESSES_MAX], at[TER_PARAMETERS_MAX] = {0.0}, best = -INFINITY;
    size_t counts[TER_PARAMETERS_MAX], combinations = 1, most = GUESSES_MAX;
    /* At most some two thousand points: fewer guesses per parameter when there are many parameters. */
    if (objective->free_count > 3) {
        most = objective->free_count > 5 ? 2 : 4;
    }
    if (held != NULL) {
        memcpy(at, held, objective->family->parameter_count * sizeof at[0]);
    }
    for (size_t a = 0; a < objective->free_count; a++) {
        counts[a] = guesses(fitter, objective->free[a], guess[a]);
        counts[a] = counts[a] < most ? counts[a] : most;
        combinations *= counts[a];
    }
    for (size_t c = 0; c < combinations; c++) {
        size_t rest = c;
        for (size_t a = 0; a < objective->free_count; a++) {
            at[objective->free[a]] = guess[a][rest % counts[a]];
            rest /= counts[a];
        }
        double value;
        if (ter__objective_value(objective, at, &value) && value > best) {
            best = value;
            memcpy(parameters, at, sizeof at);
        }
    }
    return best > -INFINITY;
}

bool ter__start(ter_fitter *fitter, const ter_fit_options *options, unsigned source, double *parameters) {
    const ter__objective *o = &fitter->objective;
    const ter__fitter *own = o->family->fitter;
    ter_status (*guess)(size_t, const double *, const double *, const double *, double *, ter_error *) = NULL;
    if (source == 0) {
        bool whole = options->start != NULL;
        for (size_t j = 0; whole && j < o->family->parameter_count; j++) {
            parameters[j] = options->start[j];
            whole = !isnan(parameters[j]);
        }
        return whole;
    }
    if (source == TER__STARTS - 1) {
        return grid_start(fitter, options->start, parameters);
    }
    if (own != NULL) {
        guess = source == 1 ? own->start : source == 2 ? own->closed_form : own->moments;
    }
    if (guess == NULL || guess(o->n, o->x, o->columns, o->weights, parameters, NULL) != TER_OK) {
        return false;
    }
    for (size_t j = 0; options->fixed != NULL && j < o->family->parameter_count; j++) {
        parameters[j] = options->fixed[j] ? options->start[j] : parameters[j];
    }
    return true;
}
