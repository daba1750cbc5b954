/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fitting the Gumbel law: the likelihood with both derivatives in one pass, and the method of moments, which also starts it. */
#include "extreme.h"

static ter_status moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                          ter_error *error) {
    (void)columns;
    double mean, variance;
    if (!ter__extreme_two_moments(n, x, weights, &mean, &variance) || !(variance > 0.0) || !isfinite(variance))
        return ter_error_set(error, TER_BAD_DATA, "gumbel: the variance of the data is not a positive number");
    parameters[1] = sqrt(variance) / 1.2825498301618641; /* pi / sqrt(6) */
    parameters[0] = mean - TER__EULER_GAMMA * parameters[1];
    return TER_OK;
}

/* Of l = -z - exp(-z) - log scale: l_z = e - 1, l_zz = -e, with e = exp(-z). */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    (void)columns;
    double location = parameters[0], scale = parameters[1];
    if (!(scale > 0.0 && scale < TER__INFINITY && fabs(location) < TER__INFINITY))
        return false;
    double total = 0.0, sum = 0.0, slope = 0.0, z_slope = 0.0, bend = 0.0, z_bend = 0.0, zz_bend = 0.0;
    for (size_t i = 0; i < n; i++) {
        double z = (x[i] - location) / scale, e = ter__exp(-z);
        double w = weights[i], we = w > 0.0 ? w * e : 0.0;
        total += w;
        sum -= w * z + we;
        slope += we - w;
        z_slope += z * (we - w);
        bend -= we;
        z_bend -= z * we;
        zz_bend -= z * z * we;
    }
    *value = sum - total * ter__log(scale);
    if (gradient != NULL) {
        gradient[0] = -slope / scale;
        gradient[1] = -(total + z_slope) / scale;
    }
    if (hessian != NULL) {
        double square = scale * scale;
        hessian[0] = bend / square;
        hessian[1] = hessian[2] = (slope + z_bend) / square;
        hessian[3] = (total + 2.0 * z_slope + zz_bend) / square;
    }
    return *value > -TER__INFINITY;
}

extern const ter__fitter ter__gumbel_fitter;
const ter__fitter ter__gumbel_fitter = {.start = moments, .moments = moments, .likelihood = likelihood};
