/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fitting Student's t in degrees of freedom, location and scale. The start is the EM iteration of Lange, Little and Taylor (JASA
 * 84, 1989) at a few degrees of freedom; the caller's Newton iteration does the rest on the Hessian given here.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist/continuous/student_t.h"
#include "special/elementary.h"

/* From here on the asymptotic series below are right to 1e-18. */
#define TER__T_GAP_FROM 32.0

/*
 * With beta(v) = sum of (-1)^k / (v + k): digamma((v + 1) / 2) - digamma(v / 2) = 2 beta(v) and beta(v) + beta(v + 1) = 1 / v. The
 * series of 2 beta(v) - 1 / v has the tangent numbers over powers of v (DLMF 24.2, 5.11).
 */
double ter__student_t_digamma_gap(double df) {
    double v = df, sum = 0.0, sign = 1.0;
    while (v < TER__T_GAP_FROM) { /* the gap of v is 1 / v - 1 / (v + 1) less the gap of v + 1: at most 32 turns */
        sum += sign / (v * (v + 1.0));
        sign = -sign;
        v += 1.0;
    }
    double r = 1.0 / (v * v);
    double series = 0.5 + r * (-0.25 + r * (0.5 + r * (-2.125 + r * (15.5 + r * (-172.75 + r * (2730.5 - r * 58098.0625))))));
    return sum + sign * (series / v) / v;
}

double ter__student_t_digamma_gap_slope(double df) {
    double v = df, sum = 0.0, sign = 1.0;
    while (v < TER__T_GAP_FROM) {
        sum -= sign * (2.0 * v + 1.0) / (v * v * (v + 1.0) * (v + 1.0));
        sign = -sign;
        v += 1.0;
    }
    double r = 1.0 / (v * v);
    double series = -1.0 + r * (1.0 + r * (-3.0 + r * (17.0 + r * (-155.0 + r * (2073.0 - r * 38227.0)))));
    return sum + sign * (series / v) / v / v;
}

static double weight_at(const double *weights, size_t i) {
    return weights == NULL ? 1.0 : weights[i];
}

/* Sums of one pass, for the derivatives in (df, location, scale). */
typedef struct sums {
    double log_density, slope[3], bend[6]; /* bend: 00, 10, 20, 11, 21, 22 */
} sums;

static void add_observation(sums *s, double df, double z, double scale, double weight) {
    double square = z * z, total = df + square, pull = (df + 1.0) / total;
    double lack = (square - 1.0) / total / total;
    s->log_density -= weight * 0.5 * (df + 1.0) * ter__log1p(square / df);
    s->slope[0] += weight * 0.5 * (pull * square / df - ter__log1p(square / df));
    s->slope[1] += weight * pull * z / scale;
    s->slope[2] += weight * (pull * square - 1.0) / scale;
    s->bend[0] += weight * 0.5 * square / df * (1.0 / total + lack - pull / df);
    s->bend[1] += weight * z * lack / scale;
    s->bend[2] += weight * square * lack / scale;
    s->bend[3] -= weight * pull * (df - square) / total / (scale * scale);
    s->bend[4] -= weight * 2.0 * z * pull * df / total / (scale * scale);
    s->bend[5] += weight * (1.0 - pull * square - 2.0 * pull * square * df / total) / (scale * scale);
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    (void)columns;
    double df = parameters[0], location = parameters[1], scale = parameters[2], total = 0.0;
    if (!(df > 0.0 && scale > 0.0 && isfinite(df) && isfinite(location) && isfinite(scale)))
        return false;
    sums s = {0};
    for (size_t i = 0; i < n; i++) {
        double weight = weight_at(weights, i);
        if (weight > 0.0)
            add_observation(&s, df, (x[i] - location) / scale, scale, weight);
        total += weight;
    }
    *value = s.log_density + total * (ter__dd_value(ter__student_t_log_constant(df)) - ter__log(scale));
    s.slope[0] += total * 0.5 * ter__student_t_digamma_gap(df);
    s.bend[0] += total * 0.5 * ter__student_t_digamma_gap_slope(df);
    if (gradient != NULL)
        for (int j = 0; j < 3; j++)
            gradient[j] = s.slope[j];
    static const int place[9] = {0, 1, 2, 1, 3, 4, 2, 4, 5};
    if (hessian != NULL)
        for (int j = 0; j < 9; j++)
            hessian[j] = s.bend[place[j]];
    return isfinite(*value);
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median and half the width of the middle half of the observations that count: a start no outlier can move. */
static ter_status middle(size_t n, const double *x, const double *weights, double *location, double *scale, ter_error *error) {
    double *sorted = malloc((n > 0 ? n : 1) * sizeof *sorted); /* n doubles exist already, so the product is no overflow */
    size_t count = 0;
    if (sorted == NULL)
        return ter_error_set(error, TER_NO_MEMORY, "student_t: no memory to sort %zu values", n);
    for (size_t i = 0; i < n; i++)
        if (weight_at(weights, i) > 0.0)
            sorted[count++] = x[i];
    if (count > 0) {
        qsort(sorted, count, sizeof *sorted, compare);
        *location = sorted[count / 2];
        *scale = 0.5 * (sorted[count - 1 - count / 4] - sorted[count / 4]);
        if (!(*scale > 0.0))
            *scale = 0.25 * (sorted[count - 1] - sorted[0]);
    }
    free(sorted);
    if (count == 0 || !(*scale > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "student_t: the values are all the same");
    return TER_OK;
}

/* EM steps for location and scale at fixed degrees of freedom. */
static void improve(size_t n, const double *x, const double *weights, double df, double *location, double *scale) {
    for (int round = 0; round < 12; round++) {
        double pulls = 0.0, weighted = 0.0, spread = 0.0, total = 0.0;
        for (size_t i = 0; i < n; i++) {
            double d = x[i] - *location, z = d / *scale, weight = weight_at(weights, i), pull = weight * (df + 1.0) / (df + z * z);
            pulls += pull;
            weighted += pull * d;
            spread += pull * d * d;
            total += weight;
        }
        double step = weighted / pulls, variance = (spread - weighted * step) / total;
        *location += step;
        if (!(variance > 0.0))
            break;
        *scale = sqrt(variance);
    }
}

static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error) {
    static const double trials[] = {1.0, 3.0, 10.0, 40.0};
    double best = -INFINITY, location = 0.0, scale = 1.0;
    ter_status status = middle(n, x, weights, &location, &scale, error);
    if (status != TER_OK)
        return status;
    for (size_t k = 0; k < sizeof trials / sizeof trials[0]; k++) {
        double trial[3] = {trials[k], location, scale}, value;
        improve(n, x, weights, trial[0], &trial[1], &trial[2]);
        if (likelihood(n, x, columns, weights, trial, &value, NULL, NULL) && value > best) {
            best = value;
            memcpy(parameters, trial, sizeof trial);
        }
    }
    if (isinf(best))
        return ter_error_set(error, TER_BAD_DATA, "student_t: the values are too far apart for a likelihood in double precision");
    return TER_OK;
}

/* df = 4 + 6 / excess kurtosis, scale^2 = variance (df - 2) / df. */
static ter_status moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                          ter_error *error) {
    (void)columns;
    double total = 0.0, mean = 0.0, second = 0.0, fourth = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weight_at(weights, i);
        total += weight;
        mean += weight > 0.0 ? weight / total * (x[i] - mean) : 0.0;
    }
    for (size_t i = 0; i < n; i++) {
        double square = (x[i] - mean) * (x[i] - mean);
        second += weight_at(weights, i) * square;
        fourth += weight_at(weights, i) * square * square;
    }
    double excess = fourth * total / (second * second) - 3.0;
    if (!(second > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "student_t: the values are all the same");
    if (!(excess > 0.0))
        return ter_error_set(
            error, TER_UNDEFINED,
            "student_t: by moments df = 4 + 6 / excess kurtosis, and the sample's excess kurtosis %g is not positive; "
            "use maximum likelihood or a normal law",
            excess);
    parameters[0] = 4.0 + 6.0 / excess;
    parameters[1] = mean;
    parameters[2] = sqrt(second / total * (parameters[0] - 2.0) / parameters[0]);
    return TER_OK;
}

const ter__fitter ter__student_t_fitter = {
    .start = start,
    .moments = moments,
    .likelihood = likelihood,
};
