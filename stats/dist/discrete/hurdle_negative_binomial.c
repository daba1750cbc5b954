/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hurdle negative binomial (zero-altered): 0 with a probability of its own, else the truncated law; see zero_modified.h. */
#include "zero_modified.h"

#include "dist/variants.h"

#define BASE (&ter__zero_base_truncated_negative_binomial)

static void prepare(const double *p, double *prepared) {
    ter__zero_inflated_prepare(BASE, p, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    ter__zero_inflated_support(BASE, p, lower, upper);
}

static const ter__zero_law law = TER__ZERO_INFLATED_LAW(BASE);

static const ter_parameter parameters[] = {
    {.name = "zero", .symbol = "pi", .description = "probability of 0", .lower = 0.0, .upper = 1.0},
    TER__POSITIVE_PARAMETER("size", "r", "size of the negative binomial law"),
    TER__PROBABILITY_PARAMETER(true, true, "probability of success in each trial"),
};

static void last_first(const double *given, double *p) {
    p[0] = given[2];
    p[1] = given[0];
    p[2] = given[1];
}

static const ter_parameter actuar_parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "size"),
    {.name = "prob",
     .symbol = "p",
     .description = "probability of success",
     .lower = 0.0,
     .upper = 1.0,
     .lower_open = true,
     .upper_open = true},
    {.name = "p0", .symbol = "pi", .description = "probability of 0", .lower = 0.0, .upper = 1.0},
};

static const ter_parameter vgam_parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "size"),
    {.name = "prob",
     .symbol = "p",
     .description = "probability of success",
     .lower = 0.0,
     .upper = 1.0,
     .lower_open = true,
     .upper_open = true},
    {.name = "pobs0", .symbol = "pi", .description = "probability of 0", .lower = 0.0, .upper = 1.0},
};

static const ter__variant variants[] = {
    TER__VARIANT("actuar", "zmnbinom", actuar_parameters, last_first),
    TER__VARIANT("VGAM", "zanegbin", vgam_parameters, last_first),
};

static const ter__edge edges[] = {
    {{1.0, 1, 0.5}, TER_PDF, 0.0, 1.0},
    {{0.5, 1, 0.5}, TER_PDF, 0.0, 0.5},
    {{0.5, 1, 0.5}, TER_PDF, 1.0, 0.25},
    {{0.5, 1, 0.5}, TER_CDF, -1.0, 0.0},
    {{0.25, 1, 0.5}, TER_SF, 0.0, 0.75},
    {{0.5, 1, 0.5}, TER_QUANTILE, 0.5, 0.0},
    {{0.5, 1, 0.5}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.5, 1, 0.5}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_hurdle_negative_binomial = {
    .name = "hurdle_negative_binomial",
    .title = "Hurdle negative binomial (zero-altered)",
    .formula = "pi at 0, (1 - pi) Gamma(k + r) / (k! Gamma(r)) p^r (1 - p)^k / (1 - p^r), k = 1, 2, ...",
    .conventions =
        "0 with probability zero, else negative binomial given that it is not 0. actuar's dzmnbinom(x, size, prob, p0) and VGAM's "
        "dzanegbin(x, size, prob, pobs0) put the probability of 0 last.",
    .discrete = true,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &law.statement,
    TER__ZERO_INFLATED_SUMMARIES,
    .accuracy_range = "size from 1e-6 to 1e10, probability from 1e-9, means to 1e15, probability of 0 from 1e-20 to 1 - 1e-16, 0 "
                      "and 1; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(3.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
