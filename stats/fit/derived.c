/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from a fit: functions of the parameters, quantiles, the law itself. */
#include <math.h>
#include <string.h>

#include "dist/family.h"
#include "tercile/fit.h"
#include "tercile/text.h"

#define LEVELS 3

double ter_fit_delta_error(const ter_fit *fit, const double *gradient) {
    const size_t k = fit->parameter_count;
    double square = 0.0;
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            /* A parameter that does not matter may have no standard error. */
            if (gradient[i] != 0.0 && gradient[j] != 0.0) {
                square += gradient[i] * fit->covariance[i + j * k] * gradient[j];
            }
        }
    }
    return square >= -1e-300 ? sqrt(fmax(square, 0.0)) : NAN;
}

ter_status ter_fit_dist(const ter_fit *fit, ter_dist **dist, ter_error *error) {
    return ter_dist_create(dist, fit->family, fit->parameter_count, fit->estimate, error);
}

/* The quantile at p of the law with one parameter moved; NaN when there is no such law. */
static double moved_quantile(const ter_fit *fit, double p, size_t j, double by) {
    double parameters[TER_PARAMETERS_MAX];
    memcpy(parameters, fit->estimate, sizeof parameters);
    parameters[j] += by;
    ter_dist *dist = NULL;
    if (ter_dist_create(&dist, fit->family, fit->parameter_count, parameters, NULL) != TER_OK) {
        return NAN;
    }
    double value = ter_dist_quantile(dist, p);
    ter_dist_destroy(dist);
    return value;
}

/* Derivative of the quantile in parameter j: central differences over half a standard error, extrapolated twice to step zero. */
static double slope_of_quantile(const ter_fit *fit, double p, size_t j) {
    const ter_parameter *parameter = &fit->family->parameters[j];
    double h = 0.5 * fit->standard_error[j];
    h = fmin(h, 0.25 * fmin(fit->estimate[j] - parameter->lower, parameter->upper - fit->estimate[j]));
    double level[LEVELS + 1];
    for (int i = 0; i <= LEVELS; i++, h *= 0.5) {
        level[i] = (moved_quantile(fit, p, j, h) - moved_quantile(fit, p, j, -h)) / (2.0 * h);
    }
    double factor = 4.0;
    for (int k = 1; k <= LEVELS; k++, factor *= 4.0) {
        for (int i = 0; i + k <= LEVELS; i++) {
            level[i] = level[i + 1] + (level[i + 1] - level[i]) / (factor - 1.0);
        }
    }
    return level[0];
}

ter_status ter_fit_quantile(const ter_fit *fit, double p, double *quantile, double *standard_error, ter_error *error) {
    if (!(p > 0.0 && p < 1.0)) {
        char text[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(p, text);
        return ter_error_set(error, TER_BAD_ARGUMENT, "quantile at p = %s: p lies between 0 and 1", text);
    }
    ter_dist *dist = NULL;
    ter_status status = ter_fit_dist(fit, &dist, error);
    if (status != TER_OK) {
        return status;
    }
    *quantile = ter_dist_quantile(dist, p);
    ter_dist_destroy(dist);
    if (fit->family->discrete) {
        /* A step function of the parameters: its slope says nothing. */
        *standard_error = NAN;
        return TER_OK;
    }
    double gradient[TER_PARAMETERS_MAX] = {0.0};
    for (size_t j = 0; j < fit->parameter_count; j++) {
        if (fit->standard_error[j] > 0.0) {
            gradient[j] = slope_of_quantile(fit, p, j);
        } else if (isnan(fit->standard_error[j])) {
            *standard_error = NAN;
            return TER_OK;
        }
    }
    *standard_error = ter_fit_delta_error(fit, gradient);
    return TER_OK;
}
