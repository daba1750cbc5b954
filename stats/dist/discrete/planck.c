/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Planck law: the geometric law on 0, 1, ... by its rate, mass (1 - exp(-rate)) exp(-rate k). Its log q is the rate itself, so
 * that rates above 37, for which the probability of success is 1 in doubles, keep the digits of their tails.
 */
#include "dist/discrete/count_characteristic.h"
#include "dist/discrete/geometric_law.h"
#include "dist/variants.h"

static void prepare(const double *p, double *prepared) {
    ter__dd log_q = ter__dd_make(-p[0], 0.0), log_p = ter__log_rest(log_q);
    prepared[0] = log_p.hi;
    prepared[1] = log_p.lo;
    prepared[2] = log_q.hi;
    prepared[3] = log_q.lo;
}

/* 1 / (exp(rate) - 1) */
static double mean_of(const ter_dist *dist) {
    double rate = dist->parameter[0];
    return rate < 700.0 ? 1.0 / ter__expm1(rate) : ter__exp(-rate);
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = mean_of(dist);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double m = mean_of(dist);
    *value = m * (1.0 + m);
    return TER_OK;
}

/* 2 cosh(rate / 2) */
static ter_status skewness(const ter_dist *dist, double *value) {
    double half = 0.5 * dist->parameter[0];
    *value = ter__exp(half) + ter__exp(-half);
    return TER_OK;
}

/* 4 + 2 cosh(rate) */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double rate = dist->parameter[0];
    *value = 4.0 + (ter__exp(rate) + ter__exp(-rate));
    return TER_OK;
}

/* rate mean - log(1 - exp(-rate)) */
static ter_status entropy(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] * mean_of(dist) - dist->prepared[0];
    return TER_OK;
}

/* E[X (X - 1) .. (X - j + 1)] = j! mean^j */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double factorial[TER_MOMENT_ORDER_MAX + 1] = {1.0}, m = mean_of(dist);
    for (unsigned j = 1; j <= order; j++)
        factorial[j] = factorial[j - 1] * j * m;
    *value = ter__raw_from_factorial(order, factorial);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double cumulant[TER_MOMENT_ORDER_MAX + 1] = {0.0};
    ter__geometric_cumulants(order, mean_of(dist), cumulant);
    *value = ter__central_from_cumulants(order, cumulant);
    return TER_OK;
}

static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd log_p = {dist->prepared[0], dist->prepared[1]}, log_q = {dist->prepared[2], dist->prepared[3]};
    ter__complex log = ter__negative_binomial_log_characteristic(1.0, ter__exp_whole(log_p), ter__exp_whole(log_q), t);
    return ter__characteristic_of_log(log, real, imaginary);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__geometric_statement.log_density(dist, x);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return ter__geometric_statement.log_tail(dist, x, upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    return ter__geometric_statement.log_hazard(dist, x);
}

static double start(const ter_dist *dist, double log_side, bool upper) {
    return ter__geometric_statement.start(dist, log_side, upper);
}

/* 1 / (exp(rate) - 1) - k = (1 - k (exp(rate) - 1)) / (exp(rate) - 1) */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    double rate = dist->parameter[0];
    by_parameter[0] = mean_of(dist) - x;
    if (rate > 600.0 || !(x > 0.0) || !(fabs(by_parameter[0]) < 0.25 * x))
        return;
    ter__dd rise = ter__dd_expm1(ter__dd_make(rate, 0.0));
    ter__dd over = ter__dd_sub(ter__dd_make(1.0, 0.0), ter__dd_mul_d(rise, x));
    by_parameter[0] = ter__dd_value(ter__dd_div(over, rise));
}

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("rate", "lambda", "log of the ratio of successive masses"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("lambda_", "lambda", "rate"),
    TER__SCIPY_NO_LOC,
};

static const ter_parameter stdlib_parameters[] = {TER__POSITIVE_PARAMETER("lambda", "lambda", "rate")};

static void first_alone(const double *given, double *p) {
    p[0] = given[0];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "planck", scipy_parameters, first_alone),
    TER__VARIANT("stdlib", "planck", stdlib_parameters, NULL),
};

/* The rate whose mean is the sample's. */
static ter_status estimate(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                           ter_error *error) {
    double sum = 0.0, total = 0.0;
    (void)columns;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (weight > 0.0 && !(x[i] >= 0.0 && x[i] == floor(x[i])))
            return ter_error_set(error, TER_BAD_DATA, "planck: value %zu is %g, no count from 0 on", i, x[i]);
        sum += weight > 0.0 ? weight * x[i] : 0.0;
        total += weight;
    }
    if (!(sum > 0.0))
        return ter_error_set(error, TER_UNDEFINED, "planck: all values are 0, and the likelihood grows with the rate without end");
    *parameter = ter__log1p(total / sum);
    return TER_OK;
}

static const ter__fitter fitter = {.closed_form = estimate, .start = estimate, .moments = estimate};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 0.5, 0.0},
    {{1.0}, TER_PDF, -1.0, 0.0},
    {{1.0}, TER_LOG_SF, 1.0, -2.0},
    {{0.5}, TER_LOG_SF, 9.0, -5.0},
    {{1.0}, TER_CDF, -1.0, 0.0},
    {{100.0}, TER_LOG_SF, 0.0, -100.0},
    {{1.0}, TER_QUANTILE, 0.0, 0.0},
    {{1.0}, TER_QUANTILE, 0.5, 0.0},
    {{1.0}, TER_ISF_LOG, -3.0, 2.0},
    {{1.0}, TER_SF, TER__INFINITY, 0.0},
    {{1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_planck = {
    .name = "planck",
    .title = "Planck (discrete exponential)",
    .formula = "(1 - exp(-rate)) exp(-rate k), k = 0, 1, 2, ...",
    .conventions = "As scipy's planck(lambda). The same law by its probability of success, 1 - exp(-rate), is geometric; the whole "
                   "part of an exponential variable of this rate has it.",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
    .prepare = prepare,
    .support = ter__counts_support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__geometric_mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "rate from 1e-9 to 1,000; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
