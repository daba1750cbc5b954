/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generic derivatives of the log density: central differences extrapolated to step zero (Ridders, "Accurate computation of F'(x)",
 * Adv. Eng. Softw. 4, 1982), some 9 to 10 digits.
 */
#include <math.h>
#include <string.h>

#include "generic.h"

#define TABLEAU 8

typedef double function(const void *context, double t);

/* The derivative at t by Ridders' tableau with first step h; NaN when the function is not finite around t. */
static double derivative(function *f, const void *context, double t, double h) {
    double table[TABLEAU][TABLEAU], best = NAN, best_error = INFINITY;
    for (int i = 0; i < TABLEAU; i++, h /= 1.6) {
        volatile double up = t + h, down = t - h; /* the step as it is after rounding */
        table[0][i] = (f(context, up) - f(context, down)) / (up - down);
        double factor = 1.0;
        for (int j = 1; j <= i; j++) {
            factor *= 1.6 * 1.6;
            table[j][i] = (table[j - 1][i] * factor - table[j - 1][i - 1]) / (factor - 1.0);
            double error = fmax(fabs(table[j][i] - table[j - 1][i]), fabs(table[j][i] - table[j - 1][i - 1]));
            if (error <= best_error) {
                best_error = error;
                best = table[j][i];
            }
        }
    }
    return best;
}

typedef struct moved {
    const ter_dist *dist;
    size_t parameter;
    double x;
} moved;

static double along_x(const void *context, double t) {
    const moved *m = context;
    double value;
    m->dist->kernel[TER_LOG_PDF](m->dist, 1, &t, &value);
    return value;
}

/* The log density with one parameter moved; NaN outside its interval. */
static double along_parameter(const void *context, double t) {
    const moved *m = context;
    const ter_family *family = m->dist->family;
    const ter_parameter *parameter = &family->parameters[m->parameter];
    if (!(t > parameter->lower && t < parameter->upper)) {
        return NAN;
    }
    ter_dist local;
    memcpy(&local, m->dist, sizeof local);
    local.parameter[m->parameter] = t;
    if (family->check != NULL && family->check(local.parameter, NULL) != TER_OK) {
        return NAN;
    }
    family->support(local.parameter, &local.lower, &local.upper);
    if (family->prepare != NULL) {
        family->prepare(local.parameter, local.prepared);
    }
    double value;
    local.kernel[TER_LOG_PDF](&local, 1, &m->x, &value);
    return value;
}

/* A first step that stays inside (lower, upper) around t. */
static double first_step(double t, double lower, double upper) {
    double step = 0.05 * fmax(fabs(t), 0.1);
    return fmin(step, 0.4 * fmin(t - lower, upper - t));
}

void ter__generic_gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter) {
    const ter_family *family = dist->family;
    for (size_t i = 0; i < n; i++) {
        moved m = {dist, 0, x[i]};
        bool in_support = x[i] > dist->lower && x[i] < dist->upper;
        if (slope != NULL) {
            slope[i] =
                in_support && !family->discrete ? derivative(along_x, &m, m.x, first_step(m.x, dist->lower, dist->upper)) : NAN;
        }
        for (size_t j = 0; by_parameter != NULL && j < family->parameter_count; j++) {
            const ter_parameter *parameter = &family->parameters[j];
            double at = dist->parameter[j];
            m.parameter = j;
            bool possible = x[i] >= dist->lower && x[i] <= dist->upper && !parameter->integer;
            by_parameter[i + j * n] =
                possible ? derivative(along_parameter, &m, at, first_step(at, parameter->lower, parameter->upper)) : NAN;
        }
    }
}
