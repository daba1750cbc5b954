/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With location and scale known, gamma and delta have a closed form: the scores asinh(y) are made standard normal. What is left is
 * a likelihood of two parameters, on which a search by compass gets near enough to the top for Newton's method.
 */
#include "johnson_fit.h"

#include "gamma_fit.h"
#include "special/elementary.h"

#define ROUNDS_MAX 150

typedef struct sample {
    size_t n;
    const double *x, *weights;
    double weight;
} sample;

static double asinh_of(double y) {
    double size = fabs(y), root = sqrt(1.0 + size * size);
    return copysign(size > 1e150 ? ter__log(size) + 0.69314718055994531 : ter__log1p(size + size * size / (1.0 + root)), y);
}

/* The log likelihood at the best gamma and delta, which are set; -inf where there is none. */
static double profile(const sample *s, double location, double scale, double *own) {
    double first = 0.0, second = 0.0, bend = 0.0;
    double centre = asinh_of((s->x[0] - location) / scale);
    for (size_t i = 0; i < s->n; i++) {
        double weight = s->weights == NULL ? 1.0 : s->weights[i], y = (s->x[i] - location) / scale;
        double v = asinh_of(y), d = v - centre;
        first += weight * d;
        second += weight * d * d;
        bend += weight * ter__log1p(y * y);
    }
    double mean = first / s->weight, variance = second / s->weight - mean * mean;
    if (!(variance > 0.0) || !(scale > 0.0))
        return -TER__INFINITY;
    own[1] = 1.0 / sqrt(variance);
    own[0] = -(centre + mean) * own[1];
    own[2] = location;
    own[3] = scale;
    return -0.5 * (s->weight * ter__log(variance) + bend) - s->weight * ter__log(scale);
}

static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error) {
    (void)columns;
    ter__weighted w = ter__weighted_of(n, x, weights);
    sample s = {n, x, weights, w.weight};
    double spread = sqrt(w.variance), own[4], best = -TER__INFINITY;
    if (!(spread > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "johnson_su: all values are equal");
    for (int i = -2; i <= 2; i++) {
        for (double share = 0.1; share < 5.0; share *= 3.0) {
            double value = profile(&s, w.mean + 0.5 * i * spread, share * spread, own);
            if (value > best) {
                best = value;
                for (int j = 0; j < 4; j++)
                    parameters[j] = own[j];
            }
        }
    }
    double along = 0.5, across = 0.5;
    for (int round = 0; round < ROUNDS_MAX && fabs(along) + fabs(across) > 1e-3; round++) {
        bool is_scale = round % 2 == 1;
        double *step = is_scale ? &across : &along;
        double location = parameters[2] + (is_scale ? 0.0 : *step * parameters[3]);
        double scale = parameters[3] * (is_scale ? ter__exp(*step) : 1.0);
        double value = profile(&s, location, scale, own);
        if (value > best) {
            best = value;
            for (int j = 0; j < 4; j++)
                parameters[j] = own[j];
            *step *= 1.5;
        } else {
            *step *= -0.4;
        }
    }
    if (best == -TER__INFINITY)
        return ter_error_set(error, TER_BAD_DATA, "johnson_su: no scale fits the values");
    if (parameters[3] < 1e-4 * spread)
        return ter_error_set(error, TER_UNDEFINED, "johnson_su: the likelihood rises towards the lognormal limit (scale 0)");
    return TER_OK;
}

const ter__fitter ter__johnson_su_fitter = {.start = start};
