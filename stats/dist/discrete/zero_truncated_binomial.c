/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binomial law given that it is not 0: see zero_modified.h. */
#include "zero_modified.h"

#include "dist/variants.h"

#define BASE (&ter__zero_base_binomial)

static void prepare(const double *p, double *prepared) {
    ter__zero_truncated_prepare(BASE, p, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    ter__zero_truncated_support(BASE, p, lower, upper);
}

static const ter__zero_law law = TER__ZERO_TRUNCATED_LAW(BASE);

static const ter_parameter parameters[] = {
    TER__COUNT_PARAMETER("trials", "n", "trials of the binomial law", 1.0),
    TER__PROBABILITY_PARAMETER(true, false, "probability of success in each trial"),
};

static const ter_parameter actuar_parameters[] = {
    TER__COUNT_PARAMETER("size", "n", "trials", 1.0),
    {.name = "prob", .symbol = "p", .description = "probability of success", .lower = 0.0, .upper = 1.0, .lower_open = true},
};

static const ter__variant variants[] = {
    TER__VARIANT("actuar", "ztbinom", actuar_parameters, NULL),
};

static const ter__edge edges[] = {
    {{2, 0.5}, TER_PDF, 0.0, 0.0},      {{1, 0.3}, TER_PDF, 1.0, 1.0},       {{5, 1.0}, TER_PDF, 5.0, 1.0},
    {{2, 0.5}, TER_CDF, 2.0, 1.0},      {{2, 0.5}, TER_SF, 0.5, 1.0},        {{2, 0.5}, TER_QUANTILE, 0.0, 1.0},
    {{2, 0.5}, TER_QUANTILE, 1.0, 2.0}, {{2, 0.5}, TER_QUANTILE, 0.75, 2.0}, {{2, 0.5}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_zero_truncated_binomial = {
    .name = "zero_truncated_binomial",
    .title = "Zero-truncated binomial",
    .formula = "C(n, k) p^k (1 - p)^(n - k) / (1 - (1 - p)^n), k = 1 ... n",
    .conventions = "Binomial given that it is not 0. actuar's ztbinom(size, prob), extraDistr's tbinom(size, prob, a = 0).",
    .discrete = true,
    .parameter_count = 2,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &law.statement,
    TER__ZERO_TRUNCATED_SUMMARIES,
    .accuracy_range = "trials to 1e15, any probability; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
