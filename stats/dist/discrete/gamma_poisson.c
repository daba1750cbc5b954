/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Poisson law whose mean is gamma distributed: negative binomial with size = shape and p = rate / (1 + rate). Both p and 1 - p
 * are divisions by 1 + rate, so that neither is lost at a rate of 1e18 or 1e-18.
 */
#include "count_characteristic.h"
#include "negative_binomial_law.h"

#include "dist/variants.h"

static void prepare(const double *p, double *prepared) {
    ter__dd whole = ter__two_sum(1.0, p[1]);
    ter__dd success = ter__dd_div(ter__dd_make(p[1], 0.0), whole), failure = ter__dd_div(ter__dd_make(1.0, 0.0), whole);
    ter__negative_binomial_prepare(p[0], success, failure, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    ter__counts_support(p, lower, upper);
}

/* In the rate b: r / b - (r + k) / (1 + b) = (r - k b) / (b (1 + b)). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    double r = dist->parameter[0], b = dist->parameter[1];
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    by_parameter[0] = ter__negative_binomial_size_slope(&law, x);
    by_parameter[1] = ter__dd_value(ter__dd_add_d(ter__dd_neg(ter__two_product(x, b)), r)) / b / (1.0 + b);
}

/* (p / (1 - q exp(i t)))^shape, p = rate / (1 + rate) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    ter__complex log = ter__negative_binomial_log_characteristic(law.size, law.p, law.q, t);
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "alpha", "shape of the gamma law of the mean; the size of the negative binomial law"),
    TER__POSITIVE_PARAMETER("rate", "beta", "rate of the gamma law of the mean; the law's mean is shape / rate"),
};

static void of_mean(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[1] / given[0];
}

static void of_size_and_mean(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[0] / given[1];
}

static const ter_parameter mean_parameters[] = {
    TER__POSITIVE_PARAMETER("mean", "mu", "mean"),
    TER__POSITIVE_PARAMETER("size", "r", "size; the variance is mean + mean^2 / size"),
};

static const ter_parameter r_parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "size; the variance is mu + mu^2 / size"),
    TER__POSITIVE_PARAMETER("mu", "mu", "mean"),
};

static const ter__variant variants[] = {
    TER__VARIANT("R", "nbinom_mu", r_parameters, of_size_and_mean),
    TER__VARIANT(NULL, "negative_binomial_mean", mean_parameters, of_mean),
    TER__VARIANT("Stan", "neg_binomial_2", mean_parameters, of_mean),
};

static const ter_alias aliases[] = {{"neg_binomial", "Stan"}};

static const ter__edge edges[] = {
    {{1, 1}, TER_PDF, 2.0, 0.125},         {{1, 3}, TER_PDF, 0.0, 0.75},
    {{1, 1}, TER_PDF, 1.5, 0.0},           {{1, 1}, TER_CDF, -1.0, 0.0},
    {{2, 1}, TER_CDF, 1.0, 0.5},           {{2, 1}, TER_QUANTILE, 0.5, 1.0},
    {{2, 1}, TER_QUANTILE, 0.0, 0.0},      {{2, 1}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1, 1}, TER_ISF, 0.25, 1.0},          {{1, 1e18}, TER_LOG_SF, 0.0, -0x1.4b927f32bffb8p+5},
    {{2, 1}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__negative_binomial_log_density,
    .log_tail = ter__negative_binomial_log_tail,
    .log_tail_sharp = ter__negative_binomial_log_tail_sharp,
    .log_hazard = ter__negative_binomial_log_hazard,
    .gradient = gradient,
    .start = ter__negative_binomial_start,
    .tail_error = TER__NEGATIVE_BINOMIAL_TAIL_ERROR,
};

const ter_family ter__family_gamma_poisson = {
    .name = "gamma_poisson",
    .title = "Gamma-Poisson",
    .formula = "Gamma(k + shape) / (k! Gamma(shape)) (rate / (1 + rate))^shape (1 / (1 + rate))^k, k = 0, 1, 2, ...",
    .conventions =
        "The negative binomial law by the gamma law of its Poisson mean, as Stan's neg_binomial(alpha, beta), TFP's and numpyro's "
        "GammaPoisson. R's dnbinom(x, size, mu) and Stan's neg_binomial_2(mu, phi) are R.nbinom_mu(size, mu) and "
        "negative_binomial_mean(mean, size).",
    .discrete = true,
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__negative_binomial_mean,
            [TER_VARIANCE] = ter__negative_binomial_variance,
            [TER_SKEWNESS] = ter__negative_binomial_skewness,
            [TER_EXCESS_KURTOSIS] = ter__negative_binomial_excess_kurtosis,
            [TER_MODE] = ter__negative_binomial_mode,
        },
    .raw_moment = ter__negative_binomial_raw_moment,
    .central_moment = ter__negative_binomial_central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "shape from 1e-6 to 1e10, rate from 1e-9 to 1e18, means to 1e15; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 5.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
