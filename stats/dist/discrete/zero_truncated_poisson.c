/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Poisson law given that it is not 0: see zero_modified.h. */
#include "zero_modified.h"

#include "dist/variants.h"

#define BASE (&ter__zero_base_poisson)

static void prepare(const double *p, double *prepared) {
    ter__zero_truncated_prepare(BASE, p, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    ter__zero_truncated_support(BASE, p, lower, upper);
}

static const ter__zero_law law = TER__ZERO_TRUNCATED_LAW(BASE);

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("mean", "lambda", "mean of the Poisson law"),
};

static const ter_parameter actuar_parameters[] = {
    TER__POSITIVE_PARAMETER("lambda", "lambda", "mean of the Poisson law"),
};

static const ter__variant variants[] = {
    TER__VARIANT("actuar", "ztpois", actuar_parameters, NULL),
};

static const ter__edge edges[] = {
    {{1e-10}, TER_PDF, 0.0, 0.0},
    {{2.0}, TER_CDF, 0.0, 0.0},
    {{2.0}, TER_CDF, 0.5, 0.0},
    {{2.0}, TER_SF, 0.5, 1.0},
    {{2.0}, TER_PDF, 1.5, 0.0},
    {{2.0}, TER_QUANTILE, 0.0, 1.0},
    {{2.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1e-10}, TER_CDF, 3.0, 1.0},
    {{2.0}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_zero_truncated_poisson = {
    .name = "zero_truncated_poisson",
    .title = "Zero-truncated Poisson",
    .formula = "mean^k exp(-mean) / (k! (1 - exp(-mean))), k = 1, 2, ...",
    .conventions = "Poisson given that it is not 0; the mean is that before truncation. actuar's ztpois(lambda), Julia's "
                   "truncated(Poisson(lambda), 1, Inf), extraDistr's tpois(lambda, a = 0).",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &law.statement,
    TER__ZERO_TRUNCATED_SUMMARIES,
    .accuracy_range = "mean from 1e-10 to 1e15; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
