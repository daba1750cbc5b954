/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maximum likelihood for the gamma law: the scale is mean / shape, and the shape solves log k - digamma(k) = s with s = log mean -
 * mean log. Newton's iteration in 1 / k (Minka, "Estimating a Gamma distribution", 2002) gains digits so fast that a few steps do.
 */
#include "gamma_fit.h"

#include "special/elementary.h"
#include "special/gamma.h"
#include "special/gamma_inc.h"

#define NEWTON_STEPS_MAX 40

static double weight_at(const double *weights, size_t i) {
    return weights == NULL ? 1.0 : weights[i];
}

double ter__weighted_sum(size_t n, const double *y, const double *weights) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weight_at(weights, i);
        sum += weight > 0.0 ? weight * y[i] : 0.0; /* a log of 0 of weight 0 is no NaN */
    }
    return sum;
}

ter__weighted ter__weighted_of(size_t n, const double *x, const double *weights) {
    ter__weighted w = {.lowest = TER__INFINITY, .highest = -TER__INFINITY};
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weight_at(weights, i);
        if (weight > 0.0) {
            w.weight += weight;
            sum += weight * x[i];
            w.lowest = x[i] < w.lowest ? x[i] : w.lowest;
            w.highest = x[i] > w.highest ? x[i] : w.highest;
        }
    }
    w.mean = sum / w.weight;
    double first = 0.0, second = 0.0, third = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weight_at(weights, i), d = x[i] - w.mean;
        if (weight > 0.0) {
            first += weight * d;
            second += weight * d * d;
            third += weight * d * d * d;
        }
    }
    /* the mean's rounding taken out: moments about mean + shift */
    double shift = first / w.weight;
    w.mean += shift;
    third -= shift * (3.0 * second - 2.0 * w.weight * shift * shift);
    second -= w.weight * shift * shift;
    w.variance = second / (w.weight - 1.0);
    double spread = sqrt(w.variance);
    w.skewness = w.weight > 2.0 ? w.weight * third / ((w.weight - 1.0) * (w.weight - 2.0) * spread * spread * spread) : TER__NAN;
    return w;
}

static void transform(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++) {
        columns[i] = ter__log(x[i]);
    }
}

/* log(mean) - mean of logs: where that cancels, as the mean of t - log(1 + t), t = x / mean - 1. */
static double log_gap(size_t n, const double *x, const double *logs, const double *weights, double weight, double mean) {
    double gap = ter__log(mean) - ter__weighted_sum(n, logs, weights) / weight;
    if (gap > 1e-2) {
        return gap;
    }
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double w = weight_at(weights, i);
        if (w > 0.0) {
            ter__dd t = ter__dd_make((x[i] - mean) / mean, 0.0);
            sum += w * t.hi * t.hi * ter__dd_phi_ratio(t).hi;
        }
    }
    return sum / weight;
}

static double shape_of_gap(double gap) {
    double k = (3.0 - gap + sqrt((gap - 3.0) * (gap - 3.0) + 24.0 * gap)) / (12.0 * gap);
    for (int i = 0; i < NEWTON_STEPS_MAX; i++) {
        double excess = 0.5 / k - ter__stirling_error_slope(k) - gap; /* log k - digamma(k) - gap */
        double bend = k * (1.0 - k * ter__trigamma(k));               /* k^2 times its derivative, below 0 */
        double next = 1.0 / (1.0 / k + excess / bend);
        next = next > 0.0 && isfinite(next) ? next : 0.5 * k;
        double change = fabs(next - k);
        k = next;
        if (change <= 1e-9 * k) { /* the next one would change it by the square of that */
            break;
        }
    }
    return k;
}

static ter_status closed_form(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                              ter_error *error) {
    ter__weighted w = ter__weighted_of(n, x, weights);
    if (!(w.lowest > 0.0)) {
        return ter_error_set(error, TER_BAD_DATA, "gamma: the smallest value is %g; maximum likelihood needs values above 0",
                             w.lowest);
    }
    double gap = log_gap(n, x, columns, weights, w.weight, w.mean);
    if (!(gap > 1e-20)) {
        return ter_error_set(error, TER_BAD_DATA, "gamma: all values are equal; the likelihood grows without bound as shape does");
    }
    parameters[0] = shape_of_gap(gap);
    parameters[1] = w.mean / parameters[0];
    return TER_OK;
}

static ter_status moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                          ter_error *error) {
    (void)columns;
    ter__weighted w = ter__weighted_of(n, x, weights);
    if (!(w.mean > 0.0 && w.variance > 0.0)) {
        return ter_error_set(error, TER_UNDEFINED, "gamma: no law has mean %g and variance %g", w.mean, w.variance);
    }
    parameters[0] = w.mean * w.mean / w.variance;
    parameters[1] = w.variance / w.mean;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    double k = parameters[0], scale = parameters[1];
    if (!(k > 0.0 && scale > 0.0 && isfinite(k) && isfinite(scale))) {
        return false;
    }
    double total = 0.0, sum = 0.0, logs = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weight_at(weights, i);
        if (weight > 0.0) {
            total += weight;
            sum += weight * x[i];
            logs += weight * columns[i];
        }
    }
    if (!isfinite(logs)) {
        return false;
    }
    double log_scale = ter__log(scale);
    *value = (k - 1.0) * logs - sum / scale - total * (k * log_scale + ter__log_gamma(k));
    if (gradient != NULL) {
        gradient[0] = logs - total * (log_scale + ter__digamma(k));
        gradient[1] = (sum / scale - total * k) / scale;
    }
    if (hessian != NULL) {
        hessian[0] = -total * ter__trigamma(k);
        hessian[1] = hessian[2] = -total / scale;
        hessian[3] = (total * k - 2.0 * sum / scale) / (scale * scale);
    }
    return isfinite(*value);
}

const ter__fitter ter__gamma_fitter = {
    .columns = 1,
    .transform = transform,
    .closed_form = closed_form,
    .start = closed_form,
    .moments = moments,
    .likelihood = likelihood,
};
