/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binomial law or, with some probability, 0: see zero_modified.h. */
#include "zero_modified.h"

#include "dist/variants.h"

#define BASE (&ter__zero_base_binomial)

static void prepare(const double *p, double *prepared) {
    ter__zero_inflated_prepare(BASE, p, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    ter__zero_inflated_support(BASE, p, lower, upper);
}

static const ter__zero_law law = TER__ZERO_INFLATED_LAW(BASE);

static const ter_parameter parameters[] = {
    TER__INFLATION_PARAMETER,
    TER__COUNT_PARAMETER("trials", "n", "trials of the binomial law", 0.0),
    TER__PROBABILITY_PARAMETER(false, false, "probability of success in each trial"),
};

static void last_first(const double *given, double *p) {
    p[0] = given[2];
    p[1] = given[0];
    p[2] = given[1];
}

static const ter_parameter extradistr_parameters[] = {
    TER__COUNT_PARAMETER("size", "n", "trials", 0.0),
    {.name = "prob", .symbol = "p", .description = "probability of success", .lower = 0.0, .upper = 1.0},
    {.name = "pi", .symbol = "pi", .description = "inflation", .lower = 0.0, .upper = 1.0},
};

static const ter__variant variants[] = {
    TER__VARIANT("extraDistr", "zib", extradistr_parameters, last_first),
};

static const ter__edge edges[] = {
    {{0.5, 1, 0.5}, TER_PDF, 0.0, 0.75},  {{0.5, 1, 0.5}, TER_PDF, 1.0, 0.25},          {{1.0, 4, 0.5}, TER_PDF, 0.0, 1.0},
    {{0.25, 4, 0.0}, TER_PDF, 0.0, 1.0},  {{0.25, 4, 1.0}, TER_PDF, 0.0, 0.25},         {{0.25, 4, 1.0}, TER_PDF, 4.0, 0.75},
    {{0.25, 4, 1.0}, TER_CDF, 3.0, 0.25}, {{0.25, 4, 1.0}, TER_PDF, 2.0, 0.0},          {{0.5, 1, 0.5}, TER_QUANTILE, 0.75, 0.0},
    {{0.5, 4, 0.5}, TER_CDF, 4.0, 1.0},   {{0.5, 4, 0.5}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_zero_inflated_binomial = {
    .name = "zero_inflated_binomial",
    .title = "Zero-inflated binomial",
    .formula = "pi [k = 0] + (1 - pi) C(n, k) p^k (1 - p)^(n - k), k = 0 ... n",
    .conventions = "extraDistr's dzib(x, size, prob, pi) and VGAM's dzibinom(x, size, prob, pstr0) put the inflation last.",
    .discrete = true,
    .parameter_count = 3,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &law.statement,
    TER__ZERO_INFLATED_SUMMARIES,
    .accuracy_range =
        "trials to 1e15, any probability, inflation from 1e-20 to 1 - 1e-16, 0 and 1; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
