/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fitting the Weibull law. The column is log x; a start is the Gumbel law's moments for it, as log X is Gumbel of minima. */
#include "extreme.h"
#include "special/gamma.h"

static void transform(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++)
        columns[i] = ter__log(x[i]);
}

static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error) {
    (void)x;
    double mean, variance;
    if (!ter__extreme_two_moments(n, columns, weights, &mean, &variance) || !(variance > 0.0) || !isfinite(variance))
        return ter_error_set(error, TER_BAD_DATA, "weibull: the logs of the data must be finite and not all equal");
    double spread = sqrt(variance) / 1.2825498301618641; /* pi / sqrt(6) */
    parameters[0] = 1.0 / spread;
    parameters[1] = ter__exp(mean + TER__EULER_GAMMA * spread);
    return TER_OK;
}

/* Of l = log shape - log scale + (shape - 1) r - e, r = log(x / scale), e = exp(shape r). */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    const double shape = parameters[0], scale = parameters[1];
    if (!(shape > 0.0 && shape < TER__INFINITY && scale > 0.0 && scale < TER__INFINITY))
        return false;
    const double log_scale = ter__log(scale);
    double total = 0.0, power = 0.0, first = 0.0, bend = 0.0, r_power = 0.0, rr_power = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            if (!(x[i] > 0.0))
                return false;
            double r = columns[i] - log_scale, e = weights[i] * ter__exp(shape * r);
            total += weights[i];
            first += weights[i] * r;
            bend += e - weights[i];
            power += e;
            r_power += r * e;
            rr_power += r * r * e;
        }
    }
    *value = total * (ter__log(shape) - log_scale) + (shape - 1.0) * first - power;
    if (gradient != NULL) {
        gradient[0] = total / shape + first - r_power;
        gradient[1] = shape / scale * bend;
    }
    if (hessian != NULL) {
        hessian[0] = -total / (shape * shape) - rr_power;
        hessian[1] = hessian[2] = (bend + shape * r_power) / scale;
        hessian[3] = -(shape / scale) * (bend + shape * power) / scale;
    }
    return *value > -TER__INFINITY;
}

/* The shape whose coefficient of variation is the data's: Gamma(1 + 2 / k) / Gamma(1 + 1 / k)^2 - 1, falling in k. */
static double log_ratio(double shape) {
    return ter__log_gamma(1.0 + 2.0 / shape) - 2.0 * ter__log_gamma(1.0 + 1.0 / shape);
}

static ter_status moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                          ter_error *error) {
    (void)columns;
    double mean, variance;
    if (!ter__extreme_two_moments(n, x, weights, &mean, &variance) || !(variance > 0.0) || !isfinite(variance) || !(mean > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "weibull: mean and variance of the data must be positive numbers");
    const double wanted = ter__log1p(variance / mean / mean);
    double low = 0.02, high = 1e6;
    if (!(wanted < log_ratio(low) && wanted > log_ratio(high)))
        return ter_error_set(error, TER_UNDEFINED, "weibull: no shape has the coefficient of variation of the data");
    for (int i = 0; i < 70 && high / low - 1.0 > 1e-15; i++) {
        double middle = sqrt(low * high);
        *(log_ratio(middle) > wanted ? &low : &high) = middle;
    }
    parameters[0] = sqrt(low * high);
    parameters[1] = mean / ter__exp(ter__log_gamma(1.0 + 1.0 / parameters[0]));
    return TER_OK;
}

extern const ter__fitter ter__weibull_fitter;
const ter__fitter ter__weibull_fitter = {
    .columns = 1, .transform = transform, .start = start, .moments = moments, .likelihood = likelihood};
