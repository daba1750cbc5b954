/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fitting Landau's law: the integrals of landau_law.c in plain doubles, with fewer nodes, the three that the likelihood and its two
 * derivatives need in one pass.
 */
#include "dist/family.h"
#include "landau_law.h"

typedef struct slopes {
    double log_density, first, second; /* of the standard law in z */
} slopes;

/* sin(pi t), t >= 0. */
static double sin_pi(double t) {
    double whole = floor(t + 0.5), r = t - whole, x = 3.141592653589793 * r, w = x * x, sum = 1.0;
    for (double k = 22.0; k >= 2.0; k -= 2.0)
        sum = 1.0 - w / (k * (k + 1.0)) * sum;
    return fmod(whole, 2.0) == 0.0 ? x * sum : -x * sum;
}

static slopes right_of(double z) {
    double unit = z > 1.0 ? z : 1.0, log_unit = ter__log(unit), steps = z < 1.0 ? 11.0 : z < 10.0 ? 8.0 : 5.0;
    double ratio = ter__exp(1.0 / steps), sum[3] = {0.0, 0.0, 0.0};
    int first = -(int)(18.0 * steps);
    double tau = ter__exp(first / steps);
    for (int j = first;; j++, tau *= ratio) {
        double t = tau / unit, rise = j / steps - log_unit + z, fall = t * rise;
        if (fall > 40.0 && rise > 1.0)
            break;
        double term = tau * ter__exp(-fall) * sin_pi(t);
        for (int k = 0; k < 3; k++, term *= tau)
            sum[k] += term;
    }
    double one = sum[1] / sum[0] / unit, two = sum[2] / sum[0] / unit / unit;
    slopes at = {ter__log(sum[0] / steps / 3.141592653589793) - log_unit, -one, two - one * one};
    return at;
}

/* The trapezoidal rule on an even integrand that has died out at the end. */
static slopes left_of(double z) {
    double s = ter__exp(-1.0 - z), sum[3] = {0.0, 0.0, 0.0}, reach = fmin(2.8 / sqrt(s), 0.8);
    const int nodes = 48;
    for (int j = 0; j < nodes; j++) {
        double log_v = ter__dd_value(ter__landau_log_v(ter__dd_make(reach * j / nodes, 0.0)));
        double v = ter__exp(log_v), term = (j == 0 ? 0.5 : 1.0) * v * ter__exp(-s * ter__expm1(log_v));
        for (int k = 0; k < 3; k++, term *= v)
            sum[k] += term;
    }
    double one = sum[1] / sum[0], two = sum[2] / sum[0];
    slopes at = {ter__log(sum[0] * reach / nodes) - 1.0 - z - s, s * one - 1.0, -s * one - s * s * (one * one - two)};
    return at;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    (void)columns;
    double location = parameters[0], scale = parameters[1], sum = 0.0, g[2] = {0.0, 0.0}, h[3] = {0.0, 0.0, 0.0};
    if (!(scale > 0.0 && scale < TER__INFINITY && fabs(location) < TER__INFINITY))
        return false;
    double log_scale = ter__log(scale);
    for (size_t i = 0; i < n; i++) {
        double z = (x[i] - location) / scale, w = weights[i];
        if (w == 0.0)
            continue;
        if (!(z > -700.0))
            return false;
        slopes at = {-2.0 * ter__log(fmax(z, 1.0)), -2.0 / z, 2.0 / z / z};
        if (z < 1e15)
            at = z < 0.0 ? left_of(z) : right_of(z);
        sum += w * (at.log_density - log_scale);
        g[0] -= w * at.first;
        g[1] -= w * (1.0 + z * at.first);
        h[0] += w * at.second;
        h[1] += w * (at.first + z * at.second);
        h[2] += w * (1.0 + 2.0 * z * at.first + z * z * at.second);
    }
    *value = sum;
    for (int k = 0; k < 2 && gradient != NULL; k++)
        gradient[k] = g[k] / scale;
    if (hessian != NULL) {
        hessian[0] = h[0] / scale / scale;
        hessian[1] = hessian[2] = h[1] / scale / scale;
        hessian[3] = h[2] / scale / scale;
    }
    return sum > -TER__INFINITY;
}

const ter__fitter ter__landau_fitter = {.likelihood = likelihood};
