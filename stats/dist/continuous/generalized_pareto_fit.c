/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maximum likelihood of the generalised Pareto law. The location is the smallest value, where the likelihood ends. With y = x -
 * location and theta = shape / scale the best shape is k(theta) = mean log(1 + theta y), and what is left is one unknown
 * (Grimshaw, Technometrics 35, 1993): the profile l(theta) = -log(k / theta) - k - 1 on theta > -1 / max y, whose slope is
 * 1 / theta - k' / k - k'. It grows without bound towards that end, where k < -1; the maximum meant is the highest with k > -1.
 */
#include "generalized_pareto_fit.h"

#include "special/elementary.h"

#define GRID      400
#define FARTHEST  25.0 /* log(1 + theta max y) is sought between -FARTHEST and FARTHEST */
#define NEAR_ZERO 1e-4

typedef struct data {
    size_t n;
    const double *x, *weights;
    double location, longest, total;
    double power[3]; /* mean y, y^2, y^3 over longest: for theta near 0 */
} data;

typedef struct profile {
    double k, k_slope; /* mean log(1 + theta y), mean y / (1 + theta y) */
} profile;

/* theta times the longest y, from u = log(1 + it). */
static double theta_of(const data *d, double u) {
    return ter__expm1(u) / d->longest;
}

static profile profile_at(const data *d, double theta) {
    profile at = {0.0, 0.0};
    for (size_t i = 0; i < d->n; i++) {
        double y = d->x[i] - d->location, t = fma(theta, y, 1.0);
        if (d->weights[i] > 0.0 && t > 0.0) {
            at.k += d->weights[i] * ter__log1p(theta * y);
            at.k_slope += d->weights[i] * y / t;
        }
    }
    at.k /= d->total;
    at.k_slope /= d->total;
    return at;
}

/* Slope of the profile in theta, times the longest y; near theta = 0 by the series of k. */
static double slope_at(const data *d, double u) {
    double theta = theta_of(d, u), a = theta * d->longest;
    profile at = profile_at(d, theta);
    double difference;
    if (fabs(a) < NEAR_ZERO) {
        double r = d->power[1] / d->power[0], s = d->power[2] / d->power[0];
        difference = (0.5 * r - 2.0 / 3.0 * s * a) / (1.0 - 0.5 * r * a + s * a * a / 3.0);
    } else {
        difference = 1.0 / a - at.k_slope / d->longest / at.k;
    }
    return difference - at.k_slope / d->longest;
}

/* Scale of the law with this theta: k / theta. */
static double scale_at(const data *d, double theta, double k) {
    double a = theta * d->longest;
    if (fabs(a) < NEAR_ZERO) {
        return d->longest * (d->power[0] - 0.5 * d->power[1] * a + d->power[2] * a * a / 3.0);
    }
    return k / theta;
}

static double height_at(const data *d, double u) {
    double theta = theta_of(d, u);
    profile at = profile_at(d, theta);
    return -ter__log(scale_at(d, theta, at.k)) - at.k;
}

/* The highest point between two grid points where the slope falls through 0, refined by halving. */
static bool highest(const data *d, double *best_u) {
    bool found = false;
    double best = 0.0, step = 2.0 * FARTHEST / GRID, previous = slope_at(d, -FARTHEST);
    for (int i = 1; i <= GRID; i++) {
        double high = -FARTHEST + i * step, low = high - step, next = slope_at(d, high);
        if (previous > 0.0 && next <= 0.0) {
            for (double middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high)) {
                if (slope_at(d, middle) > 0.0) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            double height = height_at(d, low);
            if (profile_at(d, theta_of(d, low)).k > -1.0 && (!found || height > best)) {
                best = height;
                *best_u = low;
                found = true;
            }
        }
        previous = next;
    }
    return found;
}

static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    data d = {n, x, weights, TER__INFINITY, 0.0, 0.0, {0.0}};
    double most = -TER__INFINITY, u = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            d.location = x[i] < d.location ? x[i] : d.location;
            most = x[i] > most ? x[i] : most;
            d.total += weights[i];
        }
    }
    d.longest = most - d.location;
    for (size_t i = 0; i < n; i++) {
        double y = (x[i] - d.location) / d.longest, power = weights[i] > 0.0 ? weights[i] * y : 0.0;
        for (size_t k = 0; k < 3; k++, power *= y)
            d.power[k] += power;
    }
    for (size_t k = 0; k < 3; k++)
        d.power[k] /= d.total;
    if (!(d.longest > 0.0) || !highest(&d, &u))
        return ter_error_set(error, TER_NO_CONVERGENCE,
                             "generalized_pareto: the likelihood has no maximum with a shape above -1; it grows without bound "
                             "towards an upper end at the largest value");
    double theta = theta_of(&d, u), k = profile_at(&d, theta).k;
    parameters[0] = d.location;
    parameters[1] = scale_at(&d, theta, k);
    parameters[2] = k;
    return TER_OK;
}

const ter__fitter ter__generalized_pareto_fitter = {.closed_form = fit, .start = fit};
