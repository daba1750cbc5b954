/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zipf's law with a largest count: masses k^-s / (1 + 2^-s + ... + n^-s), k = 1 ... n. */
#include "power_law.h"

#include "dist/variants.h"

static void prepare(const double *p, double *prepared) {
    ter__power_prepare(p[0], p[1], prepared);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = 1.0;
    *upper = p[1];
}

#define EXPONENT(word, text)                                                                                                       \
    { .name = word, .symbol = "s", .description = text, .lower = 0.0, .upper = TER__INFINITY, .upper_open = true }

static const ter_parameter parameters[] = {
    EXPONENT("exponent", "exponent of the masses, 0 or more"),
    TER__COUNT_PARAMETER("count", "n", "the largest count", 1.0),
};

static const ter_parameter scipy_parameters[] = {
    EXPONENT("a", "exponent"),
    TER__COUNT_PARAMETER("n", "n", "largest count", 1.0),
    TER__SCIPY_NO_LOC,
};

static const ter_parameter r_parameters[] = {
    TER__COUNT_PARAMETER("N", "N", "largest count", 1.0),
    EXPONENT("shape", "exponent"),
};

static void of_scipy(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[1];
}

static void turned(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[0];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "zipfian", scipy_parameters, of_scipy),
    TER__VARIANT("VGAM", "zipf", r_parameters, turned),
};

static const ter__edge edges[] = {
    {{0, 4}, TER_PDF, 1.0, 0.25}, {{0, 4}, TER_CDF, 2.0, 0.5},           {{0, 4}, TER_SF, 3.0, 0.25},
    {{0, 4}, TER_PDF, 5.0, 0.0},  {{0, 4}, TER_QUANTILE, 0.5, 2.0},      {{0, 4}, TER_ISF, 0.25, 3.0},
    {{3, 1}, TER_PDF, 1.0, 1.0},  {{0, 4}, TER_QUANTILE, 1.0, 4.0},      {{0, 4}, TER_CDF, 4.0, 1.0},
    {{0, 4}, TER_PDF, 1.5, 0.0},  {{0, 4}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_zipfian = {
    .name = "zipfian",
    .title = "Zipfian (finite Zipf)",
    .formula = "k^-s / (1 + 2^-s + ... + n^-s), k = 1 ... n",
    .conventions =
        "As scipy's zipfian(a, n); R: VGAM::dzipf(x, N, shape). Exponent 0 is the uniform law on 1 ... n, 1 the classical law.",
    .discrete = true,
    .parameter_count = 2,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &ter__power_statement,
    .summary = TER__POWER_SUMMARIES,
    .raw_moment = ter__power_raw_moment,
    .central_moment = ter__power_central_moment,
    .words_per_draw = 1,
    .accuracy_range = "exponent from 0 to 1,000, the largest count to 1e15, all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
