/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geometric law counted from 1: the trials up to the first success, P(X = k) = p q^(k - 1) and P(X > k) = q^k. */
#include "count_characteristic.h"
#include "dist/discrete/geometric_law.h"

#define FIRST 1.0

static void prepare(const double *p, double *prepared) {
    ter__geometric_prepare(p[0], prepared);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = FIRST;
    *upper = p[0] < 1.0 ? TER__INFINITY : FIRST;
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = 1.0 / dist->parameter[0];
    return TER_OK;
}

/* E[X (X + 1) .. (X + j - 1)] = j! / p^j; ordinary moments from the factorial ones E[X .. (X - j + 1)] = j! q^(j - 1) / p^j. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double p = dist->parameter[0], factorial[TER_MOMENT_ORDER_MAX + 1] = {1.0, 1.0 / p}, u = ter__geometric_odds(dist);
    for (unsigned j = 2; j <= order; j++)
        factorial[j] = factorial[j - 1] * j * u;
    *value = ter__raw_from_factorial(order, factorial);
    return TER_OK;
}

/* p exp(i t) / (1 - q exp(i t)) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    static const ter__dd pi = TER__PI;
    double p = dist->parameter[0];
    ter__complex log = ter__negative_binomial_log_characteristic(1.0, ter__dd_make(p, 0.0), ter__two_sum(1.0, -p), t);
    log.im = ter__dd_add(log.im, ter__dd_mul(ter__turns(t), pi));
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__PROBABILITY_PARAMETER(true, false, "probability of success in each trial"),
};

static void same(const double *given, double *p) {
    p[0] = given[0];
}

static const ter__variant variants[] = {
    {"scipy", "geom", 1, parameters, same},
};

static ter_status estimate(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                           ter_error *error) {
    (void)columns;
    return ter__geometric_estimate(FIRST, n, x, weights, parameter, error);
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameter,
                       double *value, double *slope, double *curvature) {
    (void)columns;
    return ter__geometric_likelihood(FIRST, n, x, weights, parameter, value, slope, curvature);
}

static const ter__fitter fitter = {.closed_form = estimate, .start = estimate, .moments = estimate, .likelihood = likelihood};

static const ter__edge edges[] = {
    {{0.5}, TER_PDF, 0.0, 0.0},      {{0.5}, TER_PDF, 1.0, 0.5},           {{0.5}, TER_SF, 10.0, 0x1p-10},
    {{0.25}, TER_CDF, 2.0, 0.4375},  {{0.5}, TER_QUANTILE, 0.5, 1.0},      {{0.5}, TER_ISF, 0x1p-10, 10.0},
    {{0.5}, TER_QUANTILE, 0.0, 1.0}, {{1.0}, TER_PDF, 1.0, 1.0},           {{1.0}, TER_QUANTILE, 1.0, 1.0},
    {{0.25}, TER_HAZARD, 1e6, 0.25}, {{0.5}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_geometric_trials = {
    .name = "geometric_trials",
    .title = "Geometric, counted from 1",
    .formula = "p (1 - p)^(k - 1), k = 1, 2, 3, ...",
    .conventions =
        "The trials up to the first success, from 1 on: scipy's geom(p), GSL's gsl_ran_geometric. The law of the failures alone, "
        "from 0 on (R's dgeom), is geometric.",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = support,
    .statement = &ter__geometric_statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = ter__geometric_variance,
            [TER_SKEWNESS] = ter__geometric_skewness,
            [TER_EXCESS_KURTOSIS] = ter__geometric_excess_kurtosis,
            [TER_MODE] = ter__geometric_mode,
            [TER_ENTROPY] = ter__geometric_entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__geometric_central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "probability from 1e-9 to 1 - 1e-9, and 1 itself; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
