/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maximum likelihood of the Laplace law in closed form: the location is the weighted median, the scale the mean distance from it.
 * The likelihood has a corner at the location, so that its curvature there says nothing: the engine finds that and gives no
 * standard error for it.
 */
#include "laplace_fit.h"

#include "dist/path/ordinal.h"
#include "special/elementary.h"

/* Sum of the weights of values at most t. */
static double weight_up_to(size_t n, const double *x, const double *weights, double t) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] <= t ? weights[i] : 0.0;
    return sum;
}

/* The smallest value with at least `wanted` of the weight up to it, by halving between the ends: nothing is sorted or copied. */
static double weighted_order(size_t n, const double *x, const double *weights, double low, double high, double wanted) {
    if (weight_up_to(n, x, weights, low) >= wanted)
        return low;
    for (double middle = ter__ordinal_middle(low, high); middle > low && middle < high; middle = ter__ordinal_middle(low, high))
        *(weight_up_to(n, x, weights, middle) >= wanted ? &high : &low) = middle;
    return high;
}

static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    double low = TER__INFINITY, high = -TER__INFINITY, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            low = x[i] < low ? x[i] : low;
            high = x[i] > high ? x[i] : high;
            total += weights[i];
        }
    }
    double median = weighted_order(n, x, weights, low, high, 0.5 * total);
    if (weight_up_to(n, x, weights, median) == 0.5 * total) { /* anything up to the next value: the middle */
        double next = high;
        for (size_t i = 0; i < n; i++)
            next = weights[i] > 0.0 && x[i] > median && x[i] < next ? x[i] : next;
        median += 0.5 * (next - median);
    }
    double distance = 0.0;
    for (size_t i = 0; i < n; i++)
        distance += weights[i] > 0.0 ? weights[i] * fabs(x[i] - median) : 0.0;
    parameters[0] = median;
    parameters[1] = distance / total;
    if (!(parameters[1] > 0.0))
        return ter_error_set(error, TER_BAD_DATA,
                             "laplace: all values are the same, so the likelihood grows without bound as "
                             "scale -> 0");
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    (void)columns;
    double location = parameters[0], scale = parameters[1], total = 0.0, distance = 0.0, balance = 0.0;
    if (!(scale > 0.0 && scale < TER__INFINITY))
        return false;
    for (size_t i = 0; i < n; i++) {
        total += weights[i];
        distance += weights[i] * fabs(x[i] - location) / scale;
        balance += x[i] > location ? weights[i] : x[i] < location ? -weights[i] : 0.0;
    }
    *value = -distance - total * (ter__log(scale) + 0.6931471805599453);
    if (gradient != NULL) {
        gradient[0] = balance / scale;
        gradient[1] = (distance - total) / scale;
    }
    if (hessian != NULL) {
        hessian[0] = 0.0;
        hessian[1] = hessian[2] = -balance / scale / scale;
        hessian[3] = (total - 2.0 * distance) / scale / scale;
    }
    return *value > -TER__INFINITY;
}

const ter__fitter ter__laplace_fitter = {.closed_form = fit, .start = fit, .likelihood = likelihood};
