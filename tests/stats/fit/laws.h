/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small families of the tests' own, so that the fit engine is tested apart from the library's laws. */
#ifndef TEST_LAWS_H
#define TEST_LAWS_H

#include <math.h>

#include "dist/family.h"
#include "special/elementary.h"

#define HALF_LOG_2PI 0.91893853320467274178

static const ter_parameter location_scale[] = {
    {.name = "mean", .lower = -INFINITY, .upper = INFINITY},
    {.name = "sd", .lower = 0.0, .upper = INFINITY, .lower_open = true},
};

static void whole_line(const double *parameters, double *lower, double *upper) {
    (void)parameters;
    *lower = -INFINITY;
    *upper = INFINITY;
}

static void normal_log_pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++) {
        double z = (x[i] - dist->parameter[0]) / dist->parameter[1];
        out[i] = -0.5 * z * z - ter__log(dist->parameter[1]) - HALF_LOG_2PI;
    }
}

static bool normal_likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                              double *value, double *gradient, double *hessian) {
    (void)columns;
    double s = parameters[1], sum[3] = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        double z = (x[i] - parameters[0]) / s;
        sum[0] += weights[i];
        sum[1] += weights[i] * z;
        sum[2] += weights[i] * z * z;
    }
    *value = -0.5 * sum[2] - sum[0] * (ter__log(s) + HALF_LOG_2PI);
    if (gradient != NULL) {
        gradient[0] = sum[1] / s;
        gradient[1] = (sum[2] - sum[0]) / s;
        hessian[0] = -sum[0] / (s * s);
        hessian[1] = hessian[2] = -2.0 * sum[1] / (s * s);
        hessian[3] = (sum[0] - 3.0 * sum[2]) / (s * s);
    }
    return true;
}

static ter_status normal_closed_form(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                                     ter_error *error) {
    (void)columns;
    (void)error;
    double total = 0.0, sum = 0.0, square = 0.0;
    for (size_t i = 0; i < n; i++) {
        total += weights[i];
        sum += weights[i] * x[i];
    }
    for (size_t i = 0; i < n; i++) {
        square += weights[i] * (x[i] - sum / total) * (x[i] - sum / total);
    }
    parameters[0] = sum / total;
    parameters[1] = sqrt(square / total);
    return TER_OK;
}

/* A start that is far off on purpose. */
static ter_status far_start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                            ter_error *error) {
    (void)n;
    (void)columns;
    (void)weights;
    (void)error;
    parameters[0] = x[0];
    parameters[1] = fabs(x[0]) + 1.0;
    return TER_OK;
}

static const ter__fitter closed_fitter = {
    .closed_form = normal_closed_form, .moments = normal_closed_form, .likelihood = normal_likelihood};
static const ter__fitter iterated_fitter = {.start = far_start, .likelihood = normal_likelihood};

static const ter_family closed_normal = {
    .name = "closed_normal",
    .parameter_count = 2,
    .parameters = location_scale,
    .support = whole_line,
    .kernel = {[TER_LOG_PDF] = normal_log_pdf},
    .fitter = &closed_fitter,
};
static const ter_family iterated_normal = {
    .name = "iterated_normal",
    .parameter_count = 2,
    .parameters = location_scale,
    .support = whole_line,
    .kernel = {[TER_LOG_PDF] = normal_log_pdf},
    .fitter = &iterated_fitter,
};
static const ter_family numerical_normal = {
    .name = "numerical_normal",
    .parameter_count = 2,
    .parameters = location_scale,
    .support = whole_line,
    .kernel = {[TER_LOG_PDF] = normal_log_pdf},
};

/* Generalised extreme values: shape k > 0 has the heavy upper tail. Numerical derivatives. */
static const ter_parameter extreme_parameters[] = {
    {.name = "location", .lower = -INFINITY, .upper = INFINITY},
    {.name = "scale", .lower = 0.0, .upper = INFINITY, .lower_open = true},
    {.name = "shape", .lower = -INFINITY, .upper = INFINITY},
};

static void extreme_support(const double *p, double *lower, double *upper) {
    *lower = p[2] > 0.0 ? p[0] - p[1] / p[2] : -INFINITY;
    *upper = p[2] < 0.0 ? p[0] - p[1] / p[2] : INFINITY;
}

static void extreme_log_pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const double *p = dist->parameter;
    for (size_t i = 0; i < n; i++) {
        double z = (x[i] - p[0]) / p[1], kz = p[2] * z;
        double t = p[2] == 0.0 ? z : ter__log1p(kz) / p[2];
        out[i] = kz > -1.0 ? -ter__log(p[1]) - (1.0 + p[2]) * t - ter__exp(-t) : -INFINITY;
    }
}

static const ter_family extreme_values = {
    .name = "test_extremes",
    .parameter_count = 3,
    .parameters = extreme_parameters,
    .support = extreme_support,
    .kernel = {[TER_LOG_PDF] = extreme_log_pdf},
};

/* Uniform on [a, b]: the maximum sits at both edges. */
static const ter_parameter ends[] = {
    {.name = "a", .lower = -INFINITY, .upper = INFINITY},
    {.name = "b", .lower = -INFINITY, .upper = INFINITY},
};

static void ends_support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = p[1];
}

static ter_status ends_check(const double *p, ter_error *error) {
    return p[0] < p[1] ? TER_OK : ter_error_set(error, TER_BAD_ARGUMENT, "a must be below b");
}

static void uniform_log_pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++) {
        bool inside = x[i] >= dist->parameter[0] && x[i] <= dist->parameter[1];
        out[i] = inside ? -ter__log(dist->parameter[1] - dist->parameter[0]) : -INFINITY;
    }
}

static ter_status uniform_closed_form(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                                      ter_error *error) {
    (void)columns;
    (void)error;
    parameters[0] = INFINITY;
    parameters[1] = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            parameters[0] = fmin(parameters[0], x[i]);
            parameters[1] = fmax(parameters[1], x[i]);
        }
    }
    return TER_OK;
}

static const ter__fitter uniform_fitter = {.closed_form = uniform_closed_form};
static const ter_family test_uniform = {
    .name = "test_uniform",
    .parameter_count = 2,
    .parameters = ends,
    .support = ends_support,
    .check = ends_check,
    .kernel = {[TER_LOG_PDF] = uniform_log_pdf},
    .fitter = &uniform_fitter,
};

/* exp(-x / m) / m on [0, inf), numerical. */
static const ter_parameter mean_alone[] = {{.name = "mean", .lower = 0.0, .upper = INFINITY, .lower_open = true}};

static void half_line(const double *parameters, double *lower, double *upper) {
    (void)parameters;
    *lower = 0.0;
    *upper = INFINITY;
}

static void exponential_log_pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++) {
        out[i] = x[i] >= 0.0 ? -x[i] / dist->parameter[0] - ter__log(dist->parameter[0]) : -INFINITY;
    }
}

static const ter_family test_exponential = {
    .name = "test_exponential",
    .parameter_count = 1,
    .parameters = mean_alone,
    .support = half_line,
    .kernel = {[TER_LOG_PDF] = exponential_log_pdf},
};

#endif
