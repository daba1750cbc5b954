/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Bernoulli law: 1 with probability p, 0 with q = 1 - p, whose log is formed from p. */
#include "count_characteristic.h"
#include "two_points.h"

static void prepare(const double *p, double *prepared) {
    const ter__dd never = {-TER__INFINITY, 0.0};
    ter__dd log_q = p[0] < 1.0 ? ter__dd_log1p(ter__dd_make(-p[0], 0.0)) : never;
    ter__two_points_prepare(p[0] > 0.0 ? log_q : ter__dd_make(0.0, 0.0), p[0] > 0.0 ? ter__dd_log_d(p[0]) : never, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0] < 1.0 ? 0.0 : 1.0;
    *upper = p[0] > 0.0 ? 1.0 : 0.0;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__two_points_log(dist, x > 0.0);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double p = dist->parameter[0];
    *slope = TER__NAN;
    if (by_parameter != NULL)
        by_parameter[0] = x > 0.0 ? 1.0 / p : -1.0 / (1.0 - p);
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double p = dist->parameter[0];
    *value = p * (1.0 - p);
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    double p = dist->parameter[0], spread = p * (1.0 - p);
    *value = spread > 0.0 ? (1.0 - 2.0 * p) / sqrt(spread) : TER__NAN;
    return spread > 0.0 ? TER_OK : TER_UNDEFINED;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double p = dist->parameter[0], spread = p * (1.0 - p);
    *value = spread > 0.0 ? (1.0 - 6.0 * spread) / spread : TER__NAN;
    return spread > 0.0 ? TER_OK : TER_UNDEFINED;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] > 0.5 ? 1.0 : 0.0;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__two_points_entropy(dist);
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 0 ? 1.0 : dist->parameter[0];
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 1 ? 0.0 : ter__bernoulli_central(dist->parameter[0], 1.0 - dist->parameter[0], order);
    return TER_OK;
}

/* q + p exp(i t) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    double p = dist->parameter[0];
    ter__complex log = ter__binomial_log_characteristic(1.0, ter__dd_make(p, 0.0), ter__two_sum(1.0, -p), t);
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__PROBABILITY_PARAMETER(false, false, "probability of 1"),
};

static const ter_alias aliases[] = {{"bern", "extraDistr"}};

static ter_status estimate(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                           ter_error *error) {
    (void)columns;
    double sum = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (weight > 0.0 && x[i] != 0.0 && x[i] != 1.0)
            return ter_error_set(error, TER_BAD_DATA, "bernoulli: value %zu is %g, neither 0 nor 1", i, x[i]);
        sum += weight > 0.0 ? weight * x[i] : 0.0;
        total += weight;
    }
    *parameter = sum / total;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameter,
                       double *value, double *slope, double *curvature) {
    (void)columns;
    double p = parameter[0], q = 1.0 - p, ones = 0.0, zeros = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        *(x[i] > 0.0 ? &ones : &zeros) += weight;
    }
    if (!(p >= 0.0 && p <= 1.0) || (ones > 0.0 && p == 0.0) || (zeros > 0.0 && q == 0.0))
        return false;
    *value = (ones > 0.0 ? ones * ter__log(p) : 0.0) + (zeros > 0.0 ? zeros * ter__log1p(-p) : 0.0);
    if (slope != NULL)
        *slope = (ones > 0.0 ? ones / p : 0.0) - (zeros > 0.0 ? zeros / q : 0.0);
    if (curvature != NULL)
        *curvature = -(ones > 0.0 ? ones / p / p : 0.0) - (zeros > 0.0 ? zeros / q / q : 0.0);
    return true;
}

static const ter__fitter fitter = {.closed_form = estimate, .start = estimate, .moments = estimate, .likelihood = likelihood};

static const ter__edge edges[] = {
    {{0.25}, TER_PDF, 0.0, 0.75},      {{0.25}, TER_PDF, 1.0, 0.25},      {{0.25}, TER_PDF, 0.5, 0.0},
    {{0.25}, TER_CDF, 0.0, 0.75},      {{0.25}, TER_SF, 0.0, 0.25},       {{0.25}, TER_SF, 1.0, 0.0},
    {{0.25}, TER_QUANTILE, 0.75, 0.0}, {{0.25}, TER_QUANTILE, 0.8, 1.0},  {{0.25}, TER_ISF, 0.25, 0.0},
    {{0.25}, TER_HAZARD, 1.0, 1.0},    {{0.0}, TER_QUANTILE, 1.0, 0.0},   {{1.0}, TER_QUANTILE, 0.0, 1.0},
    {{1.0}, TER_PDF, 1.0, 1.0},        {{0x1p-80}, TER_SF, 0.0, 0x1p-80}, {{0.25}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = ter__two_points_log_tail,
    .gradient = gradient,
};

const ter_family ter__family_bernoulli = {
    .name = "bernoulli",
    .title = "Bernoulli",
    .formula = "p^k (1 - p)^(1 - k), k = 0, 1",
    .conventions = "scipy: bernoulli(p). R: dbinom(k, 1, p). By the logit of p: bernoulli_logit.",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
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
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "all probabilities",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 1.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
