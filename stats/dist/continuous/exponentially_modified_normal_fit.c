/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exponentially_modified_normal_fit.h"

#include "gamma_fit.h"
#include "mills.h"

enum { MEAN, SD, RATE };

/* By mean, variance and skewness, which must be between those of the normal and the exponential law: else the nearer end. */
static ter_status fit_moments(size_t n, const double *x, const double *columns, const double *weights, double *own,
                              ter_error *error) {
    (void)columns;
    ter__weighted w = ter__weighted_of(n, x, weights);
    if (!(w.variance > 0.0) || !(w.skewness > 0.0 && w.skewness < 2.0))
        return ter_error_set(error, TER_UNDEFINED, "exponentially_modified_normal: no law has skewness %g", w.skewness);
    double share = ter__pow(0.5 * w.skewness, 1.0 / 3.0), spread = sqrt(w.variance); /* of the exponential part in the sd */
    own[MEAN] = w.mean - spread * share;
    own[SD] = spread * sqrt(1.0 - share * share);
    own[RATE] = 1.0 / (spread * share);
    return TER_OK;
}

static ter_status fit_start(size_t n, const double *x, const double *columns, const double *weights, double *own,
                            ter_error *error) {
    if (fit_moments(n, x, columns, weights, own, NULL) == TER_OK)
        return TER_OK;
    ter__weighted w = ter__weighted_of(n, x, weights);
    double spread = sqrt(w.variance), share = w.skewness > 0.0 ? 0.95 : 0.3;
    if (!(spread > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "exponentially_modified_normal: all values are equal");
    own[MEAN] = w.mean - spread * share;
    own[SD] = spread * sqrt(1.0 - share * share);
    own[RATE] = 1.0 / (spread * share);
    return TER_OK;
}

/*
 * Derivatives of -u^2 / 2 + L(v) + log rate, u = (x - mean) / sd, v = rate sd - u, L = log M: L' = -e, L'' = 1 - (v + e) e with
 * e = 1 / M(v) - v.
 */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *own, double *value,
                       double *gradient, double *hessian) {
    (void)columns;
    const double sd = own[SD], rate = own[RATE], one = 1.0 / sd, square = one * one;
    double sum = 0.0, g[3] = {0.0, 0.0, 0.0}, h[6] = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    if (!(sd > 0.0 && sd < TER__INFINITY && rate > 0.0 && rate < TER__INFINITY))
        return false;
    const double log_rate = ter__log(rate);
    for (size_t i = 0; i < n; i++) {
        double u = (x[i] - own[MEAN]) / sd, v = rate * sd - u, weight = weights[i];
        if (weight == 0.0)
            continue;
        ter__dd log_mills = ter__log_mills_any(ter__dd_make(v, 0.0));
        double e = ter__mills_excess(ter__dd_make(v, 0.0)).hi, bend = 1.0 - (v + e) * e;
        double us = -u * one, vs = rate - us; /* du/dsd, dv/dsd */
        sum += weight * (ter__dd_value(ter__dd_add_wide(ter__score_log_density(ter__dd_make(u, 0.0)), log_mills)) + log_rate);
        g[0] += weight * (u - e) * one;
        g[1] += weight * (-u * us - e * vs);
        g[2] += weight * (1.0 / rate - e * sd);
        h[0] += weight * (bend - 1.0) * square;
        h[1] += weight * (us * one + (e - u) * square + bend * one * vs);
        h[2] += weight * bend;
        h[3] += weight * (-us * us + 2.0 * u * square * (e - u) + bend * vs * vs);
        h[4] += weight * (bend * vs * sd - e);
        h[5] += weight * (bend * sd * sd - 1.0 / rate / rate);
    }
    *value = sum;
    for (int k = 0; k < 3 && gradient != NULL; k++)
        gradient[k] = g[k];
    static const int place[9] = {0, 1, 2, 1, 3, 4, 2, 4, 5};
    for (int k = 0; k < 9 && hessian != NULL; k++)
        hessian[k] = h[place[k]];
    return fabs(sum) < TER__INFINITY;
}

const ter__fitter ter__exponentially_modified_normal_fitter = {
    .start = fit_start,
    .moments = fit_moments,
    .likelihood = likelihood,
};
