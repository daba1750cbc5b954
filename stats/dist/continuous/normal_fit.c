/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normal_fit.h"

#include <math.h>

#include "special/elementary.h"

/* A power of two that brings the largest |v| of positive weight to [1/2, 1): squares then neither overflow nor vanish. */
static double scale_of(size_t n, const double *v, const double *weights) {
    double most = 0.0;
    for (size_t i = 0; i < n; i++)
        most = weights[i] > 0.0 && fabs(v[i]) > most ? fabs(v[i]) : most;
    int exponent;
    frexp(most, &exponent);
    return most > 0.0 ? ldexp(1.0, exponent < -1000 ? 1000 : -exponent) : 1.0;
}

bool ter__normal_fit_moments(size_t n, const double *v, const double *weights, double *mean, double *sd) {
    double scale = scale_of(n, v, weights), total = 0.0, sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        total += weights[i];
        sum += weights[i] * (v[i] * scale);
    }
    if (!(total > 0.0))
        return false;
    double first = sum / total, rest = 0.0, square = 0.0;
    for (size_t i = 0; i < n; i++) {
        double d = v[i] * scale - first;
        rest += weights[i] * d;
        square += weights[i] * d * d;
    }
    /* The second pass also gives what rounding left of the mean. */
    double correction = rest / total;
    *mean = (first + correction) / scale;
    *sd = sqrt(fmax(square / total - correction * correction, 0.0)) / scale;
    return true;
}

bool ter__normal_fit_likelihood(size_t n, const double *v, const double *weights, const double *parameters, double *value,
                                double *gradient, double *hessian) {
    double mean = parameters[0], sd = parameters[1];
    if (!(sd > 0.0 && sd < TER__INFINITY && fabs(mean) < TER__INFINITY))
        return false;
    double total = 0.0, first = 0.0, second = 0.0;
    for (size_t i = 0; i < n; i++) {
        double z = (v[i] - mean) / sd;
        total += weights[i];
        first += weights[i] * z;
        second += weights[i] * z * z;
    }
    *value = -0.5 * second - total * (ter__log(sd) + 0x1.d67f1c864beb5p-1); /* log sqrt(2 pi) */
    if (gradient != NULL) {
        gradient[0] = first / sd;
        gradient[1] = (second - total) / sd;
    }
    if (hessian != NULL) {
        hessian[0] = -total / sd / sd;
        hessian[1] = hessian[2] = -2.0 * first / sd / sd;
        hessian[3] = (total - 3.0 * second) / sd / sd;
    }
    return *value > -TER__INFINITY;
}
