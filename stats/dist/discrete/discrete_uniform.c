/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The discrete uniform law on the whole numbers from lower to upper. Counts of points are exact sums of two doubles. */
#include "count_characteristic.h"
#include "counts.h"

static ter_status check(const double *p, ter_error *error) {
    if (p[1] < p[0])
        return ter_error_set(error, TER_BAD_ARGUMENT, "discrete_uniform: upper = %.17g must not be below lower = %.17g", p[1],
                             p[0]);
    return TER_OK;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = p[1];
}

/* The number of points from a to b. */
static ter__dd points(double a, double b) {
    return ter__dd_add_d(ter__two_sum(b, -a), 1.0);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    (void)x;
    return ter__dd_neg(ter__dd_log(points(dist->lower, dist->upper)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd all = points(dist->lower, dist->upper), below = points(dist->lower, x), above = ter__two_sum(dist->upper, -x);
    ter__dd here = upper ? above : below, other = upper ? below : above;
    if (here.hi < other.hi)
        return ter__dd_log(ter__dd_div(here, all));
    return ter__dd_log1p(ter__dd_neg(ter__dd_div(other, all)));
}

/* One point of those left. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    return ter__dd_neg(ter__dd_log(points(x, dist->upper)));
}

static double start(const ter_dist *dist, double log_tail, bool upper) {
    double share = ter__exp(log_tail) * points(dist->lower, dist->upper).hi;
    return upper ? dist->upper - share : dist->lower + share - 1.0;
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = 0.5 * dist->lower + 0.5 * dist->upper;
    return TER_OK;
}

/* (n^2 - 1) / 12 = (n - 1) (n + 1) / 12. */
static ter_status variance(const ter_dist *dist, double *value) {
    ter__dd n = points(dist->lower, dist->upper);
    *value = ter__dd_value(ter__dd_mul(ter__dd_add_d(n, -1.0), ter__dd_add_d(n, 1.0))) / 12.0;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    *value = dist->lower < dist->upper ? 0.0 : TER__NAN;
    return dist->lower < dist->upper ? TER_OK : TER_UNDEFINED;
}

/* -6 (n^2 + 1) / (5 (n^2 - 1)). */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double n = points(dist->lower, dist->upper).hi;
    *value = n > 1.0 ? -1.2 * (n * n + 1.0) / ((n - 1.0) * (n + 1.0)) : TER__NAN;
    return n > 1.0 ? TER_OK : TER_UNDEFINED;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->lower;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_log(points(dist->lower, dist->upper)));
    return TER_OK;
}

#define END(word, letter, text)                                                                                                    \
    {                                                                                                                              \
        .name = word, .symbol = letter, .description = text, .lower = -0x1.fffffffffffffp52, .upper = 0x1.fffffffffffffp52,        \
        .integer = true                                                                                                            \
    }

/* exp(i t (lower + upper) / 2) sin(n t / 2) / (n sin(t / 2)), n = upper - lower + 1; t in half turns. */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd half = ter__dd_scale(ter__turns(t), 0.5), middle = ter__two_sum(dist->parameter[0], dist->parameter[1]);
    ter__dd n = ter__dd_add_d(ter__two_sum(dist->parameter[1], -dist->parameter[0]), 1.0);
    ter__complex turned = ter__complex_turned(ter__dd_mul(middle, half));
    ter__dd wave = ter__dd_div(ter__dd_sin_pi(ter__dd_mul(n, half)), ter__dd_mul(n, ter__dd_sin_pi(half)));
    return ter__characteristic_of(ter__complex_times(turned, wave), real, imaginary);
}

static const ter_parameter parameters[] = {END("lower", "a", "the least value"), END("upper", "b", "the greatest value")};

/* scipy's upper end is the first value left out. */
static void of_randint(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[1] - 1.0;
}

static const ter_parameter randint_parameters[] = {END("low", "low", "the least value"),
                                                   END("high", "high", "one more than the greatest value")};

static const ter__variant variants[] = {{"scipy", "randint", 2, randint_parameters, of_randint}};

static const ter_alias aliases[] = {{"dunif", "extraDistr"}, {"discrete_range", "Stan"}};

static const ter__edge edges[] = {
    {{1, 8}, TER_PDF, 3.0, 0.125},
    {{1, 8}, TER_PDF, 3.5, 0.0},
    {{1, 8}, TER_CDF, 2.0, 0.25},
    {{1, 8}, TER_CDF, 8.0, 1.0},
    {{1, 8}, TER_SF, 6.0, 0.25},
    {{1, 8}, TER_QUANTILE, 0.25, 2.0},
    {{1, 8}, TER_QUANTILE, 0.26, 3.0},
    {{1, 8}, TER_QUANTILE, 0.0, 1.0},
    {{1, 8}, TER_ISF, 0.25, 6.0},
    {{1, 8}, TER_HAZARD, 7.0, 0.5},
    {{-4, -4}, TER_PDF, -4.0, 1.0},
    {{-4, -4}, TER_QUANTILE, 0.5, -4.0},
    {{1 - 0x1p51, 0x1p51}, TER_SF, 0.0, 0.5},
    {{0, 1}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .start = start,
};

const ter_family ter__family_discrete_uniform = {
    .name = "discrete_uniform",
    .title = "Discrete uniform",
    .formula = "1 / (upper - lower + 1), k = lower, ..., upper",
    .conventions = "Both ends belong to it, as in extraDistr's ddunif. scipy's randint(low, high) leaves high out.",
    .discrete = true,
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .check = check,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
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
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "all whole ends below 2^53 in magnitude, all values",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
