/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Bernoulli law by the logit of its probability: log p = -log(1 + exp(-logit)), so that p may be as near to 1 as to 0. */
#include "count_characteristic.h"
#include "two_points.h"

static ter__dd minus_softplus(double x) {
    if (x < -640.0)
        return ter__dd_make(0.0 - ter__exp(x), 0.0);
    return x > 640.0 ? ter__dd_make(-x, 0.0) : ter__dd_neg(ter__dd_log1pexp(ter__dd_make(x, 0.0)));
}

static void prepare(const double *p, double *prepared) {
    ter__two_points_prepare(minus_softplus(p[0]), minus_softplus(-p[0]), prepared);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__two_points_log(dist, x > 0.0);
}

/* The probability of 0 (or of 1). */
static double mass(const ter_dist *dist, bool high) {
    return ter__exp_dd(ter__two_points_log(dist, high));
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    *slope = TER__NAN;
    if (by_parameter != NULL)
        by_parameter[0] = x > 0.0 ? mass(dist, false) : 0.0 - mass(dist, true);
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = mass(dist, true);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    *value = mass(dist, false) * mass(dist, true);
    return TER_OK;
}

/* (q - p) / sqrt(p q) = -2 sinh(logit / 2). */
static ter_status skewness(const ter_dist *dist, double *value) {
    double half = 0.5 * dist->parameter[0];
    *value = ter__expm1(-half) - ter__expm1(half);
    return TER_OK;
}

/* 1 / (p q) - 6 = 2 cosh(logit) - 4. */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double x = dist->parameter[0];
    *value = ter__exp(x) + ter__exp(-x) - 4.0;
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] > 0.0 ? 1.0 : 0.0;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__two_points_entropy(dist);
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 0 ? 1.0 : mass(dist, true);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 1 ? 0.0 : ter__bernoulli_central(mass(dist, true), mass(dist, false), order);
    return TER_OK;
}

/* q + p exp(i t) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd log_p = ter__two_points_log(dist, true), log_q = ter__two_points_log(dist, false);
    ter__complex log = ter__binomial_log_characteristic(1.0, ter__exp_whole(log_p), ter__exp_whole(log_q), t);
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    {.name = "logit",
     .symbol = "alpha",
     .description = "log odds of 1, log(p / (1 - p))",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
};

static ter_status estimate(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                           ter_error *error) {
    (void)columns;
    double ones = 0.0, zeros = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (weight > 0.0)
            *(x[i] > 0.0 ? &ones : &zeros) += weight;
    }
    if (!(ones > 0.0 && zeros > 0.0))
        return ter_error_set(error, TER_NO_CONVERGENCE, "bernoulli_logit: all values are equal, so the logit grows without bound");
    *parameter = ter__log(ones / zeros);
    return TER_OK;
}

static const ter__fitter fitter = {.closed_form = estimate, .start = estimate, .moments = estimate};

static const ter__edge edges[] = {
    {{0.0}, TER_PDF, 0.0, 0.5},
    {{0.0}, TER_PDF, 1.0, 0.5},
    {{0.0}, TER_PDF, 0.5, 0.0},
    {{1000.0}, TER_LOG_PDF, 0.0, -1000.0},
    {{-1000.0}, TER_LOG_SF, 0.0, -1000.0},
    {{0.0}, TER_SF, 1.0, 0.0},
    {{0.0}, TER_QUANTILE, 0.5, 0.0},
    {{0.0}, TER_QUANTILE, 0.75, 1.0},
    {{0.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = ter__two_points_log_tail,
    .gradient = gradient,
};

const ter_family ter__family_bernoulli_logit = {
    .name = "bernoulli_logit",
    .title = "Bernoulli, by its logit",
    .formula = "exp(k logit) / (1 + exp(logit)), k = 0, 1",
    .conventions = "Stan: bernoulli_logit(alpha). Distributions.jl: BernoulliLogit. TensorFlow Probability: Bernoulli(logits=).",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
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
    .accuracy_range = "logit 0, and from 1e-10 to 1e4 of either sign",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 1.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
