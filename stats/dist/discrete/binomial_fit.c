/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fitting a binomial law: the probability by maximum likelihood at a given number of trials, or both by moments. */
#include <math.h>

#include "dist/discrete/binomial.h"

static double weight_at(const double *weights, size_t i) {
    return weights == NULL ? 1.0 : weights[i];
}

/* The number of trials is a whole number and no maximum of a smooth function: its derivatives are 0 here, and it is held fixed. */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *slope, double *hessian) {
    (void)columns;
    double trials = parameters[0], p = parameters[1], sum = 0.0, first = 0.0, second = 0.0;
    if (!(trials >= 0.0 && trials == floor(trials) && p >= 0.0 && p <= 1.0))
        return false;
    ter__binomial l = ter__binomial_make(trials, p);
    for (size_t i = 0; i < n; i++) {
        double weight = weight_at(weights, i), rest = trials - x[i];
        if (!(weight > 0.0))
            continue;
        if (!ter__binomial_possible(&l, x[i]))
            return false;
        sum += l.certain >= 0.0 ? 0.0 : weight * ter__binomial_log_mass(&l, x[i]).hi;
        first += weight * ((x[i] > 0.0 ? x[i] / p : 0.0) - (rest > 0.0 ? rest / l.q.hi : 0.0));
        second -= weight * ((x[i] > 0.0 ? x[i] / p / p : 0.0) + (rest > 0.0 ? rest / l.q.hi / l.q.hi : 0.0));
    }
    *value = sum;
    if (slope != NULL) {
        slope[0] = 0.0;
        slope[1] = first;
    }
    if (hessian != NULL) {
        hessian[0] = hessian[1] = hessian[2] = 0.0;
        hessian[3] = second;
    }
    return true;
}

typedef struct counts {
    double weight, mean, variance, largest;
} counts;

static ter_status take_counts(size_t n, const double *x, const double *weights, counts *c, ter_error *error) {
    *c = (counts){0.0, 0.0, 0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        double weight = weight_at(weights, i);
        if (!(weight > 0.0))
            continue;
        if (!(x[i] >= 0.0 && x[i] == floor(x[i])))
            return ter_error_set(error, TER_BAD_DATA, "binomial: the value %g at index %zu is no count", x[i], i);
        double gap = x[i] - c->mean;
        c->weight += weight;
        c->mean += weight / c->weight * gap;
        c->variance += weight * gap * (x[i] - c->mean);
        c->largest = x[i] > c->largest ? x[i] : c->largest;
    }
    c->variance = c->weight > 0.0 ? c->variance / c->weight : 0.0;
    return TER_OK;
}

/* The fewest trials that can give the data, and a probability inside (0, 1). */
static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error) {
    (void)columns;
    counts c;
    ter_status status = take_counts(n, x, weights, &c, error);
    if (status == TER_OK) {
        parameters[0] = c.largest > 1.0 ? c.largest : 1.0;
        parameters[1] = (c.mean + 0.5) / (parameters[0] + 1.0);
    }
    return status;
}

/* p = 1 - variance / mean and trials = mean / p, rounded to a whole number not below any count; then p = mean / trials. */
static ter_status moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                          ter_error *error) {
    (void)columns;
    counts c;
    ter_status status = take_counts(n, x, weights, &c, error);
    if (status != TER_OK)
        return status;
    if (!(c.variance < c.mean))
        return ter_error_set(error, TER_UNDEFINED,
                             "binomial: the sample's variance %g is not below its mean %g, so no number of trials fits by moments",
                             c.variance, c.mean);
    double trials = floor(c.mean * c.mean / (c.mean - c.variance) + 0.5);
    parameters[0] = trials > c.largest ? trials : c.largest;
    parameters[1] = c.mean / parameters[0];
    return TER_OK;
}

const ter__fitter ter__binomial_fitter = {.start = start, .moments = moments, .likelihood = likelihood};
