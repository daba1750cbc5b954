/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The negative binomial law given that it is not 0: see zero_modified.h. */
#include "zero_modified.h"

#include "dist/variants.h"

#define BASE (&ter__zero_base_negative_binomial)

static void prepare(const double *p, double *prepared) {
    ter__zero_truncated_prepare(BASE, p, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    ter__zero_truncated_support(BASE, p, lower, upper);
}

static const ter__zero_law law = TER__ZERO_TRUNCATED_LAW(BASE);

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "size of the negative binomial law"),
    TER__PROBABILITY_PARAMETER(true, true, "probability of success in each trial"),
};

static const ter_parameter actuar_parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "size"),
    {.name = "prob",
     .symbol = "p",
     .description = "probability of success",
     .lower = 0.0,
     .upper = 1.0,
     .lower_open = true,
     .upper_open = true},
};

static const ter__variant variants[] = {
    TER__VARIANT("actuar", "ztnbinom", actuar_parameters, NULL),
};

static const ter__edge edges[] = {
    {{1, 0.5}, TER_PDF, 0.0, 0.0},
    {{1, 0.5}, TER_PDF, 1.0, 0.5},
    {{1, 0.5}, TER_PDF, 3.0, 0.125},
    {{1, 0.5}, TER_CDF, 0.5, 0.0},
    {{1, 0.5}, TER_SF, 0.0, 1.0},
    {{2, 0.5}, TER_QUANTILE, 0.0, 1.0},
    {{2, 0.5}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2, 0.5}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_zero_truncated_negative_binomial = {
    .name = "zero_truncated_negative_binomial",
    .title = "Zero-truncated negative binomial",
    .formula = "Gamma(k + r) / (k! Gamma(r)) p^r (1 - p)^k / (1 - p^r), k = 1, 2, ...",
    .conventions = "Negative binomial given that it is not 0. actuar's ztnbinom(size, prob).",
    .discrete = true,
    .parameter_count = 2,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &law.statement,
    TER__ZERO_TRUNCATED_SUMMARIES,
    .accuracy_range = "size from 1e-6 to 1e10, probability from 1e-9, means to 1e15; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
