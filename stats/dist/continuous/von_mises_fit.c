/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fitting von Mises' law on the line: the likelihood with both derivatives, started from the mean and the resultant length. */
#include "dist/family.h"
#include "special/bessel.h"
#include "special/elementary.h"
#include "special/trig.h"
#include "von_mises.h"

static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error) {
    const double pi = 3.141592653589793;
    double total = 0.0, mean = 0.0, low = TER__INFINITY, high = -TER__INFINITY, gap = 0.0;
    (void)columns;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            total += weights[i];
            mean += (x[i] - mean) * (weights[i] / total);
            low = x[i] < low ? x[i] : low;
            high = x[i] > high ? x[i] : high;
        }
    }
    if (!(high - low <= 2.0 * pi))
        return ter_error_set(error, TER_BAD_DATA, "von_mises: the data span %g, more than the circle's 2 pi", high - low);
    double at = mean < high - pi ? high - pi : mean > low + pi ? low + pi : mean;
    for (size_t i = 0; i < n; i++)
        gap += weights[i] * ter__von_mises_exponent(1.0, ter__dd_make(x[i] - at, 0.0)).hi / total;
    /* 1 - I1 / I0 = gap, about 1 / (2 kappa) when small; Fisher's approximation of its inverse */
    double r = fmax(1.0 - gap, 0.01);
    parameters[0] = at;
    parameters[1] = gap < 1e-14 ? 1e14 : r * (2.0 - r * r) / (fmin(gap, 0.99) * (1.0 + r));
    return TER_OK;
}

/* l = -kappa (1 - cos d) - log(2 pi I0(kappa)) + kappa; with A = I1 / I0, the second derivative in kappa is -(1 - A / kappa - A^2).
 */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    static const ter__dd pi = TER__PI;
    double location = parameters[0], kappa = parameters[1], total = 0.0, fall = 0.0, sines = 0.0;
    (void)columns;
    if (!(kappa >= 0.0 && kappa < TER__INFINITY && fabs(location) <= 1e15))
        return false;
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - location;
        if (!(weights[i] > 0.0))
            continue;
        if (!(fabs(d) <= pi.hi))
            return false;
        double sine = ter__dd_sin(ter__dd_make(0.5 * d, 0.0)).hi;
        total += weights[i];
        fall += 2.0 * weights[i] * sine * sine;
        sines += 2.0 * weights[i] * sine * sqrt(1.0 - sine * sine);
    }
    *value = -kappa * fall - total * ter__dd_log(ter__dd_scale(ter__von_mises_inner(kappa, pi), 2.0)).hi;
    if (gradient == NULL)
        return true;
    ter__dd complement, ratio = ter__dd_bessel_i_ratio(kappa, &complement);
    ter__dd over = kappa > 1e-8 ? ter__dd_div_d(ratio, kappa) : ter__dd_make(0.5, 0.0);
    ter__dd spread = ter__dd_mul(complement, ter__dd_add_d(ratio, 1.0)); /* 1 - A^2 */
    gradient[0] = kappa * sines;
    gradient[1] = ter__dd_value(ter__dd_add_d(ter__dd_mul_d(complement, total), -fall));
    if (hessian != NULL) {
        hessian[0] = -kappa * (total - fall);
        hessian[1] = hessian[2] = sines;
        hessian[3] = -total * ter__dd_value(ter__dd_sub(spread, over));
    }
    return true;
}

extern const ter__fitter ter__von_mises_fitter;
const ter__fitter ter__von_mises_fitter = {.start = start, .likelihood = likelihood};
