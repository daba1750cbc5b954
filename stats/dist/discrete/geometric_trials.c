/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geometric law counted from 1: the trials up to the first success, P(X = k) = p q^(k - 1) and P(X > k) = q^k. */
#include "dist/discrete/geometric_law.h"

#define FIRST 1.0

static void prepare(const double *p, double *prepared) {
    ter__geometric_prepare(p[0], prepared);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = FIRST;
    *upper = p[0] < 1.0 ? TER__INFINITY : FIRST;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__geometric_log_mass(ter__geometric_load(dist->prepared), x - FIRST);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return ter__geometric_log_tail(ter__geometric_load(dist->prepared), x - FIRST, upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    (void)x;
    return ter__geometric_load(dist->prepared).log_p;
}

static double start(const ter_dist *dist, double log_tail, bool upper) {
    return ter__geometric_start(ter__geometric_load(dist->prepared), log_tail, upper) + FIRST;
}

/* 1 / p - k / q = (q - k p) / (p q) */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double p = dist->parameter[0], k = x - FIRST;
    ter__dd q = ter__two_sum(1.0, -p);
    *slope = TER__NAN;
    if (by_parameter != NULL)
        by_parameter[0] = k == 0.0 ? 1.0 / p : ter__dd_value(ter__dd_sub(q, ter__two_product(k, p))) / p / q.hi;
}

/* q / p, the mean of the failures. */
static double odds(const ter_dist *dist) {
    double p = dist->parameter[0];
    return ter__dd_value(ter__dd_div_d(ter__two_sum(1.0, -p), p));
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = 1.0 / dist->parameter[0];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    *value = odds(dist) / dist->parameter[0];
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    double p = dist->parameter[0];
    *value = p < 1.0 ? (2.0 - p) / sqrt(1.0 - p) : TER__NAN;
    return p < 1.0 ? TER_OK : TER_UNDEFINED;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double p = dist->parameter[0];
    *value = p < 1.0 ? 6.0 + p * p / (1.0 - p) : TER__NAN;
    return p < 1.0 ? TER_OK : TER_UNDEFINED;
}

static ter_status mode(const ter_dist *dist, double *value) {
    (void)dist;
    *value = FIRST;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__geometric_entropy(ter__geometric_load(dist->prepared), odds(dist));
    return TER_OK;
}

/* E[X (X + 1) .. (X + j - 1)] = j! / p^j; ordinary moments from the factorial ones E[X .. (X - j + 1)] = j! q^(j - 1) / p^j. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double p = dist->parameter[0], factorial[TER_MOMENT_ORDER_MAX + 1] = {1.0, 1.0 / p}, u = odds(dist);
    for (unsigned j = 2; j <= order; j++)
        factorial[j] = factorial[j - 1] * j * u;
    *value = ter__raw_from_factorial(order, factorial);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double cumulant[TER_MOMENT_ORDER_MAX + 1] = {0.0};
    ter__geometric_cumulants(order, odds(dist), cumulant);
    *value = ter__central_from_cumulants(order, cumulant);
    return TER_OK;
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

/* The mean determines p. */
static ter_status estimate(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                           ter_error *error) {
    (void)columns;
    double sum = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (weight > 0.0 && !(x[i] >= FIRST && x[i] == floor(x[i])))
            return ter_error_set(error, TER_BAD_DATA, "geometric_trials: value %zu is %g, no count from %g on", i, x[i], FIRST);
        sum += weight > 0.0 ? weight * (x[i] - FIRST) : 0.0;
        total += weight;
    }
    *parameter = total / (total + sum);
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameter,
                       double *value, double *slope, double *curvature) {
    (void)columns;
    double p = parameter[0], sum = 0.0, total = 0.0;
    if (!(p > 0.0 && p <= 1.0))
        return false;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        sum += weight > 0.0 ? weight * (x[i] - FIRST) : 0.0;
        total += weight;
    }
    if (sum > 0.0 && p == 1.0)
        return false;
    double failures = sum > 0.0 ? sum / (1.0 - p) : 0.0;
    *value = total * ter__log(p) + (sum > 0.0 ? sum * ter__log1p(-p) : 0.0);
    if (slope != NULL)
        *slope = total / p - failures;
    if (curvature != NULL)
        *curvature = -total / (p * p) - (sum > 0.0 ? failures / (1.0 - p) : 0.0);
    return true;
}

static const ter__fitter fitter = {.closed_form = estimate, .start = estimate, .moments = estimate, .likelihood = likelihood};

static const ter__edge edges[] = {
    {{0.5}, TER_PDF, 0.0, 0.0},      {{0.5}, TER_PDF, 1.0, 0.5},           {{0.5}, TER_SF, 10.0, 0x1p-10},
    {{0.25}, TER_CDF, 2.0, 0.4375},  {{0.5}, TER_QUANTILE, 0.5, 1.0},      {{0.5}, TER_ISF, 0x1p-10, 10.0},
    {{0.5}, TER_QUANTILE, 0.0, 1.0}, {{1.0}, TER_PDF, 1.0, 1.0},           {{1.0}, TER_QUANTILE, 1.0, 1.0},
    {{0.25}, TER_HAZARD, 1e6, 0.25}, {{0.5}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
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
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "probability from 1e-300, within 2^-53 of 1 and 1 itself; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
