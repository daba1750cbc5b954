/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Poisson law or, with some probability, 0: see zero_modified.h. */
#include "zero_modified.h"

#include "dist/variants.h"

#define BASE (&ter__zero_base_poisson)

static void prepare(const double *p, double *prepared) {
    ter__zero_inflated_prepare(BASE, p, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    ter__zero_inflated_support(BASE, p, lower, upper);
}

static const ter__zero_law law = TER__ZERO_INFLATED_LAW(BASE);

static const ter_parameter parameters[] = {
    TER__INFLATION_PARAMETER,
    TER__POSITIVE_PARAMETER("mean", "lambda", "mean of the Poisson law"),
};

static void last_first(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[0];
}

static const ter_parameter extradistr_parameters[] = {
    TER__POSITIVE_PARAMETER("lambda", "lambda", "mean of the Poisson law"),
    {.name = "pi", .symbol = "pi", .description = "inflation", .lower = 0.0, .upper = 1.0},
};

static const ter_parameter numpyro_parameters[] = {
    {.name = "gate", .symbol = "pi", .description = "inflation", .lower = 0.0, .upper = 1.0},
    TER__POSITIVE_PARAMETER("rate", "lambda", "mean of the Poisson law"),
};

static const ter__variant variants[] = {
    TER__VARIANT("extraDistr", "zip", extradistr_parameters, last_first),
    TER__VARIANT("numpyro", "ZeroInflatedPoisson", numpyro_parameters, NULL),
};

static const ter__edge edges[] = {
    {{1.0, 3.0}, TER_PDF, 0.0, 1.0},      {{1.0, 3.0}, TER_CDF, 0.0, 1.0},           {{0.5, 3.0}, TER_CDF, -1.0, 0.0},
    {{0.5, 3.0}, TER_PDF, 1.5, 0.0},      {{0.5, 3.0}, TER_QUANTILE, 0.5, 0.0},      {{0.5, 3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 3.0}, TER_LOG_PDF, 0.0, -3.0}, {{0.5, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_zero_inflated_poisson = {
    .name = "zero_inflated_poisson",
    .title = "Zero-inflated Poisson",
    .formula = "pi [k = 0] + (1 - pi) mean^k exp(-mean) / k!, k = 0, 1, 2, ...",
    .conventions = "As numpyro's ZeroInflatedPoisson(gate, rate), OpenTURNS' Inflated(Poisson). extraDistr's dzip(x, lambda, pi) "
                   "and VGAM's dzipois(x, lambda, pstr0) put the inflation last.",
    .discrete = true,
    .parameter_count = 2,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &law.statement,
    TER__ZERO_INFLATED_SUMMARIES,
    .accuracy_range = "mean from 1e-10 to 1e15, inflation from 1e-20 to 1 - 1e-16, 0 and 1; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
