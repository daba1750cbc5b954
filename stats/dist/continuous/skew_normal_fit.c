/* SPDX-License-Identifier: GPL-3.0-or-later */
/* At shape 0 the information is singular (Azzalini 1985): starts keep away from there. */
#include "skew_normal_fit.h"

#include "gamma_fit.h"
#include "mills.h"

enum { LOCATION, SCALE, SHAPE };

/* The law with these first two moments whose delta^2 is given. */
static void from_delta(ter__weighted w, double delta, double *own) {
    double mean = delta * 0.79788456080286536;
    own[SCALE] = sqrt(w.variance / (1.0 - mean * mean));
    own[LOCATION] = w.mean - own[SCALE] * mean;
    own[SHAPE] = delta / sqrt(1.0 - delta * delta);
}

/* skewness = (4 - pi) / 2 (m^2 / (1 - m^2))^(3/2), m = delta sqrt(2 / pi). */
static double delta_of(double skewness) {
    double t = ter__pow(fabs(skewness) / 0.42920367320510338, 2.0 / 3.0), square = t / (1.0 + t) * 1.5707963267948966;
    return copysign(sqrt(square), skewness);
}

static ter_status fit_moments(size_t n, const double *x, const double *columns, const double *weights, double *own,
                              ter_error *error) {
    (void)columns;
    ter__weighted w = ter__weighted_of(n, x, weights);
    double delta = delta_of(w.skewness);
    if (!(w.variance > 0.0) || !(fabs(delta) < 1.0))
        return ter_error_set(error, TER_UNDEFINED, "skew_normal: no law has skewness %g", w.skewness);
    from_delta(w, delta, own);
    return TER_OK;
}

static ter_status fit_start(size_t n, const double *x, const double *columns, const double *weights, double *own,
                            ter_error *error) {
    (void)columns;
    ter__weighted w = ter__weighted_of(n, x, weights);
    if (!(w.variance > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "skew_normal: all values are equal");
    double delta = delta_of(w.skewness), size = fabs(delta);
    from_delta(w, copysign(size < 0.7 ? 0.7 : size < 0.98 ? size : 0.98, delta), own);
    return TER_OK;
}

/* Derivatives of -u^2 / 2 + L(y) - log scale, y = shape u, L = log P(Z <= y): L' = r, L'' = -r (y + r), r = phi / P. */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *own, double *value,
                       double *gradient, double *hessian) {
    (void)columns;
    const double scale = own[SCALE], shape = own[SHAPE];
    double sum = 0.0, g[3] = {0.0, 0.0, 0.0}, h[6] = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    if (!(scale > 0.0 && scale < TER__INFINITY && fabs(shape) < TER__INFINITY))
        return false;
    const double height = 0.69314718055994531 - ter__log(scale);
    for (size_t i = 0; i < n; i++) {
        double u = (x[i] - own[LOCATION]) / scale, y = shape * u, weight = weights[i];
        if (weight == 0.0)
            continue;
        ter__dd back = ter__dd_make(-y, 0.0), log_mills = ter__log_mills_any(back);
        double excess = y < 0.0 ? ter__mills_excess(back).hi : 0.0, r = y < 0.0 ? excess - y : ter__exp(-log_mills.hi);
        double bend = -r * (y < 0.0 ? excess : y + r);
        ter__dd log_share = ter__score_log_tail(ter__dd_make(y, 0.0), false);
        sum += weight * (ter__dd_value(ter__dd_add_wide(ter__score_log_density(ter__dd_make(u, 0.0)), log_share)) + height);
        double first = -u + shape * r, second = -1.0 + shape * shape * bend, cross = r + y * bend; /* in u, and in the shape */
        g[0] -= weight * first;
        g[1] -= weight * (1.0 + u * first);
        g[2] += weight * u * r;
        h[0] += weight * second;
        h[1] += weight * (first + u * second);
        h[2] -= weight * cross;
        h[3] += weight * (1.0 + 2.0 * u * first + u * u * second);
        h[4] -= weight * u * cross;
        h[5] += weight * u * u * bend;
    }
    *value = sum;
    static const int place[9] = {0, 1, 2, 1, 3, 4, 2, 4, 5};
    const double unit[3] = {1.0 / scale, 1.0 / scale, 1.0};
    for (int k = 0; k < 3 && gradient != NULL; k++)
        gradient[k] = g[k] * unit[k];
    for (int k = 0; k < 9 && hessian != NULL; k++)
        hessian[k] = h[place[k]] * unit[k / 3] * unit[k % 3];
    return fabs(sum) < TER__INFINITY;
}

const ter__fitter ter__skew_normal_fitter = {.start = fit_start, .moments = fit_moments, .likelihood = likelihood};
