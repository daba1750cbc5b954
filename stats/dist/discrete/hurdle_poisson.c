/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hurdle Poisson (zero-altered): 0 with a probability of its own, else the truncated law; see zero_modified.h. */
#include "zero_modified.h"

#include "dist/variants.h"

#define BASE (&ter__zero_base_truncated_poisson)

static void prepare(const double *p, double *prepared) {
    ter__zero_inflated_prepare(BASE, p, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    ter__zero_inflated_support(BASE, p, lower, upper);
}

static const ter__zero_law law = TER__ZERO_INFLATED_LAW(BASE);

static const ter_parameter parameters[] = {
    {.name = "zero", .symbol = "pi", .description = "probability of 0", .lower = 0.0, .upper = 1.0},
    TER__POSITIVE_PARAMETER("mean", "lambda", "mean of the Poisson law"),
};

static void last_first(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[0];
}

static const ter_parameter actuar_parameters[] = {
    TER__POSITIVE_PARAMETER("lambda", "lambda", "mean of the Poisson law"),
    {.name = "p0", .symbol = "pi", .description = "probability of 0", .lower = 0.0, .upper = 1.0},
};

static const ter_parameter brms_parameters[] = {
    TER__POSITIVE_PARAMETER("lambda", "lambda", "mean of the Poisson law"),
    {.name = "hu", .symbol = "pi", .description = "probability of 0", .lower = 0.0, .upper = 1.0},
};

static const ter_parameter vgam_parameters[] = {
    TER__POSITIVE_PARAMETER("lambda", "lambda", "mean of the Poisson law"),
    {.name = "pobs0", .symbol = "pi", .description = "probability of 0", .lower = 0.0, .upper = 1.0},
};

static const ter__variant variants[] = {
    TER__VARIANT("actuar", "zmpois", actuar_parameters, last_first),
    TER__VARIANT("brms", "hurdle_poisson", brms_parameters, last_first),
    TER__VARIANT("VGAM", "zapois", vgam_parameters, last_first),
};

static const ter__edge edges[] = {
    {{1.0, 3.0}, TER_PDF, 0.0, 1.0}, {{1.0, 3.0}, TER_CDF, 0.0, 1.0},      {{0.5, 3.0}, TER_CDF, -1.0, 0.0},
    {{0.5, 3.0}, TER_PDF, 0.0, 0.5}, {{0.25, 3.0}, TER_CDF, 0.0, 0.25},    {{0.25, 3.0}, TER_SF, 0.0, 0.75},
    {{0.5, 3.0}, TER_PDF, 1.5, 0.0}, {{0.5, 3.0}, TER_QUANTILE, 0.5, 0.0}, {{0.5, 3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 3.0}, TER_PDF, 0.0, 0.0}, {{0.0, 3.0}, TER_QUANTILE, 0.0, 1.0}, {{0.5, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_hurdle_poisson = {
    .name = "hurdle_poisson",
    .title = "Hurdle Poisson (zero-altered)",
    .formula = "pi at 0, (1 - pi) mean^k exp(-mean) / (k! (1 - exp(-mean))), k = 1, 2, ...",
    .conventions = "0 with probability zero, else Poisson given that it is not 0. actuar's dzmpois(x, lambda, p0), brms' "
                   "hurdle_poisson(lambda, "
                   "hu) and VGAM's dzapois(x, lambda, pobs0) put the probability of 0 last.",
    .discrete = true,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &law.statement,
    TER__ZERO_INFLATED_SUMMARIES,
    .accuracy_range =
        "mean from 1e-10 to 1e15, probability of 0 from 1e-20 to 1 - 1e-16, 0 and 1; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
