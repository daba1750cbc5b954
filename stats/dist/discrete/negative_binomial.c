/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The negative binomial law by size and probability; 1 - p is exact as a sum of two doubles. */
#include "count_characteristic.h"
#include "negative_binomial_law.h"

#include "dist/variants.h"

static void prepare(const double *p, double *prepared) {
    ter__negative_binomial_prepare(p[0], ter__dd_make(p[1], 0.0), ter__two_sum(1.0, -p[1]), prepared);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = 0.0;
    *upper = p[1] < 1.0 ? TER__INFINITY : 0.0;
}

/* In p: r / p - k / q = (r q - k p) / (p q). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    by_parameter[0] = ter__negative_binomial_size_slope(&law, x);
    ter__dd failures = ter__dd_mul_d(law.p, x), rest = ter__dd_sub(ter__dd_mul_d(law.q, law.size), failures);
    by_parameter[1] = x == 0.0 ? law.size / law.p.hi : ter__dd_value(rest) / law.p.hi / law.q.hi;
}

/* (p / (1 - q exp(i t)))^size */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    ter__complex log = ter__negative_binomial_log_characteristic(law.size, law.p, law.q, t);
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "number of successes waited for; any positive number"),
    TER__PROBABILITY_PARAMETER(true, false, "probability of success in each trial"),
};

static void first_two(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[1];
}

/* VGAM's and gamlss's mean m and dispersion a, variance m + a m^2: r = 1 / a, p = 1 / (1 + a m). */
static void of_dispersion(const double *given, double *p) {
    p[0] = 1.0 / given[1];
    p[1] = 1.0 / fma(given[0], given[1], 1.0);
}

static const ter_parameter dispersion_parameters[] = {
    TER__POSITIVE_PARAMETER("mean", "mu", "mean"),
    TER__POSITIVE_PARAMETER("dispersion", "alpha", "variance = mean + dispersion mean^2"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("n", "n", "successes waited for"),
    {.name = "p", .symbol = "p", .description = "probability of success", .lower = 0.0, .upper = 1.0, .lower_open = true},
    TER__SCIPY_NO_LOC,
};
static const ter_parameter r_parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "successes waited for"),
    {.name = "prob", .symbol = "p", .description = "probability of success", .lower = 0.0, .upper = 1.0, .lower_open = true},
};
static const ter_parameter boost_parameters[] = {
    TER__POSITIVE_PARAMETER("r", "r", "successes waited for"),
    {.name = "p", .symbol = "p", .description = "probability of success", .lower = 0.0, .upper = 1.0, .lower_open = true},
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "nbinom", scipy_parameters, first_two),
    TER__VARIANT("R", "nbinom", r_parameters, NULL),
    TER__VARIANT("Boost", "negative_binomial", boost_parameters, NULL),
    TER__VARIANT(NULL, "negative_binomial_dispersion", dispersion_parameters, of_dispersion),
};

static const ter_alias aliases[] = {{"nbinom", "scipy, R"}};

static const ter__edge edges[] = {
    {{1, 0.5}, TER_PDF, 2.0, 0.125},         {{2, 0.5}, TER_PDF, 0.0, 0.25},     {{2, 0.5}, TER_PDF, 1.0, 0.25},
    {{2, 0.5}, TER_PDF, 1.5, 0.0},           {{2, 0.5}, TER_CDF, -1.0, 0.0},     {{2, 0.5}, TER_CDF, 1.0, 0.5},
    {{2, 0.5}, TER_QUANTILE, 0.5, 1.0},      {{2, 0.5}, TER_QUANTILE, 0.0, 0.0}, {{2, 0.5}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{3, 1.0}, TER_PDF, 0.0, 1.0},           {{3, 1.0}, TER_QUANTILE, 1.0, 0.0}, {{2, 0.5}, TER_ISF, 0.5, 1.0},
    {{2, 0.5}, TER_CDF, TER__NAN, TER__NAN},
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

const ter_family ter__family_negative_binomial = {
    .name = "negative_binomial",
    .title = "Negative binomial",
    .formula = "Gamma(k + size) / (k! Gamma(size)) p^size (1 - p)^k, k = 0, 1, 2, ...",
    .conventions = "The failures before the size-th success, as scipy's nbinom(n, p), R's dnbinom(x, size, prob), Boost's "
                   "negative_binomial(r, p). "
                   "By a mean: negative_binomial_mean(mean, size); by the rate of the gamma law of a Poisson mean: gamma_poisson.",
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
    .accuracy_range = "size from 1e-6 to 1e10, probability from 1e-9, within 2^-53 of 1 and 1 itself, means to 1e15; all counts; "
                      "both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 5.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
